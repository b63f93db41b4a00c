"""Notes that people write beside letters, and the views that they save."""

from datetime import datetime
from typing import Any

from pysqlite3 import dbapi2 as sqlite3
from sqlite_utils import Database

from feedback.errors import NotFound, Refused
from feedback.store.connection import read_time, time_text, writing
from feedback.types import Note, SavedView


class Notes:
    """The notes of a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(
        self, letter_id: int, person_id: int, text: str, written_at: datetime
    ) -> None:
        """Write a note beside a letter; raises NotFound without that letter."""
        try:
            with writing(self._db):
                self._db.execute(
                    "INSERT INTO notes (letter_id, person_id, written_at, text) "
                    "VALUES (?, ?, ?, ?)",
                    [letter_id, person_id, time_text(written_at), text],
                )
        except sqlite3.IntegrityError as error:
            raise NotFound("letter", letter_id) from error

    def find_notes(self, letter_id: int) -> tuple[Note, ...]:
        """Return the notes beside a letter, in the order they were written."""
        rows = self._db.execute(
            "SELECT notes.*, people.name AS person FROM notes "
            "JOIN people ON people.id = notes.person_id "
            "WHERE letter_id = ? ORDER BY notes.id",
            [letter_id],
        )
        return tuple(_note(row) for row in rows)


class Views:
    """The saved views of a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def save(self, name: str, query: str, person_id: int) -> int:
        """Keep a search under a name; the same name again replaces it."""
        with writing(self._db):
            row = self._db.execute(
                "INSERT INTO views (name, query, person_id) VALUES (?, ?, ?) "
                "ON CONFLICT (name, person_id) DO UPDATE SET query = excluded.query "
                "RETURNING id",
                [name, query, person_id],
            ).fetchone()
        return int(row["id"])

    def remove(self, view_id: int, person_id: int) -> None:
        """Forget a person's own view; raises Refused when it is not theirs."""
        with writing(self._db):
            removed = self._db.execute(
                "DELETE FROM views WHERE id = ? AND person_id = ?", [view_id, person_id]
            ).rowcount
        if not removed:
            raise Refused("Only the person who saved a view can remove it.")

    def find_views(self, person_id: int) -> tuple[SavedView, ...]:
        """Return a person's saved views, in the order of their names."""
        rows = self._db.execute(
            "SELECT * FROM views WHERE person_id = ? ORDER BY name", [person_id]
        )
        return tuple(
            SavedView(row["id"], row["name"], row["query"], row["person_id"])
            for row in rows
        )


def _note(row: Any) -> Note:
    return Note(
        id=row["id"],
        letter_id=row["letter_id"],
        person=row["person"],
        written_at=read_time(row["written_at"]),
        text=row["text"],
    )
