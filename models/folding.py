"""Letters that are nearly the same, folded so that each wording counts once.

Template letters and copies would otherwise be their own nearest neighbours and turn
a template into a topic. All letters are compared at once, by their sketches alone.
"""

import numpy as np
from numpy.typing import NDArray

from models.shingles import Codes, band_codes, shingle, sketch
from models.words import WordTable

BANDS = 16  # groups of hashes; letters that share a whole group are compared
ROWS = 3  # hashes per group
LIKENESS = 0.85  # share of equal hashes from which letters are folded


def fold_letters(table: WordTable) -> NDArray[np.int64]:
    """The first letter that each letter is nearly the same as, shape (letters,).

    ``table`` holds the words of whole letters. A letter unlike any before it is its
    own first; so is one without words.
    """
    firsts = np.arange(len(table), dtype=np.int64)
    shingles, owners = shingle(table)
    present, starts = np.unique(owners, return_index=True)
    if not len(present):
        return firsts
    signatures = sketch(shingles, starts, BANDS * ROWS)
    for band in band_codes(signatures, ROWS).T:
        earlier = _earliest_equal(band)
        later = np.flatnonzero(earlier != np.arange(len(earlier)))
        alike = np.mean(signatures[later] == signatures[earlier[later]], axis=1)
        later = later[alike >= LIKENESS]
        _join(firsts, present[later], present[earlier[later]])
    return firsts


def _earliest_equal(codes: Codes) -> NDArray[np.int64]:
    """For each code the row of the first that is equal to it."""
    _, firsts, inverse = np.unique(codes, return_index=True, return_inverse=True)
    earliest: NDArray[np.int64] = firsts[inverse]
    return earliest


def _join(
    firsts: NDArray[np.int64], later: NDArray[np.int64], earlier: NDArray[np.int64]
) -> None:
    """Let the groups of each pair be one, in place; every letter names its first."""
    for one, other in zip(later.tolist(), earlier.tolist(), strict=True):
        a, b = _root(firsts, one), _root(firsts, other)
        firsts[max(a, b)] = min(a, b)
    moved = True
    while moved:
        shorter = firsts[firsts]
        moved = bool((shorter != firsts).any())
        firsts[:] = shorter


def _root(firsts: NDArray[np.int64], row: int) -> int:
    while firsts[row] != row:
        row = int(firsts[row])
    return row
