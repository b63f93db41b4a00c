"""A small world for actions: nine months of letters on four topics, two people."""

import shutil

import pytest

from feedback.store import Store
from tests.worlds import empty_world, fill_year, open_world


@pytest.fixture
def world(tmp_path):
    """Topics and people, and no letters yet."""
    with Store(tmp_path / "postbag.db") as store:
        yield empty_world(store)


@pytest.fixture(scope="session")
def filled(tmp_path_factory):
    """A file with a topic that falls."""
    path = tmp_path_factory.mktemp("filled") / "postbag.db"
    fill_year(path)
    return path


@pytest.fixture
def full_world(filled, tmp_path):
    """A fresh copy of the filled file."""
    made = open_world(shutil.copy(filled, tmp_path / "postbag.db"))
    with made.store:
        yield made
