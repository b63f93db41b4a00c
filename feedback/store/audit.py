"""The audit log: entries are only added, and each seals the one before it."""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from feedback.store.connection import read_time, time_text, writing
from feedback.types import AuditEntry, Deed

_BEGINNING = bytes(32)


class Audit:
    """The audit log of a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def record(
        self, deed: Deed, about: str, person_id: int | None, happened_at: datetime
    ) -> None:
        """Add an entry; no person stands for the command line.

        Line breaks and control characters in ``about`` are written as escapes, so
        that no name can look like an entry of its own.
        """
        with writing(self._db):
            last = self._db.execute(
                "SELECT id, hash FROM audit_entries ORDER BY id DESC LIMIT 1"
            ).fetchone()
            previous = last["hash"] if last else _BEGINNING
            entry = (
                self._count_ever() + 1,
                time_text(happened_at),
                person_id,
                deed.value,
                _escape(about),
            )
            self._db.execute(
                "INSERT INTO audit_entries (id, happened_at, person_id, deed, about, "
                "previous_hash, hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
                [*entry, previous, _hash(entry, previous)],
            )

    def find_entries(self, limit: int = 200) -> tuple[AuditEntry, ...]:
        """Return the latest entries, the newest first."""
        rows = self._db.execute(
            "SELECT audit_entries.*, people.name AS person FROM audit_entries "
            "LEFT JOIN people ON people.id = person_id "
            "ORDER BY audit_entries.id DESC LIMIT ?",
            [limit],
        )
        return tuple(_entry(row) for row in rows)

    def find_breaks(self) -> Iterator[str]:
        """Yield a sentence for each entry that was changed or removed."""
        previous, expected_id = _BEGINNING, 1
        for row in self._db.execute("SELECT * FROM audit_entries ORDER BY id"):
            entry = tuple(
                row[name]
                for name in ("id", "happened_at", "person_id", "deed", "about")
            )
            if row["id"] != expected_id or row["previous_hash"] != previous:
                yield f"audit log: entries before entry {row['id']} are missing"
            if row["hash"] != _hash(entry, row["previous_hash"]):
                yield f"audit log: entry {row['id']} was changed"
            previous, expected_id = row["hash"], row["id"] + 1
        if expected_id <= self._count_ever():
            yield "audit log: the latest entries are missing"

    def _count_ever(self) -> int:
        row = self._db.execute(
            "SELECT seq FROM sqlite_sequence WHERE name = 'audit_entries'"
        ).fetchone()
        return int(row["seq"]) if row else 0


def _hash(entry: tuple[object, ...], previous: bytes) -> bytes:
    said = json.dumps([*entry, previous.hex()], ensure_ascii=True)
    return hashlib.sha256(said.encode("ascii")).digest()


def _escape(text: str) -> str:
    """Write control characters and line breaks as escapes, and cut at 500."""
    return "".join(
        character
        if character.isprintable()
        else character.encode("unicode_escape", "backslashreplace").decode("ascii")
        for character in text[:500]
    )


def _entry(row: Any) -> AuditEntry:
    return AuditEntry(
        id=row["id"],
        happened_at=read_time(row["happened_at"]),
        person=row["person"] or "",
        deed=Deed(row["deed"]),
        about=row["about"],
        hash=row["hash"].hex(),
    )
