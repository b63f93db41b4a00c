"""Louvain's method (Blondel et al. 2008) on graphs that are run many times over.

The nodes are moved by scikit-network's inner loop. What its estimator does around that
loop for every run takes longer than the loop: here a graph is shuffled once and then
run at any resolution, and its levels are joined without checks.
"""

from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Labels = NDArray[np.int64]
Shares = NDArray[np.float64]

LEAST_GAIN = 1e-3  # modularity that a sweep or a level must gain for another to follow


class Level(NamedTuple):
    """A symmetric graph in compressed rows, and the share of all links that each node
    has: ``links`` and ``loads`` (nodes,) each add up to one."""

    links: "csr_matrix"
    loads: Shares

    @classmethod
    def of(cls, graph: "csr_matrix") -> Self:
        """A symmetric weighted graph with at least one link."""
        links = graph.astype(np.float64)
        loads = np.asarray(links.sum(axis=1)).ravel()
        # What makes whole links counts twice, as scikit-network reads 32-bit weights:
        # the doubts that are tolerated between runs were measured on that.
        links.data += np.floor(links.data)
        links.sort_indices()
        links.data /= links.data.sum()
        return cls(links, loads / loads.sum())

    def moved(
        self, resolution: float, gain: float, start: Labels | None = None
    ) -> tuple[Labels, float]:
        """The community of each node, without gaps, and the modularity gained.

        ``start`` (nodes,) are the communities that nodes are in at first, numbers
        below that of the nodes; without it each is in one of its own.
        """
        from sknetwork.clustering.louvain_core import optimize_core

        weights = self.links.data.astype(np.float32)
        loads = self.loads.astype(np.float32)
        first = np.arange(len(loads)) if start is None else start
        gathered = np.bincount(first, loads, len(loads)).astype(np.float32)
        found, gained = optimize_core(
            first.astype(np.int32),
            self.links.indices,
            self.links.indptr,
            weights,
            loads,
            loads,
            gathered,
            gathered.copy(),
            np.zeros_like(loads),
            self.links.diagonal().astype(np.float32),
            resolution,
            gain,
        )
        return _without_gaps(np.asarray(found)), gained

    def joined(self, labels: Labels) -> "Level":
        """The graph whose nodes are the communities of this one's."""
        from scipy.sparse import csr_matrix

        total = len(labels)
        ones = np.ones(total)
        member = csr_matrix((ones, labels, np.arange(total + 1)))
        links = (member.T.tocsr() @ (self.links @ member)).tocsr()
        return Level(links, np.bincount(labels, self.loads).astype(np.float64))


class Shuffled(NamedTuple):
    """A graph whose nodes stand in a random order; ``order`` (nodes,) are the numbers
    they have outside."""

    level: Level
    order: Labels

    @classmethod
    def of(cls, graph: "csr_matrix", seed: int) -> Self:
        """A symmetric weighted graph in an order drawn by ``seed``."""
        order = np.random.RandomState(seed).permutation(graph.shape[0])
        return cls(Level.of(graph[order][:, order]), order)

    def communities(self, resolution: float) -> Labels:
        """The community of each node, shape (nodes,)."""
        level = self.level
        labels, gained = level.moved(resolution, LEAST_GAIN)
        found = labels
        while gained > LEAST_GAIN and labels.max() > 0:
            level = level.joined(labels)
            labels, gained = level.moved(resolution, LEAST_GAIN)
            found = labels[found]
        return self._outside(found)

    def first_communities(self, resolution: float, gain: float) -> Labels:
        """What the first level alone joins, sweeping while a sweep gains so much."""
        return self._outside(self.level.moved(resolution, gain)[0])

    def _outside(self, labels: Labels) -> Labels:
        outside = np.empty_like(labels)
        outside[self.order] = labels
        return outside


def _without_gaps(labels: NDArray[np.int32]) -> Labels:
    """The same communities, numbered as they rise."""
    used = np.bincount(labels) > 0
    return (np.cumsum(used) - 1)[labels]
