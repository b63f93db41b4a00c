"""How templates write numbers and times."""

from datetime import timedelta

import pytest

from feedback.intake.cleaning import LANGUAGES, detect_language
from feedback.web.filters import ago
from feedback.web.language_names import NAMES, language_name
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


def test_every_language_that_is_told_apart_has_a_name() -> None:
    by_script = {detect_language(text) for text in ("გამარჯობა", "Բարև ձեզ")}
    assert {*LANGUAGES, *by_script} <= set(NAMES)
    assert language_name("pt-br") == "pt-br"
