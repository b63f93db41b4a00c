"""Confidence that means what it says: of placements at 0.8, four in five are right."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

LEAST_EXAMPLES = 20  # to measure a temperature by
USUAL_TEMPERATURE = 0.12  # when there are fewer


def shares(margins: NDArray[np.float64], temperature: float) -> NDArray[np.float64]:
    """Softmax of margins (n, classes) at a temperature; rows add up to one."""
    scaled = margins / temperature
    scaled = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    spread: NDArray[np.float64] = scaled / scaled.sum(axis=1, keepdims=True)
    return spread


def fit_temperature(margins: NDArray[np.float64], numbers: NDArray[Any]) -> float:
    """The temperature with the least log loss on unseen examples (Guo et al. 2017).

    ``margins`` (n, classes) are those that each example got from a model that had not
    seen it, ``numbers`` (n,) its true class.
    """
    sizes = np.bincount(numbers, minlength=margins.shape[1])
    fair = sizes[numbers] > 1  # the only one of its class has nothing to be known by
    if fair.sum() < LEAST_EXAMPLES:
        return USUAL_TEMPERATURE
    candidates = np.geomspace(0.02, 1.0, 40)
    losses = [_log_loss(shares(margins[fair], t), numbers[fair]) for t in candidates]
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
