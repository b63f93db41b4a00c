"""Themes: the few wider matters that topics belong to.

Topics are joined by Ward's method (Ward 1963), which keeps groups of like breadth,
into about as many themes as a theme has topics.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from models.vectors import Rows

FEWEST_TOPICS = 4  # below it one theme holds all
MOST_THEMES = 12
NAME_WORDS = 2


def find_themes(centres: Rows) -> NDArray[np.int64]:
    """A theme number for each topic, shape (topics,), in the order of first topics."""
    if len(centres) < FEWEST_TOPICS:
        return np.zeros(len(centres), dtype=np.int64)
    from scipy.cluster.hierarchy import fcluster, linkage

    wanted = min(MOST_THEMES, round(sqrt(len(centres))))
    groups = fcluster(linkage(centres, "ward"), wanted, "maxclust")
    _, firsts, inverse = np.unique(groups, return_index=True, return_inverse=True)
    ranks = np.argsort(np.argsort(firsts))
    themes: NDArray[np.int64] = ranks[inverse].astype(np.int64)
    return themes


def name_themes(
    themes: NDArray[np.int64],
    names: Sequence[str],
    keywords: Sequence[Sequence[str]],
    sizes: NDArray[np.int64],
) -> list[str]:
    """A name for each theme: its topic's own, or the words most of its topics share.

    ``names``, ``keywords`` and ``sizes`` are those of the topics.
    """
    everywhere = _letters_by_word(range(len(names)), keywords, sizes)
    found: list[str] = []
    for theme in range(int(themes.max(initial=-1)) + 1):
        topics = np.flatnonzero(themes == theme).tolist()
        shared = _shared_words(topics, keywords, sizes, everywhere)
        name = ", ".join(shared).capitalize()
        is_known = len(topics) == 1 or len(shared) < NAME_WORDS or name in found
        found.append(names[topics[0]] if is_known else name)
    return found


def _shared_words(
    topics: list[int],
    keywords: Sequence[Sequence[str]],
    sizes: NDArray[np.int64],
    everywhere: Counter[str],
) -> list[str]:
    """Words of several topics of the theme that are rarer in the other themes."""
    inside = _letters_by_word(topics, keywords, sizes)
    topics_with = Counter(word for topic in topics for word in keywords[topic])
    score = {
        word: count * sqrt(count / everywhere[word])
        for word, count in inside.items()
        if topics_with[word] > 1
    }
    return sorted(score, key=lambda word: (-score[word], word))[:NAME_WORDS]


def _letters_by_word(
    topics: Iterable[int], keywords: Sequence[Sequence[str]], sizes: NDArray[np.int64]
) -> Counter[str]:
    counts: Counter[str] = Counter()
    for topic in topics:
        for word in keywords[topic]:
            counts[word] += int(sizes[topic])
    return counts
