"""Letters into topics: structure is found in a sample, the rest is placed by it.

Copies are folded first. Letters of the sample are joined to their nearest and grouped
by their main directions. With these groups, passages that tell nothing of a topic lose
their weight. Communities of the new graph which many shuffled runs agree on are
topics; where they agree on nothing, main directions are, and letters are moved on from
there. Letters whose neighbours disagree, and topics too small, are left out.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from models.discovery.communities import agreed_communities
from models.discovery.factors import group_by_factors
from models.discovery.folding import fold_letters
from models.discovery.louvain import LEAST_GAIN, Labels, Level
from models.discovery.placing import (
    Placement,
    Topics,
    settled,
    tied,
)
from models.discovery.reading import (
    Reading,
    hold_chinese,
    letter_marks,
    letter_terms,
    letter_words_by_part,
    passage_marks,
    sum_passages,
    whole_rows,
)
from models.discovery.spaces import Space
from models.discovery.weighing import Weigher
from models.texts.words import WordTable
from models.vectors.neighbours import neighbour_graph
from models.vectors.sampling import Marks, drawn
from models.vectors.vectors import Rows, unit_rows

FEWEST_NEIGHBOURS, MOST_NEIGHBOURS = 8, 20
MOVING_RESOLUTION = 1.0  # that of modularity as it was first defined
LARGEST_SAMPLE = 12_000  # letters grouped directly; more are placed by likeness
BLOCK = 4_000  # letters handled at a time
SMALLEST_TOPIC = 3  # letters
SMALLEST_SHARE = 0.001  # of the letters that are grouped

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Weights = NDArray[np.float64]


class Grouping(NamedTuple):
    """Where letters belong, the weight of each passage, and the topics."""

    letters: Placement
    weights: Weights
    topics: Topics


def group_letters(
    reading: Reading, table: WordTable, space: Space, random_state: int
) -> Grouping:
    """Group letters by what they say; -1 for letters that no topic speaks for."""
    total = len(reading.owners)
    firsts = fold_letters(letter_words_by_part(table, reading))
    sample = _sample(reading, firsts, letter_marks(table, reading))
    part, kept = reading.take(sample)
    said = _Said.read(space, part)
    whole = whole_rows(part, table, random_state)
    weigher = _learn_weights(said, whole, table, total)
    weights = np.ones(total)
    weights[kept] = weigher.weigh(said.rows, part.owners)
    letters = _Letters.read(said, whole, table, weights[kept])
    found = letters.grouped(partial(_by_communities, random_state=random_state))
    rows = sum_passages(said.rows, weights[kept], part)
    topics = Topics.of(rows, letters.terms, found.topics)
    placed = Placement.unknown(reading.letters)
    placed.put(sample, found)
    left = np.setdiff1d(np.unique(reading.owners), sample)
    for others in blocks(left):
        part, kept = reading.take(others)
        said = _Said.read(space, part)
        weights[kept] = weigher.weigh(said.rows, np.full(len(kept), -1))
        rows = sum_passages(said.rows, weights[kept], part)
        placed.put(others, topics.nearest(rows, said.letter_terms))
    grouped = np.isin(firsts, sample)
    placed.put(grouped, placed.take(firsts[grouped]))
    ranks = _ranks(placed.topics)
    return Grouping(placed.numbered(ranks), weights, topics.take(np.argsort(ranks)))


def blocks(numbers: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """The numbers in order, at most BLOCK at a time."""
    for start in range(0, len(numbers), BLOCK):
        yield numbers[start : start + BLOCK]


def _sample(
    reading: Reading, firsts: NDArray[np.int64], marks: Marks
) -> NDArray[np.int64]:
    """Letters that have words and are nobody's copy, drawn by their marks."""
    originals = np.intersect1d(firsts, reading.owners)
    return originals[drawn(marks[originals], LARGEST_SAMPLE)]


@dataclass(frozen=True)
class _Said:
    """What letters say, by passage: unit rows (passages, d) and weighed terms
    (passages, terms)."""

    reading: Reading
    rows: Rows
    terms: "csr_matrix"

    @classmethod
    def read(cls, space: Space, reading: Reading) -> Self:
        """All passages of these letters."""
        terms = space.terms(reading.wordings)
        return cls(reading, space.rows(reading.wordings, terms), terms)

    @cached_property
    def letter_terms(self) -> "csr_matrix":
        """1 where a letter has a term, (letters, terms)."""
        return letter_terms(self.terms, self.reading)


