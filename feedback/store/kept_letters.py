"""Letters that came before their source protected them: found, and written anew."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlite_utils import Database

from feedback.store.connection import read_time, writing
from feedback.store.preparing import (
    NEVER_UPDATED,
    PREPARED_COLUMNS,
    digest,
    prepare,
    read_original,
    sha256,
)
from feedback.store.search_index import index_words
from feedback.store.sources import write_masks
from feedback.types import Draft, OriginalChoice, PersonalData

_LETTERS = """
SELECT letters.*, media_type, is_compressed, content, choice,
    coalesce(html, '') AS html
FROM letters
JOIN originals ON originals.letter_id = letters.id
LEFT JOIN letter_html ON letter_html.letter_id = letters.id
WHERE source_id = ?1
    AND letters.id <= (SELECT unprotected_to FROM sources WHERE id = ?1)
ORDER BY letters.id DESC LIMIT ?2
"""
_REWRITTEN = (
    "fingerprint", "digest", "location", "metadata", "flags", "subject", "body",
    "quoted", "signature", "words", "subject_words",
)  # fmt: skip
_OF_IMPORTS = "import_id IN (SELECT id FROM imports WHERE source_id = ?)"
# Where texts of letters stand a second time; what people wrote themselves stays.
_COPIES = (
    ("evidence", "quote", "letter_id IN (SELECT id FROM letters WHERE source_id = ?)"),
    ("appearances", "location", "source_id = ?"),
    ("set_aside", "location", _OF_IMPORTS),
    ("set_aside", "reason", _OF_IMPORTS),
)
# What the text models took from letters, of whatever source.
_LEARNED = (
    "UPDATE topics SET keywords = masked_in(keywords)",
    "UPDATE topics SET name = masked(name) WHERE named_by = 'model'",
    "UPDATE proposals SET detail = masked_in(detail)",
)


_FORGET_TEXTS = """
DELETE FROM attachment_texts WHERE content_id = ?1 AND NOT EXISTS
    (SELECT 1 FROM attachments WHERE text_id = attachment_texts.id)
"""
_FORGET_CONTENT = """
DELETE FROM attachment_contents WHERE id = ?1 AND NOT EXISTS
    (SELECT 1 FROM attachments WHERE content_id = ?1)
