"""More like this: the texts nearest in meaning."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models.texts.passages import blank_masks
from models.texts.terms import Occurrences, Terms
from models.texts.words import WordTable, is_han, read_words
from models.vectors.neighbours import BLOCK, best_of
from models.vectors.vectors import (
    Embedder,
    Rows,
    StaticEmbedder,
    plain_numbers,
    static_rows,
    unit_rows,
)

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

FEW_TEXTS = 5
"""So few texts may have their topic in common, so their mean counts for half."""
SHARE_OF_WORDS = 0.25
"""What the same words count beside the same meaning.

More of them helps letters of a few sentences and hurts short messages: with none, a
quarter, a half 0.86, 0.86, 0.85 of the five nearest are of one kind on Banking77, 0.76,
0.79, 0.80 on English sample letters, 0.74, 0.79, 0.81 on Chinese ones.
"""


def find_similar(
    texts: Sequence[str],
    queries: Sequence[str],
    count: int = 10,
    *,
    embedder: Embedder | None = None,
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The ``count`` texts nearest in meaning to each query, best first.

    Returns their numbers and likeness, both (queries, at most ``count``): the cosine of
    meaning, measured from what all these texts share (see ``embed_meaning``), and for
    words in common up to SHARE_OF_WORDS more.
    """
    shown = [blank_masks(text) for text in (*texts, *queries)]
    table = read_words(shown)
    rows = _centred(embedder.embed(shown) if embedder else static_rows(table), shown)
    return best_of(_likeness(rows, _word_rows(table), len(texts)), len(texts), count)


def _likeness(
    rows: Rows, words: "csr_matrix", total: int
) -> Iterator[NDArray[np.float32]]:
    """How alike the first ``total`` rows are to some of the others at a time."""
    for start in range(total, len(rows), BLOCK):
        meaning = rows[start : start + BLOCK] @ rows[:total].T
        shared = (words[start : start + BLOCK] @ words[:total].T).toarray()
        yield (meaning + SHARE_OF_WORDS * shared).astype(np.float32)


def _word_rows(table: WordTable) -> "csr_matrix":
    """Unit rows of counted words, (texts, words), the rarer the more.

    Pairs of words would take twice the time and find nothing more.
    """
    numbers = plain_numbers(table.vocabulary)[table.ids]
    spoken = numbers >= 0
    found = Occurrences(numbers[spoken], table.owners[spoken], len(table))
    return Terms.learn(found, least=2).rows(found)


def embed_meaning(texts: Sequence[str], *, embedder: Embedder | None = None) -> Rows:
    """A unit row per text, shape (n, d), by ready-made vectors alone.

    Unlike counted words, they bring single letters together: a few texts that say
    the same share hardly a word. What all texts in Chinese have in common, and all
    others, is taken out: it says that they are letters, not what they are about
    (all-but-the-top, Mu and Viswanath 2018, the mean alone).
    """
    shown = [blank_masks(text) for text in texts]
    return _centred((embedder or StaticEmbedder()).embed(shown), shown)


def _centred(rows: Rows, texts: Sequence[str]) -> Rows:
    """Rows measured from the mean of their script, those without words still zero."""
    chinese = np.array([is_han(text) for text in texts], dtype=bool)
    spoken = rows.any(axis=1)
    for script in (chinese & spoken, ~chinese & spoken):
        found = int(script.sum())
        if found:
            usual = rows[script].mean(axis=0) * found / (found + FEW_TEXTS)
            rows[script] = unit_rows(rows[script] - usual)
    return rows
