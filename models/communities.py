"""Communities of a neighbour graph that many shuffled runs agree on.

One run of Louvain (Blondel et al. 2008) depends on the order of the nodes. Many
shuffled runs vote on each edge, and the last grouping is made on the votes
(consensus clustering, Lancichinetti and Fortunato 2012) with Leiden (Traag et al.
2019), so that the same letters give the same topics. How fine to group is read off
the votes too: as fine as the runs still agree, measured by the share of ambiguous
edges (Senbabaoglu et al. 2014).
"""

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import coo_matrix, csr_matrix

Labels = NDArray[np.int64]

RESOLUTIONS = (0.7, 1.0, 1.4, 2.0, 3.0, 4.0, 6.0, 9.0)
TRIAL_RUNS = 10  # shuffled runs per resolution while looking for the right one
FINAL_RUNS = 40  # shuffled runs that vote on the result
TOLERATED_DOUBT = 2.0  # times the least share of ambiguous edges seen
LEAST_DOUBT = 0.006  # below this share of ambiguous edges, doubt is noise


class _Votes(NamedTuple):
    """Share of runs that keep both ends of each edge together, shape (edges,), and
    how many communities a run finds."""

    shares: NDArray[np.float64]
    communities: float


@dataclass(frozen=True)
class _Edges:
    graph: "csr_matrix"
    pairs: "coo_matrix"

    def votes(self, resolution: float, runs: int, random_state: int) -> "_Votes":
        from sknetwork.clustering import Louvain

        votes = np.zeros(len(self.pairs.data))
        communities = 0
        for run in range(runs):
            model = Louvain(
                resolution=resolution,
                shuffle_nodes=True,
                random_state=random_state * FINAL_RUNS + run,
            )
            labels = model.fit_predict(self.graph)
            votes += labels[self.pairs.row] == labels[self.pairs.col]
            communities += int(labels.max()) + 1
        return _Votes(votes / runs, communities / runs)


def agreed_communities(
    graph: "csr_matrix", random_state: int, resolution: float | None = None
) -> Labels:
    """A community number for every node of a symmetric weighted graph, shape (n,).

    Without a ``resolution`` the finest one that the runs agree on is used.
    """
    from scipy.sparse import csr_matrix
    from sknetwork.clustering import Leiden

    if graph.nnz == 0:
        return np.arange(graph.shape[0])
    edges = _Edges(graph, graph.tocoo())
    if resolution is None:
        resolution = _finest_agreed(edges, random_state)
    votes = edges.votes(resolution, FINAL_RUNS, random_state).shares + 1e-3
    ends = (edges.pairs.row, edges.pairs.col)
    voted = csr_matrix((edges.pairs.data * votes, ends), graph.shape)
    labels: Labels = Leiden(resolution=resolution).fit_predict(voted)
    return labels.astype(np.int64)


def _finest_agreed(edges: _Edges, random_state: int) -> float:
    """The finest resolution that the runs agree on about as well as on any.

    Where they agree on none, any number of topics is as true as another; then there
    are at most as many as a topic has letters, so that neither list is the longer.
    """
    doubts: dict[float, float] = {}
    for resolution in RESOLUTIONS:
        votes = edges.votes(resolution, TRIAL_RUNS, random_state)
        if doubts and votes.communities > sqrt(edges.graph.shape[0]):
            break
        doubts[resolution] = _doubt(edges, votes.shares)
    bearable = max(min(doubts.values()) * TOLERATED_DOUBT, LEAST_DOUBT)
    return max(finer for finer, doubt in doubts.items() if doubt <= bearable)


def _doubt(edges: _Edges, shares: NDArray[np.float64]) -> float:
    """Weighted share of edges on which the runs disagree."""
    ambiguous = (shares > 0.1) & (shares < 0.9)
    return float(np.average(ambiguous, weights=edges.pairs.data))
