"""Reading lists of writers: CSV with a column of keys or of mail addresses."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from feedback.errors import Refused

NAME_COLUMNS = ("key", "address", "email", "e-mail", "mail")
HELD_OUT = "holdout"
_ESCAPED = re.compile(r"^'(?=\s*[=+\-@\t\r])")


@dataclass(frozen=True, slots=True)
class Line:
    """A writer's key or address in lower case, and the day beside it, if any."""

    name: str
    told_on: date | None = None


def read_lines(content: str) -> tuple[Line, ...]:
    """Read the distinct writers of a CSV file; those held out are passed over.

    A first line names the columns, of which one is ``key`` or ``address`` and others
    may be ``told_on`` and ``arm``; without it the first column holds addresses.
    Raises Refused, naming the line, for a file that cannot be read so.
    """
    try:
        rows = list(csv.reader(io.StringIO(content.lstrip("\ufeff"))))
    except csv.Error as error:
        raise Refused(f"This is no CSV file: {error}. Nothing was kept.") from error
    columns = [cell.strip().lower() for cell in rows[0]] if rows else []
    named = next((name for name in NAME_COLUMNS if name in columns), "")
    if not named and not (columns and "@" in columns[0]):
        raise Refused("The file needs a column key or address in its first line.")
    if not named:
        columns, named, rows = ["address"], "address", [columns, *rows]
    lines = _read_rows(columns, named, rows[1:])
    return tuple({line.name: line for line in lines}.values())


def _read_rows(
    columns: Sequence[str], named: str, rows: Sequence[Sequence[str]]
) -> Iterator[Line]:
    for number, row in enumerate(rows, 2):
        cells = dict(zip(columns, row, strict=False))
        name = _ESCAPED.sub("", cells.get(named, "")).strip().lower()
        if name and cells.get("arm", "").strip().lower() != HELD_OUT:
            yield Line(name, _read_day(cells.get("told_on", ""), number))


def _read_day(text: str, number: int) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError as error:
        raise Refused(
            f"Line {number}: {text!r} is no day such as 2026-11-23. Nothing was kept."
        ) from error
