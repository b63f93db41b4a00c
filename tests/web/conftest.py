"""The office of the lead, for the pages of actions."""

import shutil

import pytest

from tests.web.offices import Office
from tests.worlds import open_world


@pytest.fixture
def office(year, tmp_path):
    world = open_world(shutil.copy(year, tmp_path / "postbag.db"))
    with world.store:
        opened = Office(world)
        opened.open_site()
        yield opened
