"""How templates write numbers and times."""

from datetime import timedelta

import pytest

from feedback.web.filters import ago
from tests.conftest import NOW


@pytest.mark.parametrize(
    ("past", "said"),
    [
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 min"),
        (timedelta(hours=3), "3 h"),
        (timedelta(days=1), "1 Mar"),
        (timedelta(days=365), "2 Mar 2025"),
        (timedelta(seconds=-5), "2 Mar"),
    ],
)
def test_it_says_how_long_ago_something_was(past: timedelta, said: str) -> None:
    assert ago(NOW - past, NOW) == said
