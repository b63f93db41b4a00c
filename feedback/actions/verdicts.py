"""Did it work? A verdict with its estimate and 95 % interval.

Two questions are answered here. A topic before and after an action is compared
with the other topics, against a null taken from placebo dates: an observation, not
proof of a cause. An audience against its holdout is an experiment.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from feedback.actions.placebo import (
    Null,
    placebo_null,
    placebo_starts,
)
from feedback.actions.shares import difference_interval
from feedback.topics.rates import (
    RELABELLED_SHARE,
    WEEK,
    Contrasts,
    as_counts,
    baseline_days,
    contrast,
)
from feedback.types import Direction, VerdictKind

LEVEL = 0.95
EARLY_LEVEL = 0.9999


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a comparison says, with its estimate and 95 % interval.

    ``low`` and ``high`` bound ``ratio`` (rates after to before, 1 = the same) or
    ``difference`` (of shares or values, 0 = the same), whichever is given.
    ``before`` and ``after`` are letters a week, shares or values; ``windows`` is the
    number of placebo dates behind the interval. ``reason`` says how it was reached,
    or why nothing can be told.
    """

    kind: VerdictKind
    low: float
    high: float
    reason: str
    ratio: float | None = None
    difference: float | None = None
    before: float | None = None
    after: float | None = None
    windows: int = 0


def rate_verdict(
    counts: ArrayLike,
    topic: int,
    start: int,
    end: int,
    margin: float = 0.25,
    direction: str = Direction.DOWN,
) -> Verdict:
    """Compare the rate of one topic in rows [start, end) with the weeks before.

    ``counts`` is (days, topics), a row per day; rows from ``end`` on are not looked
    at. ``margin`` is the smallest change that matters, as a share of the rate;
    ``direction`` is the way the action wants it to move. Raises ValueError for a
    window outside the rows, an unknown topic or a margin that is not positive.

    The ratio is taken against the weighted median of the other topics; its interval
    joins the Jeffreys intervals of the two counts with the drift seen at placebo
    dates (MOVER: Zou and Donner 2008), on t quantiles for drift known from few.
    """
    table = as_counts(counts)
    _check_window(table.shape, topic, start, end, margin)
    before_days = baseline_days(start)
    if before_days == 0:
        return _unbounded(
            "There are no days before the start to compare with.", low=0.0, high=np.inf
        )
    days = end - start
    starts = np.append(start, placebo_starts(start, before_days, days))
    contrasts = contrast(table[:end], starts, before_days, days)
    if contrasts.relabelled[0, topic] >= RELABELLED_SHARE:
        return _unbounded(
            "Other topics began or ended in this window.", low=0.0, high=np.inf
        )
    return _rate_result(
        contrasts,
        topic,
        (before_days, days),
        margin,
        Direction(direction),
    )


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

    Looks before the due day say ``is_due=False`` and answer at 99.99 %: fifty of
    them spend half a percent, so that looking early does not inflate errors and the
    answer on the due day stands as if nobody had looked (Haybittle 1971, Peto 1976).
    """
    _check_arm(hits, size)
    _check_arm(holdout_hits, holdout_size)
    _check_margin(margin)
    if size == 0 or holdout_size == 0:
        return _unbounded("One of the two arms is empty.", low=-1.0, high=1.0)
    level = LEVEL if is_due else EARLY_LEVEL
    low, high = difference_interval(hits, size, holdout_hits, holdout_size, level)
    before, after = holdout_hits / holdout_size, hits / size
    return Verdict(
        kind=_kind((float(low), float(high)), 0.0, margin, Direction(direction)),
        difference=after - before,
        low=float(low),
        high=float(high),
        before=before,
        after=after,
        reason=_share_reason(is_due),
    )


def _share_reason(is_due: bool) -> str:
    text = "Audience against a holdout drawn by chance, everybody in their own arm"
    return f"{text}." if is_due else f"{text}; an early look, at 99.99 %."


def _check_arm(hits: int, size: int) -> None:
    if not 0 <= hits <= size:
        raise ValueError(f"{hits} hits are not within an arm of {size}")


def _check_margin(margin: float) -> None:
    if not margin > 0:
        raise ValueError("the smallest change that matters must be above 0")


def _check_window(
    shape: tuple[int, ...], topic: int, start: int, end: int, margin: float
) -> None:
    if not 0 <= topic < shape[1]:
        raise ValueError(f"topic {topic} is not one of {shape[1]} columns")
    if not 0 <= start < end <= shape[0]:
        raise ValueError(f"window {start} to {end} is not within {shape[0]} rows")
    _check_margin(margin)


def _rate_result(
    contrasts: Contrasts,
    topic: int,
    spans: tuple[int, int],
    margin: float,
    direction: Direction,
) -> Verdict:
    null = placebo_null(contrasts, topic, spans[1], LEVEL)
    before = float(contrasts.before[0, topic])
    after = float(contrasts.after[0, topic])
    middle = contrasts.log_ratio[0, topic]
    low, high = _log_interval(middle, before, after, null)
    ratio, low, high = (float(np.exp(x)) for x in (middle, low, high))
    return Verdict(
        kind=_kind((low, high), 1.0, margin, direction),
        ratio=ratio,
        low=low,
        high=high,
        before=before / spans[0] * WEEK,
        after=after / spans[1] * WEEK,
        windows=null.windows,
        reason=_rate_reason(contrasts, null),
    )


def _log_interval(
    middle: float, before: float, after: float, null: Null
) -> tuple[float, float]:
    """Return the 95 % interval of a log ratio: chance of both counts, and drift."""
    after_low, after_high = _log_limits(after)
    before_low, before_high = _log_limits(before)
    below = np.sqrt(after_low**2 + before_high**2 + null.swing**2)
    above = np.sqrt(after_high**2 + before_low**2 + null.swing**2)
    return middle - below, middle + above


def _log_limits(count: float) -> tuple[float, float]:
    """Return how far the Jeffreys limits of a Poisson mean lie from it, in logs."""
    from scipy.special import gammaincinv

    low, high = gammaincinv(count + 0.5, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return np.log((count + 0.5) / low), np.log(high / (count + 0.5))


def _kind(
    interval: tuple[float, float],
    same: float,
    margin: float,
    direction: Direction,
) -> VerdictKind:
    low, high = interval
    if same - margin <= low and high <= same + margin:
        return VerdictKind.NO_CHANGE
    if low <= same <= high:
        return VerdictKind.CANNOT_TELL
    moved = Direction.DOWN if high < same else Direction.UP
    return VerdictKind.IMPROVED if moved == direction else VerdictKind.WORSE


def _unbounded(reason: str, low: float, high: float) -> Verdict:
    return Verdict(kind=VerdictKind.CANNOT_TELL, low=low, high=high, reason=reason)


def _rate_reason(contrasts: Contrasts, null: Null) -> str:
    others = int((contrasts.before[0] >= WEEK).sum()) - 1
    return (
        f"Before and after, against {max(others, 0)} other topics; ordinary swings "
        f"read off {null.windows} earlier dates. An observation, not proof of a cause."
    )
