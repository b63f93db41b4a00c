"""Tables that are read the way a person chose, which is remembered with the source."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from feedback.errors import Refused
from feedback.intake.preview import open_file_grid, read_choices
from feedback.intake.receiving import Progress, import_paths
from feedback.intake.tables.formats import Role
from feedback.intake.tables.grids import propose_mapping
from feedback.intake.tables.readings import Choices, write_reading
from feedback.store import Store
from feedback.types import Import


def import_chosen(
    store: Store,
    path: Path,
    source: str,
    choices: Choices,
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
    location: str = "",
) -> Import:
    """Import one file, read as chosen; the next one of this source is read likewise.

    Raises UnreadableSource, and Refused for a choice that cannot be.
    """
    mapping = read_choices(path, choices.check())
    done = import_paths(
        store, [path], source, mapping=mapping, dry_run=dry_run, progress=progress,
        location=location,
    )  # fmt: skip
    grid = open_file_grid(path, choices.codec) if choices and not dry_run else None
    if grid:
        store.sources.remember_reading(source, write_reading(choices, grid.header))
    return done


def name_columns(path: Path, named: Sequence[str], choices: Choices) -> Choices:
    """Return choices with columns named like ``text=Review``.

    Roles that are not named stay as they are proposed; ``date=`` leaves one out.
    Raises Refused for a role or a column that there is not, or when it is no table.
    """
    if not named:
        return choices
    grid = open_file_grid(path, choices.codec)
    if grid is None:
        raise Refused(f"{path.name} is no table, so it has no columns to choose.")
    proposed = propose_mapping(grid).columns
    columns = {role: found[0] for role, found in proposed.items() if found}
    for one in named:
        role, name = _split(one)
        at = _find(grid.header, name) if name else None
        # A role has one column here, and a column one role: the last word holds.
        columns = {r: c for r, c in columns.items() if r != role and c != at}
        if at is not None:
            columns[role] = at
    return replace(choices, columns=columns)


def _split(named: str) -> tuple[Role, str]:
    role, sign, name = named.partition("=")
    if not sign or role.strip() not in set(Role):
        roles = ", ".join(Role)
        raise Refused(f"--column takes ROLE=COLUMN, with one of {roles} as the role.")
    return Role(role.strip()), name.strip()


def _find(header: Sequence[str], name: str) -> int:
    """Return where a column stands, by its name or by its number from 1."""
    folded = [" ".join(cell.split()).casefold() for cell in header]
    wanted = " ".join(name.split()).casefold()
    if wanted in folded:
        return folded.index(wanted)
    if wanted.isdecimal() and 0 < int(wanted) <= len(header):
        return int(wanted) - 1
    shown = ", ".join(header[:20]) + (", ..." if len(header) > 20 else "")
    raise Refused(f"There is no column {name!r}; there are {shown}.")
