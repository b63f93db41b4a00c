"""Numbers spread over a row of things, to look at some that stand for all."""

import numpy as np
from numpy.typing import NDArray


def evenly(total: int, most: int) -> NDArray[np.int64]:
    """Every so many-th number below ``total``, at most ``most`` of them."""
    return np.arange(0, total, max(1, -(-total // most)))


def spread(total: int, most: int) -> NDArray[np.int64]:
    """As many numbers below ``total`` as may be, first and last among them."""
    return np.linspace(0, total - 1, min(total, most)).astype(np.int64)
