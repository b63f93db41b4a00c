"""The difference of two shares, with an interval that holds when they are small.

Each share gets its own limits; the interval of the difference joins them (Newcombe
1998, "Interval estimation for the difference between independent proportions",
method 10, with other limits than Wilson's; MOVER: Zou and Donner 2008). The limits
are those of Jeffreys, the middle of what is likely given the hits: coverage stays
near what is claimed where score intervals fall to 90 % (twenty people, one in two
hundred), and exact ones would claim 98 %.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def difference_interval(
    hits: ArrayLike,
    size: ArrayLike,
    other_hits: ArrayLike,
    other_size: ArrayLike,
    level: float = 0.95,
) -> tuple[Floats, Floats]:
    """Return (low, high) of hits / size - other_hits / other_size.

    Arguments broadcast; sizes are above 0 and hits within them.
    """
    share, low, high = _limits(hits, size, level)
    other, other_low, other_high = _limits(other_hits, other_size, level)
    difference = share - other
    return (
        difference - np.hypot(share - low, other_high - other),
        difference + np.hypot(high - share, other - other_low),
    )


def _limits(
    hits: ArrayLike, size: ArrayLike, level: float
) -> tuple[Floats, Floats, Floats]:
    """Return the share with its low and high limit."""
    from scipy.special import betaincinv

    hits, size = np.broadcast_arrays(
        np.asarray(hits, dtype=np.float64), np.asarray(size, dtype=np.float64)
    )
    misses, tail = size - hits, (1 - level) / 2
    low = betaincinv(hits + 0.5, misses + 0.5, tail)
    high = betaincinv(hits + 0.5, misses + 0.5, 1 - tail)
    # Nothing seen rules nothing out on its side.
    low, high = np.where(hits > 0, low, 0.0), np.where(misses > 0, high, 1.0)
    return hits / size, low, high
