"""A small world for actions: nine months of letters on four topics, two people."""

import shutil

import pytest

from tests.worlds import empty_world, open_world


@pytest.fixture
def world(store):
    """Topics and people, and no letters yet."""
    return empty_world(store)


@pytest.fixture
def full_world(year, tmp_path):
    """A fresh copy of the year."""
    made = open_world(shutil.copy(year, tmp_path / "postbag.db"))
    with made.store:
        yield made
