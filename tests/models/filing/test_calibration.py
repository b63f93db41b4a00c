"""Confidence: honest on clear and noisy labels, on many classes and few."""

import numpy as np
import pytest
from numpy.typing import NDArray

from models import Assigner
from models.filing.calibration import Calibration, expected_calibration_error
from models.filing.label_names import read_label

Margins = NDArray[np.float64]


def _drawn(
    rng: np.random.Generator, total: int, classes: int, noise: float
) -> tuple[Margins, NDArray[np.int64]]:
    """Margins around the true class, of which a share carries a wrong label."""
    truth = rng.integers(0, classes, total)
    margins = rng.normal(0, 0.25, (total, classes))
    margins[np.arange(total), truth] += 0.8
    wrong = rng.random(total) < noise
    return margins, np.where(wrong, rng.integers(0, classes, total), truth)


@pytest.mark.parametrize("noise", [0.0, 0.3, 0.6])
@pytest.mark.parametrize("classes", [2, 12, 80])
def test_it_is_right_as_often_as_it_says(classes: int, noise: float) -> None:
    rng = np.random.default_rng(classes)
    calibration = Calibration.learn(*_drawn(rng, 1_500, classes, noise))
    margins, numbers = _drawn(rng, 4_000, classes, noise)
    chances = calibration.shares(margins)
    right = chances.argmax(axis=1) == numbers
    assert expected_calibration_error(chances.max(axis=1), right) <= 0.05
    assert np.allclose(chances.sum(axis=1), 1)


@pytest.mark.parametrize("wanted", [-8.0, 0.0, 8.0])
@pytest.mark.parametrize("slope", [0.0, 0.4, 3.0])
def test_it_never_changes_which_class_is_likeliest(wanted: float, slope: float) -> None:
    rng = np.random.default_rng(0)
    margins = rng.normal(0, 0.4, (300, 6))
    chances = Calibration(0.1, (0.0,), (wanted,), slope).shares(margins)
    rows = np.arange(300)
    assert np.all(chances[rows, margins.argmax(axis=1)] == chances.max(axis=1))
    assert np.allclose(chances.sum(axis=1), 1)


def test_it_keeps_its_usual_figures_when_there_is_little_to_measure_by() -> None:
    margins = np.eye(30)
    alone = np.arange(30)  # thirty classes of one text each
    assert Calibration.learn(margins, alone) == Calibration()
    assert Calibration.learn(margins[:5], np.zeros(5, dtype=np.int64)) == Calibration()


def test_it_gives_one_class_everything() -> None:
    ones = np.zeros(40, dtype=np.int64)
    calibration = Calibration.learn(np.full((40, 1), 0.3), ones)
    assert np.all(calibration.shares(np.full((3, 1), 0.3)) == 1)
    assert calibration.shares(np.zeros((0, 4))).shape == (0, 4)


def test_it_is_never_quite_sure_however_right_the_lessons_were() -> None:
    margins = np.eye(4)[np.arange(40) % 4]
    calibration = Calibration.learn(margins, np.arange(40) % 4)
    assert 0.9 < calibration.shares(margins).max() < 1


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("card_arrival", "card arrival"),
        ("Billing > Refund", "Billing Refund"),
        ("billingRefund", "billing Refund"),
        ("退款", "退款"),
        ("17", ""),
        ("A1", ""),
        ("", ""),
    ],
)
def test_it_reads_what_a_label_says(label: str, words: str) -> None:
    assert read_label(label) == words


TEXTS = ["It never came.", "Still nothing here.", "Seen twice.", "Two of them."] * 6
LABELS = ["lost parcel", "lost parcel", "double charge", "double charge"] * 6


def test_it_learns_from_what_the_classes_are_called() -> None:
    asked = ["Where is my parcel?", "The charge looks odd"]
    assert list(Assigner().fit(TEXTS, LABELS).predict(asked)) == sorted(
        set(LABELS), reverse=True
    )
    numbered = ["7" if label == "lost parcel" else "8" for label in LABELS]
    names = {"7": "Lost parcel", "8": "Double charge"}
    model = Assigner().fit(TEXTS, numbered, names=names)
    assert list(model.predict(asked)) == ["7", "8"]
