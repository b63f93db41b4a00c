"""Floors under the quality of the models, on real letters."""

import csv
from pathlib import Path

import numpy as np
import pytest

from models import Assigner, discover
from models.calibration import expected_calibration_error

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def messages() -> tuple[list[str], list[str]]:
    """Texts and intents of the Banking77 training file."""
    root = Path(__file__).resolve().parents[2]
    path = root / ".." / "shared" / "data" / "banking77" / "train.csv"
    if not path.exists():
        pytest.skip("needs ../shared/data/banking77/train.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row["text"] for row in rows], [row["category"] for row in rows]


def test_it_finds_the_intents_without_knowing_how_many(
    messages: tuple[list[str], list[str]],
) -> None:
    from sklearn.metrics import adjusted_rand_score, v_measure_score

    texts, truth = messages
    found = discover(texts)
    assert adjusted_rand_score(truth, found.labels) >= 0.48
    assert v_measure_score(truth, found.labels) >= 0.77
    assert found.unplaced_share <= 0.04
    assert 4 <= len(found.themes) <= 12


def test_it_files_messages_and_knows_how_sure_it_is(
    messages: tuple[list[str], list[str]],
) -> None:
    texts, truth = (np.array(column) for column in messages)
    held = np.arange(len(texts)) % 5 == 0
    model = Assigner().fit(list(texts[~held]), list(truth[~held]))
    chances = model.predict_proba(list(texts[held]))
    right = model.classes_[chances.argmax(axis=1)] == truth[held]
    assert right.mean() >= 0.91
    assert expected_calibration_error(chances.max(axis=1), right) <= 0.05
