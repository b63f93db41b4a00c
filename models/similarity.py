"""More like this, and texts that are nearly the same."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models.neighbours import nearest
from models.passages import blank_masks
from models.vectors import Embedder, StaticEmbedder
from models.words import read_words

if TYPE_CHECKING:
    from models.words import WordTable

SHINGLE = 4  # words that make one shingle
BANDS = 24  # groups of hashes; two texts that share a whole group are compared
ROWS = 4  # hashes per group
_PRIME = np.uint64((1 << 31) - 1)


def find_similar(
    texts: Sequence[str],
    queries: Sequence[str],
    count: int = 10,
    *,
    embedder: Embedder | None = None,
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The ``count`` texts nearest in meaning to each query, best first.

    Returns their numbers and cosines, both (queries, at most ``count``).
    """
    embedder = embedder or StaticEmbedder()
    joined = embedder.embed([blank_masks(text) for text in [*texts, *queries]])
    return nearest(joined[len(texts) :], joined[: len(texts)], count)


def group_near_duplicates(
    texts: Sequence[str], likeness: float = 0.8, random_state: int = 0
) -> NDArray[np.int64]:
    """A group number per text, shape (n,): the number of its group's first text.

    Two texts are near-duplicates when at least ``likeness`` of their shingles agree,
    estimated by MinHash (Broder 1997) over BANDS x ROWS hashes.
    """
    table = read_words([blank_masks(text).lower() for text in texts])
    signatures = _signatures(table, random_state)
    groups = np.arange(len(texts), dtype=np.int64)
    for band in range(BANDS):
        part = signatures[:, band * ROWS : (band + 1) * ROWS]
        for first, other in _collisions(part):
            if np.mean(signatures[first] == signatures[other]) >= likeness:
                _join(groups, first, other)
    return np.array([_root(groups, row) for row in range(len(texts))], dtype=np.int64)


def _signatures(table: "WordTable", random_state: int) -> NDArray[np.uint64]:
    """MinHash values, shape (texts, BANDS * ROWS)."""
    generator = np.random.default_rng(random_state)
    factors = generator.integers(1, int(_PRIME), BANDS * ROWS, dtype=np.uint64)
    offsets = generator.integers(0, int(_PRIME), BANDS * ROWS, dtype=np.uint64)
    result = np.full((len(table), BANDS * ROWS), _PRIME, dtype=np.uint64)
    for row in range(len(table)):
        ids = table.ids[table.starts[row] : table.starts[row + 1]].astype(np.uint64)
        if len(ids):
            hashes = _shingles(ids)[:, None] * factors + offsets
            result[row] = (hashes % _PRIME).min(axis=0)
        else:
            result[row] = row + int(_PRIME)
    return result


def _shingles(ids: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """One number per run of SHINGLE words; shorter texts are one run."""
    width = min(SHINGLE, len(ids))
    runs = np.lib.stride_tricks.sliding_window_view(ids, width)
    codes = np.zeros(len(runs), dtype=np.uint64)
    for column in range(width):
        codes = (codes * np.uint64(1_000_003) + runs[:, column] + np.uint64(1)) % _PRIME
    return np.unique(codes)


def _collisions(part: NDArray[np.uint64]) -> Iterator[tuple[int, int]]:
    """Pairs of rows with equal hashes: each row with the first that has them."""
    buckets: defaultdict[bytes, int] = defaultdict(lambda: -1)
    for row, values in enumerate(part):
        first = buckets[values.tobytes()]
        if first < 0:
            buckets[values.tobytes()] = row
        else:
            yield first, row


def _root(groups: NDArray[np.int64], row: int) -> int:
    while groups[row] != row:
        groups[row] = groups[groups[row]]
        row = int(groups[row])
    return row


def _join(groups: NDArray[np.int64], first: int, other: int) -> None:
    one, two = _root(groups, first), _root(groups, other)
    groups[max(one, two)] = min(one, two)
