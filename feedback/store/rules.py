"""Rules: words that always put a letter on a topic."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlite_utils import Database

from feedback.errors import NotFound
from feedback.store.connection import read_time, time_text, writing
from feedback.store.topics import MEMBERS

_RULE = """
SELECT rules.*, topic_roots.root_id, people.name AS person, (
    SELECT count(*) FROM assignments WHERE assignments.rule_id = rules.id
) AS letters
FROM rules JOIN topic_roots ON topic_roots.topic_id = rules.topic_id
JOIN people ON people.id = rules.person_id
"""


class RuleWay(StrEnum):
    """How a rule reads its text: as one phrase, or as words that must all occur."""

    PHRASE = "phrase"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Rule:
    """Always the topic ``root_id`` for a text; ``letters`` are placed by it now.

    ``topic_id`` is the topic that it was made for, which may be merged since.
    """

    id: int
    topic_id: int
    root_id: int
    text: str
    way: RuleWay
    person_id: int
    person: str
    made_at: datetime
    letters: int
    event_id: int | None
    is_standing: bool


class Rules:
    """The rules of a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(
        self, topic_id: int, text: str, way: RuleWay, person_id: int, made_at: datetime
    ) -> int:
        """Store a rule and return its id."""
        with writing(self._db):
            row = self._db.execute(
                "INSERT INTO rules (topic_id, text, way, person_id, made_at) "
                "VALUES (?, ?, ?, ?, ?) RETURNING id",
                [topic_id, text, way.value, person_id, time_text(made_at)],
            ).fetchone()
        return int(row["id"])

    def get_rule(self, rule_id: int) -> Rule:
        """Return a rule, ended or not; raises NotFound."""
        row = self._db.execute(f"{_RULE} WHERE rules.id = ?", [rule_id]).fetchone()
        if row is None:
            raise NotFound("rule", rule_id)
        return _rule(row)

    def find_standing(self) -> tuple[Rule, ...]:
        """Return the rules that hold, the oldest first."""
        rows = self._db.execute(
            f"{_RULE} WHERE rules.ended_at IS NULL ORDER BY rules.id"
        )
        return tuple(_rule(row) for row in rows)

    def note_event(self, rule_id: int, event_id: int) -> None:
        """Note the event that takes the rule back when it is undone."""
        with writing(self._db):
            self._db.execute(
                "UPDATE rules SET event_id = ? WHERE id = ?", [event_id, rule_id]
            )

    def end(self, rule_id: int, ended_at: datetime) -> frozenset[int]:
        """End a rule, remove what it placed, and return the letters it still held."""
        with writing(self._db):
            self._db.execute(
                "UPDATE rules SET ended_at = ? WHERE id = ?",
                [time_text(ended_at), rule_id],
            )
            rows = self._db.execute(
                "DELETE FROM assignments WHERE rule_id = ? RETURNING letter_id",
                [rule_id],
            ).fetchall()
        return frozenset(row["letter_id"] for row in rows)

    def find_said(self, topic_id: int) -> frozenset[int]:
        """Return the letters that a person or a rule has put on a topic."""
        rows = self._db.execute(
            f"{MEMBERS} SELECT letter_id FROM assignments WHERE origin <> 'model' "
            "AND topic_id IN (SELECT topic_id FROM members)",
            {"topic_id": topic_id},
        )
        return frozenset(row["letter_id"] for row in rows)


def _rule(row: Any) -> Rule:
    return Rule(
        id=row["id"],
        topic_id=row["topic_id"],
        root_id=row["root_id"],
        text=row["text"],
        way=RuleWay(row["way"]),
        person_id=row["person_id"],
        person=row["person"],
        made_at=read_time(row["made_at"]),
        letters=row["letters"],
        event_id=row["event_id"],
        is_standing=row["ended_at"] is None,
    )
