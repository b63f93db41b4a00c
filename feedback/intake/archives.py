"""Zip and gzip archives, unpacked one file at a time under limits that bombs meet."""

import gzip
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from feedback.errors import UnreadableSource
from feedback.types import Draft, Refusal

MAX_UNPACKED = 2 * 1024**3
MAX_MEMBERS = 200_000
# Text seldom packs better than 20 to 1; bombs do by the thousand.
MAX_RATIO = 100
_RATIO_COUNTS_FROM = 10 * 1024 * 1024
_BLOCK = 1024 * 1024

Items = Iterator[Draft | Refusal]
ReadMember = Callable[[Path, str], Items]


class _Packed(Protocol):
    def read(self, size: int, /) -> bytes: ...


def read_zip(path: Path, read_member: ReadMember) -> Items:
    """Read each file of a zip archive by ``read_member(unpacked file, its name)``."""
    try:
        with zipfile.ZipFile(path) as archive, TemporaryDirectory() as folder:
            for member in _list_members(archive):
                yield from _read_one(archive, member, Path(folder), read_member)
    except zipfile.BadZipFile as error:
        raise UnreadableSource(f"The zip archive is damaged: {error}.") from error


def _list_members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    members = [info for info in archive.infolist() if _is_letter_file(info)]
    if len(members) > MAX_MEMBERS:
        raise UnreadableSource(f"The archive holds more than {MAX_MEMBERS:,} files.")
    if sum(info.file_size for info in members) > MAX_UNPACKED:
        raise UnreadableSource("The archive unpacks to more than 2 GB.")
    return members


def _is_letter_file(info: zipfile.ZipInfo) -> bool:
    hidden = any(part.startswith((".", "__MACOSX")) for part in _parts(info.filename))
    return not info.is_dir() and not hidden


def _parts(name: str) -> tuple[str, ...]:
    return tuple(part for part in Path(name).parts if part not in (".", ".."))


def _read_one(
    archive: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    folder: Path,
    read_member: ReadMember,
) -> Items:
    """Unpack one file under a name of ours: its own could lead out of the folder."""
    name = "/".join(_parts(member.filename))
    unpacked = folder / f"member{Path(name).suffix[:10]}"
    try:
        with archive.open(member) as packed:
            _unpack(packed, unpacked, member.compress_size)
    except (UnreadableSource, RuntimeError, zlib.error, OSError, EOFError,
            zipfile.BadZipFile, NotImplementedError) as error:  # fmt: skip
        yield Refusal(name, f"cannot be unpacked: {error}", b"")
        return
    yield from read_member(unpacked, name)


def read_gzip(path: Path, read_member: ReadMember) -> Items:
    """Read the one file that a gzip archive holds."""
    name = path.stem or path.name
    with TemporaryDirectory() as folder:
        unpacked = Path(folder, f"member{Path(name).suffix[:10]}")
        try:
            with gzip.open(path) as packed:
                _unpack(packed, unpacked, path.stat().st_size)
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            message = f"The gzip archive is damaged: {error}."
            raise UnreadableSource(message) from error
        yield from read_member(unpacked, name)


def _unpack(packed: _Packed, target: Path, packed_size: int) -> None:
    """Write unpacked bytes to ``target`` until they are too many to be honest."""
    size = 0
    with target.open("wb") as file:
        while block := packed.read(_BLOCK):
            size += len(block)
            if size > MAX_UNPACKED:
                raise UnreadableSource("The archive unpacks to more than 2 GB.")
            if size > max(_RATIO_COUNTS_FROM, MAX_RATIO * packed_size):
                raise UnreadableSource(
                    f"The archive unpacks to more than {MAX_RATIO} times its size."
                )
            file.write(block)
