"""The space that passages are compared in: meaning and wording side by side.

A passage becomes a row of ready-made word vectors (meaning) joined with directions
learned from the letters themselves (wording). What is learned comes from a sample when
there are very many; rows are made only for the passages asked for.
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models.texts.words import WordTable
from models.vectors.sampling import drawn
from models.vectors.vectors import (
    Rows,
    find_terms,
    learn_terms,
    plain_numbers,
    sum_vectors,
    term_directions,
    unit_rows,
    word_pieces,
)

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

LEXICAL_SHARE = 0.5
LEXICAL_DIMENSIONS = 100
MOST_COUNTED = 150_000  # texts that terms are learned from
LARGEST_MEAN = 20_000  # texts whose mean meaning stands for that of all


class Space:
    """Rows of the texts of one table, made on demand."""

    def __init__(self, table: WordTable, random_state: int) -> None:
        self._table = table
        self._pieces = word_pieces(table.vocabulary)
        self._plain = plain_numbers(table.vocabulary)
        counted = drawn(table.marks, MOST_COUNTED)
        found = find_terms(table.take(counted), self._plain)
        self._terms = learn_terms(found)
        known = self._terms.rows(found)
        self._directions = term_directions(
            known, table.marks[counted], LEXICAL_DIMENSIONS, random_state
        )
        self._known = known if len(counted) == len(table) else None
        self._is_chinese = mostly_chinese(table)
        self._means = self._usual_meanings()

    def terms(self, numbers: NDArray[np.int64]) -> "csr_matrix":
        """Weighed words and pairs of some texts, (numbers, terms)."""
        if self._known is not None:
            return self._known[numbers]
        return self._terms.rows(find_terms(self._table.take(numbers), self._plain))

    def rows(
        self, numbers: NDArray[np.int64], terms: "csr_matrix | None" = None
    ) -> Rows:
        """Unit rows of some texts, shape (numbers, d); zeros for one without words.

        ``terms`` are those of these texts, if they are at hand. Meaning is measured
        from the mean of all texts of its script, since what all of them share says
        nothing: that a text is Chinese does not tell what it is about.
        """
        meaning = self._meaning(numbers)
        spoken = np.linalg.norm(meaning, axis=1) > 0
        usual = self._means[self._is_chinese[numbers[spoken]].astype(int)]
        meaning[spoken] = unit_rows(meaning[spoken] - usual)
        wording = unit_rows(self._wording(numbers, terms))
        return unit_rows(np.hstack([meaning, LEXICAL_SHARE * wording]))

    def _wording(
        self, numbers: NDArray[np.int64], terms: "csr_matrix | None" = None
    ) -> Rows:
        """Terms along their main directions, (numbers, d)."""
        found = self.terms(numbers) if terms is None else terms
        wording: Rows = found @ self._directions
        return wording

    def _meaning(self, numbers: NDArray[np.int64]) -> Rows:
        return sum_vectors(self._table.take(numbers), self._pieces)

    def _usual_meanings(self) -> Rows:
        """The mean meaning of texts that are not Chinese, and of those that are."""
        scripts = (~self._is_chinese, self._is_chinese)
        return np.array([self._mean(script.nonzero()[0]) for script in scripts])

    def _mean(self, numbers: NDArray[np.int64]) -> Rows:
        meaning = self._meaning(
            numbers[drawn(self._table.marks[numbers], LARGEST_MEAN)]
        )
        spoken = np.linalg.norm(meaning, axis=1) > 0
        if spoken.sum() <= 2:
            return np.zeros(meaning.shape[1], dtype=np.float32)
        mean: Rows = meaning[spoken].mean(axis=0)
        return mean


def mostly_chinese(table: WordTable) -> NDArray[np.bool_]:
    """Whether most words and marks of each text are Chinese, shape (texts,)."""
    found = np.bincount(table.owners, table.han[table.ids], len(table))
    return 2 * found > np.diff(table.starts)
