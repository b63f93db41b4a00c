"""Trends: how often each topic was written about, by day, week or month.

Counts go by the letter's own date, so that an import that lands today is no rise.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from feedback.store import Store

Counts = NDArray[np.int64]

PERIODS = ("day", "week", "month")


@dataclass(frozen=True, slots=True)
class DailyCounts:
    """Letters of each topic on each day.

    ``counts`` is (days, topics); row i belongs to ``days[i]``, column j to
    ``topic_ids[j]``; days follow each other without a gap.
    """

    days: tuple[date, ...]
    topic_ids: tuple[int, ...]
    counts: Counts

    def row_of(self, day: date) -> int:
        """Return the row of a day; raises ValueError outside the days."""
        if not self.days or not self.days[0] <= day <= self.days[-1]:
            raise ValueError(f"{day} is not among the counted days.")
        return (day - self.days[0]).days

    def column_of(self, topic_id: int) -> int:
        """Return the column of a topic; raises ValueError when it has none."""
        return self.topic_ids.index(topic_id)


@dataclass(frozen=True, slots=True)
class Series:
    """One topic, or all letters (``topic_id`` None), over consecutive periods.

    ``letters``, ``writers`` and ``shares`` are as long as ``Trend.starts``; a share
    is of all letters of its period, None where the period has no letters.
    """

    topic_id: int | None
    letters: tuple[int, ...]
    writers: tuple[int, ...]
    shares: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Trend:
    """Topics over the periods that begin on ``starts``, and all letters beside."""

    period: str
    since: date
    until: date
    starts: tuple[date, ...]
    topics: dict[int, Series]
    everything: Series


def daily_counts(
    store: Store, since: date, until: date, dated_only: bool = False
) -> DailyCounts:
    """Count the letters of every topic on every day from ``since`` to ``until``.

    With ``dated_only``, letters of files that say no date are left out: they lie on the
    day of their import, which is no rise.
    """
    days = period_starts(since, until, "day")
    topic_ids = tuple(sorted(set(store.topics.find_roots().values())))
    columns = {topic_id: column for column, topic_id in enumerate(topic_ids)}
    counts = np.zeros((len(days), len(topic_ids)), dtype=np.int64)
    for found in store.trends.count_topics(since, until, dated_only=dated_only):
        if found.topic_id in columns:
            row = (found.starts_on - since).days
            counts[row, columns[found.topic_id]] = found.letters
    return DailyCounts(days, topic_ids, counts)


def read_trend(store: Store, since: date, until: date, period: str) -> Trend:
    """Count letters and writers of every topic per period, both days included."""
    starts = period_starts(since, until, period)
    rows = {start: row for row, start in enumerate(starts)}
    cells: dict[int | None, dict[int, tuple[int, int]]] = {None: {}}
    for found in (
        *store.trends.count_all(since, until, period),
        *store.trends.count_topics(since, until, period),
    ):
        cells.setdefault(found.topic_id, {})[rows[found.starts_on]] = (
            found.letters,
            found.writers,
        )
    totals = [cells[None].get(row, (0, 0))[0] for row in range(len(starts))]
    series = {key: _series(key, counts, totals) for key, counts in cells.items()}
    everything = series.pop(None)
    topics = {key: value for key, value in series.items() if key is not None}
    return Trend(period, since, until, starts, topics, everything)


def empty_series(topic_id: int, trend: Trend) -> Series:
    """Return the series of a topic that nobody wrote about in these periods."""
    totals = trend.everything.letters
    return _series(topic_id, {}, list(totals))


def period_starts(since: date, until: date, period: str) -> tuple[date, ...]:
    """Return the first days of all periods that touch the given days."""
    starts = []
    start = start_of(since, period)
    while start <= until:
        starts.append(start)
        start = next_start(start, period)
    return tuple(starts)


def start_of(day: date, period: str) -> date:
    """Return the first day of the ``day``, ``week`` or ``month`` of a day."""
    if period == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if period == "month" else day


def next_start(start: date, period: str) -> date:
    """Return the first day of the period after the one that begins on ``start``."""
    if period == "month":
        return (start + timedelta(days=31)).replace(day=1)
    return start + timedelta(days=7 if period == "week" else 1)


def last_complete_day(day: date, period: str) -> date:
    """Return the last day of the latest period that is over by the end of a day.

    A week that has only begun would look like a fall.
    """
    start = start_of(day, period)
    is_over = next_start(start, period) == day + timedelta(days=1)
    return day if is_over else start - timedelta(days=1)


def reference_day(store: Store, today: date) -> date:
    """Return the day that "the last weeks" end on: today, or the last letter's day.

    A pile of old letters is read as of its own end, not as a year of silence.
    """
    period = store.trends.get_period(today)
    if period is None or today - period[1] <= timedelta(days=28):
        return today
    return period[1]


def not_before_letters(store: Store, since: date, until: date) -> date:
    """Return ``since``, or the day of the first letter if there was none then.

    Nothing is known of the time before: a line at zero would say that all was well.
    """
    period = store.trends.get_period(until)
    return max(since, period[0]) if period else since


def _series(
    topic_id: int | None, counts: dict[int, tuple[int, int]], totals: list[int]
) -> Series:
    cells = [counts.get(row, (0, 0)) for row in range(len(totals))]
    return Series(
        topic_id=topic_id,
        letters=tuple(letters for letters, _ in cells),
        writers=tuple(writers for _, writers in cells),
        shares=tuple(
            letters / total if total else None
            for (letters, _), total in zip(cells, totals, strict=True)
        ),
    )
