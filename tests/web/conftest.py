"""The office of the lead, for the pages of actions."""

import shutil

import pytest

from tests.conftest import lent
from tests.web.offices import Office
from tests.worlds import open_world


@pytest.fixture
def office(year, shared_app, tmp_path):
    path = tmp_path / "postbag.db"
    world = open_world(shutil.copy(year, path))
    with world.store, lent(shared_app, path, WTF_CSRF_ENABLED=False) as app:
        yield Office(world, app)