def _learn_weights(
    said: _Said, whole: Rows, table: WordTable, expected: int
) -> Weigher:
    """Weights learned from a first grouping, in which what is often repeated
    word for word (footers, stock phrases) already counts less.

    It is one by factors, for weights must hang on these letters as little as may be.
    """
    reading = said.reading
    topics = np.zeros(reading.letters, dtype=np.int64)
    if reading.has_long_letters:
        rarity = 1 / np.sqrt(reading.repeats.astype(np.float64))
        letters = _Letters.read(said, whole, table, rarity)
        topics = np.maximum(letters.grouped(_by_factors).topics, 0)
    owners, marks = reading.owners, passage_marks(table, reading)
    return Weigher(said.rows, owners, topics[owners], marks, expected)


class _Script(NamedTuple):
    """Letters of one script: unit rows (n, d), terms (n, terms), which are 1 where a
    letter has one, and the graph (n, n) that joins each letter to its nearest."""

    rows: Rows
    terms: "csr_matrix"
    graph: "csr_matrix"


class _Letters(NamedTuple):
    """Unit rows of letters, (n, d), their terms, (n, terms), and whether each is
    Chinese, (n,)."""

    rows: Rows
    terms: "csr_matrix"
    chinese: NDArray[np.bool_]

    @classmethod
    def read(cls, said: _Said, whole: Rows, table: WordTable, weights: Weights) -> Self:
        """Letters as the weighted sum of their passages beside their ``whole``
        vocabulary."""
        summed = sum_passages(said.rows, weights, said.reading)
        joined = unit_rows(np.hstack([summed, whole]))
        return cls(joined, said.letter_terms, hold_chinese(table, said.reading))

    def grouped(self, group: Callable[[_Script], Placement]) -> Placement:
        """Where letters belong; topics are numbered from the largest to the smallest.

        Letters in Chinese and in other scripts have topics of their own: the vectors
        of two languages do not meet, so how fine to group is decided for each alone.
        """
        placed = Placement.unknown(len(self.rows))
        for script in (~self.chinese, self.chinese):
            rows = self.rows[script]
            if len(rows):
                graph = neighbour_graph(rows, _neighbours(len(rows)))
                found = group(_Script(rows, self.terms[script], graph))
                ranks = _ranks(found.topics, _least(len(rows)))
                first = placed.topics.max(initial=-1) + 1
                ranks = np.where(ranks >= 0, first + ranks, -1)
                placed.put(script, found.numbered(ranks))
        return placed.numbered(_ranks(placed.topics))


def _by_factors(letters: _Script) -> Placement:
    labels = group_by_factors(letters.rows, letters.graph)
    return Placement.unknown(len(labels))._replace(topics=labels)


def _by_communities(letters: _Script, random_state: int) -> Placement:
    """Communities, or factors where runs agree on none; each letter goes where its
    ties, its words and its meaning lead."""
    rows, terms, graph = letters
    found = agreed_communities(graph, random_state)
    if found is None:
        found = _moved_on(graph, group_by_factors(rows, graph))
    found = tied(graph, found)
    ranks = np.append(_ranks(found, _least(len(rows))), -1)
    return settled(rows, terms, graph, ranks[found])


def _moved_on(graph: "csr_matrix", labels: Labels) -> Labels:
    """Topics after letters were moved one by one while modularity gains (Blondel et
    al. 2008), which joins what ties say is one."""
    if not graph.nnz:
        return labels
    return Level.of(graph).moved(MOVING_RESOLUTION, LEAST_GAIN, labels)[0]


def _neighbours(letters: int) -> int:
    """How many neighbours each letter is joined to: more make topics that depend less
    on which letters are there, but must stay fewer than a small topic has letters."""
    return int(np.clip(2 * letters**0.25, FEWEST_NEIGHBOURS, MOST_NEIGHBOURS))


def _least(letters: int) -> int:
    """How many letters make a topic, of so many that are grouped."""
    return max(SMALLEST_TOPIC, round(SMALLEST_SHARE * letters))


def _ranks(labels: Labels, least: int = 1) -> Labels:
    """Number of each topic from the largest to the smallest, shape (topics,).

    Those of fewer than ``least`` letters are none, -1, unless all are as small.
    """
    sizes = np.bincount(labels[labels >= 0])
    ranks = np.empty(len(sizes), dtype=np.int64)
    ranks[np.argsort(-sizes, kind="stable")] = np.arange(len(sizes))
    return np.where(sizes >= max(1, min(least, sizes.max(initial=0))), ranks, -1)
