"""Letters read for their content: passages as text, their places and their rows."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.passages import Span, blank_masks, passages
from models.vectors import (
    Rows,
    count_terms,
    reduce_terms,
    static_rows,
    unit_rows,
    weigh_terms,
)
from models.words import WordTable

LEXICAL_SHARE = 0.5
LEXICAL_DIMENSIONS = 100
LEAST_TELLING = 0.25  # passages below this weight carry no topic
LEAST_WHOLE_SHARE = 0.2  # below it letters are single passages


@dataclass(frozen=True)
class Reading:
    """Passages of many letters; ``owners`` (passages,) are letter numbers."""

    texts: list[str]
    spans: list[Span]
    owners: NDArray[np.int64]
    letters: int


def read_letters(texts: Sequence[str]) -> Reading:
    """Cut letters into passages without manners and masks."""
    parts: list[str] = []
    spans: list[Span] = []
    owners: list[int] = []
    for number, text in enumerate(texts):
        visible = blank_masks(text)
        for span in passages(text):
            parts.append(visible[span.start : span.end])
            spans.append(span)
            owners.append(number)
    return Reading(parts, spans, np.array(owners, dtype=np.int64), len(texts))


def joint_rows(table: WordTable, random_state: int) -> Rows:
    """Static and lexical directions side by side, unit rows (texts, d).

    The static part is measured from the mean of these texts, since what all letters
    of one inbox share says nothing; a text without known words gives zeros.
    """
    static = static_rows(table)
    spoken = np.linalg.norm(static, axis=1) > 0
    if spoken.sum() > 2:
        static[spoken] = unit_rows(static[spoken] - static[spoken].mean(axis=0))
    lexical = reduce_terms(
        weigh_terms(count_terms(table)), LEXICAL_DIMENSIONS, random_state
    )
    return unit_rows(np.hstack([static, LEXICAL_SHARE * lexical]))


def whole_rows(
    reading: Reading,
    table: WordTable,
    weights: NDArray[np.float64],
    random_state: int,
) -> Rows:
    """Lexical rows of whole letters, (letters, d), longer when letters are long.

    Only passages that weigh at least LEAST_TELLING are read. The vocabulary of a
    letter of many passages says more than any one of them; that of a single sentence
    says nothing new, so its share is zero.
    """
    share = long_share(reading)
    if share < LEAST_WHOLE_SHARE:
        return np.zeros((reading.letters, 0), dtype=np.float32)
    telling = np.flatnonzero(weights >= LEAST_TELLING)
    words = table.take(telling)
    lengths = np.zeros(reading.letters + 1, dtype=np.int64)
    np.add.at(lengths, reading.owners[telling] + 1, np.diff(words.starts))
    letters = WordTable(words.vocabulary, words.ids, np.cumsum(lengths))
    counts = weigh_terms(count_terms(letters))
    return share * reduce_terms(counts, LEXICAL_DIMENSIONS, random_state)


def long_share(reading: Reading) -> float:
    """0 when every letter is one passage, towards 1 the more passages they have."""
    used = len(np.unique(reading.owners))
    return 1 - used / max(len(reading.owners), used, 1)


def sum_passages(rows: Rows, weights: NDArray[np.float64], reading: Reading) -> Rows:
    """Unit rows of the letters: weighted sums of their passages, (letters, d)."""
    from scipy.sparse import csr_matrix

    columns = np.arange(len(reading.owners))
    spread = csr_matrix(
        (weights.astype(np.float32), (reading.owners, columns)),
        shape=(reading.letters, len(columns)),
    )
    return unit_rows(spread @ rows)
