"""Opening a table of any kind as a grid."""

from collections.abc import Callable
from pathlib import Path

from feedback.intake.kinds import SNIFFED_BYTES, Kind, find_kind
from feedback.intake.tables.delimited import open_delimited
from feedback.intake.tables.grids import Grid
from feedback.intake.tables.json_lines import open_json
from feedback.intake.tables.parquet import open_parquet
from feedback.intake.tables.sheets import open_sheet

_OPENERS: dict[Kind, Callable[[Path, str], Grid]] = {
    Kind.JSON: open_json,
    Kind.XLSX: open_sheet,
    Kind.PARQUET: open_parquet,
}


def open_grid(kind: Kind, path: Path, location: str, codec: str = "") -> Grid | None:
    """Return a table as a grid, None for what is none; raises UnreadableSource.

    ``codec`` is a person's choice of encoding, for delimited text.
    """
    if kind is Kind.TABLE:
        return open_delimited(path, location, codec)
    return _OPENERS[kind](path, location) if kind in _OPENERS else None


def find_file_kind(path: Path) -> Kind:
    """Tell what a file holds."""
    with path.open("rb") as file:
        return find_kind(file.read(SNIFFED_BYTES), path.suffix.lower())
