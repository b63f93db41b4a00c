"""What else moved while an action ran."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from feedback.actions.statistics.expectation import Departures, find_departures
from feedback.actions.statistics.judging import LEVEL
from feedback.actions.statistics.nulls import find_nulls
from feedback.actions.statistics.ratios import log_ratio_interval
from feedback.topics.counts.rates import (
    LIVE_LETTERS,
    RELABELLED_SHARE,
    Floats,
    as_counts,
    check_window,
    false_discovery,
)

TAIL_FREEDOM = 8.0
"""Beyond the calibrated 95 %, tails are taken to fall off like Student's t with 8."""


@dataclass(frozen=True, slots=True)
class MovedTopic:
    """A topic whose rate changed with an action, by ``ratio`` within low and high.

    ``q_value`` is the false-discovery rate at which it is listed.
    """

    topic: int
    ratio: float
    low: float
    high: float
    q_value: float


def moved_topics(
    counts: ArrayLike,
    start: int,
    end: int,
    except_topic: int,
    false_alarms: float = 0.05,
) -> list[MovedTopic]:
    """Return the other topics that moved in rows [start, end), the clearest first.

    At most ``false_alarms`` of those listed moved by chance alone. Empty when there
    are no days before, or when labels were renamed. Raises ValueError for a window
    outside the rows.
    """
    table, start, end = as_counts(counts), int(start), int(end)
    check_window(table.shape, start, end)
    if start == 0:
        return []
    departures = find_departures(table[:end], start, end - start)
    contrasts = departures.contrasts
    live = contrasts.before[0] + contrasts.after[0] >= LIVE_LETTERS
    live &= contrasts.relabelled[0] < RELABELLED_SHARE
    topics = [int(topic) for topic in np.flatnonzero(live) if topic != except_topic]
    intervals = _intervals(departures, topics, end - start)
    q_values = false_discovery(_chances(intervals), len(topics))
    return [
        _moved(topics[i], np.exp(intervals[i]), q_values[i])
        for i in np.argsort(q_values, kind="stable")
        if q_values[i] <= false_alarms
    ]


def _moved(topic: int, interval: Floats, q_value: float) -> MovedTopic:
    ratio, low, high = interval.tolist()
    return MovedTopic(topic, ratio, low, high, float(q_value))


def _intervals(departures: Departures, topics: list[int], days: int) -> Floats:
    """Return (topics, 3): log ratio with its low and high."""
    nulls = find_nulls(departures, topics, days, LEVEL)
    rows = np.empty((len(topics), 3))
    for row, topic, null in zip(rows, topics, nulls, strict=True):
        middle, known, after = (
            float(values[0, topic])
            for values in (departures.log_ratio, departures.known, departures.after)
        )
        row[0] = middle
        row[1:] = log_ratio_interval(middle, known, after, null.swing, LEVEL)
    return rows


def _chances(intervals: Floats) -> Floats:
    """Return the chance of each log ratio where nothing moves: 5 % at the interval."""
    from scipy.special import stdtr, stdtrit

    middle, low, high = intervals.T
    towards_same = np.where(middle > 0, middle - low, high - middle)
    edge = stdtrit(TAIL_FREEDOM, (1 + LEVEL) / 2)
    chances: Floats = 2 * stdtr(TAIL_FREEDOM, -np.abs(middle) / towards_same * edge)
    return chances
