"""Opening a table of any kind as a grid."""

from collections.abc import Callable, Sequence
from pathlib import Path

from feedback.intake.kinds import SNIFFED_BYTES, Kind, find_kind
from feedback.intake.tables.delimited import open_delimited
from feedback.intake.tables.grids import Grid
from feedback.intake.tables.json_lines import open_json
from feedback.intake.tables.parquet import open_parquet
from feedback.intake.tables.sheets import open_sheets

_OPENERS: dict[Kind, Callable[[Path, str], Grid]] = {
    Kind.JSON: open_json,
    Kind.PARQUET: open_parquet,
}


def open_grid(kind: Kind, path: Path, location: str, codec: str = "") -> Grid | None:
    """Return a table as a grid, None for what is none; raises UnreadableSource.

    ``codec`` is a person's choice of encoding, for delimited text.
    """
    return next(iter(open_grids(kind, path, location, codec)), None)


def open_grids(
    kind: Kind, path: Path, location: str, codec: str = ""
) -> Sequence[Grid]:
    """Return each table of a file as a grid, none for what holds no table.

    Of a workbook's sheets the first is the one to show. Raises UnreadableSource.
    """
    if kind is Kind.TABLE:
        return [open_delimited(path, location, codec)]
    if kind is Kind.XLSX:
        return open_sheets(path, location)
    return [_OPENERS[kind](path, location)] if kind in _OPENERS else []


def find_file_kind(path: Path) -> Kind:
    """Tell what a file holds."""
    with path.open("rb") as file:
        return find_kind(file.read(SNIFFED_BYTES), path.suffix.lower())
