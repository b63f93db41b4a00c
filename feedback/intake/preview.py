"""What a file would bring, before anything is stored: for a person to look at."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from feedback.clock import Clock, now
from feedback.errors import UnreadableSource
from feedback.intake.files import open_source
from feedback.intake.kinds import Kind
from feedback.intake.receiving import import_paths
from feedback.intake.tables.any_grid import find_file_kind, open_grid
from feedback.intake.tables.formats import Role
from feedback.intake.tables.grids import Grid, propose_mapping, read_sample
from feedback.intake.tables.readings import Choices, apply_choices, recall_choices
from feedback.intake.tables.recognition import ColumnMapping, Confidence
from feedback.store import Store
from feedback.types import Draft, ImportCounts, Refusal

SHOWN_ROWS = 5
"""Rows that a person is shown of a file."""
LARGEST_REHEARSAL = 30 * 1024 * 1024
"""Above this size a rehearsal would keep people waiting: only samples are shown."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table, with the role proposed for it and sample cells.

    ``is_first``: of the columns that share a role, this one stands for all.
    """

    position: int
    name: str
    role: Role | None
    is_first: bool
    confidence: Confidence | None
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What was recognised: ``counts`` is None when the file is too large to rehearse.

    ``columns`` is empty for anything but a table. ``needs_choice`` says
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
    store: Store, path: Path, choices: Choices, clock: Clock = now
) -> Preview:
    """Read a file's beginning, and rehearse its import when it is not too large.

    ``choices`` are those of a person. Raises UnreadableSource for a file that cannot
    be read at all, Refused for a choice that cannot be.
    """
    grid = open_file_grid(path, choices.check().codec)
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
        note=" ".join(filter(None, _notes(grid, mapping, items))),
        needs_choice=needs_choice,
    )


def _notes(
    grid: Grid | None, mapping: ColumnMapping | None, items: Sequence[Draft | Refusal]
) -> tuple[str, ...]:
    if not (grid and mapping):
        return ()
    note = f"The table is {grid.note}." if grid.note else ""
    return mapping.note, note, _note_dates(items)


def _note_dates(items: Sequence[Draft | Refusal]) -> str:
    """Say what to do about rows whose date cannot be told."""
    rows = (item for item in items if isinstance(item, Draft))
    if not any(row.flags for row in rows):
        return ""
    return (
        "Some dates cannot be told for sure; say under Columns what they begin with, "
        "or what becomes of such rows."
    )


def read_choices(path: Path, choices: Choices) -> ColumnMapping | None:
    """Return the mapping that a person's choices stand for, None without any."""
    grid = open_file_grid(path, choices.codec) if choices else None
    return choose_mapping(grid, choices) if grid else None


def choose_mapping(grid: Grid, choices: Choices) -> ColumnMapping:
    """Return the proposed mapping, with a person's choices in its place."""
    return apply_choices(propose_mapping(grid), choices, len(grid.header))


def find_remembered(store: Store, path: Path) -> tuple[str, Choices]:
    """Return the source whose remembered reading fits a table, and that reading.

    The one that was imported last comes first; ("", no choices) when none fits.
    """
    known = [one for one in store.sources.find_sources() if one.reading]
    grid = open_file_grid(path, "") if known else None
    if grid is None:
        return "", Choices()
    known.sort(key=lambda one: str(one.latest_import_at), reverse=True)
    for source in known:
        choices = recall_choices(source.reading, grid.header)
        if choices.columns:
            return source.name, choices
    return "", Choices()


def open_file_grid(path: Path, codec: str) -> Grid | None:
    """Return a file as a table, None when it is something else."""
    return open_grid(find_file_kind(path), path, path.name, codec)


def _first_items(
    path: Path, mapping: ColumnMapping | None, clock: Clock
) -> "islice[Draft | Refusal]":
    return islice(open_source(path, clock(), mapping).items, SHOWN_ROWS * 8)


def _name_kind(path: Path, mapping: ColumnMapping | None) -> str:
    if mapping:
        return mapping.format or "a table"
    kind = find_file_kind(path)
    if kind in (Kind.EMPTY, Kind.UNKNOWN):
        raise UnreadableSource(f"{path.name}: {kind.value}")
    return _KINDS.get(kind, str(kind.value))


_KINDS = {
    Kind.MAIL: "one mail",
    Kind.MBOX: "a mailbox file",
    Kind.OUTLOOK: "an Outlook letter",
    Kind.ZIP: "a zip archive",
    Kind.GZIP: "a compressed file",
}


def _columns(grid: Grid, mapping: ColumnMapping) -> tuple[Column, ...]:
    roles = {at: role for role, places in mapping.columns.items() for at in places}
    first = {places[0] for places in mapping.columns.values() if places}
    sample = read_sample(grid, SHOWN_ROWS)
    return tuple(
        Column(
            position=at,
            name=name,
            role=roles.get(at),
            is_first=at in first,
            confidence=mapping.confidence.get(roles[at]) if at in roles else None,
            cells=tuple(row.cells[at][:160] for row in sample),
        )
        for at, name in enumerate(grid.header)
    )
