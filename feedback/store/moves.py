"""Moves: changes of state, assignee or snooze, each undoable as a batch."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlite_utils import Database

from feedback.errors import Conflict, NotFound, Refused
from feedback.store.connection import read_optional_time, read_time, time_text, writing
from feedback.store.letter_query import WRITER
from feedback.store.people import People
from feedback.store.repeats import Repeats
from feedback.types import Move, TriageState

_MOVE = """
SELECT moves.*, coalesce(people.name, 'Postbag') AS person FROM moves
LEFT JOIN people ON people.id = moves.person_id
"""
_RECORD = """
INSERT INTO moves (batch_id, letter_id, person_id, moved_at, before_state, after_state,
    before_snoozed_until, before_stays_asleep, before_assignee_id)
SELECT :batch_id, id, :person_id, :moved_at, state, :state, snoozed_until,
    stays_asleep, assignee_id
FROM letters WHERE id IN (SELECT value FROM json_each(:letter_ids))
"""
_APPLY = """
UPDATE letters SET state = coalesce(:state, state),
    snoozed_until = CASE WHEN :state IS NULL THEN snoozed_until
        ELSE :snoozed_until END,
    stays_asleep = CASE WHEN :state IS NULL THEN stays_asleep ELSE :stays_asleep END,
    assignee_id = CASE WHEN :assignee_id IS NULL THEN assignee_id
        ELSE nullif(:assignee_id, 0) END,
    version = version + 1
WHERE id IN (SELECT value FROM json_each(:letter_ids))
"""
_UNDO = """
UPDATE letters SET state = moves.before_state,
    snoozed_until = moves.before_snoozed_until,
    stays_asleep = moves.before_stays_asleep,
    assignee_id = moves.before_assignee_id, version = letters.version + 1
FROM moves WHERE moves.letter_id = letters.id AND moves.batch_id = ?
"""
_LATER_MOVES = """
SELECT count(*) AS moves FROM moves AS later JOIN moves ON moves.batch_id = ?
    AND moves.letter_id = later.letter_id AND later.id > moves.id
WHERE later.undone_at IS NULL AND later.batch_id <> moves.batch_id
"""
# Written after somebody snoozed a letter of the same writer, under any key.
_WRITTEN_AGAIN = f"""
SELECT letters.id FROM letters
WHERE state = 'snoozed' AND stays_asleep = 0 AND EXISTS (
    SELECT 1 FROM letters AS later
    WHERE later.writer_id IN (
        SELECT {WRITER}
        UNION ALL SELECT writer_id FROM writer_roots WHERE root_id = {WRITER}
    ) AND later.is_automatic = 0 AND later.written_at > (
        SELECT max(moved_at) FROM moves WHERE moves.letter_id = letters.id
            AND after_state = 'snoozed' AND undone_at IS NULL
    )
)
"""
_CHANGES_FEEDBACK = """
SELECT letter_id FROM moves WHERE batch_id = ?
    AND (before_state = 'not_feedback') <> (after_state = 'not_feedback')
