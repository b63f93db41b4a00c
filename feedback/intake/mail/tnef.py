"""The files inside a ``winmail.dat``: Outlook's TNEF envelope ([MS-OXTNEF])."""

import struct
from collections.abc import Callable, Iterator

from feedback.types import Attachment

MEDIA_TYPES = ("application/ms-tnef", "application/vnd.ms-tnef")
_SIGNATURE = struct.pack("<I", 0x223E9F78)
_ATTACHMENT_LEVEL = 2
_TITLE, _DATA, _RENDERING = 0x8010, 0x800F, 0x9002
_MAX_FILES = 200
_MAX_RECORDS = 10_000


def is_tnef(content: bytes, media_type: str) -> bool:
    """Tell whether bytes are such an envelope."""
    return content.startswith(_SIGNATURE) or media_type in MEDIA_TYPES


def unpack(content: bytes) -> list[tuple[str, bytes]]:
    """Return name and bytes of each file inside; what is damaged ends the list."""
    files: list[tuple[str, bytes]] = []
    title, data = "", b""
    for level, tag, value in _read_records(content):
        if level != _ATTACHMENT_LEVEL:
            continue
        if tag == _RENDERING and data:  # begins the next file
            files.append((title, data))
            title, data = "", b""
        elif tag == _TITLE:
            title = value.split(b"\0")[0].decode("cp1252", "replace")
        elif tag == _DATA:
            data = value
        if len(files) >= _MAX_FILES:
            return files
    return [*files, (title, data)] if data else files


def _read_records(content: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield level, attribute and value of each record."""
    if not content.startswith(_SIGNATURE):
        return
    at = 6
    for _ in range(_MAX_RECORDS):
        if at + 9 > len(content):
            return
        level, tag, _, size = struct.unpack_from("<BHHI", content, at)
        value = content[at + 9 : at + 9 + size]
        if len(value) < size:
            return
        yield level, tag, value
        at += 9 + size + 2


def expand(file: Attachment, clean: Callable[[str], str]) -> tuple[Attachment, ...]:
    """Return the files of an envelope, or the file itself when it holds none."""
    if not is_tnef(file.content, file.media_type):
        return (file,)
    inside = tuple(
        Attachment(clean(name) or f"file {number}", "application/octet-stream", content)
        for number, (name, content) in enumerate(unpack(file.content), 1)
    )
    return inside or (file,)
