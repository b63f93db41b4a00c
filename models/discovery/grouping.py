"""Letters into topics: structure is found in a sample, the rest is placed by it.

Copies are folded first. Letters of the sample are joined to their nearest and grouped
by their main directions. With these groups, passages that tell nothing of a topic lose
their weight. Communities of the new graph which many shuffled runs agree on are
topics; where they agree on nothing, main directions are, and letters are moved on from
there. Letters whose neighbours disagree, and topics too small, are left out.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from models.discovery.communities import agreed_communities
from models.discovery.factors import group_by_factors
from models.discovery.folding import fold_letters
from models.discovery.louvain import LEAST_GAIN, Labels, Level
from models.discovery.placing import centres_of, nearest_centre, tied
from models.discovery.reading import (
    Reading,
    hold_chinese,
    letter_marks,
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
    """Topic of each letter, weight of each passage, unit centre of each topic."""

    labels: Labels
    weights: Weights
    centres: Rows


def group_letters(
    reading: Reading, table: WordTable, space: Space, random_state: int
) -> Grouping:
    """Group letters by what they say; -1 for letters that no topic speaks for."""
    passages = np.arange(len(reading.owners))
    firsts = fold_letters(letter_words_by_part(table, reading))
    marks = letter_marks(table, reading)
    sample = _sample(reading, firsts, marks)
    part, kept = reading.take(sample)
    rows = space.rows(part.wordings)
    weigher = _learn_weights(part, table, rows, len(passages), random_state)
    weights = np.ones(len(passages))
    weights[kept] = weigher.weigh(rows, part.owners)
    sampled = _Letters.read(part, table, rows, weights[kept], random_state)
    found = sampled.grouped(partial(_by_communities, random_state=random_state))
    centres = centres_of(sum_passages(rows, weights[kept], part), found)
    labels = np.full(reading.letters, -1, dtype=np.int64)
    labels[sample] = found
    left = np.setdiff1d(np.unique(reading.owners), sample)
    for letters in blocks(left):
        part, kept = reading.take(letters)
        rows = space.rows(part.wordings)
        weights[kept] = weigher.weigh(rows, np.full(len(kept), -1))
        summed = sum_passages(rows, weights[kept], part)
        labels[letters] = nearest_centre(summed, centres)
    grouped = np.isin(firsts, sample)
    labels[grouped] = labels[firsts[grouped]]
    order = np.argsort(-np.bincount(labels[labels >= 0]), kind="stable")
    return Grouping(_by_size(labels), weights, centres[order])


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


def _learn_weights(
    reading: Reading,
    table: WordTable,
    rows: Rows,
    expected: int,
    random_state: int,
) -> Weigher:
    """Weights learned from a first grouping, in which what is often repeated
    word for word (footers, stock phrases) already counts less.

    It is one by factors, for weights must hang on these letters as little as may be.
    """
    topics = np.zeros(reading.letters, dtype=np.int64)
    if reading.has_long_letters:
        rarity = 1 / np.sqrt(reading.repeats.astype(np.float64))
        letters = _Letters.read(reading, table, rows, rarity, random_state)
        topics = np.maximum(letters.grouped(group_by_factors), 0)
    marks = passage_marks(table, reading)
    return Weigher(rows, reading.owners, topics[reading.owners], marks, expected)


class _Letters(NamedTuple):
    """Unit rows of letters, (n, d), and whether each is Chinese, (n,)."""

    rows: Rows
    chinese: NDArray[np.bool_]

    @classmethod
    def read(
        cls,
        reading: Reading,
        table: WordTable,
        rows: Rows,
        weights: Weights,
        random_state: int,
    ) -> Self:
        """Letters as the weighted sum of their passages beside their vocabulary."""
        whole = whole_rows(reading, table, random_state)
        joined = unit_rows(np.hstack([sum_passages(rows, weights, reading), whole]))
        return cls(joined, hold_chinese(table, reading))

    def grouped(self, group: "Callable[[Rows, csr_matrix], Labels]") -> Labels:
        """Topics of letters, numbered from the largest to the smallest.

        ``group`` makes them of rows and of the graph that joins each to its nearest.
        Letters in Chinese and in other scripts have topics of their own: the vectors
        of two languages do not meet, so how fine to group is decided for each alone.
        """
        labels = np.full(len(self.rows), -1, dtype=np.int64)
        for script in (~self.chinese, self.chinese):
            rows = self.rows[script]
            if len(rows):
                graph = neighbour_graph(rows, _neighbours(len(rows)))
                found = _large_enough(group(rows, graph))
                labels[script] = np.where(
                    found >= 0, found + labels.max(initial=-1) + 1, -1
                )
        return _by_size(labels)


def _by_communities(rows: Rows, graph: "csr_matrix", random_state: int) -> Labels:
    """Communities, or factors where runs agree on none; each letter goes where its
    ties lead."""
    found = agreed_communities(graph, random_state)
    if found is None:
        found = _moved_on(graph, group_by_factors(rows, graph))
    return tied(graph, found)


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


def _large_enough(communities: Labels) -> Labels:
    """Communities too small to be a topic become -1."""
    sizes = np.bincount(communities[communities >= 0], minlength=1)
    least = max(SMALLEST_TOPIC, round(SMALLEST_SHARE * len(communities)))
    kept = sizes >= min(least, int(sizes.max()))
    return np.where((communities >= 0) & kept[communities], communities, -1)


def _by_size(labels: Labels) -> Labels:
    """The same topics, numbered from the largest to the smallest without gaps."""
    placed = labels >= 0
    names, inverse = np.unique(labels[placed], return_inverse=True)
    ranks = np.empty(len(names), dtype=np.int64)
    ranks[np.argsort(-np.bincount(inverse), kind="stable")] = np.arange(len(names))
    numbered = np.full(len(labels), -1, dtype=np.int64)
    numbered[placed] = ranks[inverse]
    return numbered
