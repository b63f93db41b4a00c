"""Excel workbooks (.xlsx) as a source of drafts."""

import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from feedback.errors import UnreadableSource
from feedback.intake.charsets import tidy
from feedback.intake.tables.records import MAX_COLUMNS
from feedback.intake.tables.rows import Row
from feedback.types import Refusal

MAX_UNPACKED = 500 * 1024 * 1024
_PREAMBLE_ROWS = 20
_MEDIA_TYPE = "application/json"


def open_sheet(path: Path, location: str) -> "SheetGrid":
    """Open the first filled sheet of a workbook as a grid; raises UnreadableSource.

    The header is the first row as wide as the widest of the first twenty.
    """
    _check_size(path)
    first = list(islice(_read_rows(path), _PREAMBLE_ROWS))
    if not first:
        raise UnreadableSource(f"{path.name} holds no rows.")
    width = max(len(cells) for _, cells in first)
    if width > MAX_COLUMNS:
        raise UnreadableSource(f"{path.name} has more than {MAX_COLUMNS:,} columns.")
    number, header = next(row for row in first if len(row[1]) == width)
    return SheetGrid(path, location, tuple(header), number)


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
    media_type: str = _MEDIA_TYPE
    note: str = ""

    def rows(self) -> Iterator[Row | Refusal]:
        """Read the rows below the header; cells missing at the end are empty."""
        width = len(self.header)
        for number, cells in _read_rows(self.path):
            if number > self.header_row:
                cells = (cells + [""] * width)[:width]
                filled = zip(self.header, cells, strict=True)
                original = json.dumps(dict(filled), ensure_ascii=False)
                yield Row(f"{self.name}:{number}", cells, original.encode())


def _read_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield number (from 1) and cells of each row of the first sheet that has any."""
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except Exception as error:
        raise UnreadableSource(f"{path.name} is a damaged workbook.") from error
    try:
        sheets = (sheet for sheet in book.worksheets if sheet.max_row)
        for number, values in enumerate(next(sheets).iter_rows(values_only=True), 1):
            cells = _trim([_show(value) for value in values])
            if cells:
                yield number, cells
    finally:
        book.close()


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
