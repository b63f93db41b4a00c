"""Communities of a neighbour graph that many shuffled runs agree on.

One run of Louvain (Blondel et al. 2008) depends on the order of the nodes. Many
shuffled runs vote on each edge, and the last grouping is made on the votes
(consensus clustering, Lancichinetti and Fortunato 2012), with Leiden (Traag et al.
2019), so that the same letters give the same topics.
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Labels = NDArray[np.int64]

RUNS = 40  # shuffled runs that vote


def agreed_communities(
    graph: "csr_matrix", resolution: float, random_state: int
) -> Labels:
    """A community number for every node of a symmetric weighted graph, shape (n,)."""
    from sknetwork.clustering import Leiden

    if graph.nnz == 0:
        return np.arange(graph.shape[0])
    voted = _voted_graph(graph, resolution, random_state)
    labels: Labels = Leiden(resolution=resolution).fit_predict(voted)
    return labels.astype(np.int64)


def _voted_graph(
    graph: "csr_matrix", resolution: float, random_state: int
) -> "csr_matrix":
    from scipy.sparse import csr_matrix
    from sknetwork.clustering import Louvain

    edges = graph.tocoo()
    votes = np.full(len(edges.data), 1e-3)
    for run in range(RUNS):
        seed = random_state * RUNS + run
        model = Louvain(resolution=resolution, shuffle_nodes=True, random_state=seed)
        labels = model.fit_predict(graph)
        votes += (labels[edges.row] == labels[edges.col]) / RUNS
    return csr_matrix((edges.data * votes, (edges.row, edges.col)), graph.shape)
