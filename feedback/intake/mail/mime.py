"""A mail message cut into its parts by one linear pass that hostile input cannot bend.

The standard parser looks at every line once per level of nesting and calls itself for
each level. Here a part is a pair of offsets, parts still to be cut wait on a list, and
every limit is checked while cutting, so that time and memory stay in proportion to
the size of the message whatever it holds.
"""

import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass, field

from feedback.intake.mail.headers import (
    Headers,
    TooMuch,
    parse_parameters,
    read_headers,
)

MAX_MESSAGE = 100 * 1024 * 1024
MAX_STRUCTURAL_HEADER = 16 * 1024
MAX_PARTS = 1_000
MAX_DEPTH = 100
_MAX_LEADING_BLANKS = 1_000
# Levels of a deep message overlap: all of them together may be this much to search.
_WORK_PER_BYTE = 25
_MIN_WORK = 4 * 1024 * 1024
_FIRST_DELIMITER = re.compile(rb"--([^\r\n]{1,200}?)[ \t]*\r?(?:\n|\Z)")


@dataclass(slots=True)
class Part:
    """A part of a message: its headers, and smaller parts or the bytes of its body."""

    raw: bytes
    start: int
    end: int
    headers: Headers
    media_type: str
    parameters: dict[str, str]
    depth: int
    children: list["Part"] = field(default_factory=list)

    @property
    def body(self) -> memoryview:
        """The bytes below the headers, not decoded."""
        return memoryview(self.raw)[self.start : self.end]

    @property
    def kind(self) -> str:
        """The media type before the slash."""
        return self.media_type.partition("/")[0]

    @property
    def subtype(self) -> str:
        """The media type behind the slash."""
        return self.media_type.partition("/")[2]

    def walk(self) -> Iterator["Part"]:
        """Yield this part and all below it, in the order of the message."""
        waiting = [self]
        while waiting:
            part = waiting.pop()
            yield part
            waiting.extend(reversed(part.children))


def read_message(raw: bytes) -> Part:
    """Cut a message into its parts; raises TooMuch when it is beyond a limit."""
    if len(raw) > MAX_MESSAGE:
        raise TooMuch(f"is larger than {MAX_MESSAGE // 1024**2} MB")
    if b"\n" not in raw:
        raw = raw.replace(b"\r", b"\n")
    return _Cutter(raw).cut()


class _Cutter:
    """Cuts one message, and keeps the account of what that costs."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._parts = 0
        self._work = max(_MIN_WORK, _WORK_PER_BYTE * len(raw))

    def cut(self) -> Part:
        start = _skip_blanks(self._raw)
        message = self._read_part(start, len(self._raw), 0, "text/plain")
        waiting = [message]
        while waiting:
            part = waiting.pop()
            part.children = self._split(part)
            waiting.extend(part.children)
        return message

    def _read_part(self, start: int, end: int, depth: int, default: str) -> Part:
        self._parts += 1
        if self._parts > MAX_PARTS:
            raise TooMuch(f"has more than {MAX_PARTS:,} parts")
        if depth > MAX_DEPTH:
            raise TooMuch(f"is nested more than {MAX_DEPTH} levels deep")
        headers, body = read_headers(self._raw, start, end)
        content_type = headers.first("content-type")
        if len(content_type) > MAX_STRUCTURAL_HEADER:
            raise TooMuch(f"has a Content-Type of {len(content_type):,} bytes")
        value, parameters = parse_parameters(content_type)
        media_type = value if "/" in value else default
        return Part(self._raw, body, end, headers, media_type, parameters, depth)

    def _split(self, part: Part) -> list[Part]:
        if part.kind != "multipart":
            return []
        boundary = _find_boundary(part)
        self._work -= part.end - part.start
        if self._work < 0:
            raise TooMuch("is nested too deeply for its size")
        default = "message/rfc822" if part.subtype == "digest" else "text/plain"
        return [
            self._read_part(start, end, part.depth + 1, default)
            for start, end in _find_sections(part, boundary)
        ]


def _skip_blanks(raw: bytes) -> int:
    """Return where headers start: below blank lines, behind a byte order mark."""
    bare = raw.removeprefix(BOM_UTF8)
    start = len(raw) - len(bare.lstrip(b"\r\n"))
    if start > _MAX_LEADING_BLANKS:
        raise TooMuch("starts with thousands of blank lines")
    return start


def _find_boundary(part: Part) -> bytes:
    """Return the boundary as declared, or the first line that looks like one."""
    declared = part.parameters.get("boundary", "").rstrip()
    boundary = declared.encode("latin-1", "replace")
    if boundary and part.raw.find(b"--" + boundary, part.start, part.end) >= 0:
        return boundary
    match = _FIRST_DELIMITER.match(part.raw, part.start, part.end)
    return match[1] if match else b""


def _find_sections(part: Part, boundary: bytes) -> Iterator[tuple[int, int]]:
    """Yield the offsets between delimiter lines; the text around them is left out."""
    if not boundary:
        return
    opened = -1
    for before, after, closes in _find_delimiters(part, b"--" + boundary):
        if opened >= 0:
            yield opened, max(before, opened)
        opened = -1 if closes else after
    if opened >= 0:
        yield opened, part.end


def _find_delimiters(part: Part, marker: bytes) -> Iterator[tuple[int, int, bool]]:
    """Yield for each delimiter line where text ends before it and starts after it."""
    raw = part.raw
    at = raw.find(marker, part.start, part.end)
    while at >= 0:
        if at == part.start or raw[at - 1] == 10:
            line_end = raw.find(b"\n", at, part.end)
            line_end = part.end if line_end < 0 else line_end
            rest = raw[at + len(marker) : min(line_end, at + len(marker) + 80)].strip()
            if rest in (b"", b"--"):
                yield _step_back(raw, at, part.start), line_end + 1, rest == b"--"
        at = raw.find(marker, at + len(marker), part.end)


def _step_back(raw: bytes, at: int, start: int) -> int:
    """Return ``at`` without the line break before it, which belongs to the marker."""
    if at > start:
        at -= 1
    return at - 1 if at > start and raw[at - 1] == 13 else at
