"""Imports: runs over a source, and what each of them set aside."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from feedback.errors import NotFound, Refused
from feedback.store.connection import (
    read_optional_time,
    read_time,
    time_text,
    writing,
)
from feedback.store.writer_links import WriterLinks
from feedback.types import (
    Import,
    ImportCounts,
    OriginalChoice,
    Refusal,
    SetAside,
    SourceKind,
    StoredOriginal,
)

_IMPORT = """
SELECT imports.*, sources.name AS source FROM imports
JOIN sources ON sources.id = imports.source_id
"""
# Many may be listed, so without their bytes.
_ASIDE = """
set_aside.id, set_aside.import_id, set_aside.location, reason, set_aside_at, choice,
    length(original) AS size, sources.name AS source
"""
_SET_ASIDE = """
FROM set_aside JOIN imports ON imports.id = set_aside.import_id
JOIN sources ON sources.id = imports.source_id
"""
_KEEP_ASIDE = """
INSERT INTO set_aside (import_id, location, reason, media_type, original, sha256,
    set_aside_at, choice)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (sha256, location) DO UPDATE SET import_id = excluded.import_id,
    reason = excluded.reason, set_aside_at = excluded.set_aside_at
WHERE (SELECT undone_at FROM imports WHERE id = import_id) IS NOT NULL
"""
# A letter that people have worked on since it came does not go when its import does.
_TOUCHED = """
(EXISTS (SELECT 1 FROM moves WHERE letter_id = letters.id)
 OR EXISTS (SELECT 1 FROM notes WHERE letter_id = letters.id)
 OR EXISTS (SELECT 1 FROM corrections WHERE letter_id = letters.id)
 OR EXISTS (SELECT 1 FROM tone_marks WHERE letter_id = letters.id)
 OR letters.id IN (SELECT letter_id FROM recheck_answers WHERE NOT is_skipped)
 OR EXISTS (SELECT 1 FROM copy_splits WHERE letter_id = letters.id)
 OR EXISTS (SELECT 1 FROM evidence WHERE letter_id = letters.id))
"""
# Every letter that has appeared elsewhere goes to where it was met first after this.
_HAND_OVER = """
UPDATE letters SET source_id = other.source_id, import_id = other.import_id,
    location = other.location
FROM (SELECT letter_id, source_id, location, min(import_id) AS import_id
    FROM appearances GROUP BY letter_id) AS other
WHERE letters.import_id = ? AND other.letter_id = letters.id
"""
# Nothing is known of these writers but what the undone letters said.
_FORGET_WRITERS = """
DELETE FROM writers WHERE id IN (SELECT value FROM json_each(?))
    AND joined_on IS NULL AND segment = '' AND do_not_contact = 0
    AND NOT EXISTS (SELECT 1 FROM letters WHERE writer_id = writers.id)
    AND NOT EXISTS (SELECT 1 FROM writer_events
        WHERE writers.id IN (writer_id, other_id) AND person_id IS NOT NULL)
    AND NOT EXISTS (SELECT 1 FROM activity WHERE writer_id = writers.id)
    AND NOT EXISTS (SELECT 1 FROM audience_members WHERE writer_id = writers.id)
    AND NOT EXISTS (SELECT 1 FROM notice_writers WHERE writer_id = writers.id)
    AND NOT EXISTS (SELECT 1 FROM writer_list_members WHERE writer_id = writers.id)