"""


@dataclass(frozen=True, slots=True)
class MoveTo:
    """What letters become: None leaves the assignee as it is, 0 clears it.

    A snoozed letter wakes when its writer writes again, unless it ``stays_asleep``.
    """

    state: TriageState | None
    snoozed_until: date | None = None
    assignee_id: int | None = None
    stays_asleep: bool = False


class Moves:
    """The moves of a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def move(
        self,
        letter_ids: Sequence[int],
        target: MoveTo,
        person_id: int | None,
        moved_at: datetime,
        version: int | None = None,
    ) -> int:
        """Move letters as one batch and return the batch's id.

        ``version`` is the version of the one letter that the person saw. Raises
        NotFound when a letter or the assignee is missing, Conflict when the letter
        has moved since.
        """
        with writing(self._db):
            self._check(letter_ids, version)
            self._check_assignee(target.assignee_id)
            batch_id = self._next_batch()
            values = {
                "batch_id": batch_id,
                "letter_ids": json.dumps(list(letter_ids)),
                "person_id": person_id,
                "moved_at": time_text(moved_at),
                "state": target.state.value if target.state else None,
                "snoozed_until": (
                    target.snoozed_until.isoformat() if target.snoozed_until else None
                ),
                "stays_asleep": int(target.stays_asleep),
                "assignee_id": target.assignee_id,
            }
            self._db.execute(
                _RECORD.replace(":state", "coalesce(:state, state)"), values
            )
            self._db.execute(_APPLY, values)
            self._renew_repeats(batch_id)
        return batch_id

    def undo(self, batch_id: int, undone_at: datetime) -> int:
        """Take a batch back and return how many letters it moved.

        Raises NotFound, Refused when it is undone already, and Conflict when one of
        its letters was moved again since.
        """
        with writing(self._db):
            moves = self._db.execute(f"{_MOVE} WHERE batch_id = ?", [batch_id])
            rows = moves.fetchall()
            if not rows:
                raise NotFound("move", batch_id)
            if rows[0]["undone_at"]:
                raise Refused("This move is undone already.")
            if self._db.execute(_LATER_MOVES, [batch_id]).fetchone()["moves"]:
                raise Conflict(
                    "A letter of this move was moved again since; undo that first."
                )
            self._db.execute(_UNDO, [batch_id])
            self._renew_repeats(batch_id)
            self._db.execute(
                "UPDATE moves SET undone_at = ? WHERE batch_id = ?",
                [time_text(undone_at), batch_id],
            )
        return len(rows)

    def find_moves(self, letter_id: int) -> tuple[Move, ...]:
        """Return the moves of a letter, the latest first."""
        rows = self._db.execute(
            f"{_MOVE} WHERE letter_id = ? ORDER BY moves.id DESC", [letter_id]
        )
        return tuple(_move(row) for row in rows)

    def wake(self, today: date, moved_at: datetime) -> int:
        """Move snoozed letters whose day has come back to open; returns how many."""
        if not self._find_due(today):
            return 0
        with writing(self._db):
            ids = self._find_due(today)
            self.move(ids, MoveTo(TriageState.OPEN), None, moved_at)
        return len(ids)

    def wake_written_again(self, moved_at: datetime) -> int:
        """Move snoozed letters whose writer wrote again to open; returns how many."""
        with writing(self._db):
            ids = [row["id"] for row in self._db.execute(_WRITTEN_AGAIN)]
            if ids:
                self.move(ids, MoveTo(TriageState.OPEN), None, moved_at)
        return len(ids)

    def _renew_repeats(self, batch_id: int) -> None:
        """Tell anew which letter of a writer counts where one is feedback no more."""
        changed = self._db.execute(_CHANGES_FEEDBACK, [batch_id]).fetchall()
        if changed:
            Repeats(self._db).renew([row["letter_id"] for row in changed])

    def _find_due(self, today: date) -> list[int]:
        rows = self._db.execute(
            "SELECT id FROM letters WHERE state = 'snoozed' AND snoozed_until <= ?",
            [today.isoformat()],
        )
        return [row["id"] for row in rows]

    def _check(self, letter_ids: Sequence[int], version: int | None) -> None:
        rows = self._db.execute(
            "SELECT id, version FROM letters "
            "WHERE id IN (SELECT value FROM json_each(?))",
            [json.dumps(list(letter_ids))],
        ).fetchall()
        found = {row["id"]: row["version"] for row in rows}
        for letter_id in letter_ids:
            if letter_id not in found:
                raise NotFound("letter", letter_id)
            if version is not None and found[letter_id] != version:
                raise Conflict("Somebody else moved this letter while you read it.")

    def _check_assignee(self, assignee_id: int | None) -> None:
        if assignee_id:
            People(self._db).get_person(assignee_id)

    def _next_batch(self) -> int:
        row = self._db.execute("SELECT coalesce(max(batch_id), 0) + 1 FROM moves")
        return int(row.fetchone()[0])


def _move(row: Any) -> Move:
    return Move(
        id=row["id"],
        letter_id=row["letter_id"],
        batch_id=row["batch_id"],
        person=row["person"],
        moved_at=read_time(row["moved_at"]),
        before=TriageState(row["before_state"]),
        after=TriageState(row["after_state"]),
        undone_at=read_optional_time(row["undone_at"]),
    )
