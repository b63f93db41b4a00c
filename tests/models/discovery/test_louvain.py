"""Louvain runs on one graph, against scikit-network's estimator."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sknetwork.clustering import Louvain

from models.discovery.louvain import LEAST_GAIN, Shuffled

NODES, PARTS = 300, 6


@pytest.fixture(scope="module")
def graph() -> csr_matrix:
    """Links below one that are denser within parts than between them."""
    rng = np.random.default_rng(0)
    part = np.arange(NODES) % PARTS
    likely = np.where(part[:, None] == part, 0.2, 0.02)
    links = np.triu(rng.random((NODES, NODES)) * (rng.random(likely.shape) < likely), 1)
    return csr_matrix((links + links.T).astype(np.float32))


def estimated(
    graph: csr_matrix, resolution: float, seed: int, **more: int
) -> NDArray[np.int64]:
    """What the estimator finds in the same order."""
    model = Louvain(
        resolution, shuffle_nodes=True, random_state=seed, sort_clusters=False, **more
    )
    labels: NDArray[np.int64] = model.fit_predict(graph)
    return labels


@pytest.mark.parametrize("resolution", [0.7, 1.0, 3.0])
def test_runs_find_what_the_estimator_finds(
    graph: csr_matrix, resolution: float
) -> None:
    for seed in range(3):
        found = Shuffled.of(graph, seed).communities(resolution)
        assert np.array_equal(found, estimated(graph, resolution, seed))


def test_the_first_level_is_that_of_the_estimator(graph: csr_matrix) -> None:
    found = Shuffled.of(graph, 0).first_communities(2.0, LEAST_GAIN)
    assert np.array_equal(found, estimated(graph, 2.0, 0, n_aggregations=1))


def test_a_graph_is_not_changed_by_its_runs(graph: csr_matrix) -> None:
    shuffled = Shuffled.of(graph, 0)
    first = shuffled.communities(1.0)
    shuffled.communities(3.0)
    assert np.array_equal(shuffled.communities(1.0), first)


def test_what_makes_whole_links_counts_twice(graph: csr_matrix) -> None:
    heavy = (graph * 4).tocsr()
    found = Shuffled.of(heavy, 0).communities(1.0)
    assert np.array_equal(found, estimated(heavy, 1.0, 0))
