"""Themes: the few wider matters that topics belong to.

Topics are joined by Ward's method (Ward 1963), which keeps groups of like breadth,
into about as many themes as a theme has topics.
"""

from math import sqrt

import numpy as np
from numpy.typing import NDArray

from models.vectors.vectors import Rows

FEWEST_TOPICS = 4  # below it one theme holds all
MOST_THEMES = 12


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
