"""What an interval says: a verdict, at the levels that all of them share."""

from dataclasses import dataclass

from feedback.types import Direction, VerdictKind

LEVEL = 0.96
"""Of the due day's interval: of 5 % of error, early looks may spend half a percent, and
half a percent is kept back, because no calibration is known more closely."""
EARLY_LEVEL = 0.9999


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a comparison says, with its estimate and interval.

    ``low`` and ``high`` bound ``ratio`` (rates after to before, 1 = the same) or
    ``difference`` (of shares or values, 0 = the same), whichever is given; at 95 %,
    or at 99.99 % for an early look. ``before`` and ``after`` are letters a week,
    shares or values (a holdout stands for before); ``windows`` is the number of
    placebo dates behind the interval. ``reason`` says how it was reached, or why
    nothing can be told.
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


def kind_of(
    interval: tuple[float, float], same: float, margin: float, direction: str
) -> VerdictKind:
    """Return what an interval says, when ``same`` stands for no change at all.

    Within ``margin`` of it on both sides is no change, whether or not it holds
    ``same``; else an interval without ``same`` is a change, any other is too wide.
    """
    low, high = interval
    wanted = Direction(direction)
    if same - margin <= low and high <= same + margin:
        return VerdictKind.NO_CHANGE
    if low <= same <= high:
        return VerdictKind.CANNOT_TELL
    moved = Direction.DOWN if high < same else Direction.UP
    return VerdictKind.IMPROVED if moved == wanted else VerdictKind.WORSE
