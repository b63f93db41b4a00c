"""The space that passages are compared in: meaning and wording side by side.

A passage becomes a row of ready-made word vectors (meaning) joined with directions
learned from the letters themselves (wording). What can be counted is kept sparse, so
that dense rows are made only for the passages asked for.
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models.vectors import (
    Rows,
    count_terms,
    term_directions,
    unit_rows,
    weigh_terms,
    word_counts,
    word_vectors,
)
from models.words import WordTable

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

LEXICAL_SHARE = 0.5
LEXICAL_DIMENSIONS = 100
LARGEST_MEAN = 20_000  # texts whose mean meaning stands for that of all


class Space:
    """Rows of the texts of one table, made on demand."""

    def __init__(self, table: WordTable, random_state: int) -> None:
        self._words = word_counts(table)
        self._vectors = word_vectors(table.vocabulary)
        self._terms: csr_matrix = weigh_terms(count_terms(table))
        self._directions = term_directions(
            self._terms, LEXICAL_DIMENSIONS, random_state
        )
        self._mean = self._usual_meaning(len(table))

    def rows(self, numbers: NDArray[np.int64]) -> Rows:
        """Unit rows of some texts, shape (numbers, d); zeros for one without words.

        Meaning is measured from the mean of all texts, since what all letters of one
        inbox share says nothing.
        """
        meaning = self._meaning(numbers)
        spoken = np.linalg.norm(meaning, axis=1) > 0
        meaning[spoken] = unit_rows(meaning[spoken] - self._mean)
        wording = unit_rows(self._terms[numbers] @ self._directions)
        return unit_rows(np.hstack([meaning, LEXICAL_SHARE * wording]))

    def _meaning(self, numbers: NDArray[np.int64]) -> Rows:
        return unit_rows(self._words[numbers] @ self._vectors)

    def _usual_meaning(self, total: int) -> Rows:
        step = max(1, -(-total // LARGEST_MEAN))
        meaning = self._meaning(np.arange(0, total, step))
        spoken = np.linalg.norm(meaning, axis=1) > 0
        if spoken.sum() <= 2:
            return np.zeros(meaning.shape[1], dtype=np.float32)
        mean: Rows = meaning[spoken].mean(axis=0)
        return mean
