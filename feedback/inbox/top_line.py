"""The top line of the inbox: what has come since one was last at work."""

from dataclasses import dataclass
from datetime import date, timedelta

from feedback.store import Store
from feedback.types import LetterCounts, LetterFilter, TriageState


@dataclass(frozen=True, slots=True)
class TopLine:
    """New letters written ``since`` a day in words; ``query`` finds them."""

    letters: LetterCounts
    since: str
    query: str


def read_top_line(store: Store, today: date, limit: int) -> TopLine:
    """Count the new letters since the last working day, up to a limit."""
    day = last_working_day(today)
    wanted = LetterFilter(states=(TriageState.NEW,), since=day, is_automatic=False)
    is_yesterday = today - day == timedelta(days=1)
    return TopLine(
        letters=store.letters.count_letters(wanted, limit),
        since="yesterday" if is_yesterday else f"{day:%A}",
        query=f"is:new after:{day.isoformat()}",
    )


def last_working_day(today: date) -> date:
    """Return the day before, and on Monday and Sunday the Friday before."""
    days_ago = {0: 3, 6: 2}.get(today.weekday(), 1)
    return today - timedelta(days=days_ago)
