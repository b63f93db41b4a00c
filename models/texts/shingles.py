"""Texts as sets of hashed runs of words, and short sketches of these sets.

Two texts are as alike as their sets of runs (shingles) overlap. The least value that a
random hash takes over a set is the same for two sets with just that probability
(MinHash, Broder 1997), so a few dozen such values stand for a text of any length. The
hashes never change: what was sketched years ago can be compared with today's letter.
"""

from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from models.texts.words import WordTable

SHINGLE = 3  # words that make one shingle

Codes = NDArray[np.uint64]
_GOLDEN = 0x9E3779B97F4A7C15


def shingle(table: WordTable) -> tuple[Codes, NDArray[np.int32]]:
    """A hash per run of SHINGLE words, text after text, and the text it is of.

    Case, figures, marks and masks do not count; a text of a word or two is one run.
    """
    codes = _hash_words(table.vocabulary)[table.ids]
    worded = codes > 0
    codes, owners = codes[worded], table.owners[worded]
    mixed = codes.copy()
    whole = np.ones(len(codes), dtype=bool)
    for step in range(1, SHINGLE):
        mixed = mixed * np.uint64(_GOLDEN) + np.roll(codes, -step)
        whole &= np.roll(owners, -step) == owners
    starts = np.ones(len(owners), dtype=bool)
    starts[1:] = owners[1:] != owners[:-1]
    kept = whole | starts
    return mixed[kept], owners[kept]


def sketch(shingles: Codes, starts: NDArray[np.int64], size: int) -> Codes:
    """The least of each of ``size`` hashes over every text's shingles, (texts, size).

    ``starts`` (texts,) says where each text's shingles begin; none is empty.
    """
    sketches = np.empty((len(starts), size), dtype=np.uint64)
    for column, (factor, other) in enumerate(_factors(size)):
        hashes = shingles * factor
        hashes = (hashes ^ (hashes >> np.uint64(29))) * other
        sketches[:, column] = np.minimum.reduceat(hashes, starts)
    return sketches


def band_codes(sketches: Codes, rows: int) -> Codes:
    """One code per group of ``rows`` values of each sketch, (texts, bands)."""
    bands = sketches.shape[1] // rows
    mixed = np.zeros((len(sketches), bands), dtype=np.uint64)
    for row in range(rows):
        column = sketches[:, row : bands * rows : rows]
        mixed = mixed * np.uint64(_GOLDEN) + column
    return mixed


def _hash_words(vocabulary: list[str]) -> Codes:
    """A number per word as read aloud; 0 for figures and marks."""
    return np.array(
        [_hash_word(word.lower()) if word[0].isalpha() else 0 for word in vocabulary],
        dtype=np.uint64,
    )


@lru_cache(maxsize=1 << 16)
def _hash_word(word: str) -> int:
    digest = blake2b(word.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big") | 1


@lru_cache(maxsize=8)
def _factors(size: int) -> list[tuple[np.uint64, np.uint64]]:
    """Odd factors of each hash, drawn by SplitMix64 (Steele et al. 2014)."""
    drawn = [np.uint64(_split_mix(number) | 1) for number in range(2 * size)]
    return list(zip(drawn[::2], drawn[1::2], strict=True))


def _split_mix(number: int) -> int:
    mask = (1 << 64) - 1
    mixed = (number + 1) * _GOLDEN & mask
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9 & mask
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB & mask
    return mixed ^ (mixed >> 31)
