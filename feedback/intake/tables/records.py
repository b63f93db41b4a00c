"""A strict reader of delimited text: every record with its line and its own bytes.

The standard ``csv`` module parses; around it stands what it does not do: it keeps
the raw text of each record, and a quote that is never closed costs one record
instead of swallowing the rest of the file.
"""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO, NamedTuple

from feedback.errors import UnreadableSource
from feedback.intake.charsets import mend_escaped_bytes, tidy
from feedback.intake.tables.dialects import (
    MAX_FIELD,
    SAMPLE_BYTES,
    Dialect,
    Encoding,
    find_dialect,
    find_encoding,
)

MAX_RECORD = 4 * 1024 * 1024
MAX_COLUMNS = 16_384
_MAX_RESTARTS = 50


class Record(NamedTuple):
    """One record: the line it starts on (from 1), its cells, and its raw text.

    ``problem`` says why the cells cannot be trusted; ``""`` when they can.
    """

    line: int
    cells: list[str]
    raw: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A delimited text file whose encoding, dialect and header are known."""

    path: Path
    encoding: Encoding
    dialect: Dialect
    header: tuple[str, ...]
    header_raw: str
    header_line: int

    @property
    def media_type(self) -> str:
        """The media type of a record's original bytes."""
        return f"text/csv; charset={self.encoding.codec}"

    def encode(self, raw: str) -> bytes:
        """Return the bytes that ``raw`` was read from."""
        return raw.encode(self.encoding.codec, "surrogateescape")

    def records(self) -> Iterator[Record]:
        """Read the records below the header, blank ones left out."""
        width = len(self.header)
        with _open_text(self.path, self.encoding) as file:
            for record in read_records(file, self.dialect):
                if record.line > self.header_line:
                    fits = len(record.cells) == width
                    yield record if fits else _fit(record, width)


def open_table(path: Path, codec: str = "") -> Table:
    """Find out how a delimited text file is written, and read its header.

    ``codec`` is a person's choice of encoding. Raises UnreadableSource when the file
    holds no header.
    """
    encoding = find_encoding(path, codec)
    with _open_text(path, encoding) as file:
        dialect = find_dialect(file.read(SAMPLE_BYTES))
    with _open_text(path, encoding) as file:
        records = read_records(file, dialect)
        header = next(_skip(records, dialect.preamble), None)
    if header is None or header.problem:
        raise UnreadableSource(f"{path.name} holds no table: it has no header row.")
    if len(header.cells) > MAX_COLUMNS:
        raise UnreadableSource(f"{path.name} has more than {MAX_COLUMNS:,} columns.")
    cells = tuple(cell.strip() for cell in header.cells)
    return Table(path, encoding, dialect, cells, header.raw, header.line)


def _skip(records: Iterator[Record], count: int) -> Iterator[Record]:
    for _ in range(count):
        next(records, None)
    return records


@contextmanager
def _open_text(path: Path, encoding: Encoding) -> Iterator[IO[str]]:
    with path.open("rb") as file:
        file.seek(encoding.bom)
        yield io.TextIOWrapper(
            file, encoding.codec, errors="surrogateescape", newline=""
        )


def _fit(record: Record, width: int) -> Record:
    """Drop empty cells beyond the header; anything else is a problem."""
    cells = record.cells
    if len(cells) > width and not any(cells[width:]):
        return record._replace(cells=cells[:width])
    problem = record.problem or f"has {len(cells)} cells, the header has {width}"
    return record._replace(problem=problem)


def read_records(lines: Iterator[str], dialect: Dialect) -> Iterator[Record]:
    """Read records from lines; a record that breaks the rules carries its problem."""
    csv.field_size_limit(MAX_FIELD)
    tape = _Tape(lines)
    for _ in range(_MAX_RESTARTS):
        yield from _read_until_broken(tape, dialect)
        if not tape.taken:
            return
        yield _set_first_line_aside(tape)
    rest = "".join(tape)
    if rest:
        yield Record(tape.first_line, [], rest, "follows too many unclosed quotes")


