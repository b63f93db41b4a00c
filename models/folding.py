"""Letters that are nearly the same, folded so that each wording counts once.

Template letters and copies would otherwise be their own nearest neighbours and turn
a template into a topic. Runs of words are hashed, the least hashes kept (MinHash,
Broder 1997), all letters at once.
"""

import numpy as np
from numpy.typing import NDArray

from models.words import WordTable

SHINGLE = 3  # words that make one shingle
BANDS = 16  # groups of hashes; letters that share a whole group are compared
ROWS = 3  # hashes per group
LIKENESS = 0.85  # share of equal hashes from which letters are folded

_Codes = NDArray[np.uint64]


def fold_letters(table: WordTable, random_state: int = 0) -> NDArray[np.int64]:
    """The first letter that each letter is nearly the same as, shape (letters,).

    ``table`` holds the words of whole letters. A letter unlike any before it is its
    own first; so is one without words.
    """
    firsts = np.arange(len(table), dtype=np.int64)
    shingles, owners = _shingles(table, random_state)
    present, starts = np.unique(owners, return_index=True)
    if not len(present):
        return firsts
    signatures = _signatures(shingles, starts, random_state)
    for band in range(BANDS):
        part = signatures[:, band * ROWS : (band + 1) * ROWS]
        earlier = _earliest_equal(part)
        later = np.flatnonzero(earlier != np.arange(len(earlier)))
        alike = np.mean(signatures[later] == signatures[earlier[later]], axis=1)
        later = later[alike >= LIKENESS]
        _join(firsts, present[later], present[earlier[later]])
    return firsts


def _shingles(table: WordTable, random_state: int) -> tuple[_Codes, NDArray[np.int32]]:
    """A hash per run of SHINGLE words, letter after letter, and its letter."""
    codes = _word_codes(table, random_state)[table.ids]
    worded = codes > 0
    codes, owners = codes[worded], table.owners[worded]
    mixed = codes.copy()
    whole = np.ones(len(codes), dtype=bool)
    for step in range(1, SHINGLE):
        mixed = mixed * np.uint64(0x9E3779B97F4A7C15) + np.roll(codes, -step)
        whole &= np.roll(owners, -step) == owners
    starts = np.ones(len(owners), dtype=bool)
    starts[1:] = owners[1:] != owners[:-1]
    kept = whole | starts  # a letter of a word or two is one run
    return mixed[kept], owners[kept]


def _word_codes(table: WordTable, random_state: int) -> _Codes:
    """A random number per word as read aloud; 0 for figures and marks."""
    numbers: dict[str, int] = {}
    columns = [
        numbers.setdefault(word.lower(), len(numbers) + 1) if word[0].isalpha() else 0
        for word in table.vocabulary
    ]
    generator = np.random.default_rng(random_state)
    codes = generator.integers(1, 2**63, len(numbers) + 1, dtype=np.uint64)
    codes[0] = 0
    return codes[np.array(columns, dtype=np.int64)]


def _signatures(
    shingles: _Codes, starts: NDArray[np.int64], random_state: int
) -> _Codes:
    """The least of each hash over every letter's shingles, (letters, hashes)."""
    generator = np.random.default_rng(random_state)
    factors = generator.integers(1, 2**62, (BANDS * ROWS, 2), dtype=np.uint64)
    signatures = np.empty((len(starts), BANDS * ROWS), dtype=np.uint64)
    for column, (factor, other) in enumerate(factors * np.uint64(2) + np.uint64(1)):
        hashes = shingles * factor
        hashes = (hashes ^ (hashes >> np.uint64(29))) * other
        signatures[:, column] = np.minimum.reduceat(hashes, starts)
    return signatures


def _earliest_equal(part: _Codes) -> NDArray[np.int64]:
    """For each row the first row that is equal to it."""
    mixed = np.zeros(len(part), dtype=np.uint64)
    for column in part.T:
        mixed = mixed * np.uint64(0x9E3779B97F4A7C15) + column
    _, firsts, inverse = np.unique(mixed, return_index=True, return_inverse=True)
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
