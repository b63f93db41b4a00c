"""What an import set aside, as a table that can be mended and imported again."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence

from feedback.cells import safe_cell
from feedback.intake.charsets import decode_text, find_bare_utf16
from feedback.intake.tables.dialects import find_dialect
from feedback.intake.tables.json_lines import flatten, parse_entry
from feedback.intake.tables.records import Record, read_records
from feedback.people.originals import open_stored
from feedback.store import Store

_ALL = -1
_PLACE, _REASON, _BEYOND = "set aside at", "reason", "beyond the header"
_CONTENT = "content"


def write_rejects(store: Store, import_id: int) -> str:
    """Return the rows that an import set aside as one CSV table.

    The first two columns say where a row stood and why it was set aside; cells
    beyond the header stand in a column of their own. Mended, the table is imported
    under the name of its source, like any other. A cell that a spreadsheet would run
    begins with an apostrophe. Mails and whole files are no rows and are left out:
    they are kept, and can be tried again. Raises NotFound.
    """
    store.imports.get_import(import_id)
    rows = list(_find_rows(store, import_id))
    columns = dict.fromkeys(name for row in rows for name in row)
    target = io.StringIO(newline="")
    writer = csv.DictWriter(target, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return target.getvalue()


def _find_rows(store: Store, import_id: int) -> Iterator[dict[str, str]]:
    for aside in store.imports.find_set_aside(import_id, _ALL):
        _, stored = store.imports.get_set_aside(aside.id)
        read = _READERS.get(stored.media_type.partition(";")[0])
        if read:
            cells = read(open_stored(store, stored))
            front = {_PLACE: aside.location, _REASON: aside.reason}
            yield {name: safe_cell(cell) for name, cell in {**front, **cells}.items()}


def _read_object(original: bytes) -> dict[str, str]:
    """Read a row of a workbook, or of lines of JSON; what is no object is one cell."""
    entry = parse_entry(original)
    if isinstance(entry, str):
        return {_CONTENT: decode_text(original)[0]}
    return flatten(entry)


def _read_cells(original: bytes) -> dict[str, str]:
    """Read a row that was set aside together with its header."""
    text, _ = decode_text(original, find_bare_utf16(original))
    records = list(read_records(io.StringIO(text, newline=""), find_dialect(text)))
    header, rest = records[0].cells, records[1:]
    cells = _cells_of(rest)
    named = dict(zip(header, cells, strict=False))
    if len(cells) > len(header):
        named[_BEYOND] = " | ".join(cells[len(header) :])
    return named


def _cells_of(records: Sequence[Record]) -> Sequence[str]:
    """Return the cells of a row; one that cannot be split is a single cell."""
    if len(records) == 1 and not records[0].problem:
        return records[0].cells
    return ["".join(record.raw for record in records).strip()]


_READERS: dict[str, Callable[[bytes], dict[str, str]]] = {
    "text/csv": _read_cells,
    "application/json": _read_object,
}
ROW_TYPES = frozenset(_READERS)
"""The media types of what was set aside of tables: rows, and no mails or files."""
