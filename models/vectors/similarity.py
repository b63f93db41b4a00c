"""More like this: the texts nearest in meaning."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.texts.passages import blank_masks
from models.texts.words import is_han
from models.vectors.neighbours import nearest
from models.vectors.vectors import Embedder, Rows, StaticEmbedder, unit_rows

FEW_TEXTS = 5
"""So few texts may have their topic in common, so their mean counts for half."""


def find_similar(
    texts: Sequence[str],
    queries: Sequence[str],
    count: int = 10,
    *,
    embedder: Embedder | None = None,
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The ``count`` texts nearest in meaning to each query, best first.

    Returns their numbers and cosines, both (queries, at most ``count``). Cosines are
    measured from what all these texts share (see ``embed_meaning``).
    """
    joined = embed_meaning([*texts, *queries], embedder=embedder)
    return nearest(joined[len(texts) :], joined[: len(texts)], count)


def embed_meaning(texts: Sequence[str], *, embedder: Embedder | None = None) -> Rows:
    """A unit row per text, shape (n, d), by ready-made vectors alone.

    Unlike counted words, they bring single letters together: a few texts that say
    the same share hardly a word. What all texts in Chinese have in common, and all
    others, is taken out: it says that they are letters, not what they are about
    (all-but-the-top, Mu and Viswanath 2018, the mean alone).
    """
    rows = (embedder or StaticEmbedder()).embed([blank_masks(text) for text in texts])
    chinese = np.array([is_han(text) for text in texts], dtype=bool)
    for script in (chinese, ~chinese):
        found = int(script.sum())
        if found:
            usual = rows[script].mean(axis=0) * found / (found + FEW_TEXTS)
            rows[script] = unit_rows(rows[script] - usual)
    return rows
