"""Topics of letters that are a continuum: their main directions, turned to be simple.

Where no runs agree on communities, which of many equally good ones is found hangs on a
few letters. Main directions are an average over all letters and hardly change with
some of them. Turned so that each letter lies along as few as may be (varimax, Kaiser
1958; that this finds what letters are made of: Rohe and Zeng 2023), each is a topic.
A letter goes where it and its neighbours lie furthest along.
"""

from math import log10
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models.discovery.louvain import Labels
from models.vectors.vectors import Rows

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

MOST_FACTORS = 80
LETTERS_OF_A_FACTOR = 5  # at least, on average
TURNS = 60
LEAST_GAIN = 1e-5  # share that a turn must gain for another to follow
FADING = 0.25  # the larger, the more the weaker directions fade


def group_by_factors(rows: Rows, graph: "csr_matrix") -> Labels:
    """A topic for each letter, (n,), without gaps; all are one where there are few.

    ``rows`` (n, d) are the letters, ``graph`` (n, n) joins them to their nearest.
    """
    count = min(MOST_FACTORS, len(rows) // LETTERS_OF_A_FACTOR, rows.shape[1] - 1)
    if count < 2:
        return np.zeros(len(rows), dtype=np.int64)
    places = _averaged(_simple(_main(rows, count)), graph)
    topics: Labels = np.unique(places.argmax(axis=1), return_inverse=True)[1]
    return topics.astype(np.int64)


def _main(rows: Rows, count: int) -> Rows:
    """Where rows lie along their main directions, (n, count).

    The last of them is as strong as the first that is left out, so that chance says
    which it is; the weaker a direction is, the less it therefore counts.
    """
    centred = rows - rows.mean(axis=0)
    values, turns = np.linalg.eigh((centred.T @ centred).astype(np.float64))
    values, turns = np.maximum(values[::-1], 1e-9), turns[:, ::-1]
    fading = (1 - values[count] / values[:count]) ** FADING
    places: Rows = centred @ (turns[:, :count] * fading).astype(np.float32)
    return places


def _simple(places: Rows) -> Rows:
    """The same along directions turned by varimax, each pointing at its long tail."""
    turn = np.eye(places.shape[1], dtype=np.float32)
    last = 0.0
    for _ in range(TURNS):
        turned = places @ turn
        uneven = turned**3 - turned * np.mean(turned**2, axis=0)
        left, gained, right = np.linalg.svd(places.T @ uneven)
        turn = left @ right
        if gained.sum() < last * (1 + LEAST_GAIN):
            break
        last = gained.sum()
    turned = places @ turn
    simple: Rows = turned * np.sign(np.mean(turned**3, axis=0))
    return simple


def _averaged(places: Rows, graph: "csr_matrix") -> NDArray[np.float32]:
    """Places averaged over the ties of each letter, some steps far, (n, count).

    A letter without ties stays where it is.
    """
    from scipy.sparse import diags

    ties = np.asarray(graph.sum(axis=1), dtype=np.float32).ravel()
    shares = diags(1 / np.maximum(ties, 1e-9)) @ graph
    for _ in range(_steps(len(places))):
        places = np.where(ties[:, None] > 0, shares @ places, places)
    return places


def _steps(letters: int) -> int:
    """How far the places are averaged: a step further among ten times the letters, for
    so many more speak of one matter."""
    return max(round(log10(letters)) - 1, 1)
