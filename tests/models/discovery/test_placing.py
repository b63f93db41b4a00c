"""Letters into the topics that were found."""

import numpy as np
from scipy.sparse import csr_matrix

from models.discovery.placing import tied


def test_it_leaves_out_letters_that_no_topic_holds() -> None:
    ends = np.array([[0, 1], [1, 2], [0, 2], [3, 4], [4, 5], [3, 5]])
    spread = np.array([[6, node] for node in range(6)])
    pairs = np.vstack([ends, spread])
    both = np.vstack([pairs, pairs[:, ::-1]])
    graph = csr_matrix((np.ones(len(both)), both.T), shape=(7, 7))
    labels = np.array([0, 0, 0, 1, 1, 2, 3])
    assert tied(graph, labels).tolist()[:6] == [0, 0, 0, 1, 1, 1]
    alone = tied(graph, np.array([0, 1, 2, 3, 4, 5, 6]))
    assert alone[6] == -1
