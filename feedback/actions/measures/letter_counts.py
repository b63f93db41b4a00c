"""The daily letters by which an action is judged, before and after its start."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from feedback.errors import InvalidResult
from feedback.store import Store
from feedback.topics.counts.trends import daily_counts
from feedback.types import Action

PAST_DAYS = 160 * 7
"""Three years of placebo dates, and the weeks before the first of them."""


@dataclass(frozen=True, slots=True)
class TopicCounts:
    """Daily letters from ``since`` to ``until``: (days, topics), a row per day.

    Column 0 is the sum of the topics asked for; column j + 1 belongs to
    ``other_ids[j]``.
    """

    since: date
    until: date
    table: NDArray[np.int64]
    other_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ActionCounts:
    """Counts around an action: rows from ``start`` to before ``end`` are after it."""

    counts: TopicCounts
    start: int
    end: int


def count_topics(
    store: Store, topic_ids: Collection[int], since: date, until: date
) -> TopicCounts:
    """Count all topics' letters, those of ``topic_ids`` together in front.

    Days before the first letter are left out: nobody could have written then.
    Raises InvalidResult when no letter was written by ``until``.
    """
    period = store.trends.get_period(until)
    if period is None:
        raise InvalidResult("There are no letters to count yet.")
    found = daily_counts(store, max(period[0], since), until)
    roots = store.topics.find_roots()
    own = {roots[topic_id] for topic_id in topic_ids}
    is_own = np.array([topic_id in own for topic_id in found.topic_ids], dtype=bool)
    joined = found.counts[:, is_own].sum(axis=1, keepdims=True)
    return TopicCounts(
        since=max(period[0], since),
        until=until,
        table=np.hstack([joined, found.counts[:, ~is_own]]),
        other_ids=tuple(i for i in found.topic_ids if i not in own),
    )


def count_around(store: Store, action: Action, today: date) -> ActionCounts:
    """Count the letters before and since the start of an action.

    The due day itself does not count, nor do days after the last known letter: an
    inbox that nobody has filled since is no silence. Raises InvalidResult when there
    is nothing to compare.
    """
    started_on = action.started_on
    if started_on is None:
        raise InvalidResult("This action has not started, so nothing was measured.")
    period = store.trends.get_period(today)
    end = min(action.plan.due_on, today) - timedelta(days=1)
    until = min(end, period[1]) if period else end
    if period is None or until < started_on:
        raise InvalidResult("No whole day with letters has passed since the start.")
    if period[0] >= started_on:
        raise InvalidResult("There are no letters from before the start.")
    since = started_on - timedelta(days=PAST_DAYS)
    counts = count_topics(store, action.plan.topic_ids, since, until)
    return ActionCounts(counts, (started_on - counts.since).days, len(counts.table))
