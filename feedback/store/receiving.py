"""Writing drafts into the letters table: new, known or updated."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlite_utils import Database

from feedback.store.connection import time_text
from feedback.store.former_wordings import KEEP_VERSION
from feedback.store.preparing import (
    NEVER_UPDATED,
    PREPARED_COLUMNS,
    PreparedDraft,
    PreparedFile,
    encode_json,
    prepare,
)
from feedback.types import Draft, ImportCounts

_LETTER_COLUMNS = (
    "source_id", "import_id", "received_at", "id", "identity", "writer_id",
    "written_at", *PREPARED_COLUMNS,
)  # fmt: skip
_INSERT_LETTER = (
    f"INSERT INTO letters ({', '.join(_LETTER_COLUMNS)}) "
    f"VALUES ({', '.join('?' * len(_LETTER_COLUMNS))})"
)
_INDEX_LETTERS = """
INSERT INTO letters_fts (rowid, subject, words)
SELECT id, subject, words FROM letter_words WHERE id >= ?
"""
_INSERT_ORIGINAL = """
INSERT INTO originals (
    letter_id, media_type, sha256, is_compressed, content, choice
) VALUES (?, ?, ?, ?, ?, ?)
"""
_INSERT_WRITER = """
INSERT INTO writers (key, name, address) VALUES (?, ?, ?)
ON CONFLICT (key) DO UPDATE SET
    name = CASE name WHEN '' THEN excluded.name ELSE name END,
    address = CASE address WHEN '' THEN excluded.address ELSE address END
WHERE (name = '' AND excluded.name <> '') OR (address = '' AND excluded.address <> '')
"""
_INSERT_ATTACHMENT = """
INSERT INTO attachments (letter_id, name, media_type, size, content_id, text_id)
SELECT ?, ?, ?, ?, id, (
    SELECT attachment_texts.id FROM attachment_texts
    WHERE content_id = attachment_contents.id
        AND masks = (SELECT masks FROM sources WHERE sources.id = ?)
)
FROM attachment_contents WHERE sha256 = ?
"""
# One that was dropped once read is there again until it has been read again.
_INSERT_CONTENT = """
INSERT INTO attachment_contents (sha256, choice, content) VALUES (?, ?, ?)
ON CONFLICT (sha256) DO UPDATE SET content = excluded.content, read_at = NULL
WHERE length(attachment_contents.content) = 0 AND length(excluded.content) > 0
"""
_UPDATE_LETTER = """
UPDATE letters SET
    score = :score, fingerprint = :fingerprint, digest = :digest, subject = :subject,
    subject_words = :subject_words, body = :body, words = :words, quoted = :quoted,
    signature = :signature, metadata = :metadata, language = :language,
    written_at = :written_at,
    version = version + 1
