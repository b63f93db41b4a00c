"""More like this: the texts nearest in meaning."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.texts.passages import blank_masks
from models.vectors.neighbours import nearest
from models.vectors.vectors import Embedder, StaticEmbedder


def find_similar(
    texts: Sequence[str],
    queries: Sequence[str],
    count: int = 10,
    *,
    embedder: Embedder | None = None,
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The ``count`` texts nearest in meaning to each query, best first.

    Returns their numbers and cosines, both (queries, at most ``count``).
    """
    embedder = embedder or StaticEmbedder()
    joined = embedder.embed([blank_masks(text) for text in [*texts, *queries]])
    return nearest(joined[len(texts) :], joined[: len(texts)], count)
