"""Delimited text files as a source of drafts."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from feedback.intake.tables.records import Record, Table, open_table
from feedback.intake.tables.rows import Row
from feedback.types import Refusal


def open_delimited(path: Path, location: str, codec: str = "") -> "DelimitedGrid":
    """Open a delimited text file as a grid; raises UnreadableSource."""
    return DelimitedGrid(open_table(path, codec), location)


@dataclass(frozen=True, slots=True)
class DelimitedGrid:
    """A delimited text file seen as a grid."""

    table: Table
    location: str

    @property
    def name(self) -> str:
        """What to call the table in a message."""
        return self.location

    @property
    def note(self) -> str:
        """Which encoding was used, where nothing in the file said so."""
        encoding = self.table.encoding
        return (
            f"read as {encoding.codec}, which is a guess" if encoding.is_guess else ""
        )

    @property
    def header(self) -> tuple[str, ...]:
        """The names of the columns."""
        return self.table.header

    @property
    def media_type(self) -> str:
        """The media type of a row's original bytes."""
        return self.table.media_type

    def rows(self) -> Iterator[Row | Refusal]:
        """Read the rows below the header; one that is not whole is refused."""
        table, location = self.table, self.location
        header = table.encode(table.header_raw)
        for record in table.records():
            if record.problem:
                yield self._refuse(record, header)
            else:
                original = table.encode(record.raw)
                yield Row(f"{location}:{record.line}", record.cells, original, header)

    def _refuse(self, record: Record, header: bytes) -> Refusal:
        return Refusal(
            f"{self.location}:{record.line}",
            f"line {record.line} {record.problem}",
            header + self.table.encode(record.raw),
            self.media_type,
        )
