"""Confidence that means what it says: of placements at 0.8, four in five are right.

Two steps, both learned from answers to texts that the model had not seen: a
temperature for the shares of all classes (Guo et al. 2017), then a rising curve for
the likeliest one. The curve is a line through its odds (Platt 1999), bent where enough
examples say so (isotonic regression, Zadrozny and Elkan 2002): where labels are noisy
no confidence comes near one, which no line can say.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

LEAST_EXAMPLES = 20  # to measure a temperature by
USUAL_TEMPERATURE = 0.12  # when there are fewer
DOUBT = 3.0  # how firmly the line is held to what the temperature says
BEND = 60  # examples that the curve needs for each of its knots
MOST_KNOTS = 12
HELD = 12.0  # examples that the line counts for at each knot
STEPS = 25
EDGE = 1e-4  # shares are kept this far from 0 and 1 where their odds are taken

Chances = NDArray[np.float64]


class Calibration(NamedTuple):
    """How margins become shares: a temperature, then a curve for the likeliest class.

    ``odds`` (knots,) of a share become the odds ``wanted`` (knots,), straight between
    them and with ``slope`` beyond.
    """

    temperature: float = USUAL_TEMPERATURE
    odds: tuple[float, ...] = (0.0,)
    wanted: tuple[float, ...] = (0.0,)
    slope: float = 1.0

    @classmethod
    def learn(cls, margins: Chances, numbers: NDArray[Any]) -> Self:
        """Measured on ``margins`` (n, classes) of a model that had not seen the texts.

        ``numbers`` (n,) are the true classes. The only text of its class has nothing
        to be known by and is left out; of fewer than LEAST_EXAMPLES nothing is learned.
        """
        sizes = np.bincount(numbers, minlength=margins.shape[1])
        fair = sizes[numbers] > 1
        if fair.sum() < LEAST_EXAMPLES:
            return cls()
        margins, numbers = margins[fair], numbers[fair]
        temperature = fit_temperature(margins, numbers)
        chances = shares(margins, temperature)
        right = chances.argmax(axis=1) == numbers
        return cls(temperature, *_fit_curve(_odds(chances.max(axis=1)), right))

    @classmethod
    def restored(cls, stored: Sequence[Any]) -> Self:
        """One that was written as JSON, where tuples are lists."""
        temperature, odds, wanted, slope = stored
        return cls(temperature, tuple(odds), tuple(wanted), slope)

    def shares(self, margins: Chances) -> Chances:
        """Calibrated shares (n, classes); rows add up to one, the order is kept."""
        chances = shares(margins, self.temperature)
        if not chances.size or chances.shape[1] == 1:
            return chances
        best = chances.argmax(axis=1)
        rows = np.arange(len(chances))
        top = chances[rows, best]
        chances[rows, best] = 0
        wanted = _share(self._bent(_odds(top)))
        rest = chances.sum(axis=1)
        # The likeliest class stays so: it keeps at least the share of the second.
        second = chances.max(axis=1) / np.maximum(rest, 1e-300)
        wanted = np.maximum(wanted, second / (1 + second) + 1e-9)
        chances *= ((1 - wanted) / np.maximum(rest, 1e-300))[:, None]
        chances[rows, best] = np.where(rest > 0, wanted, 1.0)
        return chances

    def _bent(self, odds: Chances) -> Chances:
        """The curve: knots joined by straight lines, and a line beyond both ends."""
        beyond = odds - np.clip(odds, self.odds[0], self.odds[-1])
        bent: Chances = np.interp(odds, self.odds, self.wanted) + self.slope * beyond
        return bent


def shares(margins: Chances, temperature: float) -> Chances:
    """Softmax of margins (n, classes) at a temperature; rows add up to one."""
    scaled = margins / temperature
    scaled = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    spread: Chances = scaled / scaled.sum(axis=1, keepdims=True)
    return spread


def fit_temperature(margins: Chances, numbers: NDArray[Any]) -> float:
    """The temperature with the least log loss on unseen examples."""
    candidates = np.geomspace(0.02, 1.0, 40)
    losses = [_log_loss(shares(margins, t), numbers) for t in candidates]
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


def _odds(share: Chances) -> Chances:
    kept = np.clip(share, EDGE, 1 - EDGE)
    odds: Chances = np.log(kept / (1 - kept))
    return odds


def _fit_curve(
    odds: Chances, right: NDArray[np.bool_]
) -> tuple[tuple[float, ...], tuple[float, ...], float]:
    """Knots of the curve, what they become, and the slope beyond them."""
    from sklearn.isotonic import isotonic_regression

    offset, slope = _fit_line(odds, right)
    count = int(np.clip(len(odds) // BEND, 1, MOST_KNOTS))
    parts = np.array_split(np.argsort(odds, kind="stable"), count)
    knots = np.array([odds[part].mean() for part in parts])
    sizes = np.array([float(len(part)) for part in parts])
    line = _share(offset + slope * odds)
    said = np.array([line[part].mean() for part in parts])
    hits = np.array([right[part].sum() for part in parts])
    rates = isotonic_regression(
        (hits + HELD * said) / (sizes + HELD), sample_weight=sizes
    )
    wanted = offset + slope * knots + _odds(rates) - _odds(said)
    wanted = np.maximum.accumulate(wanted)
    return tuple(knots.tolist()), tuple(wanted.tolist()), slope


def _share(odds: Chances) -> Chances:
    share: Chances = 1 / (1 + np.exp(-np.clip(odds, -30, 30)))
    return share


def _fit_line(odds: Chances, right: NDArray[np.bool_]) -> tuple[float, float]:
    """Offset and slope of the odds of being right: logistic regression by Newton.

    A normal prior around (0, 1) keeps few or one-sided examples from saying too much.
    """
    design = np.stack([np.ones_like(odds), odds], axis=1)
    line = np.array([0.0, 1.0])
    for _ in range(STEPS):
        said = _share(design @ line)
        slope = design.T @ (said - right) + DOUBT * (line - [0.0, 1.0])
        bend = (design * (said * (1 - said))[:, None]).T @ design + DOUBT * np.eye(2)
        line = line - np.clip(np.linalg.solve(bend, slope), -1, 1)
    return float(line[0]), float(max(line[1], 0.0))


def _log_loss(chances: Chances, numbers: NDArray[Any]) -> float:
    hits = chances[np.arange(len(numbers)), numbers]
    return float(-np.log(np.maximum(hits, 1e-12)).mean())
