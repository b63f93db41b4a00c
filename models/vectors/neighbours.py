"""Nearest neighbours of unit rows, in blocks: exact, and within fixed memory."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from models.vectors.vectors import Rows

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

BLOCK = 1024  # rows compared at a time
GROUP = 16  # columns whose greatest is looked at first


def nearest(
    queries: Rows, rows: Rows, count: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The ``count`` most similar rows of each query, best first.

    Returns their numbers and cosines, both (queries, at most ``count``).
    """
    return best_of((block @ rows.T for block in _blocks(queries)), len(rows), count)


def best_of(
    similar: Iterable[NDArray[np.float32]], total: int, count: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The same, given how similar ``total`` rows are to some queries at a time.

    Each part is (queries, total).
    """
    count = min(count, total)
    parts = [_best(part, count) for part in similar]
    if not parts:
        return np.zeros((0, count), np.int64), np.zeros((0, count), np.float32)
    return np.vstack([p[0] for p in parts]), np.vstack([p[1] for p in parts])


def neighbour_graph(rows: Rows, count: int, power: float = 2.0) -> "csr_matrix":
    """Symmetric graph that joins each row to its nearest; weight = cosine ** power."""
    from scipy.sparse import csr_matrix

    total = len(rows)
    found, cosines = nearest(rows, rows, count + 1)
    sources = np.repeat(np.arange(total), found.shape[1])
    weights = np.maximum(cosines.ravel(), 0.0) ** power
    kept = (sources != found.ravel()) & (weights > 0)
    graph = csr_matrix(
        (weights[kept], (sources[kept], found.ravel()[kept])), shape=(total, total)
    )
    return graph.maximum(graph.T).tocsr()


def _blocks(rows: Rows) -> Iterator[Rows]:
    for start in range(0, len(rows), BLOCK):
        yield rows[start : start + BLOCK]


def _best(
    similar: NDArray[np.float32], count: int
) -> tuple[NDArray[np.int64], NDArray[Any]]:
    found = _candidates(similar, count)
    values = np.take_along_axis(similar, found, axis=1)
    if count < found.shape[1]:
        kept = np.argpartition(-values, count - 1, axis=1)[:, :count]
        found = np.take_along_axis(found, kept, axis=1)
        values = np.take_along_axis(values, kept, axis=1)
    order = np.argsort(-values, axis=1, kind="stable")
    return np.take_along_axis(found, order, 1), np.take_along_axis(values, order, 1)


def _candidates(similar: NDArray[np.float32], count: int) -> NDArray[np.int64]:
    """Columns among which each row's ``count`` greatest are.

    Columns are dealt into strided groups; the greatest values lie in the groups with
    the greatest maxima, so only these need to be looked through.
    """
    lines, total = similar.shape
    width = total // GROUP
    if width <= 2 * count:
        return np.broadcast_to(np.arange(total), (lines, total))
    tops = similar[:, : width * GROUP].reshape(lines, GROUP, width).max(axis=1)
    groups = np.argpartition(-tops, count - 1, axis=1)[:, :count]
    members = groups[:, :, None] + width * np.arange(GROUP)
    rest = np.broadcast_to(
        np.arange(width * GROUP, total), (lines, total - width * GROUP)
    )
    return np.hstack([members.reshape(lines, -1), rest])
