"""Numbers of things that stand for all: spread over a row of them, or drawn.

What is drawn by mark (a number for what a thing says) is drawn again wherever it stands
and whatever stands beside it. Two samples of nearly the same things are then nearly the
same (coordinated samples, Brewer, Early and Joyce 1972), and so is what they tell.
"""

import numpy as np
from numpy.typing import NDArray

Marks = NDArray[np.uint64]

_STEP, _FIRST, _SECOND = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB


def evenly(total: int, most: int) -> NDArray[np.int64]:
    """Every so many-th number below ``total``, at most ``most`` of them."""
    return np.arange(0, total, max(1, -(-total // most)))


def spread(total: int, most: int) -> NDArray[np.int64]:
    """As many numbers below ``total`` as may be, first and last among them."""
    return np.linspace(0, total - 1, min(total, most)).astype(np.int64)


def drawn(marks: Marks, most: int) -> NDArray[np.int64]:
    """At most so many numbers of things with these marks, rising."""
    if len(marks) <= most:
        return np.arange(len(marks))
    return np.sort(np.argsort(draw(marks), kind="stable")[:most])


def draw(marks: Marks) -> Marks:
    """A random number for each mark (SplitMix64: Steele, Lea and Flood 2014)."""
    mixed = marks + np.uint64(_STEP)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(_FIRST)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(_SECOND)
    return mixed ^ (mixed >> np.uint64(31))
