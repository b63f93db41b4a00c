"""What can be worked out of a draft before the database is asked for anything.

It is most of the work of receiving that is not SQLite's, and needs no lock.
"""

import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any, NamedTuple

from feedback.store.connection import time_text
from feedback.store.search_index import fingerprint, index_words
from feedback.types import Attachment, Draft, OriginalChoice

_COMPRESS_ABOVE_BYTES = 4096

PREPARED_COLUMNS = (
    "is_dated", "language", "score", "is_automatic", "fingerprint", "digest",
    "message_id", "location", "metadata", "flags", "subject", "body", "quoted",
    "signature", "words", "subject_words",
)  # fmt: skip


NEVER_UPDATED = bytes(16)
"""The digest of letters that no longer follow what their source says."""


class PreparedFile(NamedTuple):
    """An attachment as it is stored; ``sha256`` is what its content is known by."""

    name: str
    media_type: str
    size: int
    sha256: bytes
    choice: str
    content: bytes


class PreparedDraft(NamedTuple):
    """A draft's values as they are stored: plain ones, which pass between processes.

    ``written_at`` is ``""`` where the source gives no date; ``columns`` follow
    PREPARED_COLUMNS; ``original`` is media type, SHA-256, whether it is compressed, the
    bytes, and what was done with them; ``writer`` is key, name and address. ``size`` is
    that of the original before it was compressed; ``action`` the number of the action
    that a mail says it answers, ``""`` where it says none.
    """

    identity: str
    written_at: str
    columns: tuple[object, ...]
    original: tuple[str, bytes, int, bytes, str]
    writer: tuple[str, str, str]
    size: int
    html: str
    references: tuple[str, ...]
    tags: tuple[str, ...]
    action: str
    files: tuple[PreparedFile, ...]

    def get(self, column: str) -> Any:
        """Return the value of one of PREPARED_COLUMNS."""
        return self.columns[PREPARED_COLUMNS.index(column)]


def prepare(draft: Draft) -> PreparedDraft:
    """Return a draft ready to be written."""
    return prepare_all([draft])[0]


def prepare_all(drafts: Sequence[Draft]) -> list[PreparedDraft]:
    """Return drafts ready to be written.

    Worked on column by column: to go through one draft after the other costs more than
    half as much again.
    """
    times = [_write_moment(it.written_at) for it in drafts]
    shapes = [_find_shape(tuple(it.metadata)) for it in drafts]
    columns = zip(
        [int(it.written_at is not None) for it in drafts],
        [it.language for it in drafts],
        [it.score for it in drafts],
        [int(it.is_automatic) for it in drafts],
        [fingerprint(it.subject, it.body) for it in drafts],
        map(_digest, drafts, [said for _, said in times], shapes),
        [it.message_id or None for it in drafts],
        [it.location for it in drafts],
        [shape.write(it.metadata) for shape, it in zip(shapes, drafts, strict=True)],
        [encode_json(it.flags) if it.flags else "[]" for it in drafts],
        [it.subject for it in drafts],
        [it.body for it in drafts],
        [it.quoted for it in drafts],
        [it.signature for it in drafts],
        [index_words(it.body) for it in drafts],
        [index_words(it.subject) for it in drafts],
        strict=True,
    )
    prepared = zip(
        [it.identity for it in drafts],
        [stored for stored, _ in times],
        columns,
        map(_prepare_original, drafts),
        [tuple(it.writer) for it in drafts],
        [len(it.original) for it in drafts],
        [it.html for it in drafts],
        [it.references for it in drafts],
        [it.tags for it in drafts],
        [it.metadata.get("answers action", "") for it in drafts],
        [tuple(map(_prepare_file, it.attachments)) for it in drafts],
        strict=True,
    )
    return list(map(PreparedDraft._make, prepared))


class _Shape(NamedTuple):
    """How metadata of certain names are written, the values left open."""

    json: str
    names: tuple[str, ...]
    said: str

    def write(self, metadata: Mapping[str, str]) -> str:
        """Return metadata as JSON."""
        return self.json % tuple(map(encode_basestring, metadata.values()))


@lru_cache(maxsize=64)
def _find_shape(names: tuple[str, ...]) -> _Shape:
    """Work out once what is the same for all rows of a table."""
    pairs = ", ".join(f"{_escape(encode_basestring(name))}: %s" for name in names)
    said = "".join(f"\0{_escape(name)}\0%s" for name in sorted(names))
    return _Shape(f"{{{pairs}}}", tuple(sorted(names)), "%s\0%s\0%s\0%s" + said)


def _escape(text: str) -> str:
    return text.replace("%", "%%")


def digest(draft: Draft) -> bytes:
    """Return 16 bytes that change when anything the source says has changed."""
    _, written_at = _write_moment(draft.written_at)
    return _digest(draft, written_at, _find_shape(tuple(draft.metadata)))


def _digest(draft: Draft, written_at: str, shape: _Shape) -> bytes:
    said = shape.said % (
        draft.subject,
        draft.body,
        draft.score,
        written_at,
        *map(draft.metadata.__getitem__, shape.names),
    )
    return hashlib.blake2b(said.encode("utf-8", "replace"), digest_size=16).digest()


def _write_moment(moment: datetime | None) -> tuple[str, str]:
    """Return a moment as it is stored, and as it enters the digest."""
    if moment is None:
        return "", "None"
    if moment.tzinfo is UTC:
        return _write_utc(moment)
    return time_text(moment), str(moment)


@lru_cache(maxsize=4096)
def _write_utc(moment: datetime) -> tuple[str, str]:
    return time_text(moment), str(moment)


def _prepare_original(draft: Draft) -> tuple[str, bytes, int, bytes, str]:
    original, choice = draft.original, draft.choice
    is_long = len(original) > _COMPRESS_ABOVE_BYTES and choice is OriginalChoice.KEEP
    content = zlib.compress(original, 1) if is_long else original
    return draft.media_type, sha256(original), int(is_long), content, choice.value


def _prepare_file(file: Attachment) -> PreparedFile:
    """Prepare a file; encrypted ones are not shared with others of the same bytes."""
    choice = file.choice.value
    mark = "" if file.choice is OriginalChoice.KEEP else choice
    size = len(file.content) if file.size < 0 else file.size
    hashed = sha256(mark.encode() + file.content)
    return PreparedFile(file.name, file.media_type, size, hashed, choice, file.content)


def read_original(content: bytes, is_compressed: bool) -> bytes:
    """Return stored bytes as they came."""
    return zlib.decompress(content) if is_compressed else content


def sha256(content: bytes) -> bytes:
    """Return the SHA-256 of bytes."""
    return hashlib.sha256(content).digest()


encode_json = json.JSONEncoder(ensure_ascii=False).encode
