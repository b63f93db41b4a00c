"""What alike actions achieved together: a random-effects estimate.

Actions differ, so each has its own true effect around a common one. Their spread is
estimated by Paule and Mandel (1982); the interval is that of Hartung and Knapp
(2001) and Sidik and Jonkman (2002), on t quantiles and never narrower than without
its factor, because few actions can agree by luck (Röver, Knapp and Friede 2015).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEVEL_DEVIATE = 1.959964
"""The 95 % of an interval, in standard errors."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """An effect with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Pooled:
    """The common effect of ``actions`` actions, within ``low`` and ``high``.

    ``spread_share`` is how much of the differences between them is real, 0 to 1
    (I squared of Higgins and Thompson 2002); the rest is chance.
    """

    value: float
    low: float
    high: float
    spread_share: float
    actions: int


def pool_ratios(estimates: Sequence[Estimate]) -> Pooled:
    """Pool ratios above 0 on their log scale. Raises ValueError for none."""
    logs = [
        Estimate(*(float(np.log(x)) for x in (one.value, one.low, one.high)))
        for one in estimates
    ]
    pooled = pool_differences(logs)
    value, low, high = (
        float(np.exp(x)) for x in (pooled.value, pooled.low, pooled.high)
    )
    return Pooled(value, low, high, pooled.spread_share, pooled.actions)


def pool_differences(estimates: Sequence[Estimate]) -> Pooled:
    """Pool differences. Raises ValueError for none, or an interval without width.

    A single estimate stays as it is.
    """
    if not estimates:
        raise ValueError("there is nothing to pool")
    values = np.array([one.value for one in estimates])
    widths = np.array([one.high - one.low for one in estimates])
    if not (np.isfinite(widths) & (widths > 0)).all():
        raise ValueError("every estimate needs an interval with a width")
    if len(values) == 1:
        return Pooled(values[0], estimates[0].low, estimates[0].high, 0.0, 1)
    return _pool(values, (widths / (2 * LEVEL_DEVIATE)) ** 2)


def _pool(values: NDArray[np.float64], variances: NDArray[np.float64]) -> Pooled:
    from scipy.special import stdtrit

    weights = 1 / (variances + _spread(values, variances))
    value = float(weights @ values / weights.sum())
    freedom = len(values) - 1
    factor = max(1.0, float(weights @ (values - value) ** 2) / freedom)
    reach = float(stdtrit(freedom, 0.975) * np.sqrt(factor / weights.sum()))
    surplus = _disagreement(values, variances) - freedom
    share = max(0.0, surplus) / max(surplus + freedom, 1e-9)
    return Pooled(value, value - reach, value + reach, share, len(values))


def _disagreement(values: NDArray[np.float64], variances: NDArray[np.float64]) -> float:
    """Return Cochran's Q: squared distances from the mean, in variances."""
    weights = 1 / variances
    mean = weights @ values / weights.sum()
    return float(weights @ (values - mean) ** 2)


def _spread(values: NDArray[np.float64], variances: NDArray[np.float64]) -> float:
    """Return the variance between actions at which they disagree as expected."""
    from scipy.optimize import brentq

    freedom = len(values) - 1

    def surplus(spread: float) -> float:
        return _disagreement(values, variances + spread) - freedom

    if surplus(0.0) <= 0:
        return 0.0
    return float(brentq(surplus, 0.0, float(np.ptp(values)) ** 2 * len(values)))
