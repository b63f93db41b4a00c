"""Letters that are nearly the same, folded so that each wording counts once.

Template letters and copies would otherwise be their own nearest neighbours and turn
a template into a topic. All letters are compared at once, by their sketches alone,
which are made of some letters at a time.
"""

from collections.abc import Iterable
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from models.texts.shingles import Codes, band_codes, shingle, sketch
from models.texts.words import WordTable

BANDS = 16  # groups of hashes; letters that share a whole group are compared
ROWS = 3  # hashes per group
LIKENESS = 0.85  # share of equal hashes from which letters are folded


def fold_letters(tables: Iterable[WordTable]) -> NDArray[np.int64]:
    """The first letter that each letter is nearly the same as, shape (letters,).

    ``tables`` hold the words of whole letters, some letters each. A letter unlike any
    before it is its own first; so is one without words.
    """
    parts, total = [_Sketches.none()], 0
    for table in tables:
        parts.append(_Sketches.of(table, total))
        total += len(table)
    letters, marks, bands = (np.concatenate(part) for part in zip(*parts, strict=True))
    firsts = np.arange(total, dtype=np.int64)
    for band in bands.T:
        earlier = _earliest_equal(band)
        later = np.flatnonzero(earlier != np.arange(len(earlier)))
        alike = np.mean(marks[later] == marks[earlier[later]], axis=1)
        later = later[alike >= LIKENESS]
        _join(firsts, letters[later], letters[earlier[later]])
    return firsts


class _Sketches(NamedTuple):
    """Letters that have words, by number (letters,), with what they are compared by:
    half of each hash (letters, hashes) and a code per band (letters, bands)."""

    letters: NDArray[np.int64]
    marks: NDArray[np.uint32]
    bands: Codes

    @classmethod
    def none(cls) -> Self:
        marks = np.zeros((0, BANDS * ROWS), dtype=np.uint32)
        return cls(np.zeros(0, np.int64), marks, np.zeros((0, BANDS), np.uint64))

    @classmethod
    def of(cls, table: WordTable, first: int) -> Self:
        """Of the letters of a table, numbered from ``first`` on."""
        shingles, owners = shingle(table)
        present, starts = np.unique(owners, return_index=True)
        if not len(present):
            return cls.none()
        hashes = sketch(shingles, starts, BANDS * ROWS)
        marks = (hashes >> np.uint64(32)).astype(np.uint32)
        return cls(present.astype(np.int64) + first, marks, band_codes(hashes, ROWS))


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
