"""Did it work? A verdict with its estimate and 95 % interval.

Two questions are answered here. A topic before and after an action is compared
with the other topics, against a null taken from placebo dates: an observation, not
proof of a cause. An audience against its holdout is an experiment.

Looks before the due day say ``is_due=False`` and answer at 99.99 %: fifty of them
spend half a percent of error, which the answer on the due day leaves them of its
five. So looking early does not inflate errors, however letters come in (Haybittle
1971, Peto and others 1976).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from feedback.actions.statistics.expectation import Departures, find_departures
from feedback.actions.statistics.judging import EARLY_LEVEL, LEVEL, Verdict, kind_of
from feedback.actions.statistics.nulls import Null, find_nulls
from feedback.actions.statistics.ratios import log_ratio_interval
from feedback.actions.statistics.shares import difference_interval
from feedback.topics.counts.rates import (
    LIVE_LETTERS,
    RELABELLED_SHARE,
    WEEK,
    Contrasts,
    as_counts,
    baseline_days,
    check_window,
)
from feedback.types import Direction, VerdictKind


def rate_verdict(
    counts: ArrayLike,
    topic: int,
    start: int,
    end: int,
    margin: float = 0.25,
    direction: str = Direction.DOWN,
    is_due: bool = True,
) -> Verdict:
    """Compare the rate of one topic in rows [start, end) with the weeks before.

    ``counts`` is (days, topics), a row per day; rows from ``end`` on are not looked
    at. ``margin`` is the smallest change that matters, as a share of the rate;
    ``direction`` is the way the action wants it to move. Raises ValueError for a
    window outside the rows, an unknown topic or a margin that is not positive.

    The ratio is taken against what was to be expected: the rate of four weeks, last
    week and half year, and the weighted median of the other topics. Its interval
    joins the chance of both counts with the drift seen at placebo dates.
    """
    found = rate_verdicts(counts, [topic], start, end, margin, direction, is_due)
    return found[0]


def rate_verdicts(
    counts: ArrayLike,
    topics: Sequence[int],
    start: int,
    end: int,
    margin: float = 0.25,
    direction: str = Direction.DOWN,
    is_due: bool = True,
) -> list[Verdict]:
    """Compare the rates of several topics, each as ``rate_verdict`` does.

    What they are compared with is worked out once for all of them.
    """
    table, start, end = as_counts(counts), int(start), int(end)
    check_window(table.shape, start, end)
    for topic in topics:
        if not 0 <= topic < table.shape[1]:
            raise ValueError(f"topic {topic} is not one of {table.shape[1]} columns")
    _check_margin(margin)
    if start == 0:
        why = "There are no days before the start to compare with."
        return [_unbounded(why, 0.0) for _ in topics]
    departures = find_departures(table[:end], start, end - start)
    level = LEVEL if is_due else EARLY_LEVEL
    nulls = find_nulls(departures, topics, end - start, level)
    return [
        _rate_verdict(departures, topic, null, start, end, margin, direction, is_due)
        for topic, null in zip(topics, nulls, strict=True)
    ]


def _rate_verdict(
    departures: Departures,
    topic: int,
    null: Null,
    start: int,
    end: int,
    margin: float,
    direction: str,
    is_due: bool,
) -> Verdict:
    contrasts = departures.contrasts
    if contrasts.relabelled[0, topic] >= RELABELLED_SHARE:
        return _unbounded("Other topics began or ended in this window.", 0.0)
    level = LEVEL if is_due else EARLY_LEVEL
    low, high = _ratio_interval(departures, topic, null, level)
    return Verdict(
        kind=kind_of((low, high), 1.0, margin, direction),
        ratio=float(np.exp(departures.log_ratio[0, topic])),
        low=low,
        high=high,
        before=float(contrasts.before[0, topic]) / baseline_days(start) * WEEK,
        after=float(contrasts.after[0, topic]) / (end - start) * WEEK,
        windows=null.windows,
        reason=_rate_reason(contrasts, topic, null) + _early(is_due),
    )


def _ratio_interval(
    departures: Departures, topic: int, null: Null, level: float
) -> tuple[float, float]:
    found = (departures.log_ratio, departures.known, departures.contrasts.after)
    middle, known, after = (float(values[0, topic]) for values in found)
    low, high = log_ratio_interval(middle, known, after, null.swing, level)
    return float(np.exp(low)), float(np.exp(high))


def share_verdict(
    hits: int,
    size: int,
    holdout_hits: int,
    holdout_size: int,
    margin: float,
    direction: str = Direction.UP,
    is_due: bool = True,
) -> Verdict:
    """Compare the share of hits in the audience with that in its holdout.

    Everybody drawn counts in their own arm, reached or not (intention to treat).
    ``margin`` is the smallest difference of shares that matters (0.02 = two in a
    hundred). Raises ValueError for hits outside their arm or a margin not above 0.
    """
    _check_arm(hits, size)
    _check_arm(holdout_hits, holdout_size)
    _check_margin(margin)
    if size == 0 or holdout_size == 0:
        return _unbounded("One of the two arms is empty.", -1.0, 1.0)
    level = LEVEL if is_due else EARLY_LEVEL
    bounds = difference_interval(hits, size, holdout_hits, holdout_size, level)
    low, high = (float(bound) for bound in bounds)
    before, after = holdout_hits / holdout_size, hits / size
    text = "Audience against a holdout drawn by chance, everybody in their own arm."
    return Verdict(
        kind=kind_of((low, high), 0.0, margin, direction),
        difference=float(after - before),
        low=low,
        high=high,
        before=float(before),
        after=float(after),
        reason=text + _early(is_due),
    )


def _check_arm(hits: int, size: int) -> None:
    if not 0 <= hits <= size:
        raise ValueError(f"{hits} hits are not within an arm of {size}")


def _check_margin(margin: float) -> None:
    if not margin > 0:
        raise ValueError("the smallest change that matters must be above 0")


def _unbounded(reason: str, low: float, high: float = float("inf")) -> Verdict:
    return Verdict(kind=VerdictKind.CANNOT_TELL, low=low, high=high, reason=reason)


def _rate_reason(contrasts: Contrasts, topic: int, null: Null) -> str:
    live = contrasts.before[0] >= LIVE_LETTERS
    others = int(live.sum()) - int(live[topic])
    against = f"{others} other topics" if others else "no other topics"
    swings = (
        f"ordinary swings read off {null.windows} earlier dates"
        if null.windows
        else "too few letters to know its ordinary swings: wide ones are taken"
    )
    return f"Before and after, against {against}; {swings}. " + (
        "An observation, not proof of a cause."
    )


def _early(is_due: bool) -> str:
    return "" if is_due else " An early look, at 99.99 %."
