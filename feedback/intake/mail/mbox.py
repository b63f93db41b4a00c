"""Mailbox files: many mails in one, told apart by ``From `` lines."""

import mmap
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from feedback.intake.mail.drafts import MEDIA_TYPE
from feedback.intake.mail.mime import MAX_MESSAGE
from feedback.intake.mail.watched_mail import read_watched
from feedback.types import Draft, Refusal

# An unquoted "From " inside a text is no separator: a real one names a time of day,
# and a header stands below it. The first line of the file needs no time.
_SEPARATOR = re.compile(
    rb"(?:\A(?:\xef\xbb\xbf)?|(?<=\n))"
    rb"(From (?:(?<=\AFrom )|[^\r\n]{0,400}\d\d:\d\d)[^\r\n]{0,400}\r?\n)"
    rb"(?=>?[!-9;-~]{1,80}[ \t]*:|>?From )"
)
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)


def read_mbox(
    path: Path, location: str, received_at: datetime
) -> Iterator[Draft | Refusal]:
    """Read each mail of an mbox file (mboxo, mboxrd, LF or CRLF, cut short or not)."""
    with path.open("rb") as file, _map(file.fileno()) as content:
        for number, (start, end) in enumerate(find_messages(content), 1):
            yield _read(content, start, end, f"{location}:{number}", received_at)


def _map(handle: int) -> mmap.mmap:
    return mmap.mmap(handle, 0, access=mmap.ACCESS_READ)


def find_messages(content: bytes | mmap.mmap) -> Iterator[tuple[int, int]]:
    """Yield where each message starts, below its ``From `` line, and ends."""
    start = -1
    for match in _SEPARATOR.finditer(content):
        if start >= 0:
            yield start, _drop_last_blank(content, start, match.start(1))
        start = match.end(1)
    if start >= 0:
        yield start, _drop_last_blank(content, start, len(content))


def _drop_last_blank(content: bytes | mmap.mmap, start: int, end: int) -> int:
    """Return ``end`` without the one blank line that separates messages."""
    for blank in (b"\r\n\r\n", b"\n\n"):
        if content[max(start, end - len(blank)) : end] == blank:
            return end - len(blank) // 2
    return end


def _read(
    content: mmap.mmap, start: int, end: int, location: str, received_at: datetime
) -> Draft | Refusal:
    if end - start > MAX_MESSAGE:
        kept = content[start : start + MAX_MESSAGE]
        return Refusal(location, "the message is too large", kept, MEDIA_TYPE)
    raw = content[start:end]
    if b">From " in raw:
        raw = _QUOTED_FROM.sub(rb"\1", raw)
    return read_watched(raw, location, received_at)
