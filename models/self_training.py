"""Unlabelled texts as further examples: guessed, smoothed among look-alikes, learned.

Self-training (Yarowsky 1995) with one step of label spreading (Zhou et al. 2004)
between the guess and the second fit.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.calibration import shares
from models.features import TextRows, stack
from models.neighbours import neighbour_graph
from models.ridge import Ridge, Targets, fit_ridge

MOST_UNLABELLED = 8_000
GUESS_TEMPERATURE = 0.05
LOOK_ALIKES = 10
SPREADING = 0.5  # how much of a guess comes from its look-alikes
STEPS = 15
PENALTY = 1.0  # guesses are less to be trusted than labels


def targets_of(numbers: NDArray[Any], total: int) -> Targets:
    """One for the true class and, over the others, the same in all, (n, total)."""
    targets = np.full((len(numbers), total), -1 / max(total - 1, 1), dtype=np.float32)
    targets[np.arange(len(numbers)), numbers] = 1
    return targets


def fit_with_unlabelled(
    ridge: Ridge, rows: TextRows, targets: Targets, others: TextRows
) -> tuple[Ridge, NDArray[np.float64]]:
    """A ridge that learned its guesses too; left-out margins of the labelled rows."""
    step = -(-len(others.static) // MOST_UNLABELLED)
    others = others.take(slice(None, None, step))
    guesses = shares(ridge.margins(others), GUESS_TEMPERATURE)
    known = (targets > 0).astype(np.float64)
    joined = TextRows(
        stack([rows.terms, others.terms]), np.vstack([rows.static, others.static])
    )
    spread = _smoothed(joined, np.vstack([known, guesses])) ** 2
    spread /= spread.sum(axis=1, keepdims=True)
    spread[: len(known)] = known
    total = targets.shape[1]
    wanted = (spread - 1 / total) * total / max(total - 1, 1)
    fitted, left_out = fit_ridge(joined, wanted.astype(np.float32), PENALTY)
    return fitted, left_out[: len(known)]


def _smoothed(rows: TextRows, guesses: NDArray[np.float64]) -> NDArray[np.float64]:
    """Guesses (n, classes) drawn towards those of the texts most alike."""
    from scipy.sparse import diags_array

    links = neighbour_graph(rows.static, LOOK_ALIKES)
    degrees = np.asarray(links.sum(axis=1)).ravel()
    scale = diags_array(1 / np.sqrt(np.maximum(degrees, 1e-9)))
    links = scale @ links @ scale
    smoothed = guesses
    for _ in range(STEPS):
        smoothed = SPREADING * (links @ smoothed) + (1 - SPREADING) * guesses
    return smoothed