WHERE id = :id
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

    def receive(self, drafts: Sequence[Draft | PreparedDraft]) -> ImportCounts:
        """Write the drafts; one met twice is known, or updates what it changes."""
        ready = [prepare(it) if isinstance(it, Draft) else it for it in drafts]
        identities = self._identify(ready)
        existing = self._find_existing(identities)
        fresh: dict[str, PreparedDraft] = {}
        again: list[tuple[str, PreparedDraft]] = []
        for identity, letter in zip(identities, ready, strict=True):
            if identity in existing or identity in fresh:
                again.append((identity, letter))
            else:
                fresh[identity] = letter
        self._insert(fresh)
        twice = [identity for identity, _ in again if identity in fresh]
        existing |= self._find_existing(twice)
        updated = sum(self._meet_again(existing, *met) for met in again)
        return ImportCounts(len(fresh), len(again) - updated, updated)

    def _meet_again(
        self,
        existing: dict[str, tuple[int, bytes]],
        identity: str,
        letter: PreparedDraft,
    ) -> bool:
        """Tell whether a draft met again has changed its letter."""
        letter_id, known_digest = existing[identity]
        digest = letter.get("digest")
        if known_digest in (digest, NEVER_UPDATED):
            self._record_appearance(letter_id, letter.get("location"))
            return False
        self._update(letter_id, letter)
        existing[identity] = (letter_id, digest)
        return True

    def _identify(self, letters: Iterable[PreparedDraft]) -> list[str]:
        """Mail is the same letter wherever it turns up; a row within its source."""
        scope = f"{self._source_id}:"
        given = [letter.identity for letter in letters]
        return [it if it.startswith("mail:") else scope + it for it in given]

    def _find_existing(self, identities: list[str]) -> dict[str, tuple[int, bytes]]:
        if not identities:
            return {}
        rows = self._conn.execute(
            "SELECT identity, id, digest FROM letters "
            "WHERE identity IN (SELECT value FROM json_each(?))",
            [encode_json(identities)],
        )
        return {row["identity"]: (row["id"], row["digest"]) for row in rows}

    def _record_appearance(self, letter_id: int, location: str) -> None:
        self._conn.execute(
            "INSERT OR IGNORE INTO appearances (letter_id, source_id, import_id, "
            "location) SELECT id, ?, ?, ? FROM letters "
            "WHERE id = ? AND source_id <> ?",
            [
                self._source_id,
                self._import_id,
                location,
                letter_id,
                self._source_id,
            ],
        )

    def _update(self, letter_id: int, letter: PreparedDraft) -> None:
        replaced = [self._received_at, self._import_id, letter_id]
        self._conn.execute(KEEP_VERSION, replaced)
        values = dict(zip(PREPARED_COLUMNS, letter.columns, strict=True))
        written_at = letter.written_at or self._received_at
        self._conn.execute(
            _UPDATE_LETTER, {**values, "id": letter_id, "written_at": written_at}
        )
        self._conn.execute("DELETE FROM originals WHERE letter_id = ?", [letter_id])
        self._insert_originals([(letter_id, letter)])

    def _insert(self, fresh: dict[str, PreparedDraft]) -> None:
        """Insert new letters, each under its identity."""
        if not fresh:
            return
        writer_ids = self._writer_ids(letter.writer for letter in fresh.values())
        first_id = self._next_letter_id()
        numbered = list(enumerate(fresh.values(), first_id))
        shared = self._source_id, self._import_id, self._received_at
        self._conn.executemany(
            _INSERT_LETTER,
            [
                (
                    *shared,
                    letter_id,
                    identity,
                    writer_ids.get(letter.writer[0]),
                    letter.written_at or self._received_at,
                    *letter.columns,
                )
                for (letter_id, letter), identity in zip(numbered, fresh, strict=True)
            ],
        )
        self._conn.execute(_INDEX_LETTERS, [first_id])
        self._insert_originals(numbered)
        self._insert_parts(numbered)

    def _next_letter_id(self) -> int:
        """Return an id that no letter has or had."""
        row = self._conn.execute(
            "SELECT max(last_id, coalesce((SELECT max(id) FROM letters), 0)) + 1 "
            "FROM letter_ids"
        )
        return int(row.fetchone()[0])

    def _writer_ids(self, writers: Iterable[tuple[str, str, str]]) -> dict[str, int]:
        """Return the id of each writer's key, adding writers not met before."""
        hints = {writer[0]: writer for writer in writers if writer[0]}
        self._conn.executemany(_INSERT_WRITER, hints.values())
        row = self._conn.execute(
            "SELECT json_group_object(key, id) FROM writers "
            "WHERE key IN (SELECT value FROM json_each(?))",
            [encode_json(list(hints))],
        ).fetchone()
        ids: dict[str, int] = json.loads(row[0])
        return ids

    def _insert_originals(self, numbered: list[tuple[int, PreparedDraft]]) -> None:
        self._conn.executemany(
            _INSERT_ORIGINAL,
            [(letter_id, *letter.original) for letter_id, letter in numbered],
        )

    def _insert_parts(self, numbered: list[tuple[int, PreparedDraft]]) -> None:
        self._conn.executemany(
            "INSERT INTO letter_html (letter_id, html) VALUES (?, ?)",
            [(letter_id, letter.html) for letter_id, letter in numbered if letter.html],
        )
        self._conn.executemany(
            "INSERT INTO letter_references (letter_id, message_id) VALUES (?, ?) "
            "ON CONFLICT DO NOTHING",
            [(letter_id, ref) for letter_id, it in numbered for ref in it.references],
        )
        files = [(letter_id, file) for letter_id, it in numbered for file in it.files]
        if files:
            self._insert_attachments(files)

    def _insert_attachments(self, files: list[tuple[int, PreparedFile]]) -> None:
        """Write each file once, and for each letter its name."""
        contents = {file.sha256: file for _, file in files}
        self._conn.executemany(
            _INSERT_CONTENT,
            [(hashed, it.choice, it.content) for hashed, it in contents.items()],
        )
        self._conn.executemany(
            _INSERT_ATTACHMENT,
            [
                (letter_id, file.name, file.media_type, file.size, self._source_id,
                 file.sha256)
                for letter_id, file in files
            ],
        )  # fmt: skip
