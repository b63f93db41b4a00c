"""Which of the topics that were found each letter belongs to.

Three things say so: its ties (where its nearest letters are), its words (which of two
near topics speaks like it) and how near it is to the middle of a topic. Each errs in
its own way, and what errs least of them together hangs least on which letters there
are. A letter speaks for the topics of its ties, not for one alone: where a border runs
is a guess, and a guess should not teach as if it were sure.
"""

from typing import TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from models.discovery.louvain import Labels
from models.discovery.wording import Wording
from models.texts.found_passages import Rivals
from models.vectors.vectors import Rows, unit_rows

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

LEAST_SUPPORT = 0.25  # share of a letter's ties that must lead into its topic
NEARNESS = 2.0  # weight of a cosine where what words say has weight one, and ties too
SHARPNESS = 0.4  # difference of all three that makes a topic e times likelier
CLEARNESS = 0.2  # the same of a passage, which speaks of one thing


class Placement(NamedTuple):
    """The likeliest topic of each text (n,), -1 for none, how sure, and the next."""

    topics: Labels
    confidence: NDArray[np.float32]
    rivals: Rivals

    @classmethod
    def unknown(cls, total: int) -> Self:
        """For so many texts of which nothing is known."""
        topics = np.full(total, -1, dtype=np.int64)
        chances = np.zeros((2, total), dtype=np.float32)
        return cls(topics, chances[0], Rivals(topics.astype(np.int32), chances[1]))

    @classmethod
    def learn(cls, points: Rows, cosines: Rows, sharpness: float) -> Self:
        """The greatest and the next of ``points`` (n, topics).

        ``sharpness`` is the difference that makes a topic e times likelier. How sure
        is the share among all, and less the farther a text is from the topic by its
        ``cosines`` (n, topics), since it may well belong to none.
        """
        placed = cls.unknown(len(points))
        if not points.shape[1]:
            return placed
        rows = np.arange(len(points))
        best = points.argmax(axis=1)
        shares = np.exp((points - points[rows, best][:, None]) / sharpness)
        sure = np.sqrt(np.clip(cosines, 0, 1)) * shares
        sure /= shares.sum(axis=1, keepdims=True)
        placed.topics[:], placed.confidence[:] = best, sure[rows, best]
        if points.shape[1] > 1:
            shares[rows, best] = -1
            second = shares.argmax(axis=1)
            placed.rivals.topics[:] = second
            placed.rivals.confidence[:] = sure[rows, second]
        return placed

    def put(self, texts: NDArray[Any], other: "Placement") -> None:
        """Take what is known of some texts, given by number or mask, from another."""
        self.topics[texts], self.confidence[texts] = other.topics, other.confidence
        self.rivals.topics[texts] = other.rivals.topics
        self.rivals.confidence[texts] = other.rivals.confidence

    def take(self, texts: NDArray[Any]) -> Self:
        """The same of some texts, given by number or mask."""
        rivals = Rivals(self.rivals.topics[texts], self.rivals.confidence[texts])
        return type(self)(self.topics[texts], self.confidence[texts], rivals)

    def numbered(self, numbers: Labels) -> Self:
        """The same with other ``numbers`` (topics,), -1 for what is no topic."""
        named = np.append(numbers, -1)
        rivals = named[self.rivals.topics].astype(np.int32)
        return self._replace(
            topics=named[self.topics], rivals=self.rivals._replace(topics=rivals)
        )


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
) -> Placement:
    """Letters after each went where ties, words and nearness point together.

    ``rows`` (n, d) are the letters, ``terms`` (n, terms) are 1 where one has a term,
    ``graph`` (n, n) joins them to their nearest; ``labels`` (n,) are their topics so
    far without gaps. A letter without one stays without.
    """
    shares = _shares(graph, labels)
    said = Wording.learn(terms, shares).said_of_own(terms, shares)
    cosines = rows @ centres_of(rows, labels).T
    points = said + shares.toarray() + NEARNESS * cosines
    placed = Placement.learn(points, cosines, SHARPNESS)
    nowhere = labels < 0
    placed.put(nowhere, Placement.unknown(int(nowhere.sum())))
    return placed


class Topics(NamedTuple):
    """What texts are compared with: the unit centre of each topic (topics, d), and
    what its letters say."""

    centres: Rows
    wording: Wording

    @classmethod
    def of(cls, rows: Rows, terms: "csr_matrix", labels: Labels) -> Self:
        """Those of letters: ``rows`` (n, d), ``terms`` (n, terms), which are 1 where
        one has a term, and their topics, -1 for none."""
        return cls(centres_of(rows, labels), Wording.learn(terms, members(labels)))

    def take(self, topics: NDArray[Any]) -> Self:
        """Some of the topics, in this order."""
        return type(self)(self.centres[topics], self.wording.take(topics))

    def nearest(
        self, rows: Rows, terms: "csr_matrix", sharpness: float = SHARPNESS
    ) -> Placement:
        """Where texts without ties belong, given their rows and terms."""
        cosines = rows @ self.centres.T
        points = self.wording.said(terms) + NEARNESS * cosines
        return Placement.learn(points, cosines, sharpness)


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
