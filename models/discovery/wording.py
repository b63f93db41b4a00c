"""How much the words of a letter speak for each topic, its own say left out.

Each word and pair of a letter is likelier in the letters of a topic than in all, or
less likely: the mean of these log ratios is what its words say (naive Bayes, Maron
1961). A topic is taken to have said some words as all letters do before its own are
counted (Dirichlet prior, Zhai and Lafferty 2004), so that few letters say little.
Vectors tell what is near in meaning; words tell which of two near topics it is.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Counts = NDArray[np.float32]

PRIOR = 1_000.0  # terms that a topic is taken to have said before its own are counted
PART = 2_000  # letters whose own say is left out at a time


@dataclass(frozen=True)
class Wording:
    """Which terms the letters of each topic have.

    ``counts`` (terms, topics) say how many have each, ``sizes`` (topics,) are their
    sums, ``usual`` (terms,) the share of each term among those of all letters.
    """

    counts: Counts
    sizes: Counts
    usual: Counts

    @classmethod
    def learn(cls, terms: "csr_matrix", shares: "csr_matrix") -> Self:
        """Learn from letters.

        ``terms`` (n, terms) are 1 where a letter has a term, ``shares`` (n, topics)
        say how much of each letter belongs to which topic.
        """
        counts = (terms.T @ shares).toarray().astype(np.float32)
        found = np.asarray(terms.sum(axis=0), dtype=np.float32).ravel() + 1
        return cls(counts, counts.sum(axis=0), found / found.sum())

    def take(self, topics: NDArray[Any]) -> Self:
        """The same of some topics, in this order."""
        return type(self)(self.counts[:, topics], self.sizes[topics], self.usual)

    @cached_property
    def told(self) -> NDArray[np.float32]:
        """What each term says for each topic, (terms, topics): above zero for it."""
        return np.log(_likely(self.counts, self.sizes, self.usual[:, None]))

    def said(self, terms: "csr_matrix") -> NDArray[np.float32]:
        """What the words of letters say for each topic, (letters, topics); zero of a
        letter without known terms."""
        said: NDArray[np.float32] = terms @ self.told
        return said / _lengths(terms)[:, None]

    def said_of_own(
        self, terms: "csr_matrix", shares: "csr_matrix"
    ) -> NDArray[np.float32]:
        """The same of the letters that were learned from, with their ``terms`` and
        ``shares``: to each only the others speak."""
        said = self.said(terms)
        for first in range(0, terms.shape[0], PART):
            own = slice(first, first + PART)
            letters, topics, told = self._left_out(terms[own], shares[own])
            said[own][letters, topics] = told
        return said

    def _left_out(
        self, terms: "csr_matrix", shares: "csr_matrix"
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
        """Letters, the topics that they have a share of, and what is said there."""
        entries = shares.tocoo()
        letters, topics, share = entries.row, entries.col, entries.data
        lengths = _lengths(terms)
        pairs, places = _entries(terms, letters)
        known, part = terms.indices[places], share[pairs]
        sizes = self.sizes[topics] - share * lengths[letters]
        counts = self.counts[known, topics[pairs]] - part
        likely = _likely(counts, sizes[pairs], self.usual[known])
        told = np.bincount(pairs, np.log(likely), len(letters)) / lengths[letters]
        return letters, topics, told.astype(np.float32)


def _likely(counts: Counts, sizes: Counts, usual: Counts) -> Counts:
    """How many times likelier than usual a term is where it was counted."""
    # What is left after a subtraction may be a little below nothing.
    counts, sizes = np.maximum(counts, 0), np.maximum(sizes, 0)
    likely: Counts = (counts / usual + PRIOR) / (sizes + PRIOR)
    return likely


def _lengths(terms: "csr_matrix") -> Counts:
    """How many terms each letter has, one where there is none, (letters,)."""
    lengths: Counts = np.maximum(np.diff(terms.indptr), 1).astype(np.float32)
    return lengths


def _entries(
    terms: "csr_matrix", letters: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each of ``letters``, repeated ones too, where its terms stand: the number of
    the letter in that list and the place in ``terms``, both (entries,)."""
    lengths = np.diff(terms.indptr)[letters]
    numbers = np.repeat(np.arange(len(letters)), lengths)
    before = np.cumsum(lengths) - lengths
    starts = terms.indptr[letters] - before
    return numbers, np.arange(len(numbers)) + starts[numbers]
