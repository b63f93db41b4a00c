"""Notices: what the writers of a topic were told about it, and who answered since."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from pysqlite3 import dbapi2 as sqlite3
from sqlite_utils import Database

from feedback.errors import NotFound
from feedback.store.connection import read_optional_day, time_text, writing
from feedback.store.letter_query import WRITER
from feedback.store.topics import FEEDBACK, WRITER_NAME

_SAME_TOPIC = """
SELECT own.topic_id FROM topic_roots AS own
JOIN topic_roots AS root ON root.root_id = own.root_id
WHERE root.topic_id = :topic_id
"""
# All keys of a writer.
_KEYS = """
SELECT writers.id UNION ALL
SELECT writer_roots.writer_id FROM writer_roots WHERE root_id = writers.id
"""
# The latest notice speaks for a writer: with max(), SQLite takes the other columns
# from its row. Letters count as an answer from the day of the notice on.
_STANDINGS = f"""
WITH asked AS ({_SAME_TOPIC}),
wrote AS (
    SELECT {WRITER} AS writer_id, count(DISTINCT letters.id) AS letters
    FROM assignments JOIN letters ON letters.id = assignments.letter_id
    WHERE assignments.topic_id IN (SELECT topic_id FROM asked)
        AND letters.writer_id IS NOT NULL AND {FEEDBACK}
    GROUP BY 1
),
told AS (
    SELECT coalesce(root_id, notice_writers.writer_id) AS writer_id, answer, words,
        max(told_on || recorded_at), told_on
    FROM notice_writers JOIN notices ON notices.id = notice_id
    LEFT JOIN writer_roots USING (writer_id)
    WHERE topic_id IN (SELECT topic_id FROM asked) GROUP BY 1
),
answered AS (
    SELECT told.*, (
        SELECT id FROM letters WHERE letters.writer_id IN (
                SELECT told.writer_id UNION ALL SELECT writer_roots.writer_id
                FROM writer_roots WHERE root_id = told.writer_id)
            AND written_at >= told_on AND {FEEDBACK} ORDER BY written_at LIMIT 1
    ) AS answer_letter_id
    FROM told
),
standings AS (
    SELECT writers.id, key, address, segment, {WRITER_NAME} AS writer, wrote.letters,
        answer, words, told_on, answer_letter_id,
        CASE WHEN answer_letter_id IS NOT NULL THEN 'answered'
            WHEN told_on IS NOT NULL THEN 'told'
            WHEN EXISTS (SELECT 1 FROM writers AS own
                WHERE own.id IN ({_KEYS}) AND own.do_not_contact) THEN 'silent'
            WHEN EXISTS (
                SELECT 1 FROM audience_members
                JOIN actions ON actions.id = audience_members.action_id
                WHERE audience_members.writer_id IN ({_KEYS}) AND is_held_out
                    AND actions.state = 'running'
            ) THEN 'held_out'
            ELSE 'untold' END AS standing
    FROM wrote JOIN writers ON writers.id = wrote.writer_id
    LEFT JOIN answered ON answered.writer_id = writers.id
    WHERE erased_at IS NULL
)
"""
_NOTICES = """
SELECT notices.*, people.name AS person, actions.title AS action,
    (SELECT count(DISTINCT coalesce(root_id, notice_writers.writer_id))
        FROM notice_writers LEFT JOIN writer_roots USING (writer_id)
        WHERE notice_id = notices.id) AS writers
