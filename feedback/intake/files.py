"""Opening a source: what a path holds is told by its content, not by its name."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from feedback.errors import PostbagError, UnreadableSource
from feedback.intake.delimited import read_delimited
from feedback.intake.recognition import ColumnMapping
from feedback.types import Draft, Refusal

MAX_FILE_KEPT = 100 * 1024 * 1024
_NEVER_LETTERS = {"thumbs.db", "desktop.ini"}


@dataclass(frozen=True, slots=True)
class Source:
    """Drafts and refusals to come; ``size`` in bytes says how much there is to read."""

    name: str
    size: int
    items: Iterator[Draft | Refusal]


@dataclass(frozen=True, slots=True)
class Reading:
    """What readers need to know: when letters arrive, and a mapping if one is known."""

    received_at: datetime
    mapping: ColumnMapping | None = None


def open_source(
    path: Path, received_at: datetime, mapping: ColumnMapping | None = None
) -> Source:
    """Open a file or folder as a source of drafts.

    ``mapping`` is a person's choice of columns, for tables. Raises UnreadableSource
    when there is nothing at ``path``; whatever is there but cannot be read comes
    out as a Refusal with its reason.
    """
    reading = Reading(received_at, mapping)
    if path.is_dir():
        files = list(_walk(path))
        size = sum(_measure(file) for file in files)
        return Source(path.name or str(path), size, _read_all(path, files, reading))
    if not path.is_file():
        raise UnreadableSource(f"There is no file or folder {path}.")
    return Source(path.name, _measure(path), read_file(path, path.name, reading))


def _walk(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder in a fixed order; hidden ones are left out."""
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and name.lower() not in _NEVER_LETTERS:
                yield Path(parent, name)


def _measure(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _read_all(
    folder: Path, files: list[Path], reading: Reading
) -> Iterator[Draft | Refusal]:
    for file in files:
        yield from read_file(file, str(file.relative_to(folder)), reading)


def read_file(path: Path, location: str, reading: Reading) -> Iterator[Draft | Refusal]:
    """Read one file; a failure anywhere in it ends in a refusal, never in an error."""
    try:
        yield from _read_by_kind(path, location, reading)
    except PostbagError as error:
        yield _refuse_file(path, location, str(error))
    except OSError as error:
        yield _refuse_file(path, location, f"cannot be read: {error.strerror}")


def _read_by_kind(
    path: Path, location: str, reading: Reading
) -> Iterator[Draft | Refusal]:
    return read_delimited(path, location, reading.received_at, reading.mapping)


def _refuse_file(path: Path, location: str, reason: str) -> Refusal:
    """Set a whole file aside; of a huge one the beginning is kept."""
    try:
        with path.open("rb") as file:
            original = file.read(MAX_FILE_KEPT)
    except OSError:
        original = b""
    return Refusal(location, reason, original, "application/octet-stream")
