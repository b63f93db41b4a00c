"""Opening a source: what a path holds is told by its content, not by its name."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from feedback.errors import PostbagError, UnreadableSource
from feedback.intake.archives import read_gzip, read_zip
from feedback.intake.charsets import tidy
from feedback.intake.folders import find_moved, walk
from feedback.intake.kinds import SNIFFED_BYTES, Kind, find_kind
from feedback.intake.mail.mbox import read_mbox
from feedback.intake.mail.mime import MAX_MESSAGE
from feedback.intake.mail.outlook import read_outlook
from feedback.intake.mail.watched_mail import read_watched
from feedback.intake.tables.any_grid import open_grids
from feedback.intake.tables.grids import Grid, read_grid
from feedback.intake.tables.recognition import ColumnMapping
from feedback.types import Draft, Refusal

Items = Iterator[Draft | Refusal]


@dataclass(frozen=True, slots=True)
class Source:
    """Drafts and refusals to come; ``size`` in bytes says how much there is to read.

    ``notes`` fills while the items are read: what was recognised, and what was
    guessed and may be wrong.
    """

    name: str
    size: int
    items: Items
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading needs to know: when letters arrive, and a mapping if one is known.

    ``is_inside`` holds within an archive, where archives are not opened again;
    ``is_folder`` where a file is one of several.
    ``notes`` takes what a person should know about the reading.
    """

    received_at: datetime
    mapping: ColumnMapping | None = None
    is_inside: bool = False
    is_folder: bool = False
    notes: list[str] = field(default_factory=list)


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
        files, refusals = walk(path)
        size = sum(map(_measure, files))
        reading = replace(reading, is_folder=True)
        items = _read_all(path, files, refusals, reading)
        return Source(tidy(path.name), size, items, reading.notes)
    if not path.is_file():
        raise UnreadableSource(f"There is no file or folder {path}.")
    name = tidy(path.name)
    return Source(name, _measure(path), read_file(path, name, reading), reading.notes)


def _measure(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _read_all(
    folder: Path, files: list[Path], refusals: list[Refusal], reading: Reading
) -> Items:
    yield from refusals
    for file in files:
        yield from read_file(file, tidy(str(file.relative_to(folder))), reading)


def read_file(path: Path, location: str, reading: Reading) -> Items:
    """Read one file; a failure anywhere in it ends in a refusal, never in an error."""
    try:
        yield from _read_by_kind(path, location, reading)
    except FileNotFoundError:
        moved = find_moved(path)
        if moved:
            yield from read_file(moved, location, reading)
    except PostbagError as error:
        yield _refuse_file(path, location, str(error))
    except OSError as error:
        yield _refuse_file(path, location, f"cannot be read: {error.strerror or error}")
    except Exception as error:
        # A damaged file can make a library fail in any way; the others go on.
        reason = f"cannot be read ({type(error).__name__})"
        yield _refuse_file(path, location, reason)


def _read_by_kind(path: Path, location: str, reading: Reading) -> Items:
    with path.open("rb") as file:
        head = file.read(SNIFFED_BYTES)
        kind = find_kind(head, path.suffix.lower())
        if kind is Kind.MAIL:
            raw = _read_rest(head, file)
            return iter([read_watched(raw, location, reading.received_at)])
        if kind is Kind.OUTLOOK:
            raw = _read_rest(head, file)
            return iter([read_outlook(raw, location, reading.received_at)])
    if kind is Kind.MBOX:
        return read_mbox(path, location, reading.received_at)
    if kind in (Kind.ZIP, Kind.GZIP):
        return _read_archive(path, location, reading, kind)
    codec = reading.mapping.codec if reading.mapping else ""
    grids = open_grids(kind, path, location, codec)
    if not grids:
        raise UnreadableSource(kind.value)
    return _read_grids(grids, reading)


def _read_grids(grids: Sequence[Grid], reading: Reading) -> Items:
    """Read the tables of a file; a person's mapping holds where the columns are those.

    Ids may begin anew on each sheet of a workbook.
    """
    first = grids[0]
    for grid in grids:
        is_alike = grid.header == first.header
        yield from read_grid(
            grid,
            reading.received_at,
            reading.mapping if is_alike else None,
            reading.notes.append,
            reading.is_folder or reading.is_inside or grid is not first,
        )


def _read_rest(head: bytes, file: BinaryIO) -> bytes:
    """Return a message from its head on, at most one byte more than it may have.

    Most end within the head: to ask for more would take a buffer for the most there
    can be, each time.
    """
    if len(head) < SNIFFED_BYTES:
        return head
    return head + file.read(MAX_MESSAGE + 1 - len(head))


def _read_archive(path: Path, location: str, reading: Reading, kind: Kind) -> Items:
    if reading.is_inside:
        raise UnreadableSource("An archive inside an archive is not opened.")
    inside = replace(reading, is_inside=True)

    def read_member(member: Path, name: str) -> Items:
        return read_file(member, f"{location}/{name}", inside)

    unpack: Callable[[Path, Callable[[Path, str], Items]], Items]
    unpack = read_zip if kind is Kind.ZIP else read_gzip
    return unpack(path, read_member)


def _refuse_file(path: Path, location: str, reason: str) -> Refusal:
    """Set a whole file aside; of one beyond 100 MB the beginning is kept."""
    try:
        with path.open("rb") as file:
            original = file.read(MAX_MESSAGE)
    except OSError:
        original = b""
    return Refusal(location, reason, original, "application/octet-stream")
