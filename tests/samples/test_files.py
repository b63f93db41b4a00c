"""The demo world as files."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from feedback.samples import SampleFiles, SampleWorld, sample_world, write_files
from feedback.samples.types import FORM, MAIL, STORE


@pytest.fixture(scope="module")
def small_world() -> SampleWorld:
    return sample_world(5, 600, end_on=date(2026, 11, 22))


@pytest.fixture
def paths(small_world: SampleWorld, tmp_path: Path) -> SampleFiles:
    return write_files(small_world, tmp_path / "demo")


def _rows(path: Path, encoding: str = "utf-8") -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def test_it_writes_reviews_as_the_store_does(
    small_world: SampleWorld, paths: SampleFiles
) -> None:
    assert paths.reviews.read_bytes()[:2] in (b"\xff\xfe", b"\xfe\xff")
    letters = [letter for letter in small_world.letters if letter.source == STORE]
    rows = _rows(paths.reviews, "utf-16")
    assert [row["Review Text"] for row in rows] == [one.body for one in letters]
    assert [row["Star Rating"] for row in rows] == [str(one.rating) for one in letters]
    links = {row["Review Link"].partition("reviewId=")[2] for row in rows}
    assert links == {letter.external_id for letter in letters}


def test_it_writes_forms_with_their_writers(
    small_world: SampleWorld, paths: SampleFiles
) -> None:
    letters = [letter for letter in small_world.letters if letter.source == FORM]
    rows = _rows(paths.forms)
    assert [row["Message"] for row in rows] == [one.body for one in letters]
    assert [row["Email"] for row in rows] == [one.address for one in letters]


def test_it_writes_the_days_on_which_writers_were_seen(
    small_world: SampleWorld, paths: SampleFiles
) -> None:
    rows = _rows(paths.activity)
    assert len(rows) == sum(len(writer.active_on) for writer in small_world.writers)
    last = {row["address"]: row["active_on"] for row in rows}
    for row in _rows(paths.writers):
        assert last[row["address"]] == row["last_active_on"]


def test_it_keeps_the_truth_apart(small_world: SampleWorld, paths: SampleFiles) -> None:
    truth = json.loads(paths.truth.read_text("utf-8"))
    assert len(truth["letters"]) == len(small_world.letters)
    identifiers = {entry["identifier"] for entry in truth["letters"]}
    assert len(identifiers) == len(small_world.letters)
    assert {entry["source"] for entry in truth["letters"]} == {MAIL, STORE, FORM}
    for name in ("reviews", "forms", "mail"):
        assert b"sync_conflicts" not in getattr(paths, name).read_bytes()
