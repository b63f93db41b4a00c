"""A verdict on a number from outside: before and after, or against a target."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from feedback.actions.statistics.judging import LEVEL, Verdict, kind_of
from feedback.types import Direction


def value_verdict(
    before: Sequence[float],
    after: Sequence[float],
    margin: float,
    direction: str = Direction.UP,
) -> Verdict:
    """Compare the mean of the values after the start with that of those before.

    ``margin`` is the smallest difference that matters, in the unit of the values.
    The interval is that of Welch (1947) and takes the values as independent; from a
    single value on either side, or values all alike, nothing can be told. Raises
    ValueError for a side without values, or a margin that is not above 0.
    """
    if not len(before) or not len(after) or not margin > 0:
        raise ValueError("there must be values on both sides, and a margin above 0")
    means = float(np.mean(before)), float(np.mean(after))
    difference = means[1] - means[0]
    reach = _reach(before, after)
    low, high = difference - reach, difference + reach
    kind = kind_of((low, high), 0.0, margin, direction)
    text = "Values after the start against those before. An observation, not a cause."
    return Verdict(
        kind=kind,
        difference=difference,
        low=low,
        high=high,
        before=means[0],
        after=means[1],
        reason=text if np.isfinite(reach) else "Values that do not vary tell nothing.",
    )


def target_verdict(
    values: Sequence[float],
    target: float,
    margin: float,
    direction: str = Direction.UP,
) -> Verdict:
    """Compare the mean of the values with a target that was set beforehand.

    ``improved`` means beyond the target in the wanted direction, ``no_change`` that
    it is met to within ``margin``. Student's t interval; otherwise as value_verdict.
    """
    verdict = value_verdict([target, target], values, margin, direction)
    if not np.isfinite(verdict.high):
        return verdict
    return replace(verdict, reason="Values after the start against their target.")


def _reach(before: Sequence[float], after: Sequence[float]) -> float:
    """Return half the width of Welch's interval; infinite where no value varies."""
    from scipy.special import stdtrit

    if len(before) < 2 or len(after) < 2:
        return float("inf")
    parts = np.array([np.var(side, ddof=1) / len(side) for side in (before, after)])
    freedoms = np.array([len(before) - 1, len(after) - 1])
    total = parts.sum()
    if total == 0:
        return float("inf")
    freedom = total**2 / (parts**2 / freedoms).sum()
    return float(stdtrit(freedom, (1 + LEVEL) / 2) * np.sqrt(total))
