"""Which of the topics that were found each letter belongs to.

Three things say so: its ties (where its nearest letters are), its words (which of two
near topics speaks like it) and how near it is to the middle of a topic. Each errs in
its own way, and what errs least of them together hangs least on which letters there
are. A letter speaks for the topics of its ties, not for one alone: where a border runs
is a guess, and a guess should not teach as if it were sure.
"""

from typing import TYPE_CHECKING

import numpy as np

from models.discovery.louvain import Labels
from models.discovery.wording import Wording
from models.vectors.vectors import Rows, unit_rows

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

LEAST_SUPPORT = 0.25  # share of a letter's ties that must lead into its topic
NEARNESS = 2.0  # weight of a cosine where what words say has weight one, and ties too


def centres_of(rows: Rows, labels: Labels) -> Rows:
    """Unit mean row of each topic, shape (topics, d)."""
    total = int(labels.max(initial=-1)) + 1
    sums = np.zeros((total, rows.shape[1]), dtype=np.float32)
    np.add.at(sums, labels[labels >= 0], rows[labels >= 0])
    return unit_rows(sums)


def tied(graph: "csr_matrix", labels: Labels) -> Labels:
    """The topic that most of each letter's ties lead into, -1 if too few do."""
    ties = np.asarray(graph.sum(axis=1)).ravel()
    into = graph @ members(labels)
    most = into.max(axis=1).toarray().ravel()
    strongest = np.asarray(into.argmax(axis=1)).ravel()
    found = np.where(ties > 0, strongest, labels)
    return np.where(most >= LEAST_SUPPORT * ties, found, -1).astype(np.int64)


def settled(
    rows: Rows, terms: "csr_matrix", graph: "csr_matrix", labels: Labels
) -> Labels:
    """Topics (n,) after each letter went where ties, words and nearness point together.

    ``rows`` (n, d) are the letters, ``terms`` (n, terms) are 1 where one has a term,
    ``graph`` (n, n) joins them to their nearest; ``labels`` (n,) are their topics so
    far without gaps. A letter without one stays without.
    """
    if labels.max(initial=-1) < 1:
        return labels
    shares = _shares(graph, labels)
    points = Wording.learn(terms, shares).said_of_own(terms, shares)
    points += shares.toarray() + NEARNESS * rows @ centres_of(rows, labels).T
    return np.where(labels >= 0, points.argmax(axis=1), -1).astype(np.int64)


def nearest_topics(
    rows: Rows, terms: "csr_matrix", centres: Rows, wording: Wording
) -> Labels:
    """The topics (n,) of letters without ties, -1 if there are none.

    ``rows`` (n, d) and ``terms`` (n, terms) are as for ``settled``; ``centres``
    (topics, d) and ``wording`` are those of the topics.
    """
    if not len(centres):
        return np.full(len(rows), -1, dtype=np.int64)
    points = wording.said(terms) + NEARNESS * rows @ centres.T
    nearest: Labels = points.argmax(axis=1)
    return nearest


def members(labels: Labels) -> "csr_matrix":
    """1 where a letter has a topic, (letters, topics)."""
    from scipy.sparse import csr_matrix

    letters = np.flatnonzero(labels >= 0)
    shape = (len(labels), int(labels.max(initial=-1)) + 1)
    ones = np.ones(len(letters), dtype=np.float32)
    return csr_matrix((ones, (letters, labels[letters])), shape=shape)


def _shares(graph: "csr_matrix", labels: Labels) -> "csr_matrix":
    """Shares of each letter's ties that lead into the topics, (letters, topics); none
    of a letter without a topic, which should teach nobody."""
    from scipy.sparse import diags

    ties = np.asarray(graph.sum(axis=1), dtype=np.float32).ravel()
    scale = np.where(labels >= 0, 1 / np.maximum(ties, 1e-9), 0)
    shares = (diags(scale) @ graph @ members(labels)).tocsr()
    shares.eliminate_zeros()
    return shares.astype(np.float32)
