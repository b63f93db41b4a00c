"""Delimited text files as a source of drafts."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from feedback.errors import UnreadableSource
from feedback.intake.dates import (
    DateReader,
    DayOrder,
    find_day_order,
    find_zone,
    needs_day_order,
)
from feedback.intake.formats import Role
from feedback.intake.recognition import ColumnMapping, recognise
from feedback.intake.rows import Row, RowReader
from feedback.intake.tables import Record, Table, open_table
from feedback.types import Draft, Refusal

SAMPLE_ROWS = 50


def read_delimited(
    path: Path,
    location: str,
    received_at: datetime,
    mapping: ColumnMapping | None = None,
) -> Iterator[Draft | Refusal]:
    """Read the rows of a delimited text file as drafts.

    ``mapping`` comes from a person; without it the header must be recognised.
    Raises UnreadableSource when no column surely holds letters.
    """
    table = open_table(path)
    mapping = mapping or propose_mapping(table)
    if not mapping.is_sure:
        raise UnreadableSource(f"{path.name}: no column surely holds letters.")
    reader = _make_reader(table, mapping, received_at)
    for record in islice(table.records(), mapping.header_rows - 1, None):
        yield _read(reader, table, record, f"{location}:{record.line}")


def propose_mapping(table: Table) -> ColumnMapping:
    """Propose which column is which, from the header and the first rows."""
    rows = (record.cells for record in table.records() if not record.problem)
    return recognise(table.header, list(islice(rows, SAMPLE_ROWS)))


def _make_reader(
    table: Table, mapping: ColumnMapping, received_at: datetime
) -> RowReader:
    dates = DateReader(received_at)
    for column in mapping.get_columns(Role.DATE)[:1]:
        dates.order = _find_column_order(table, column)
        dates.zone = find_zone(table.header[column]) or UTC
    return RowReader(table.header, mapping, dates, table.media_type)


def _find_column_order(table: Table, column: int) -> DayOrder:
    """Decide the order of day and month; the whole file is read only if it matters."""
    sample = list(islice(_dates(table, column), SAMPLE_ROWS))
    if not any(map(needs_day_order, sample)):
        return DayOrder.UNKNOWN
    return find_day_order(_dates(table, column))


def _dates(table: Table, column: int) -> Iterator[str]:
    records = (record for record in table.records() if not record.problem)
    return (record.cells[column] for record in records)


def _read(
    reader: RowReader, table: Table, record: Record, location: str
) -> Draft | Refusal:
    if record.problem:
        return _refuse(table, record, location)
    outcome = reader.read(Row(location, record.cells, table.encode(record.raw)))
    return (
        outcome
        if isinstance(outcome, Draft)
        else _refuse(table, record, location, outcome.reason)
    )


def _refuse(table: Table, record: Record, location: str, reason: str = "") -> Refusal:
    """Refuse a record together with its header: a table that can be read alone."""
    return Refusal(
        location,
        reason or f"line {record.line} {record.problem}",
        table.encode(table.header_raw + record.raw),
        table.media_type,
    )
