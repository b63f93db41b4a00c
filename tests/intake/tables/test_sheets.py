"""Workbooks as people and programs make them."""

import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import pytest

from feedback.intake.files import open_source
from tests.intake.builders import ARRIVAL, drafts, read_path

openpyxl = pytest.importorskip("openpyxl")

HEADER = ("Id", "Created at", "Comment", "Email")
DAY = datetime(2026, 5, 1, 10)  # noqa: DTZ001
Rows = Sequence[Sequence[object]]


def make_rows(what: str, first_id: int = 1) -> list[tuple[object, ...]]:
    text = f"The {what} never came although I paid for it at once"
    return [
        (first_id + i, DAY, f"{text}, number {i}", f"{what}{i}@x.example")
        for i in range(3)
    ]


def save(folder: Path, sheets: Mapping[str, Rows]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    path = folder / "letters.xlsx"
    book.save(path)
    return path


def notes_of(path: Path) -> str:
    source = open_source(path, ARRIVAL)
    assert list(source.items)
    return " ".join(source.notes)


@pytest.mark.parametrize("dimension", ["", '<dimension ref="A1"/>'])
def test_it_does_not_believe_the_size_that_a_sheet_gives(
    tmp_path: Path, dimension: str
) -> None:
    """Some exporters leave it out or write that of an empty sheet."""
    path = save(tmp_path, {"Data": [HEADER, *make_rows("parcel")]})
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    changed = re.sub(r"<dimension[^>]*/>", dimension, sheet)
    parts["xl/worksheets/sheet1.xml"] = changed.encode()
    with zipfile.ZipFile(path, "w") as book:
        for name, content in parts.items():
            book.writestr(name, content)
    assert len(drafts(read_path(path))) == 3


def test_it_reads_every_sheet_with_letters(tmp_path: Path) -> None:
    """Ids that begin anew on each sheet are those of other letters."""
    sheets = {
        "March": [HEADER, *make_rows("parcel")],
        "April": [HEADER, *make_rows("refund")],
    }
    path = save(tmp_path, sheets)
    found = drafts(read_path(path))
    assert len({draft.identity for draft in found}) == len(found) == 6
    assert found[3].location == "letters.xlsx/April:2"
    assert "taken from the sheets March, April." in notes_of(path)


def test_it_says_which_sheet_it_left_out(tmp_path: Path) -> None:
    about = [("Export of letters",), ("made by", "Ann"), ("rows", 3)]
    path = save(tmp_path, {"About": about, "Data": [HEADER, *make_rows("parcel")]})
    assert len(drafts(read_path(path))) == 3
    assert "the sheet About left out" in notes_of(path)


def test_it_finds_the_header_below_merged_cells(tmp_path: Path) -> None:
    groups = ("Ticket", None, "Customer", "Contact")
    path = save(tmp_path, {"Data": [groups, HEADER, *make_rows("parcel")]})
    found = drafts(read_path(path))
    assert (len(found), found[0].writer.address) == (3, "parcel0@x.example")


def test_it_reads_days_as_excel_counts_them(tmp_path: Path) -> None:
    rows = [(number, 46_143.5, text, who) for number, _, text, who in make_rows("bag")]
    path = save(tmp_path, {"Data": [HEADER, *rows]})
    assert str(drafts(read_path(path))[0].written_at) == "2026-05-01 12:00:00+00:00"
    assert "read as days that Excel counts" in notes_of(path)
