"""What a file would bring, before anything is stored: for a person to look at."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from feedback.clock import Clock, now
from feedback.errors import UnreadableSource
from feedback.intake.delimited import DelimitedGrid
from feedback.intake.files import open_source
from feedback.intake.formats import Role
from feedback.intake.grids import propose_mapping, read_sample
from feedback.intake.kinds import SNIFFED_BYTES, Kind, find_kind
from feedback.intake.receiving import import_paths
from feedback.intake.recognition import ColumnMapping, Confidence
from feedback.intake.tables import open_table
from feedback.store import Store
from feedback.types import Draft, ImportCounts, Refusal

SHOWN_ROWS = 5
"""Rows that a person is shown of a file."""
LARGEST_REHEARSAL = 30 * 1024 * 1024
"""Above this size a rehearsal would keep people waiting: only samples are shown."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table, with the role proposed for it and sample cells."""

    position: int
    name: str
    role: Role | None
    confidence: Confidence | None
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What was recognised: ``counts`` is None when the file is too large to rehearse.

    ``columns`` is empty for anything but a delimited table. ``needs_choice`` says
    that no column surely holds letters, so that a person must say which does.
    """

    kind: str
    size: int
    columns: tuple[Column, ...]
    drafts: tuple[Draft, ...]
    refusals: tuple[Refusal, ...]
    counts: ImportCounts | None
    note: str = ""
    needs_choice: bool = False


def preview_file(
    store: Store,
    path: Path,
    choices: Mapping[Role, int] | None = None,
    clock: Clock = now,
) -> Preview:
    """Read a file's beginning, and rehearse its import when it is not too large.

    ``choices`` are the columns that a person has chosen, by position. Raises
    UnreadableSource for a file that cannot be read at all.
    """
    grid = _open_grid(path)
    mapping = choose_mapping(grid, choices) if grid else None
    needs_choice = mapping is not None and not mapping.is_sure
    items = [] if needs_choice else list(_first_items(path, mapping, clock))
    size = path.stat().st_size
    counts = None
    if not needs_choice and size <= LARGEST_REHEARSAL:
        counts = import_paths(
            store, [path], "preview", mapping=mapping, dry_run=True, clock=clock
        ).counts
    return Preview(
        kind=_name_kind(path, mapping),
        size=size,
        columns=_columns(grid, mapping) if grid and mapping else (),
        drafts=tuple(i for i in items if isinstance(i, Draft))[:SHOWN_ROWS],
        refusals=tuple(i for i in items if isinstance(i, Refusal))[:SHOWN_ROWS],
        counts=counts,
        note=mapping.note if mapping else "",
        needs_choice=needs_choice,
    )


def read_choices(path: Path, choices: Mapping[Role, int]) -> ColumnMapping | None:
    """Return the mapping that a person's choices stand for, None without any."""
    grid = _open_grid(path)
    return choose_mapping(grid, choices) if grid and choices else None


def choose_mapping(
    grid: DelimitedGrid, choices: Mapping[Role, int] | None
) -> ColumnMapping:
    """Return the proposed mapping, with a person's choices in its place."""
    proposed = propose_mapping(grid)
    if not choices:
        return proposed
    width = len(grid.header)
    chosen = {role: (at,) for role, at in choices.items() if 0 <= at < width}
    return replace(
        proposed,
        format="columns chosen by hand",
        columns=chosen,
        confidence=dict.fromkeys(chosen, Confidence.HIGH),
    )


def _open_grid(path: Path) -> DelimitedGrid | None:
    """Return the file as a table, None when it is something else."""
    with path.open("rb") as file:
        head = file.read(SNIFFED_BYTES)
    if find_kind(head, path.suffix.lower()) is not Kind.TABLE:
        return None
    return DelimitedGrid(open_table(path), path.name)


def _first_items(
    path: Path, mapping: ColumnMapping | None, clock: Clock
) -> "islice[Draft | Refusal]":
    return islice(open_source(path, clock(), mapping).items, SHOWN_ROWS * 8)


def _name_kind(path: Path, mapping: ColumnMapping | None) -> str:
    if mapping:
        return mapping.format or "a table"
    with path.open("rb") as file:
        kind = find_kind(file.read(SNIFFED_BYTES), path.suffix.lower())
    if kind in (Kind.EMPTY, Kind.UNKNOWN):
        raise UnreadableSource(f"{path.name}: {kind.value}")
    return _KINDS.get(kind, str(kind.value))


_KINDS = {
    Kind.MAIL: "one mail",
    Kind.MBOX: "a mailbox file",
    Kind.JSON: "records as JSON",
    Kind.XLSX: "a workbook",
    Kind.ZIP: "a zip archive",
    Kind.GZIP: "a compressed file",
}


def _columns(grid: DelimitedGrid, mapping: ColumnMapping) -> tuple[Column, ...]:
    roles = {at: role for role, places in mapping.columns.items() for at in places}
    sample = read_sample(grid, SHOWN_ROWS)
    return tuple(
        Column(
            position=at,
            name=name,
            role=roles.get(at),
            confidence=mapping.confidence.get(roles[at]) if at in roles else None,
            cells=tuple(row.cells[at][:160] for row in sample),
        )
        for at, name in enumerate(grid.header)
    )