"""


@dataclass(frozen=True, slots=True)
class KeptBytes:
    """Bytes that are kept of a letter, and what was done with them when they came."""

    id: int
    content: bytes
    choice: OriginalChoice


@dataclass(frozen=True, slots=True)
class KeptVersion:
    """An earlier wording of a letter."""

    subject: str
    body: str
    original: KeptBytes


@dataclass(frozen=True, slots=True)
class KeptFile:
    """An attachment; ``text`` is what it was found to say, None before it was read."""

    name: str
    content: KeptBytes
    text: str | None
    problem: str


@dataclass(frozen=True, slots=True)
class KeptLetter:
    """A letter as a draft that could have brought it, without its attachments."""

    id: int
    draft: Draft
    digest: bytes


class KeptLetters:
    """Letters of a database that came before their source protected them."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def count(self, source_id: int) -> int:
        """Return how many letters of a source have yet to be gone through."""
        row = self._db.execute(
            "SELECT count(*) FROM letters WHERE source_id = ?1 AND id <= "
            "(SELECT unprotected_to FROM sources WHERE id = ?1)",
            [source_id],
        ).fetchone()
        return int(row[0])

    def find_next(self, source_id: int, limit: int) -> tuple[KeptLetter, ...]:
        """Return the newest of them."""
        rows = self._db.execute(_LETTERS, [source_id, limit])
        return tuple(KeptLetter(row["id"], _draft(row), row["digest"]) for row in rows)

    def find_versions(self, letter_id: int) -> tuple[KeptVersion, ...]:
        """Return the earlier wordings of a letter."""
        rows = self._db.execute(
            "SELECT * FROM letter_versions WHERE letter_id = ?", [letter_id]
        )
        return tuple(
            KeptVersion(
                row["subject"],
                row["body"],
                _bytes(row["id"], row["original"], row["is_compressed"], row["choice"]),
            )
            for row in rows
        )

    def find_files(self, letter_id: int) -> tuple[KeptFile, ...]:
        """Return the attachments of a letter; their bytes bear the attachment's id."""
        rows = self._db.execute(
            "SELECT attachments.id, name, choice, content, text, "
            "coalesce(problem, '') AS problem FROM attachments "
            "JOIN attachment_contents AS contents ON contents.id = "
            "attachments.content_id "
            "LEFT JOIN attachment_texts ON attachment_texts.id = text_id "
            "WHERE letter_id = ?",
            [letter_id],
        )
        return tuple(
            KeptFile(
                row["name"],
                _bytes(row["id"], row["content"], False, row["choice"]),
                row["text"],
                row["problem"],
            )
            for row in rows
        )

    def find_set_aside(self, source_id: int) -> tuple[KeptBytes, ...]:
        """Return what was set aside of a source and is kept as it came."""
        rows = self._db.execute(
            "SELECT id, original, choice FROM set_aside WHERE choice = 'keep' AND "
            "import_id IN (SELECT id FROM imports WHERE source_id = ?)",
            [source_id],
        )
        return tuple(
            _bytes(row["id"], row["original"], False, row["choice"]) for row in rows
        )

    def rewrite(self, kept: KeptLetter, draft: Draft) -> None:
        """Write a letter anew from a protected draft; its old wording is not kept.

        One that no longer says what its source said, because somebody was erased from
        it, is never updated from there again: that would bring them back.
        """
        letter_id, prepared = kept.id, prepare(draft)
        values = dict(zip(PREPARED_COLUMNS, prepared.columns, strict=True))
        if digest(kept.draft) != kept.digest:
            values["digest"] = NEVER_UPDATED
        columns = ", ".join(f"{name} = ?" for name in _REWRITTEN)
        with writing(self._db):
            self._db.execute(
                f"UPDATE letters SET {columns}, version = version + 1 WHERE id = ?",
                [*(values[name] for name in _REWRITTEN), letter_id],
            )
            self._db.execute(
                "UPDATE originals SET media_type = ?, sha256 = ?, is_compressed = ?, "
                "content = ?, choice = ? WHERE letter_id = ?",
                [*prepared.original, letter_id],
            )
            if not draft.html:
                self._db.execute(
                    "DELETE FROM letter_html WHERE letter_id = ?", [letter_id]
                )

    def rewrite_version(self, version: KeptVersion) -> None:
        """Write an earlier wording anew."""
        original = version.original
        with writing(self._db):
            self._db.execute(
                "UPDATE letter_versions SET subject = ?, body = ?, is_compressed = 0, "
                "original = ?, choice = ? WHERE id = ?",
                [version.subject, version.body, original.content,
                 original.choice.value, original.id],
            )  # fmt: skip

    def rewrite_file(self, file: KeptFile, masks: frozenset[PersonalData]) -> None:
        """Write an attachment anew; one that other letters have too stays for them.

        ``masks`` are those of its text. A dropped one goes once it has been read.
        """
        with writing(self._db):
            old = self._db.execute(
                "SELECT content_id FROM attachments WHERE id = ?", [file.content.id]
            ).fetchone()["content_id"]
            new = self._add_content(file)
            text_id = self._add_text(new, file, write_masks(masks))
            self._db.execute(
                "UPDATE attachments SET name = ?, content_id = ?, text_id = ? "
                "WHERE id = ?",
                [file.name, new, text_id, file.content.id],
            )
            self._db.execute(_FORGET_TEXTS, [old])
            self._db.execute(_FORGET_CONTENT, [old])

    def _add_content(self, file: KeptFile) -> int:
        choice, content = file.content.choice, file.content.content
        mark = "" if choice is OriginalChoice.KEEP else choice.value
        was_read = file.text is not None
        if choice is OriginalChoice.DROP and was_read:
            # Nothing tells dropped files apart any more: each has a mark of its own.
            mark, content = f"{mark} {file.content.id}", b""
        row = self._db.execute(
            "INSERT INTO attachment_contents (sha256, choice, content, read_at) "
            "VALUES (?, ?, ?, CASE WHEN ? THEN datetime('now') END) "
            "ON CONFLICT (sha256) DO UPDATE SET choice = choice RETURNING id",
            [sha256(mark.encode() + content), choice.value, content, was_read],
        ).fetchone()
        return int(row["id"])

    def _add_text(self, content_id: int, file: KeptFile, masks: str) -> int | None:
        if file.text is None:
            return None
        self._db.execute(
            "INSERT INTO attachment_texts (content_id, masks, text, words, problem) "
            "VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            [content_id, masks, file.text, index_words(file.text), file.problem],
        )
        row = self._db.execute(
            "SELECT id FROM attachment_texts WHERE content_id = ? AND masks = ?",
            [content_id, masks],
        ).fetchone()
        return int(row["id"])

    def rewrite_set_aside(self, kept: KeptBytes) -> None:
        """Write the bytes of something set aside anew."""
        with writing(self._db):
            self._db.execute(
                "UPDATE set_aside SET original = ?, choice = ? WHERE id = ?",
                [kept.content, kept.choice.value, kept.id],
            )

    def mask_copies(self, source_id: int, mask: Callable[[str], str]) -> None:
        """Mask what stands a second time: quotes, places, reasons."""
        self._db.conn.create_function("masked", 1, mask)
        self._db.conn.create_function("masked_in", 1, partial(_mask_json, mask=mask))
        with writing(self._db):
            for table, column, condition in _COPIES:
                self._db.execute(
                    f"UPDATE {table} SET {column} = masked({column}) WHERE {condition}",
                    [source_id],
                )
            for change in _LEARNED:
                self._db.execute(change)

    def finish(self, source_id: int, down_to: int) -> None:
        """Note that letters from the newest down to this id have been gone through."""
        with writing(self._db):
            self._db.execute(
                "UPDATE sources SET unprotected_to = ? WHERE id = ?",
                [down_to - 1, source_id],
            )

    def clean(self) -> None:
        """Take from the disk what was overwritten and still waits in the log."""
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _mask_json(text: str, mask: Callable[[str], str]) -> str:
    return json.dumps(_mask_inside(json.loads(text), mask), ensure_ascii=False)


def _mask_inside(value: Any, mask: Callable[[str], str]) -> Any:
    match value:
        case str():
            return mask(value)
        case list():
            return [_mask_inside(one, mask) for one in value]
        case dict():
            return {key: _mask_inside(one, mask) for key, one in value.items()}
        case _:
            return value


def _draft(row: Mapping[str, Any]) -> Draft:
    return Draft(
        identity=row["identity"],
        location=row["location"],
        original=read_original(row["content"], bool(row["is_compressed"])),
        media_type=row["media_type"],
        body=row["body"],
        subject=row["subject"],
        quoted=row["quoted"],
        signature=row["signature"],
        html=row["html"],
        written_at=read_time(row["written_at"]) if row["is_dated"] else None,
        language=row["language"],
        score=row["score"],
        is_automatic=bool(row["is_automatic"]),
        message_id=row["message_id"] or "",
        metadata=json.loads(row["metadata"]),
        flags=tuple(json.loads(row["flags"])),
        choice=OriginalChoice(row["choice"]),
    )


def _bytes(id_: int, content: bytes, is_compressed: object, choice: str) -> KeptBytes:
    plain = read_original(content, bool(is_compressed))
    return KeptBytes(id_, plain, OriginalChoice(choice))
