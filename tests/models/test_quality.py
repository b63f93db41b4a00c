"""Floors under the quality of the models, on real letters."""

import csv
from pathlib import Path

import numpy as np
import pytest

from models import Assigner, discover
from models.filing.calibration import expected_calibration_error

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
    assert adjusted_rand_score(truth, found.labels) >= 0.50
    assert v_measure_score(truth, found.labels) >= 0.77
    assert found.unplaced_share <= 0.02
    assert 4 <= len(found.themes) <= 12


@pytest.mark.parametrize(("language", "least"), [("en", 0.9), ("zh", 0.8)])
def test_it_names_topics_so_that_they_are_known(language: str, least: float) -> None:
    from sklearn.metrics import adjusted_rand_score

    from benchmarks.labelled import made_letters
    from benchmarks.recognition import recognisable_share

    given = made_letters(4_000)[language]
    found = discover(given.texts)
    assert recognisable_share(found, given) >= least
    assert adjusted_rand_score(given.labels, found.labels) >= 0.9


def test_it_files_messages_and_knows_how_sure_it_is(
    messages: tuple[list[str], list[str]],
) -> None:
    texts, truth = (np.array(column) for column in messages)
    held = np.arange(len(texts)) % 5 == 0
    model = Assigner().fit(list(texts[~held]), list(truth[~held]))
    chances = model.predict_proba(list(texts[held]))
    right = model.classes_[chances.argmax(axis=1)] == truth[held]
    assert right.mean() >= 0.92
    assert expected_calibration_error(chances.max(axis=1), right) <= 0.05


def test_it_files_messages_after_eight_examples_of_each(
    messages: tuple[list[str], list[str]],
) -> None:
    texts, truth = (np.array(column) for column in messages)
    order = np.random.default_rng(0).permutation(len(texts))
    known = np.concatenate([order[truth[order] == one][:8] for one in np.unique(truth)])
    rest = np.setdiff1d(order, known)
    held, loose = rest[::3], rest[1::3]
    for unlabelled, least in (([], 0.76), (list(texts[loose]), 0.78)):
        model = Assigner().fit(list(texts[known]), list(truth[known]), unlabelled)
        chances = model.predict_proba(list(texts[held]))
        right = model.classes_of(chances) == truth[held]
        assert right.mean() >= least
        assert expected_calibration_error(chances.max(axis=1), right) <= 0.05


def test_it_knows_how_sure_it_is_where_labels_are_noisy() -> None:
    root = Path(__file__).resolve().parents[2]
    path = root / ".." / "shared" / "data" / "cfpb" / "complaints.csv"
    if not path.exists():
        pytest.skip("needs ../shared/data/cfpb/complaints.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = {
            row["Consumer complaint narrative"]: row["Issue"]
            for row in csv.DictReader(file)
        }
    order = np.random.default_rng(0).permutation(len(rows))
    texts, issues = np.array(list(rows))[order], np.array(list(rows.values()))[order]
    model = Assigner().fit(list(texts[:2500]), list(issues[:2500]))
    chances = model.predict_proba(list(texts[2500:5000]))
    right = model.classes_of(chances) == issues[2500:5000]
    assert expected_calibration_error(chances.max(axis=1), right) <= 0.05
