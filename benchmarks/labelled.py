"""Texts with known labels: real ones from ../shared/data, made ones from the demo."""

import csv
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from feedback.samples import sample_world
from feedback.samples.types import Kind

DATA = Path(__file__).resolve().parents[2] / "shared/data"
LAST_DAY = date(2026, 3, 1)
OWN_WORDS = (Kind.LETTER, Kind.REVIEW)

Labels = NDArray[np.str_]


@dataclass(frozen=True)
class Labelled:
    """Texts and the label of each, same length."""

    texts: list[str]
    labels: Labels

    def take(self, rows: NDArray[np.int64]) -> "Labelled":
        return Labelled([self.texts[row] for row in rows], self.labels[rows])


def read_banking() -> Labelled | None:
    """Short messages by intent, or None when the file is not there."""
    return _read(DATA / "banking77/train.csv", "text", "category")


def read_complaints() -> Labelled | None:
    """Distinct complaint letters by issue, or None when the file is not there."""
    path = DATA / "cfpb/complaints.csv"
    return _read(path, "Consumer complaint narrative", "Issue")


def _read(path: Path, text: str, label: str) -> Labelled | None:
    if not path.exists():
        print(f"skipped: needs ../{path.relative_to(DATA.parents[1])}")
        return None
    csv.field_size_limit(sys.maxsize)
    with path.open(encoding="utf-8", newline="") as file:
        rows = {row[text]: row[label] for row in csv.DictReader(file) if row[text]}
    return Labelled(list(rows), np.array(list(rows.values())))


def made_letters(letters: int, seed: int = 1) -> dict[str, Labelled]:
    """Sample letters in writers' own words about exactly one topic, by language."""
    world = sample_world(seed, letters, end_on=LAST_DAY, zh_share=0.4)
    found: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for letter in world.letters:
        topics = world.truth.topics_of(letter.key)
        if letter.kind in OWN_WORDS and len(topics) == 1:
            text = f"{letter.subject}\n\n{letter.body}"
            found[letter.language].append((text, *topics))
    return {
        language: Labelled([text for text, _ in own], np.array([t for _, t in own]))
        for language, own in found.items()
    }


def folds(labels: Labels, count: int = 5) -> Iterator[tuple[NDArray, NDArray]]:
    """Row numbers to learn from and to test on, classes spread evenly."""
    from sklearn.model_selection import StratifiedKFold

    splitter = StratifiedKFold(count, shuffle=True, random_state=0)
    yield from splitter.split(labels, labels)


def few_of_each(
    labels: Labels, count: int, rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Row numbers of so many examples of each class, and of all the others."""
    kept = [
        rng.permutation(np.flatnonzero(labels == label))[:count]
        for label in np.unique(labels)
    ]
    few = np.concatenate(kept)
    return few, rng.permutation(np.setdiff1d(np.arange(len(labels)), few))
