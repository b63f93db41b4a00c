"""Writing drafts into the letters table: new, known or updated."""

import hashlib
import json
import zlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import chain

from sqlite_utils import Database

from feedback.store.connection import time_text
from feedback.store.search_index import fingerprint, index_words
from feedback.types import Draft, ImportCounts

_COMPRESS_ABOVE_BYTES = 4096

_INSERT_LETTER = """
INSERT INTO letters (
    id, identity, source_id, import_id, writer_id, written_at, is_dated, received_at,
    language, score, is_automatic, fingerprint, digest, message_id, location,
    metadata, flags, subject, body, quoted, signature, words
)
"""
_INSERT_ORIGINAL = """
INSERT INTO originals (letter_id, media_type, sha256, is_compressed, content)
"""
_COMPLETE_WRITER = """
ON CONFLICT (key) DO UPDATE SET
    name = CASE name WHEN '' THEN excluded.name ELSE name END,
    address = CASE address WHEN '' THEN excluded.address ELSE address END
WHERE (name = '' AND excluded.name <> '') OR (address = '' AND excluded.address <> '')
"""
# How many values SQLite takes in one statement.
_MAX_VALUES = 32_000

_UPDATE_LETTER = """
UPDATE letters SET
    score = :score, fingerprint = :fingerprint, digest = :digest, subject = :subject,
    body = :body, quoted = :quoted, signature = :signature, words = :words,
    metadata = :metadata, language = :language, written_at = :written_at,
    version = version + 1
WHERE id = :id
"""

_KEEP_VERSION = """
INSERT INTO letter_versions (
    letter_id, import_id, subject, body, score, media_type, is_compressed, original,
    replaced_at
)
SELECT letters.id, letters.import_id, subject, body, score, media_type, is_compressed,
    content, ?
FROM letters JOIN originals ON originals.letter_id = letters.id
WHERE letters.id = ?
"""


