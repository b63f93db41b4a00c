"""Which of the topics that were found each letter belongs to."""

from typing import TYPE_CHECKING

import numpy as np

from models.discovery.louvain import Labels
from models.vectors.vectors import Rows, unit_rows

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

LEAST_SUPPORT = 0.25  # share of a letter's ties that must lead into its topic


def centres_of(rows: Rows, labels: Labels) -> Rows:
    """Unit mean row of each topic, shape (topics, d)."""
    total = int(labels.max(initial=-1)) + 1
    sums = np.zeros((total, rows.shape[1]), dtype=np.float32)
    np.add.at(sums, labels[labels >= 0], rows[labels >= 0])
    return unit_rows(sums)


def tied(graph: "csr_matrix", labels: Labels) -> Labels:
    """The topic that most of each letter's ties lead into, -1 if too few do."""
    from scipy.sparse import csr_matrix

    total = len(labels)
    topics = csr_matrix((np.ones(total), (np.arange(total), labels)))
    ties = np.asarray(graph.sum(axis=1)).ravel()
    into = graph @ topics
    most = into.max(axis=1).toarray().ravel()
    strongest = np.asarray(into.argmax(axis=1)).ravel()
    found = np.where(ties > 0, strongest, labels)
    return np.where(most >= LEAST_SUPPORT * ties, found, -1).astype(np.int64)


def nearest_centre(rows: Rows, centres: Rows) -> Labels:
    """The topic whose centre (topics, d) is nearest to each row, -1 without topics."""
    if not len(centres):
        return np.full(len(rows), -1, dtype=np.int64)
    nearest: Labels = (rows @ centres.T).argmax(axis=1)
    return nearest
