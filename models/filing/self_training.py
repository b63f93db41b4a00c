"""Unlabelled texts as further examples: guessed, smoothed among look-alikes, learned.

Self-training (Yarowsky 1995) with one step of label spreading (Zhou et al. 2004)
between the guess and the second fit.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.filing.calibration import shares
from models.filing.ridge import (
    LARGEST_PART,
    Ridge,
    Solved,
    Targets,
    fit_ridge,
    ridge_of,
)
from models.vectors.features import TextRows
from models.vectors.neighbours import neighbour_graph

GUESS_TEMPERATURE = 0.05
LOOK_ALIKES = 10
SPREADING = 0.5  # how much of a guess comes from its look-alikes
STEPS = 15
PENALTY = 1.0  # guesses are less to be trusted than labels
FOLDS = 8  # parts of the labels that are hidden in turn to measure by


class Lessons(NamedTuple):
    """Texts with their classes: rows, class numbers (n,), and doubts (n,) in them."""

    rows: TextRows
    numbers: NDArray[np.int64]
    doubts: Targets
    classes: int

    @property
    def targets(self) -> Targets:
        """One for the true class and, over the others, the same in all."""
        rest = -1 / max(self.classes - 1, 1)
        targets = np.full((len(self.numbers), self.classes), rest, dtype=np.float32)
        targets[np.arange(len(self.numbers)), self.numbers] = 1
        return targets

    def take(self, chosen: NDArray[np.bool_]) -> "Lessons":
        """Some of the lessons, by mask."""
        rows, numbers = self.rows.take(chosen), self.numbers[chosen]
        return Lessons(rows, numbers, self.doubts[chosen], self.classes)


def fit_with_unlabelled(
    ridge: Ridge, lessons: Lessons, others: TextRows
) -> tuple[Ridge, NDArray[np.float64]]:
    """A ridge that learned its guesses too; left-out margins of the lessons.

    ``ridge`` was fitted on the lessons. Others fill what room they leave. The margins
    are measured with the labels of an eighth of the lessons hidden in turn, from the
    first guess on, since a label that shaped its neighbours' guesses comes back.
    """
    total = len(lessons.numbers)
    room = max(LARGEST_PART - total, 1)
    others = others.take(slice(None, None, -(-len(others.static) // room)))
    joined = lessons.rows.above(others)
    links = _links(joined)
    penalties = np.full(len(joined.static), PENALTY, dtype=np.float32)
    penalties[:total] *= lessons.doubts
    solved = Solved.of(joined, penalties)
    left_out = np.zeros((total, lessons.classes))
    for hidden in _folds(total):
        first, _ = fit_ridge(*_parts(lessons.take(~hidden)))
        wanted = _wanted(first, lessons, joined, links, hidden)
        says = solved.says(wanted)
        left_out[hidden] = solved.left_out(wanted, says)[:total][hidden]
    wanted = _wanted(ridge, lessons, joined, links, np.zeros(total, dtype=bool))
    return ridge_of(joined, solved.says(wanted)), left_out


def _parts(lessons: Lessons) -> tuple[TextRows, Targets, Targets]:
    return lessons.rows, lessons.targets, lessons.doubts


def _folds(total: int) -> list[NDArray[np.bool_]]:
    """Masks that hide every FOLDS-th text in turn; none when one would hide all."""
    places = np.arange(total)
    count = min(FOLDS, total)
    return [places % count == fold for fold in range(count)] if count > 1 else []


def _wanted(
    ridge: Ridge,
    lessons: Lessons,
    joined: TextRows,
    links: NDArray[np.float32],
    hidden: NDArray[np.bool_],
) -> Targets:
    """Targets of all texts: labels where they are known, else smoothed guesses."""
    total, classes = len(lessons.numbers), lessons.classes
    known = np.flatnonzero(~hidden)
    sure = (lessons.targets[known] > 0).astype(np.float64)
    spread = shares(ridge.margins(joined), GUESS_TEMPERATURE)
    spread[known] = sure
    spread = _smoothed(links, spread) ** 2
    spread /= spread.sum(axis=1, keepdims=True)
    spread[:total][~hidden] = sure
    wanted = (spread - 1 / classes) * classes / max(classes - 1, 1)
    return wanted.astype(np.float32)


def _links(rows: TextRows) -> NDArray[np.float32]:
    """Look-alikes of each text, scaled so that spreading settles (texts, texts)."""
    from scipy.sparse import diags_array

    links = neighbour_graph(rows.static, LOOK_ALIKES)
    degrees = np.asarray(links.sum(axis=1)).ravel()
    scale = diags_array(1 / np.sqrt(np.maximum(degrees, 1e-9)))
    scaled: NDArray[np.float32] = scale @ links @ scale
    return scaled


def _smoothed(
    links: NDArray[np.float32], guesses: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Guesses (n, classes) drawn towards those of the texts most alike."""
    smoothed = guesses
    for _ in range(STEPS):
        smoothed = SPREADING * (links @ smoothed) + (1 - SPREADING) * guesses
    return smoothed
