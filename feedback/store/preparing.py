"""What can be worked out of a draft before the database is asked for anything.

It is most of the work of receiving that is not SQLite's, and needs no lock.
"""

import hashlib
import json
import zlib
from itertools import chain
from typing import NamedTuple

from feedback.store.connection import time_text
from feedback.store.search_index import fingerprint, index_words
from feedback.types import Attachment, Draft, OriginalChoice

_COMPRESS_ABOVE_BYTES = 4096

PREPARED_COLUMNS = (
    "is_dated", "language", "score", "is_automatic", "fingerprint", "digest",
    "message_id", "location", "metadata", "flags", "subject", "body", "quoted",
    "signature", "words",
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

    ``writer`` is key, name and address; ``written_at`` is ``""`` where the source gives
    no date; ``columns`` follow PREPARED_COLUMNS; ``original`` is media type, SHA-256,
    whether it is compressed, the bytes, and what was done with them. ``size`` is that
    of the original before it was compressed; ``action`` the number of the action that
    a mail says it answers, ``""`` where it says none.
    """

    identity: str
    digest: bytes
    written_at: str
    columns: tuple[object, ...]
    original: tuple[str, bytes, bool, bytes, str]
    writer: tuple[str, str, str]
    size: int
    location: str
    message_id: str
    html: str
    references: tuple[str, ...]
    tags: tuple[str, ...]
    action: str
    files: tuple[PreparedFile, ...]


def prepare(draft: Draft) -> PreparedDraft:
    """Return a draft ready to be written."""
    said = digest(draft)
    columns = (
        draft.written_at is not None,
        draft.language,
        draft.score,
        draft.is_automatic,
        fingerprint(draft.subject, draft.body),
        said,
        draft.message_id or None,
        draft.location,
        encode_json(dict(draft.metadata)),
        encode_json(draft.flags) if draft.flags else "[]",
        draft.subject,
        draft.body,
        draft.quoted,
        draft.signature,
        index_words(draft.body),
    )
    written_at = time_text(draft.written_at) if draft.written_at else ""
    writer = draft.writer
    return PreparedDraft(
        draft.identity,
        said,
        written_at,
        columns,
        _prepare_original(draft),
        (writer.key, writer.name, writer.address),
        len(draft.original),
        draft.location,
        draft.message_id,
        draft.html,
        draft.references,
        draft.tags,
        draft.metadata.get("answers action", ""),
        tuple(map(_prepare_file, draft.attachments)) if draft.attachments else (),
    )


def digest(draft: Draft) -> bytes:
    """Return 16 bytes that change when anything the source says has changed."""
    said = [
        draft.subject,
        draft.body,
        str(draft.score),
        str(draft.written_at),
        *chain.from_iterable(sorted(draft.metadata.items())),
    ]
    text = "\0".join(said).encode("utf-8", "replace")
    return hashlib.blake2b(text, digest_size=16).digest()


def _prepare_original(draft: Draft) -> tuple[str, bytes, bool, bytes, str]:
    is_kept = draft.choice is OriginalChoice.KEEP
    is_long = is_kept and len(draft.original) > _COMPRESS_ABOVE_BYTES
    content = zlib.compress(draft.original, 1) if is_long else draft.original
    hashed = sha256(draft.original)
    return draft.media_type, hashed, is_long, content, draft.choice.value


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
