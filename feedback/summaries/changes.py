"""Which topics changed beyond chance: the last four weeks against those before."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from feedback.actions.sentences import change_range
from feedback.actions.statistics.judging import Verdict
from feedback.actions.verdicts import rate_verdicts
from feedback.store import Store
from feedback.topics.counts.rates import as_counts, baseline_days, contrast
from feedback.topics.counts.trends import DailyCounts, daily_counts

CHANGE_DAYS = 28
HISTORY_DAYS = 2 * 364
SCREEN = 1.5
"""Standard errors of pure chance below which no verdict can say "changed"."""


@dataclass(frozen=True, slots=True)
class Change:
    """A topic's rate against the weeks before, all other topics taken into account.

    ``ratio`` is between ``low`` and ``high`` 95 % of the time (2 = twice as many);
    ``before`` and ``after`` are letters a week.
    """

    ratio: float
    low: float
    high: float
    before: float
    after: float

    @property
    def is_rise(self) -> bool:
        """Tell whether there are more letters than before."""
        return self.ratio > 1

    @property
    def in_words(self) -> str:
        """Write the ratio with its range."""
        return change_range(self.ratio, self.low, self.high)


def find_changes(store: Store, until: date) -> dict[int, Change]:
    """Return the topics whose letters changed beyond chance in the four weeks.

    The interval is that of ``rate_verdict``; topics that pure chance explains are
    passed over before it is asked.
    """
    since = until - timedelta(days=HISTORY_DAYS - 1)
    found = daily_counts(store, since, until, dated_only=True)
    days, columns = len(found.days), _candidates(found)
    if not columns:
        return {}
    said = rate_verdicts(found.counts, columns, days - CHANGE_DAYS, days)
    changes = map(_change, said)
    return {
        found.topic_ids[column]: change
        for column, change in zip(columns, changes, strict=True)
        if change is not None
    }


def _candidates(found: DailyCounts) -> list[int]:
    """Return the columns of the topics that pure chance does not explain."""
    table = as_counts(found.counts)
    start = len(table) - CHANGE_DAYS
    if not table.size or not table[start:].sum():
        return []
    seen = contrast(table, np.array([start]), baseline_days(start), CHANGE_DAYS)
    after = 1 / (seen.after[0] + 0.5) + 1 / (seen.before[0] + 0.5)
    is_large = np.abs(seen.log_ratio[0]) > SCREEN * np.sqrt(after)
    was_there = seen.before[0] > 0
    return [int(column) for column in np.flatnonzero(is_large & was_there)]


def _change(said: Verdict) -> Change | None:
    if said.ratio is None or said.low <= 1 <= said.high:
        return None
    return Change(said.ratio, said.low, said.high, said.before or 0, said.after or 0)
