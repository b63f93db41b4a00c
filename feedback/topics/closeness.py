"""How close texts are to each other, by meaning and by words."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FEW_TEXTS = 5
"""So few texts may have their topic in common, so their mean counts for half."""


def embed_meaning(texts: Sequence[str]) -> "NDArray[np.float32]":
    """Return a unit row per text, shape (n, dimensions), by word vectors alone.

    Unlike counted words, they bring single letters together: a few texts that say
    the same share hardly a word. What all texts in Chinese have in common, and all
    others, is taken out: it says that they are letters, not what they are about.
    """
    import numpy as np

    from models.texts.words import is_han
    from models.vectors.vectors import StaticEmbedder, unit_rows

    rows = StaticEmbedder().embed(texts)
    chinese = np.array([is_han(text) for text in texts], dtype=bool)
    for script in (chinese, ~chinese):
        found = int(script.sum())
        if found:
            usual = rows[script].mean(axis=0) * found / (found + FEW_TEXTS)
            rows[script] = unit_rows(rows[script] - usual)
    return rows


def embed_texts(texts: Sequence[str], random_state: int = 0) -> "NDArray[np.float32]":
    """Return a row per text, shape (n, dimensions); close rows speak of one thing.

    Word vectors tell the meaning, counted words what no ready-made vector knows.
    """
    import numpy as np

    from models.vectors.vectors import LexicalEmbedder

    lexical = LexicalEmbedder(random_state=random_state).embed(texts)
    return np.hstack([embed_meaning(texts), lexical])


def group_close(rows: "NDArray[np.float32]", farthest: float) -> list[list[int]]:
    """Return the row numbers in groups, large ones first, near rows side by side.

    Average linkage, cut where groups are ``farthest`` apart (Euclidean).
    """
    if len(rows) < 2:
        return [[number] for number in range(len(rows))]
    from scipy.cluster.hierarchy import fcluster, leaves_list, linkage

    tree = linkage(rows, "average", optimal_ordering=True)
    groups: dict[int, list[int]] = {}
    numbers = fcluster(tree, farthest, "distance")
    for row in leaves_list(tree):
        groups.setdefault(int(numbers[row]), []).append(int(row))
    return sorted(groups.values(), key=lambda group: -len(group))
