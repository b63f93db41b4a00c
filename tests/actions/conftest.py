"""A small world for actions: nine months of letters on four topics, two people."""

import shutil

import pytest

from feedback.store import Store
from tests.worlds import empty_world, open_world


@pytest.fixture
def world(tmp_path):
    """Topics and people, and no letters yet."""
    with Store(tmp_path / "postbag.db") as store:
        yield empty_world(store)


@pytest.fixture
def full_world(year, tmp_path):
    """A fresh copy of the year."""
    made = open_world(shutil.copy(year, tmp_path / "postbag.db"))
    with made.store:
        yield made
