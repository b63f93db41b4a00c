"""Rows under a header, wherever they come from, become drafts."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Protocol
from zoneinfo import ZoneInfo

from feedback.errors import UnreadableSource
from feedback.intake.dates import (
    DateReader,
    DayOrder,
    find_day_order,
    find_zone,
    is_day_number,
    needs_day_order,
)
from feedback.intake.tables.formats import Role
from feedback.intake.tables.recognition import UNKNOWN, ColumnMapping, recognise
from feedback.intake.tables.rows import Row, RowReader
from feedback.types import Draft, Refusal

SAMPLE_ROWS = 50

_UNSURE = (
    "{name}: dates that cannot be told for sure: {count:,}; these letters count by the "
    "day they came. Say how dates are written: on the page Import, or with --order."
)

Note = Callable[[str], None]


class Grid(Protocol):
    """A table of any kind; its rows can be read more than once."""

    @property
    def name(self) -> str:
        """What to call the table in a message."""

    @property
    def header(self) -> Sequence[str]:
        """The names of the columns."""

    @property
    def media_type(self) -> str:
        """The media type of a row's original bytes."""

    @property
    def note(self) -> str:
        """What was guessed about the table, ``""`` when nothing was."""

    def rows(self) -> Iterator[Row | Refusal]:
        """Read the rows below the header; one that cannot be read is refused."""


def read_grid(
    grid: Grid,
    received_at: datetime,
    mapping: ColumnMapping | None = None,
    note: Note = lambda _: None,
    is_one_of_many: bool = False,
) -> Iterator[Draft | Refusal]:
    """Read the rows of a table as drafts; ``note`` is told what was recognised.

    Ids of a known export hold for its whole source; those of an unknown table that
    ``is_one_of_many`` files hold for it alone, or tables would overwrite each other.

    ``mapping`` comes from a person; without it the header must be recognised.
    Raises UnreadableSource when no column surely holds letters.
    """
    mapping = mapping or propose_mapping(grid)
    if not mapping.is_sure:
        raise UnreadableSource(
            "No column surely holds letters; choose it: on the page Import, or with "
            "--column text=NAME."
        )
    dates = make_date_reader(grid, mapping, received_at)
    _tell(note, grid, mapping, dates)
    scope = f"{grid.name}:" if is_one_of_many and mapping.format == UNKNOWN else ""
    reader = RowReader(grid.header, mapping, dates, grid.media_type, scope)
    unsure = 0
    for row in islice(grid.rows(), mapping.header_rows - 1, None):
        item = row if isinstance(row, Refusal) else reader.read(row)
        unsure += isinstance(item, Draft) and bool(item.flags)
        yield item
    if unsure:
        note(_UNSURE.format(name=grid.name, count=unsure))


def _tell(note: Note, grid: Grid, mapping: ColumnMapping, dates: DateReader) -> None:
    text = ", ".join(grid.header[i] for i in mapping.get_columns(Role.TEXT))
    note(f"{grid.name}: {mapping.format}; letters are in {text}.")
    if mapping.note:
        note(mapping.note)
    if grid.note:
        note(f"{grid.name}: {grid.note}.")
    if dates.order is DayOrder.MIXED:
        note(f"{grid.name}: some dates put the day first and some the month.")
    if dates.are_numbers:
        note(f"{grid.name}: its dates are numbers, read as days that Excel counts.")


def propose_mapping(grid: Grid) -> ColumnMapping:
    """Propose which column is which, from the header and the first rows."""
    return recognise(grid.header, [row.cells for row in read_sample(grid)])


def read_sample(grid: Grid, count: int = SAMPLE_ROWS) -> list[Row]:
    """Return the first rows of a table, for recognition and for people to look at."""
    return list(islice(_good_rows(grid), count))


def _good_rows(grid: Grid) -> Iterator[Row]:
    return (row for row in grid.rows() if isinstance(row, Row))


def make_date_reader(
    grid: Grid, mapping: ColumnMapping, received_at: datetime
) -> DateReader:
    """Return a reader for the date column: zone by its name, order by its cells."""
    dates = DateReader(received_at)
    for column in mapping.get_columns(Role.DATE)[:1]:
        dates.order = (
            DayOrder(mapping.order)
            if mapping.order
            else _find_column_order(grid, column)
        )
        dates.zone = (
            ZoneInfo(mapping.zone)
            if mapping.zone
            else find_zone(grid.header[column]) or UTC
        )
        dates.are_numbers = _counts_days(grid, column)
    return dates


def _counts_days(grid: Grid, column: int) -> bool:
    """Tell whether all dates of the first rows are numbers as Excel counts days."""
    sample = [row.cells[column].strip() for row in read_sample(grid)]
    filled = list(filter(None, sample))
    return bool(filled) and all(map(is_day_number, filled))


def _find_column_order(grid: Grid, column: int) -> DayOrder:
    """Decide the order of day and month; the whole table is read only if it matters."""
    sample = [row.cells[column] for row in read_sample(grid)]
    if not any(map(needs_day_order, sample)):
        return DayOrder.UNKNOWN
    return find_day_order(row.cells[column] for row in _good_rows(grid))
