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
from feedback.types import Draft, OriginalChoice

_COMPRESS_ABOVE_BYTES = 4096

PREPARED_COLUMNS = (
    "is_dated", "language", "score", "is_automatic", "fingerprint", "digest",
    "message_id", "location", "metadata", "flags", "subject", "body", "quoted",
    "signature", "words",
)  # fmt: skip


class PreparedDraft(NamedTuple):
    """A draft with its values as they are stored.

    ``written_at`` is ``""`` where the source gives no date; ``columns`` follow
    PREPARED_COLUMNS; ``original`` is media type, SHA-256, whether it is compressed,
    the bytes, and what was done with them.
    """

    draft: Draft
    digest: bytes
    written_at: str
    columns: tuple[object, ...]
    original: tuple[str, bytes, bool, bytes, str]


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
    return PreparedDraft(draft, said, written_at, columns, _prepare_original(draft))


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


def read_original(content: bytes, is_compressed: bool) -> bytes:
    """Return stored bytes as they came."""
    return zlib.decompress(content) if is_compressed else content


def sha256(content: bytes) -> bytes:
    """Return the SHA-256 of bytes."""
    return hashlib.sha256(content).digest()


encode_json = json.JSONEncoder(ensure_ascii=False).encode