FROM notices
JOIN people ON people.id = notices.person_id
LEFT JOIN actions ON actions.id = notices.action_id
"""


class Answer(StrEnum):
    """What writers were told about what they had written."""

    DONE = "done"
    NOT_DOING = "not_doing"
    LATER = "later"


class Standing(StrEnum):
    """Where a writer of a topic stands.

    ``ANSWERED`` wrote again since they were told. Nobody may tell those who asked
    for no contact (``SILENT``) or whom a running action holds out (``HELD_OUT``).
    """

    UNTOLD = "untold"
    TOLD = "told"
    ANSWERED = "answered"
    SILENT = "silent"
    HELD_OUT = "held_out"


@dataclass(frozen=True, slots=True)
class Told:
    """What was said to writers on a day, in the words that they read."""

    answer: Answer
    words: str
    told_on: date


@dataclass(frozen=True, slots=True)
class Notice:
    """One telling of several writers; ``action`` is empty when none stands behind."""

    id: int
    topic_id: int
    told: Told
    writers: int
    person: str
    action_id: int | None
    action: str


@dataclass(frozen=True, slots=True)
class ToldWriter:
    """A writer of a topic with ``letters`` on it, and what they were last told.

    ``answer_letter_id`` is the first letter that they wrote since.
    """

    writer_id: int
    key: str
    writer: str
    address: str
    segment: str
    letters: int
    standing: Standing
    told: Told | None
    answer_letter_id: int | None


class Notices:
    """What the writers of a database were told."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(
        self,
        topic_id: int,
        told: Told,
        writer_ids: Collection[int],
        person_id: int,
        recorded_at: datetime,
        action_id: int | None = None,
    ) -> int:
        """Record what writers were told and return the notice's id; may NotFound."""
        with writing(self._db):
            try:
                row = self._db.execute(
                    "INSERT INTO notices (topic_id, action_id, answer, words, told_on, "
                    "person_id, recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id",
                    [
                        topic_id,
                        action_id,
                        told.answer.value,
                        told.words,
                        told.told_on.isoformat(),
                        person_id,
                        time_text(recorded_at),
                    ],
                ).fetchone()
            except sqlite3.IntegrityError as error:
                raise NotFound("topic or action", topic_id) from error
            self._db.execute(
                "INSERT INTO notice_writers (notice_id, writer_id) "
                "SELECT ?, value FROM json_each(?)",
                [row["id"], json.dumps(list(writer_ids))],
            )
        return int(row["id"])

    def remove(self, topic_id: int, notice_id: int) -> None:
        """Take back what was recorded by mistake; raises NotFound."""
        with writing(self._db):
            removed = self._db.execute(
                f"DELETE FROM notices WHERE id = :id AND topic_id IN ({_SAME_TOPIC})",
                {"id": notice_id, "topic_id": topic_id},
            )
            if removed.rowcount == 0:
                raise NotFound("notice", notice_id)

    def find_notices(self, topic_id: int) -> tuple[Notice, ...]:
        """Return what was told on a topic or those merged with it, latest first."""
        rows = self._db.execute(
            f"{_NOTICES} WHERE topic_id IN ({_SAME_TOPIC}) "
            "ORDER BY told_on DESC, notices.id DESC",
            {"topic_id": topic_id},
        )
        return tuple(_notice(row) for row in rows)

    def find_of_action(self, action_id: int) -> tuple[Notice, ...]:
        """Return what was told because of an action, latest first."""
        rows = self._db.execute(
            f"{_NOTICES} WHERE action_id = ? ORDER BY told_on DESC, notices.id DESC",
            [action_id],
        )
        return tuple(_notice(row) for row in rows)

    def count_standings(self, topic_id: int) -> dict[Standing, int]:
        """Count the known writers of a topic by where they stand."""
        rows = self._db.execute(
            f"{_STANDINGS} SELECT standing, count(*) AS writers FROM standings "
            "GROUP BY standing",
            {"topic_id": topic_id},
        )
        found = {row["standing"]: row["writers"] for row in rows}
        return {standing: found.get(standing.value, 0) for standing in Standing}

    def find_writers(
        self,
        topic_id: int,
        standings: Collection[Standing] = tuple(Standing),
        limit: int = -1,
        offset: int = 0,
    ) -> tuple[ToldWriter, ...]:
        """Return a topic's writers who stand so, most letters first; -1 is no limit."""
        rows = self._db.execute(
            f"{_STANDINGS} SELECT * FROM standings "
            "WHERE standing IN (SELECT value FROM json_each(:standings)) "
            "ORDER BY letters DESC, id LIMIT :limit OFFSET :offset",
            {
                "topic_id": topic_id,
                "standings": json.dumps([standing.value for standing in standings]),
                "limit": limit,
                "offset": offset,
            },
        )
        return tuple(_told_writer(row) for row in rows)


def _notice(row: Any) -> Notice:
    return Notice(
        id=row["id"],
        topic_id=row["topic_id"],
        told=_told(row),
        writers=row["writers"],
        person=row["person"],
        action_id=row["action_id"],
        action=row["action"] or "",
    )


def _told_writer(row: Any) -> ToldWriter:
    return ToldWriter(
        writer_id=row["id"],
        key=row["key"],
        writer=row["writer"],
        address=row["address"],
        segment=row["segment"],
        letters=row["letters"],
        standing=Standing(row["standing"]),
        told=_told(row) if read_optional_day(row["told_on"]) else None,
        answer_letter_id=row["answer_letter_id"],
    )


def _told(row: Any) -> Told:
    return Told(Answer(row["answer"]), row["words"], date.fromisoformat(row["told_on"]))
