"""Attachments: files kept once under their content's hash, and what they say."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from feedback.errors import NotFound
from feedback.store.connection import time_text, writing
from feedback.store.search_index import index_words, match_expression
from feedback.store.sources import read_masks, write_masks
from feedback.types import (
    AttachmentInfo,
    LetterFilter,
    OriginalChoice,
    PersonalData,
    StoredOriginal,
    UnreadAttachment,
)

_ATTACHMENT = """
SELECT attachments.*, attachment_contents.choice, attachment_contents.read_at,
    attachment_texts.text <> '' AS has_text,
    coalesce(attachment_texts.problem, '') AS problem
FROM attachments
JOIN attachment_contents ON attachment_contents.id = attachments.content_id
LEFT JOIN attachment_texts ON attachment_texts.id = text_id
"""
# A file met again in a source with other masks is read again, as long as it is there.
_NEEDS_READING = """
    UPDATE attachment_contents SET read_at = NULL
    WHERE id IN (SELECT content_id FROM attachments WHERE text_id IS NULL)
        AND read_at IS NOT NULL AND length(content) > 0
"""
_GIVE_TEXT = """
UPDATE attachments SET text_id = ? WHERE content_id = ? AND letter_id IN (
    SELECT letters.id FROM letters JOIN sources ON sources.id = letters.source_id
    WHERE letters.id = attachments.letter_id AND sources.masks = ?
)
"""


class Attachments:
    """The attachments of a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def find_for_letter(self, letter_id: int) -> tuple[AttachmentInfo, ...]:
        """Return the attachments of a letter, in their order."""
        rows = self._db.execute(
            f"{_ATTACHMENT} WHERE letter_id = ? ORDER BY attachments.id", [letter_id]
        )
        return tuple(_attachment(row) for row in rows)

    def get_attachment(
        self, letter_id: int, attachment_id: int
    ) -> tuple[AttachmentInfo, StoredOriginal]:
        """Return an attachment of this letter with its bytes; raises NotFound."""
        row = self._get(letter_id, attachment_id)
        content = self._db.execute(
            "SELECT content FROM attachment_contents WHERE id = ?", [row["content_id"]]
        ).fetchone()["content"]
        info = _attachment(row)
        return info, StoredOriginal(info.media_type, content, info.choice)

    def get_text(self, letter_id: int, attachment_id: int) -> tuple[str, str]:
        """Return the name and the text of an attachment; raises NotFound."""
        row = self._get(letter_id, attachment_id)
        text = self._db.execute(
            "SELECT text FROM attachment_texts WHERE id = ?", [row["text_id"]]
        ).fetchone()
        if text is None:
            raise NotFound("text of the attachment", attachment_id)
        return row["name"], text["text"]

    def _get(self, letter_id: int, attachment_id: int) -> Any:
        row = self._db.execute(
            f"{_ATTACHMENT} WHERE attachments.id = ? AND letter_id = ?",
            [attachment_id, letter_id],
        ).fetchone()
        if row is None:
            raise NotFound("attachment", attachment_id)
        return row

    def count_unread(self) -> int:
        """Count the files whose text has not been looked for."""
        row = self._db.execute(
            "SELECT count(*) FROM attachment_contents WHERE read_at IS NULL"
        ).fetchone()
        return int(row[0])

    def find_unread(self) -> UnreadAttachment | None:
        """Return the next file to read, with each way in which it must be masked."""
        row = self._db.execute(
            "SELECT * FROM attachment_contents WHERE read_at IS NULL "
            "ORDER BY id LIMIT 1"
        ).fetchone()
        if row is None:
            return None
        uses = self._db.execute(
            "SELECT DISTINCT masks, attachments.name, media_type FROM attachments "
            "JOIN letters ON letters.id = letter_id "
            "JOIN sources ON sources.id = letters.source_id WHERE content_id = ?",
            [row["id"]],
        ).fetchall()
        first = uses[0] if uses else {"name": "", "media_type": ""}
        return UnreadAttachment(
            id=row["id"],
            name=first["name"],
            original=StoredOriginal(
                first["media_type"], row["content"], OriginalChoice(row["choice"])
            ),
            masks=tuple({read_masks(use["masks"]) for use in uses}),
        )

    def record_texts(
        self,
        content_id: int,
        texts: Sequence[tuple[frozenset[PersonalData], str]],
        problem: str,
        read_at: datetime,
    ) -> None:
        """Keep what a file says, once per way of masking; drop it if that was asked."""
        with writing(self._db):
            for masks, text in texts:
                self._record(content_id, write_masks(masks), text, problem)
            self._db.execute(
                "UPDATE attachment_contents SET read_at = ?, content = "
                "CASE choice WHEN 'drop' THEN x'' ELSE content END WHERE id = ?",
                [time_text(read_at), content_id],
            )

    def _record(self, content_id: int, masks: str, text: str, problem: str) -> None:
        old = "SELECT id FROM attachment_texts WHERE content_id = ? AND masks = ?"
        for forget in (
            f"UPDATE attachments SET text_id = NULL WHERE text_id IN ({old})",
            f"DELETE FROM attachment_texts WHERE id IN ({old})",
        ):
            self._db.execute(forget, [content_id, masks])
        row = self._db.execute(
            "INSERT INTO attachment_texts (content_id, masks, text, words, problem) "
            "VALUES (?, ?, ?, ?, ?) RETURNING id",
            [content_id, masks, text, index_words(text), problem],
        ).fetchone()
        self._db.execute(_GIVE_TEXT, [row["id"], content_id, masks])

    def find_matching(
        self, letter_ids: Iterable[int], wanted: LetterFilter
    ) -> dict[int, tuple[str, ...]]:
        """Return the names of those attachments that hold what was searched for."""
        match = match_expression(wanted.words, wanted.phrases, wanted.without)
        if not match:
            return {}
        rows = self._db.execute(
            "SELECT letter_id, name FROM attachments WHERE letter_id IN "
            "(SELECT value FROM json_each(?)) AND text_id IN (SELECT rowid "
            "FROM attachments_fts WHERE attachments_fts MATCH ?) ORDER BY id",
            [json.dumps(list(letter_ids)), match],
        )
        found: dict[int, tuple[str, ...]] = {}
        for row in rows:
            found[row["letter_id"]] = (*found.get(row["letter_id"], ()), row["name"])
        return found

    def ask_again(self) -> int:
        """Have files read that some letter has no text of; returns how many wait."""
        with writing(self._db):
            self._db.execute(_NEEDS_READING)
        return self.count_unread()


def _attachment(row: Any) -> AttachmentInfo:
    has_text = None if row["has_text"] is None else bool(row["has_text"])
    return AttachmentInfo(
        id=row["id"],
        name=row["name"],
        media_type=row["media_type"],
        size=row["size"],
        choice=OriginalChoice(row["choice"]),
        has_text=has_text,
        problem=row["problem"],
    )
