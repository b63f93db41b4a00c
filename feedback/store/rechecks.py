"""Blind re-checks: the letters drawn, and where people filed them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlite_utils import Database

from feedback.errors import Conflict, NotFound
from feedback.store.connection import read_time, time_text, writing
from feedback.store.letter_query import WORDING
from feedback.store.topics import FEEDBACK

# One letter per wording, placed by models alone and not drawn before.
_PLACED = f"""
SELECT min(letter_id) AS letter_id, topic_ids FROM (
    SELECT letters.id AS letter_id, {WORDING} AS wording,
        json_group_array(
            topic_roots.root_id ORDER BY assignments.confidence DESC, assignments.id
        ) AS topic_ids
    FROM letters JOIN assignments ON assignments.letter_id = letters.id
    JOIN topic_roots ON topic_roots.topic_id = assignments.topic_id
    WHERE {FEEDBACK} AND letters.written_at >= :since AND letters.written_at < :until
        AND letters.id NOT IN (SELECT letter_id FROM recheck_letters)
    GROUP BY letters.id HAVING min(assignments.origin = 'model')
)
GROUP BY wording
"""
# A reading of its own comes first; a second reading of what others filed after it.
_WAITING = """
SELECT drawn.letter_id, EXISTS (
    SELECT 1 FROM recheck_answers AS other
    WHERE other.recheck_id = drawn.recheck_id AND other.letter_id = drawn.letter_id
        AND NOT other.is_skipped
) AS is_filed
FROM recheck_letters AS drawn
WHERE drawn.recheck_id = ? AND NOT EXISTS (
    SELECT 1 FROM recheck_answers AS own
    WHERE own.recheck_id = drawn.recheck_id AND own.letter_id = drawn.letter_id
        AND own.person_id = ?
)
ORDER BY is_filed, drawn.place
"""
_ANSWERS = """
SELECT answers.*, drawn.topic_ids, people.name AS person, roots.root_id,
    topic_events.id IS NOT NULL AS is_corrected
FROM recheck_answers AS answers
JOIN recheck_letters AS drawn
    ON drawn.recheck_id = answers.recheck_id AND drawn.letter_id = answers.letter_id