class Receiving:
    """One batch of drafts on its way into the database, inside one transaction."""

    def __init__(self, db: Database, import_id: int, received_at: datetime) -> None:
        self._conn = db.conn
        self._import_id = import_id
        self._received_at = time_text(received_at)
        row = self._conn.execute(
            "SELECT source_id FROM imports WHERE id = ?", [import_id]
        ).fetchone()
        self._source_id = int(row["source_id"])

    def receive(self, drafts: Sequence[Draft]) -> ImportCounts:
        """Write the drafts; one met twice is known, or updates what it changes."""
        identities = [self._identity(draft) for draft in drafts]
        existing = self._find_existing(identities)
        fresh: dict[str, Draft] = {}
        again: list[tuple[str, Draft]] = []
        for identity, draft in zip(identities, drafts, strict=True):
            if identity in existing or identity in fresh:
                again.append((identity, draft))
            else:
                fresh[identity] = draft
        ids = self._insert(fresh)
        existing |= {
            identity: (ids[identity], digest(fresh[identity]))
            for identity, _ in again
            if identity in fresh
        }
        updated = sum(self._meet_again(existing, *met) for met in again)
        return ImportCounts(len(fresh), len(again) - updated, updated)

    def _meet_again(
        self, existing: dict[str, tuple[int, bytes]], identity: str, draft: Draft
    ) -> bool:
        """Tell whether a draft met again has changed its letter."""
        letter_id, known_digest = existing[identity]
        new_digest = digest(draft)
        if new_digest == known_digest:
            self._record_appearance(letter_id, draft)
            return False
        self._update(letter_id, draft)
        existing[identity] = (letter_id, new_digest)
        return True

    def _identity(self, draft: Draft) -> str:
        """Mail is the same letter wherever it turns up; a row within its source."""
        if draft.identity.startswith("mail:"):
            return draft.identity
        return f"{self._source_id}:{draft.identity}"

    def _find_existing(self, identities: list[str]) -> dict[str, tuple[int, bytes]]:
        rows = self._conn.execute(
            "SELECT identity, id, digest FROM letters "
            "WHERE identity IN (SELECT value FROM json_each(?))",
            [_json(identities)],
        )
        return {row["identity"]: (row["id"], row["digest"]) for row in rows}

    def _record_appearance(self, letter_id: int, draft: Draft) -> None:
        self._conn.execute(
            "INSERT OR IGNORE INTO appearances (letter_id, source_id, import_id, "
            "location) SELECT id, ?, ?, ? FROM letters "
            "WHERE id = ? AND source_id <> ?",
            [
                self._source_id,
                self._import_id,
                draft.location,
                letter_id,
                self._source_id,
            ],
        )

    def _update(self, letter_id: int, draft: Draft) -> None:
        self._conn.execute(_KEEP_VERSION, [self._received_at, letter_id])
        self._conn.execute(
            _UPDATE_LETTER,
            {
                "id": letter_id,
                "score": draft.score,
                "fingerprint": fingerprint(draft.subject, draft.body),
                "digest": digest(draft),
                "subject": draft.subject,
                "body": draft.body,
                "quoted": draft.quoted,
                "signature": draft.signature,
                "words": index_words(draft.body),
                "metadata": _json(dict(draft.metadata)),
                "language": draft.language,
                "written_at": self._written_at(draft),
            },
        )
        self._conn.execute("DELETE FROM originals WHERE letter_id = ?", [letter_id])
        self._insert_originals([(letter_id, draft)])

    def _insert(self, fresh: dict[str, Draft]) -> dict[str, int]:
        """Insert new letters and return the id of each identity."""
        if not fresh:
            return {}
        writer_ids = self._writer_ids(fresh.values())
        first_id = self._next_letter_id()
        numbered = list(enumerate(fresh.values(), first_id))
        self._insert_rows(
            _INSERT_LETTER,
            [
                self._letter_row(letter_id, identity, draft, writer_ids)
                for (letter_id, draft), identity in zip(numbered, fresh, strict=True)
            ],
        )
        self._insert_originals(numbered)
        self._insert_parts(numbered)
        return dict(zip(fresh, range(first_id, first_id + len(fresh)), strict=True))

    def _insert_rows(
        self, insert: str, rows: list[tuple[object, ...]], conflict: str = ""
    ) -> None:
        """Insert many rows per statement.

        At the start of each statement that fires its trigger, the search index writes
        out what it has gathered; row by row that takes most of an import's time.
        """
        if not rows:
            return
        width = len(rows[0])
        size = _MAX_VALUES // width
        row = "(" + ", ".join("?" * width) + ")"
        for start in range(0, len(rows), size):
            part = rows[start : start + size]
            values = ", ".join([row] * len(part))
            self._conn.execute(f"{insert} VALUES {values} {conflict}", [*chain(*part)])

    def _next_letter_id(self) -> int:
        row = self._conn.execute("SELECT coalesce(max(id), 0) + 1 FROM letters")
        return int(row.fetchone()[0])

    def _letter_row(
        self, letter_id: int, identity: str, draft: Draft, writer_ids: dict[str, int]
    ) -> tuple[object, ...]:
        return (
            letter_id,
            identity,
            self._source_id,
            self._import_id,
            writer_ids.get(draft.writer.key),
            self._written_at(draft),
            draft.written_at is not None,
            self._received_at,
            draft.language,
            draft.score,
            draft.is_automatic,
            fingerprint(draft.subject, draft.body),
            digest(draft),
            draft.message_id or None,
            draft.location,
            _json(dict(draft.metadata)),
            _json(draft.flags) if draft.flags else "[]",
            draft.subject,
            draft.body,
            draft.quoted,
            draft.signature,
            index_words(draft.body),
        )

    def _written_at(self, draft: Draft) -> str:
        return time_text(draft.written_at) if draft.written_at else self._received_at

    def _writer_ids(self, drafts: Iterable[Draft]) -> dict[str, int]:
        """Return the id of each writer's key, adding writers not met before."""
        hints = {draft.writer.key: draft.writer for draft in drafts if draft.writer.key}
        self._insert_rows(
            "INSERT INTO writers (key, name, address)",
            [(key, hint.name, hint.address) for key, hint in hints.items()],
            _COMPLETE_WRITER,
        )
        row = self._conn.execute(
            "SELECT json_group_object(key, id) FROM writers "
            "WHERE key IN (SELECT value FROM json_each(?))",
            [_json(list(hints))],
        ).fetchone()
        ids: dict[str, int] = json.loads(row[0])
        return ids

    def _insert_originals(self, numbered: list[tuple[int, Draft]]) -> None:
        self._insert_rows(
            _INSERT_ORIGINAL,
            [_original_row(letter_id, draft) for letter_id, draft in numbered],
        )

    def _insert_parts(self, numbered: list[tuple[int, Draft]]) -> None:
        self._insert_rows(
            "INSERT INTO letter_html (letter_id, html)",
            [(letter_id, draft.html) for letter_id, draft in numbered if draft.html],
        )
        self._insert_rows(
            "INSERT INTO letter_references (letter_id, message_id)",
            [(letter_id, ref) for letter_id, d in numbered for ref in d.references],
            "ON CONFLICT DO NOTHING",
        )
        self._insert_rows(
            "INSERT INTO attachments "
            "(letter_id, name, media_type, sha256, size, content)",
            [
                (letter_id, a.name, a.media_type, _sha256(a.content), len(a.content),
                 a.content)
                for letter_id, draft in numbered
                for a in draft.attachments
            ],
        )  # fmt: skip


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


def read_original(content: bytes, is_compressed: bool) -> bytes:
    """Return stored bytes as they came."""
    return zlib.decompress(content) if is_compressed else content


def _original_row(letter_id: int, draft: Draft) -> tuple[object, ...]:
    is_long = len(draft.original) > _COMPRESS_ABOVE_BYTES
    content = zlib.compress(draft.original, 1) if is_long else draft.original
    sha256 = _sha256(draft.original)
    return letter_id, draft.media_type, sha256, is_long, content


def _sha256(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


_json = json.JSONEncoder(ensure_ascii=False).encode
