"""Topics that hold together, and heaps of what was left over.

Odd letters that are near to nothing are near to each other. Such a heap is known by two
signs at once: few of its letters share a word of its own, as letters of a topic do, and
they are little nearer to it than to other topics. Either alone is a matter that people
put in many words (praise), or one that is told by words which each letter has another
of. Long letters speak of many things, and are near to each other by being long: the
more passages of a letter are said to speak of one thing, the surer each should be.

Nobody could say what a heap is about. Its letters go where a passage of theirs clearly
leads; the others are said to have no topic.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

LEAST_HELD = 0.45  # of the share of passages with a word of their topic that is usual
LEAST_SURE = 0.65  # of the confidence that is usual
CLEAR = 0.6  # confidence of a passage from which its letter goes where it leads


def hold_together(
    held: Sequence[float],
    labels: NDArray[np.int64],
    confidence: NDArray[np.float32],
    sizes: Sequence[int] | NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Which topics are more than a heap, shape (topics,).

    ``held`` is the share of the passages of each topic that have one of its first
    words, ``sizes`` its letters; ``labels`` and ``confidence`` are those of passages.
    Topics are compared with each other, because all hangs on the language and on the
    length of letters.
    """
    own, sums = (
        np.bincount(labels + 1, weights, len(held) + 1)[1:]
        for weights in (None, confidence)
    )
    said = own / np.maximum(sizes, 1)
    sure = sums / np.maximum(own, 1)
    is_sure = _reach(sure, LEAST_SURE) & _reach(sure / np.maximum(said, 1), LEAST_SURE)
    return _reach(np.array(held), LEAST_HELD) | is_sure


def _reach(values: NDArray[np.float64], share: float) -> NDArray[np.bool_]:
    """Which values are at least that share of the usual one."""
    return values >= share * _usual(values)


def _usual(values: NDArray[np.float64]) -> float:
    return float(np.median(values)) if len(values) else 0.0


def lead_on(
    lost: NDArray[np.bool_],
    owners: NDArray[Any],
    topics: NDArray[Any],
    confidence: NDArray[np.float32],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The letters of heaps that a passage clearly leads elsewhere, and that passage.

    ``lost`` (letters,) marks letters of heaps; ``owners``, ``topics`` (-1 for none) and
    ``confidence`` are those of passages.
    """
    clear = np.flatnonzero(lost[owners] & (topics >= 0) & (confidence >= CLEAR))
    # The surest of each letter comes first, of equals the first said.
    clear = clear[np.lexsort((-np.round(confidence[clear], 2), owners[clear]))]
    letters, first = np.unique(owners[clear], return_index=True)
    return letters.astype(np.int64), clear[first]


def renumber(labels: NDArray[Any], kept: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Labels of the kept topics, numbered anew; -1 for the others."""
    numbers = np.where(kept, np.cumsum(kept) - 1, -1).astype(np.int64)
    renumbered: NDArray[np.int64] = np.append(numbers, -1)[labels]
    return renumbered
