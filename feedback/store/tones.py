"""How letters sound: scores of the models, and marks of people, which override."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from pysqlite3 import dbapi2 as sqlite3
from sqlite_utils import Database

from feedback.errors import Conflict, NotFound
from feedback.store.connection import read_time, time_text, writing
from feedback.types import ToneKind, ToneMark

_MARKS = """
SELECT tone_marks.*, people.name AS person FROM tone_marks
JOIN people ON people.id = tone_marks.person_id
WHERE tone_marks.id IN (
    SELECT max(id) FROM tone_marks WHERE undone_at IS NULL GROUP BY letter_id, tone
)
"""
_UNREAD = """
SELECT letters.id, letters.subject, letters.body FROM letters
LEFT JOIN letter_tones ON letter_tones.letter_id = letters.id
WHERE letters.is_automatic = 0 AND letter_tones.lessons IS NOT ?
AND letters.id < coalesce(?, 9223372036854775807)
ORDER BY letters.id DESC LIMIT ?
"""


class Tones:
    """The tones of a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get_stamp(self) -> str:
        """Return what changes whenever the marks of people do."""
        row = self._db.execute(
            "SELECT count(*) AS marks, coalesce(max(id), 0) AS latest, "
            "count(undone_at) AS undone FROM tone_marks"
        ).fetchone()
        return f"{row['marks']}.{row['latest']}.{row['undone']}"

    def find_marked(self, kind: ToneKind, limit: int) -> list[tuple[str, str, bool]]:
        """Return (subject, body, is so) of the letters marked last, as marked last."""
        rows = self._db.execute(
            "SELECT letters.subject, letters.body, marks.is_so "
            f"FROM ({_MARKS}) AS marks JOIN letters ON letters.id = marks.letter_id "
            "WHERE marks.tone = ? ORDER BY marks.id DESC LIMIT ?",
            [kind.value, limit],
        )
        return [(row["subject"], row["body"], bool(row["is_so"])) for row in rows]

    def find_unread(
        self, lessons: str, limit: int, before: int | None = None
    ) -> list[tuple[int, str, str]]:
        """Return (id, subject, body) of letters not read with these lessons.

        The newest come first, of those ``before`` a letter if it is given; automatic
        mail has no tone.
        """
        rows = self._db.execute(_UNREAD, [lessons, before, limit])
        return [(row["id"], row["subject"], row["body"]) for row in rows]

    def save(self, scores: Iterable[tuple[int, float, float]], lessons: str) -> None:
        """Keep (letter, leaving, anger), made with these lessons; marks override."""
        with writing(self._db):
            self._db.conn.executemany(
                "INSERT INTO letter_tones (letter_id, leaving, anger, lessons) "
                "SELECT ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM letters WHERE id = ?) "
                "ON CONFLICT (letter_id) DO UPDATE SET leaving = excluded.leaving, "
                "anger = excluded.anger, lessons = excluded.lessons",
                [(one, out, cross, lessons, one) for one, out, cross in scores],
            )

    def mark(
        self,
        letter_id: int,
        kind: ToneKind,
        is_so: bool,
        person_id: int,
        marked_at: datetime,
    ) -> int:
        """Keep what a person says of a letter; returns the mark's id.

        Raises NotFound without that letter. A later mark replaces an earlier one.
        """
        try:
            with writing(self._db):
                row = self._db.execute(
                    "INSERT INTO tone_marks "
                    "(letter_id, tone, is_so, person_id, marked_at) "
                    "VALUES (?, ?, ?, ?, ?) RETURNING id",
                    [letter_id, kind.value, is_so, person_id, time_text(marked_at)],
                ).fetchone()
        except sqlite3.IntegrityError as error:
            raise NotFound("letter", letter_id) from error
        return int(row["id"])

    def undo(self, mark_id: int, undone_at: datetime) -> int:
        """Take a mark back; returns its letter.

        Raises NotFound, and Conflict when it is taken back already.
        """
        with writing(self._db):
            row = self._db.execute(
                "SELECT letter_id, undone_at FROM tone_marks WHERE id = ?", [mark_id]
            ).fetchone()
            if row is None:
                raise NotFound("mark", mark_id)
            if row["undone_at"]:
                raise Conflict("This mark is taken back already.")
            self._db.execute(
                "UPDATE tone_marks SET undone_at = ? WHERE id = ?",
                [time_text(undone_at), mark_id],
            )
        return int(row["letter_id"])

    def find_marks(self, letter_id: int) -> dict[ToneKind, ToneMark]:
        """Return what people said last of a letter's tones."""
        rows = self._db.execute(f"{_MARKS} AND letter_id = ?", [letter_id])
        return {ToneKind(row["tone"]): _mark(row) for row in rows}

    def find_all_marks(self) -> dict[tuple[int, ToneKind], bool]:
        """Return what people said last of every marked letter."""
        return {
            (row["letter_id"], ToneKind(row["tone"])): bool(row["is_so"])
            for row in self._db.execute(_MARKS)
        }


def _mark(row: Any) -> ToneMark:
    return ToneMark(
        id=row["id"],
        letter_id=row["letter_id"],
        kind=ToneKind(row["tone"]),
        is_so=bool(row["is_so"]),
        person=row["person"],
        marked_at=read_time(row["marked_at"]),
    )
