"""The ratio of two rates, with an interval for chance and for drift together.

Each count gets the exact limits of a Poisson mean (Garwood 1936); they are joined
with the swing of drift on the log scale (MOVER: Zou and Donner 2008, "Construction
of confidence limits about effect measures").
"""

import numpy as np


def log_ratio_interval(
    middle: float, before: float, after: float, swing: float, level: float
) -> tuple[float, float]:
    """Return (low, high) of a log ratio around ``middle``.

    ``before`` are the letters that the expectation is worth, ``after`` those that
    came; ``swing`` is the half width that drift alone has at this ``level``. Without
    letters the one side is without bound.
    """
    after_low, after_high = _log_limits(after, level)
    before_low, before_high = _log_limits(before, level)
    below = float(np.sqrt(after_low**2 + before_high**2 + swing**2))
    above = float(np.sqrt(after_high**2 + before_low**2 + swing**2))
    return middle - below, middle + above


def _log_limits(count: float, level: float) -> tuple[float, float]:
    """Return how far the limits of a count's mean lie below and above it, in logs."""
    from scipy.special import gammaincinv

    tail, middle = (1 - level) / 2, count + 0.5
    low, high = gammaincinv([count, count + 1], [tail, 1 - tail])
    # A difference of logs, because the quotient of tiny limits would overflow.
    below = float(np.log(middle) - np.log(low)) if low > 0 else float("inf")
    return below, float(np.log(high) - np.log(middle))
