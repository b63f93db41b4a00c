"""Excel workbooks (.xlsx) as a source of drafts."""

import json
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from feedback.errors import UnreadableSource
from feedback.intake.charsets import tidy
from feedback.intake.tables.grids import SAMPLE_ROWS
from feedback.intake.tables.header_rows import is_above_header
from feedback.intake.tables.recognition import recognise
from feedback.intake.tables.records import MAX_COLUMNS
from feedback.intake.tables.rows import Row
from feedback.types import Refusal

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

MAX_UNPACKED = 500 * 1024 * 1024
_PREAMBLE_ROWS = 20
_MEDIA_TYPE = "application/json"


def open_sheets(path: Path, location: str) -> list["SheetGrid"]:
    """Open each sheet of a workbook that holds letters; raises UnreadableSource.

    The first filled one stands for all when none surely holds letters. A header is
    the first row as wide as the widest of the first twenty.
    """
    _check_size(path)
    heads = [_Head(*head) for head in _read_heads(path)]
    if not heads:
        raise UnreadableSource(f"{path.name} holds no rows.")
    chosen = [head for head in heads if head.is_sure] or heads[:1]
    note = _describe(chosen, heads) if len(heads) > 1 else ""
    return [
        SheetGrid(
            path,
            f"{location}/{head.title}" if place else location,
            head.header,
            head.header_row,
            head.title,
            note="" if place else note,
        )
        for place, head in enumerate(chosen)
    ]


@dataclass(frozen=True, slots=True)
class _Head:
    """The first rows of a sheet, each with its number from 1."""

    title: str
    rows: list[tuple[int, list[str]]]

    @property
    def _place(self) -> int:
        """Where among the rows the header stands."""
        first = [cells for _, cells in self.rows[:_PREAMBLE_ROWS]]
        width = max(map(len, first))
        if width > MAX_COLUMNS:
            raise UnreadableSource(
                f"The sheet {self.title} has more than {MAX_COLUMNS:,} columns."
            )
        at = next(i for i, cells in enumerate(first) if len(cells) == width)
        below = first[at + 1] if at + 1 < len(first) else ()
        return at + is_above_header(first[at], below)

    @property
    def header(self) -> tuple[str, ...]:
        return tuple(self.rows[self._place][1])

    @property
    def header_row(self) -> int:
        return self.rows[self._place][0]

    @property
    def is_sure(self) -> bool:
        """Tell whether a column surely holds letters."""
        width = len(self.header)
        sample = [_fit(cells, width) for _, cells in self.rows[self._place + 1 :]]
        return bool(sample) and recognise(self.header, sample).is_sure


def _describe(chosen: Sequence[_Head], heads: Sequence[_Head]) -> str:
    """Return which of several sheets are read, and which are not."""
    left = [head.title for head in heads if head not in chosen]
    said = f"taken from {_name_sheets([head.title for head in chosen])}"
    if not left:
        return said
    return f"{said}; {_name_sheets(left)} left out, where nothing looks like letters"


def _name_sheets(titles: Sequence[str]) -> str:
    return f"the sheet{'s' if len(titles) > 1 else ''} {', '.join(titles)}"


def _check_size(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(info.file_size for info in archive.infolist())
    except zipfile.BadZipFile as error:
        raise UnreadableSource(f"{path.name} is a damaged workbook.") from error
    if unpacked > MAX_UNPACKED:
        raise UnreadableSource(f"{path.name} unpacks to more than 500 MB.")


@dataclass(frozen=True, slots=True)
class SheetGrid:
    """A sheet seen as a grid. A row's original is its cells as a JSON object."""

    path: Path
    name: str
    header: tuple[str, ...]
    header_row: int
    title: str
    media_type: str = _MEDIA_TYPE
    note: str = ""

    def rows(self) -> Iterator[Row | Refusal]:
        """Read the rows below the header; cells missing at the end are empty."""
        width = len(self.header)
        with _open_book(self.path) as book:
            for number, cells in _read_rows(book[self.title]):
                if number > self.header_row:
                    cells = _fit(cells, width)
                    filled = zip(self.header, cells, strict=True)
                    original = json.dumps(dict(filled), ensure_ascii=False)
                    yield Row(f"{self.name}:{number}", cells, original.encode())


def _fit(cells: list[str], width: int) -> list[str]:
    return (cells + [""] * width)[:width]


@contextmanager
def _open_book(path: Path) -> Iterator["Workbook"]:
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except Exception as error:
        raise UnreadableSource(f"{path.name} is a damaged workbook.") from error
    try:
        yield book
    finally:
        book.close()


def _read_heads(path: Path) -> list[tuple[str, list[tuple[int, list[str]]]]]:
    """Return title and first rows of each sheet that has any."""
    with _open_book(path) as book:
        found = (
            (sheet.title, list(islice(_read_rows(sheet), _PREAMBLE_ROWS + SAMPLE_ROWS)))
            for sheet in book.worksheets
        )
        return [(title, rows) for title, rows in found if rows]


def _read_rows(sheet: "ReadOnlyWorksheet") -> Iterator[tuple[int, list[str]]]:
    """Yield number (from 1) and cells of each row that has any.

    The size that a file gives for a sheet is not believed: some programs write that
    it is one cell, or none at all.
    """
    sheet.reset_dimensions()
    for number, values in enumerate(sheet.iter_rows(values_only=True), 1):
        cells = _trim([_show(value) for value in values])
        if cells:
            yield number, cells


def _trim(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _show(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return tidy(str(value))