JOIN people ON people.id = answers.person_id
LEFT JOIN topic_roots AS roots ON roots.topic_id = answers.topic_id
LEFT JOIN topic_events
    ON topic_events.id = answers.event_id AND topic_events.undone_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A letter to re-check, with the topics that models gave it, the surest first."""

    letter_id: int
    topic_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Recheck:
    """One month's re-check of letters ``since`` to ``until``, both days included."""

    id: int
    month: str
    since: date
    until: date
    seed: int
    drawn_at: datetime
    size: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A letter that a person has not filed; somebody else may have."""

    letter_id: int
    is_filed: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """Where a person filed a letter; no topic means "none of these".

    ``model_ids`` are the topics that the models gave it when it was drawn.
    """

    id: int
    recheck_id: int
    letter_id: int
    person_id: int
    person: str
    topic_id: int | None
    is_skipped: bool
    model_ids: tuple[int, ...]
    is_corrected: bool
    answered_at: datetime


class Rechecks:
    """The re-checks of a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def find_candidates(self, since: date, until: date) -> tuple[Drawn, ...]:
        """Return the letters of these days that models placed, one per wording."""
        day_after = until + timedelta(days=1)
        rows = self._db.execute(
            _PLACED, {"since": since.isoformat(), "until": day_after.isoformat()}
        )
        return tuple(
            Drawn(row["letter_id"], tuple(dict.fromkeys(json.loads(row["topic_ids"]))))
            for row in rows
        )

    def add(
        self,
        month: str,
        period: tuple[date, date],
        seed: int,
        drawn: Sequence[Drawn],
        drawn_at: datetime,
    ) -> int:
        """Store a month's draw and return its id; raises Conflict when there is one."""
        with writing(self._db):
            if (latest := self.find_latest()) and latest.month == month:
                raise Conflict("This month's letters are drawn already.")
            row = self._db.execute(
                "INSERT INTO rechecks (month, since, until, seed, drawn_at) "
                "VALUES (?, ?, ?, ?, ?) RETURNING id",
                [
                    month,
                    *(day.isoformat() for day in period),
                    seed,
                    time_text(drawn_at),
                ],
            ).fetchone()
            self._db.conn.executemany(
                "INSERT INTO recheck_letters VALUES (?, ?, ?, ?)",
                [
                    (row["id"], one.letter_id, place, json.dumps(one.topic_ids))
                    for place, one in enumerate(drawn)
                ],
            )
        return int(row["id"])

    def find_latest(self) -> Recheck | None:
        """Return the latest re-check, if any was drawn."""
        row = self._db.execute(
            "SELECT rechecks.*, count(letter_id) AS size FROM rechecks "
            "LEFT JOIN recheck_letters ON recheck_id = rechecks.id "
            "GROUP BY rechecks.id ORDER BY month DESC LIMIT 1"
        ).fetchone()
        return _recheck(row) if row else None

    def find_waiting(self, recheck_id: int, person_id: int) -> tuple[Waiting, ...]:
        """Return what a person has not filed, what nobody filed first."""
        rows = self._db.execute(_WAITING, [recheck_id, person_id])
        return tuple(Waiting(row["letter_id"], bool(row["is_filed"])) for row in rows)

    def answer(
        self,
        recheck_id: int,
        letter_id: int,
        person_id: int,
        topic_id: int | None,
        is_skipped: bool,
        answered_at: datetime,
    ) -> int:
        """Store where a person filed a letter and return the answer's id.

        Raises NotFound for a letter that was not drawn, Conflict for a second answer.
        """
        with writing(self._db):
            waiting = self.find_waiting(recheck_id, person_id)
            if letter_id not in {one.letter_id for one in waiting}:
                self._explain_missing(recheck_id, letter_id)
            row = self._db.execute(
                "INSERT INTO recheck_answers (recheck_id, letter_id, person_id, "
                "topic_id, is_skipped, answered_at) VALUES (?, ?, ?, ?, ?, ?) "
                "RETURNING id",
                [
                    recheck_id,
                    letter_id,
                    person_id,
                    topic_id,
                    int(is_skipped),
                    time_text(answered_at),
                ],
            ).fetchone()
        return int(row["id"])

    def withdraw(self, answer_id: int) -> None:
        """Forget an answer, so that its letter waits again."""
        with writing(self._db):
            self._db.execute("DELETE FROM recheck_answers WHERE id = ?", [answer_id])

    def get_answer(self, answer_id: int) -> Answer:
        """Return an answer; raises NotFound."""
        row = self._db.execute(
            f"{_ANSWERS} WHERE answers.id = ?", [answer_id]
        ).fetchone()
        if row is None:
            raise NotFound("answer", answer_id)
        return _answer(row, self._roots())

    def find_filed(self, since: datetime) -> tuple[Answer, ...]:
        """Return all answers since a moment but for skipped letters, in their order."""
        rows = self._db.execute(
            f"{_ANSWERS} WHERE NOT is_skipped AND answered_at >= ? ORDER BY answers.id",
            [time_text(since)],
        ).fetchall()
        roots = self._roots() if rows else {}
        return tuple(_answer(row, roots) for row in rows)

    def note_event(self, answer_id: int, event_id: int) -> None:
        """Note the event by which an answer became a correction."""
        with writing(self._db):
            self._db.execute(
                "UPDATE recheck_answers SET event_id = ? WHERE id = ?",
                [event_id, answer_id],
            )

    def _explain_missing(self, recheck_id: int, letter_id: int) -> None:
        row = self._db.execute(
            "SELECT 1 FROM recheck_letters WHERE recheck_id = ? AND letter_id = ?",
            [recheck_id, letter_id],
        ).fetchone()
        if row is None:
            raise NotFound("letter in this re-check", letter_id)
        raise Conflict("You have answered this letter already.")

    def _roots(self) -> dict[int, int]:
        rows = self._db.execute("SELECT topic_id, root_id FROM topic_roots")
        return {row["topic_id"]: row["root_id"] for row in rows}


def _recheck(row: Any) -> Recheck:
    return Recheck(
        id=row["id"],
        month=row["month"],
        since=date.fromisoformat(row["since"]),
        until=date.fromisoformat(row["until"]),
        seed=row["seed"],
        drawn_at=read_time(row["drawn_at"]),
        size=row["size"],
    )


def _answer(row: Any, roots: dict[int, int]) -> Answer:
    return Answer(
        id=row["id"],
        recheck_id=row["recheck_id"],
        letter_id=row["letter_id"],
        person_id=row["person_id"],
        person=row["person"],
        topic_id=row["root_id"],
        is_skipped=bool(row["is_skipped"]),
        model_ids=tuple(roots[one] for one in json.loads(row["topic_ids"])),
        is_corrected=bool(row["is_corrected"]),
        answered_at=read_time(row["answered_at"]),
    )
