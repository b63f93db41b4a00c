"""Notes that people write beside actions while they run, and after."""

from dataclasses import dataclass
from datetime import datetime

from pysqlite3 import dbapi2 as sqlite3
from sqlite_utils import Database

from feedback.errors import NotFound
from feedback.store.connection import read_time, time_text, writing


@dataclass(frozen=True, slots=True)
class ActionNote:
    """What a person wrote beside an action, for colleagues."""

    id: int
    person: str
    written_at: datetime
    text: str


class ActionNotes:
    """The notes beside a database's actions."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(
        self, action_id: int, person_id: int, text: str, written_at: datetime
    ) -> None:
        """Write a note beside an action; raises NotFound without that action."""
        try:
            with writing(self._db):
                self._db.execute(
                    "INSERT INTO action_notes (action_id, person_id, written_at, text) "
                    "VALUES (?, ?, ?, ?)",
                    [action_id, person_id, time_text(written_at), text],
                )
        except sqlite3.IntegrityError as error:
            raise NotFound("action", action_id) from error

    def find_notes(self, action_id: int) -> tuple[ActionNote, ...]:
        """Return the notes beside an action, in the order they were written."""
        rows = self._db.execute(
            "SELECT action_notes.*, people.name AS person FROM action_notes "
            "JOIN people ON people.id = action_notes.person_id "
            "WHERE action_id = ? ORDER BY action_notes.id",
            [action_id],
        )
        return tuple(
            ActionNote(
                row["id"], row["person"], read_time(row["written_at"]), row["text"]
            )
            for row in rows
        )
