"""Days in sentences: what two days share is said once."""

from datetime import date

import pytest

from feedback.days import span_words


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        (date(2026, 11, 20), date(2026, 11, 26), "20 to 26 November 2026"),
        (date(2026, 10, 28), date(2026, 11, 3), "28 October to 3 November 2026"),
        (date(2025, 11, 1), date(2026, 11, 3), "1 November 2025 to 3 November 2026"),
        (date(2026, 11, 3), date(2026, 11, 3), "3 November 2026"),
        (date(7, 1, 2), date(7, 1, 3), "2 to 3 January 7"),
    ],
)
def test_what_two_days_share_is_said_once(since: date, until: date, said: str) -> None:
    assert span_words(since, until) == said
