"""``postbag import --column``: how a table is read, said at the command line."""

import csv
import io
from pathlib import Path

import pytest

from tests.commands.conftest import Run

ODD = "a,b,when\nGreat app,5,03/04/2026\nToo slow,1,05/06/2026\n"


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    """A table that no header explains."""
    path = tmp_path / "odd.csv"
    path.write_text(ODD)
    return path


def exported(postbag: Run) -> list[dict[str, str]]:
    rows = csv.DictReader(io.StringIO(postbag("export", "letters").out))
    return sorted(rows, key=lambda row: row["text"])


def test_it_reads_a_table_as_told_and_again_likewise(postbag: Run, odd: Path) -> None:
    unsure = postbag("import", str(odd))
    assert (unsure.code, "--column text=NAME" in unsure.out) == (1, True)
    told = ("--column", "text=a", "--column", "score=2", "--column", "date=WHEN")
    ways = ("--order", "day", "--zone", "Europe/Berlin")
    done = postbag("import", str(odd), *told, *ways, "--json")
    assert (done.code, done.json["received"]) == (0, 2)
    first = exported(postbag)[0]
    assert (first["text"], first["score"]) == ("Great app", "5.0")
    assert first["written_at"].startswith("2026-04-02T22:00")
    assert postbag("import", str(odd), "--json").json["known"] == 2


def test_it_keeps_what_it_proposes_for_other_roles(
    postbag: Run, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,review,comment,date\n7,Too slow,Crashes at start,2026-02-01\n")
    postbag("import", str(path), "--column", "text=comment")
    (letter,) = exported(postbag)
    assert letter["text"] == "Crashes at start"
    assert letter["written_at"].startswith("2026-02-01")


def test_it_leaves_a_role_out(postbag: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("review,date\nToo slow,2025-02-01\nCrashes,2025-02-02\n")
    postbag("import", str(path), "--column", "date=")
    assert not exported(postbag)[0]["written_at"].startswith("2025")


@pytest.mark.parametrize(
    ("options", "advice"),
    [
        (["--column", "text=zz"], "There is no column 'zz'; there are a, b, when."),
        (["--column", "words=a"], "--column takes ROLE=COLUMN"),
        (["--column", "text"], "--column takes ROLE=COLUMN"),
        (["--zone", "Mars"], "No time zone is called 'Mars'"),
        (["--encoding", "klingon"], "No encoding is called 'klingon'"),
    ],
)
def test_it_says_what_can_be_chosen(
    postbag: Run, odd: Path, options: list[str], advice: str
) -> None:
    done = postbag("import", str(odd), *options)
    assert (done.code, advice in done.err) == (2, True), done.err


def test_it_chooses_for_one_table_at_a_time(
    postbag: Run, odd: Path, tmp_path: Path
) -> None:
    mail = tmp_path / "a.eml"
    mail.write_text("From: ann@example.com\nSubject: Hi\n\nIt broke.\n")
    for paths in ([str(odd), str(mail)], [str(tmp_path)], [str(mail)]):
        done = postbag("import", *paths, "--column", "text=a")
        assert done.code == 2
        assert done.err.startswith("postbag: ")


def test_it_takes_short_reviews_for_letters(postbag: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("review,stars\nGreat app,5\nToo slow,1\nCrashes,2\n")
    assert postbag("import", str(path), "--json").json["received"] == 3
    answers = tmp_path / "b.csv"
    answers.write_text("comment,stars\n" + "yes,5\nno,1\n" * 10)
    assert postbag("import", str(answers), "--json").code == 1