def _read_until_broken(tape: "_Tape", dialect: Dialect) -> Iterator[Record]:
    """Read until the end, or until more than one line was taken for a bad record."""
    reader, is_plain = _parse(tape, dialect, strict=True), not dialect.skips_blanks
    while True:
        if is_plain:
            yield from _read_plain(tape, dialect.delimiter)
        try:
            cells = next(reader, None)
        except csv.Error:
            if len(tape.taken) != 1:
                return
            yield _tidy(_read_leniently(tape, dialect))
            continue
        if cells is None:
            return
        record = Record(tape.first_line, cells, tape.take())
        is_plain = '"' not in record.raw and not dialect.skips_blanks
        if any(cells):
            yield _tidy(record)


def _read_plain(tape: "_Tape", delimiter: str) -> Iterator[Record]:
    """Read lines without a quote, which need no parser, up to the first with one."""
    for number, line in tape.take_unquoted():
        cells = line.rstrip("\r\n").split(delimiter)
        if any(cells):
            yield _tidy(Record(number, cells, line))


def _parse(lines: Iterator[str], dialect: Dialect, strict: bool) -> Iterator[list[str]]:
    return csv.reader(
        lines,
        delimiter=dialect.delimiter,
        skipinitialspace=dialect.skips_blanks,
        strict=strict,
    )


def _read_leniently(tape: "_Tape", dialect: Dialect) -> Record:
    """Read one line whose quotes are not doubled as they should be."""
    line, raw = tape.first_line, tape.take()
    escape = "\\" if '\\"' in raw else None
    reader = csv.reader(
        [raw],
        delimiter=dialect.delimiter,
        skipinitialspace=dialect.skips_blanks,
        escapechar=escape,
    )
    try:
        return Record(line, next(reader), raw)
    except (csv.Error, StopIteration):
        return Record(line, [], raw, "cannot be split into cells")


def _set_first_line_aside(tape: "_Tape") -> Record:
    line, raw = tape.first_line, tape.put_back_all_but_first()
    return Record(line, [], raw, "opens a quote that is never closed")


def _tidy(record: Record) -> Record:
    """Return the record with text that can be stored: no NUL, no stray bytes."""
    raw = record.raw
    if "\0" not in raw and (raw.isascii() or _can_be_encoded(raw)):
        return record
    cells = [tidy(mend_escaped_bytes(cell)) for cell in record.cells]
    return record._replace(cells=cells)


def _can_be_encoded(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


class _Tape:
    """Lines on their way to the parser, remembered until a record is complete."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._waiting: list[str] = []
        self._size = 0
        self.first_line = 1
        self.taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._size > MAX_RECORD and self.taken:
            raise csv.Error("record too long")
        line = self._waiting.pop() if self._waiting else next(self._lines)
        self.taken.append(line)
        self._size += len(line)
        return line

    def take_unquoted(self) -> Iterator[tuple[int, str]]:
        """Take lines that are records by themselves, each with its number."""
        for line in chain(_pop_all(self._waiting), self._lines):
            if '"' in line or len(line) > MAX_FIELD:
                self._waiting.append(line)
                return
            number = self.first_line
            self.first_line = number + 1
            yield number, line

    def take(self) -> str:
        """Return the text of the lines since the last call."""
        taken = self.taken
        self.first_line += len(taken)
        self.taken = []
        self._size = 0
        return taken[0] if len(taken) == 1 else "".join(taken)

    def put_back_all_but_first(self) -> str:
        """Return the first line taken; the others are read again."""
        first = self.taken[0]
        self._waiting.extend(reversed(self.taken[1:]))
        self.taken = [first]
        return self.take()


def _pop_all(waiting: list[str]) -> Iterator[str]:
    while waiting:
        yield waiting.pop()