"""


class Imports:
    """The imports of a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def start(
        self, source: str, kind: SourceKind, location: str, started_at: datetime
    ) -> int:
        """Open an import over the named source, adding the source when it is new."""
        with writing(self._db):
            self._db.execute(
                "INSERT OR IGNORE INTO sources (name, kind) VALUES (?, ?)",
                [source, kind.value],
            )
            row = self._db.execute(
                "INSERT INTO imports (source_id, location, started_at) "
                "SELECT id, ?, ? FROM sources WHERE name = ? RETURNING id",
                [location, time_text(started_at), source],
            ).fetchone()
        return int(row["id"])

    def add_counts(self, import_id: int, counts: ImportCounts) -> None:
        """Add to what the import has done so far."""
        with writing(self._db):
            self._db.execute(
                "UPDATE imports SET received = received + ?, known = known + ?, "
                "updated = updated + ?, set_aside = set_aside + ? WHERE id = ?",
                [
                    counts.received,
                    counts.known,
                    counts.updated,
                    counts.set_aside,
                    import_id,
                ],
            )

    def set_aside(
        self, import_id: int, refusals: Sequence[Refusal], set_aside_at: datetime
    ) -> None:
        """Keep refused input with its bytes; the same input is kept once.

        What an undone import holds of it passes to this one.
        """
        if not refusals:
            return
        with writing(self._db):
            self._db.conn.executemany(
                _KEEP_ASIDE,
                [
                    (
                        import_id,
                        refusal.location,
                        refusal.reason,
                        refusal.media_type,
                        refusal.original,
                        hashlib.sha256(refusal.original).digest(),
                        time_text(set_aside_at),
                        refusal.choice.value,
                    )
                    for refusal in refusals
                ],
            )

    def finish(
        self, import_id: int, finished_at: datetime, notes: Sequence[str] = ()
    ) -> None:
        """Close an import, with short sentences on what was noticed."""
        with writing(self._db):
            self._db.execute(
                "UPDATE imports SET finished_at = ?, notes = ? WHERE id = ?",
                [
                    time_text(finished_at),
                    json.dumps(list(notes), ensure_ascii=False),
                    import_id,
                ],
            )

    def get_import(self, import_id: int) -> Import:
        """Return an import; raises NotFound."""
        row = self._db.execute(
            f"{_IMPORT} WHERE imports.id = ?", [import_id]
        ).fetchone()
        if row is None:
            raise NotFound("import", import_id)
        return _import(row)

    def find_imports(
        self, limit: int = 50, source_id: int | None = None
    ) -> tuple[Import, ...]:
        """Return imports, of one source or all, the latest first."""
        rows = self._db.execute(
            f"{_IMPORT} WHERE coalesce(source_id = ?, 1) "
            "ORDER BY imports.id DESC LIMIT ?",
            [source_id, limit],
        )
        return tuple(_import(row) for row in rows)

    def find_sources(self) -> tuple[str, ...]:
        """Return the names of all sources, in order."""
        rows = self._db.execute("SELECT name FROM sources ORDER BY name")
        return tuple(row["name"] for row in rows)

    def find_set_aside(self, import_id: int, limit: int = 200) -> tuple[SetAside, ...]:
        """Return what an import set aside, in the order it came."""
        rows = self._db.execute(
            f"SELECT {_ASIDE} {_SET_ASIDE} "
            "WHERE import_id = ? ORDER BY set_aside.id LIMIT ?",
            [import_id, limit],
        )
        return tuple(_set_aside(row) for row in rows)

    def count_set_aside(self, import_id: int | None = None) -> int:
        """Return how much input of an import waits to be looked at, or of all.

        What an undone import set aside waits for nobody.
        """
        row = self._db.execute(
            "SELECT count(*) FROM set_aside JOIN imports ON imports.id = import_id "
            "WHERE coalesce(import_id = ?, undone_at IS NULL)",
            [import_id],
        ).fetchone()
        return int(row[0])

    def get_set_aside(self, set_aside_id: int) -> tuple[SetAside, StoredOriginal]:
        """Return one thing set aside with its bytes as stored; raises NotFound."""
        row = self._db.execute(
            f"SELECT {_ASIDE}, media_type, original {_SET_ASIDE} "
            "WHERE set_aside.id = ?",
            [set_aside_id],
        ).fetchone()
        if row is None:
            raise NotFound("set-aside input", set_aside_id)
        choice = OriginalChoice(row["choice"])
        stored = StoredOriginal(row["media_type"], row["original"], choice)
        return _set_aside(row), stored

    def release(self, set_aside_id: int) -> None:
        """Forget a thing set aside, once it has become a letter."""
        with writing(self._db):
            self._db.execute("DELETE FROM set_aside WHERE id = ?", [set_aside_id])

    def find_worked_on(self, import_id: int) -> tuple[int, ...]:
        """Return the ids of an import's letters that people have worked on since."""
        rows = self._db.execute(
            f"SELECT id FROM letters WHERE import_id = ? AND {_TOUCHED} ORDER BY id",
            [import_id],
        )
        return tuple(row["id"] for row in rows)

    def undo(self, import_id: int, undone_at: datetime) -> tuple[int, tuple[int, ...]]:
        """Take back the letters that an import received.

        Returns how many letters went, and the ids of those that stay because people
        have worked on them. Letters that another import brought too become its own;
        writers of whom nothing else is known go with their letters. Raises NotFound,
        or Refused when it is undone already.
        """
        if self.get_import(import_id).undone_at:
            raise Refused(f"Import {import_id} is undone already.")
        with writing(self._db):
            self._hand_over(import_id)
            kept = self.find_worked_on(import_id)
            removed = self._db.execute(
                f"DELETE FROM letters WHERE import_id = ? AND NOT {_TOUCHED} "
                "RETURNING writer_id",
                [import_id],
            ).fetchall()
            writer_ids = {row["writer_id"] for row in removed if row["writer_id"]}
            forgotten = self._db.execute(
                _FORGET_WRITERS, [json.dumps(list(writer_ids))]
            )
            if forgotten.rowcount:
                WriterLinks(self._db).rebuild()
            self._db.execute(
                "UPDATE imports SET undone_at = ? WHERE id = ?",
                [time_text(undone_at), import_id],
            )
        return len(removed), kept

    def _hand_over(self, import_id: int) -> None:
        """Leave letters that came by another import too to that one."""
        self._db.execute("DELETE FROM appearances WHERE import_id = ?", [import_id])
        self._db.execute(_HAND_OVER, [import_id])
        self._db.execute(
            "DELETE FROM appearances WHERE source_id = "
            "(SELECT source_id FROM letters WHERE letters.id = letter_id)"
        )


def _import(row: Any) -> Import:
    return Import(
        id=row["id"],
        source=row["source"],
        location=row["location"],
        started_at=read_time(row["started_at"]),
        finished_at=read_optional_time(row["finished_at"]),
        undone_at=read_optional_time(row["undone_at"]),
        counts=ImportCounts(
            row["received"], row["known"], row["updated"], row["set_aside"]
        ),
        notes=tuple(json.loads(row["notes"])),
    )


def _set_aside(row: Any) -> SetAside:
    return SetAside(
        id=row["id"],
        import_id=row["import_id"],
        source=row["source"],
        location=row["location"],
        reason=row["reason"],
        size=row["size"],
        set_aside_at=read_time(row["set_aside_at"]),
        is_encrypted=row["choice"] == OriginalChoice.ENCRYPT.value,
    )
