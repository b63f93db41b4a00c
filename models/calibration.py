"""Confidence that means what it says: of placements at 0.8, four in five are right."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

HELD_OUT = 5  # every fifth example is held out to set the temperature
USUAL_TEMPERATURE = 0.25  # when there are too few examples to measure it


def shares(margins: NDArray[np.float64], temperature: float) -> NDArray[np.float64]:
    """Softmax of margins (n, classes) at a temperature; rows add up to one."""
    scaled = margins / temperature
    scaled = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    spread: NDArray[np.float64] = scaled / scaled.sum(axis=1, keepdims=True)
    return spread


def fit_temperature(
    features: Any, numbers: NDArray[Any], margins_of: Callable[..., NDArray[np.float64]]
) -> float:
    """The temperature with the least log loss on held-out examples (Guo et al. 2017).

    ``margins_of(features, numbers, held_out)`` fits on the first two and scores the
    third.
    """
    held = _every_fifth_of_each_class(numbers)
    if held.sum() < 20 or len(np.unique(numbers[~held])) < len(np.unique(numbers)):
        return USUAL_TEMPERATURE
    margins = margins_of(features[~held], numbers[~held], features[held])
    candidates = np.geomspace(0.05, 2.0, 40)
    losses = [_log_loss(shares(margins, t), numbers[held]) for t in candidates]
    return float(candidates[int(np.argmin(losses))])


def expected_calibration_error(
    confidence: NDArray[Any], right: NDArray[Any], bins: int = 15
) -> float:
    """Mean gap between confidence and the share that is right, over equal bins."""
    if not len(confidence):
        return 0.0
    cells = np.minimum((confidence * bins).astype(int), bins - 1)
    weights = np.bincount(cells, minlength=bins)
    gaps = np.abs(
        np.bincount(cells, confidence, bins) - np.bincount(cells, right, bins)
    )
    return float(gaps[weights > 0].sum() / len(confidence))


def _log_loss(chances: NDArray[np.float64], numbers: NDArray[Any]) -> float:
    hits = chances[np.arange(len(numbers)), numbers]
    return float(-np.log(np.maximum(hits, 1e-12)).mean())


def _every_fifth_of_each_class(numbers: NDArray[Any]) -> NDArray[np.bool_]:
    order = np.argsort(numbers, kind="stable")
    sizes = np.unique(numbers, return_counts=True)[1]
    ranks = np.concatenate([np.arange(size) for size in sizes])
    held = np.zeros(len(numbers), dtype=bool)
    held[order] = ranks % HELD_OUT == HELD_OUT - 1
    return held
