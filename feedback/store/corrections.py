"""Corrections: people's overriding word on a letter and a topic."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from feedback.store.connection import read_time, time_text, writing
from feedback.store.topics import MEMBERS

# The latest word of a person on a letter and a topic holds, whichever of the topics
# that are merged into one it was said of.
_HOLDING = """
SELECT letter_id, root_id FROM (
    SELECT letter_id, root_id, belongs, row_number() OVER (
        PARTITION BY letter_id, root_id ORDER BY corrections.id DESC
    ) AS place
    FROM corrections JOIN topic_roots ON topic_roots.topic_id = corrections.topic_id
    WHERE undone_at IS NULL
) WHERE place = 1 AND belongs = ?
"""
# What was said of a topic and of those merged into it at once is one word.
_OF_TOPIC = f"""
{MEMBERS}
SELECT max(corrections.id) AS id, letter_id, belongs, corrected_at,
    people.name AS person, letters.subject, substr(letters.body, 1, 120) AS snippet
FROM corrections
JOIN people ON people.id = corrections.person_id
JOIN letters ON letters.id = corrections.letter_id
WHERE corrections.topic_id IN (SELECT topic_id FROM members)
    AND corrections.undone_at IS NULL
GROUP BY letter_id, belongs, corrections.person_id, corrected_at
ORDER BY max(corrections.id) DESC LIMIT :limit
"""
_SAID_SINCE = """
SELECT people.name AS person, topics.name AS topic, belongs
FROM corrections
JOIN people ON people.id = corrections.person_id
JOIN topics ON topics.id = corrections.topic_id
WHERE letter_id = ? AND corrections.id > ? AND corrections.person_id <> ?
    AND undone_at IS NULL
ORDER BY corrections.id DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Correction:
    """A person said that a letter belongs to a topic, or does not."""

    id: int
    letter_id: int
    belongs: bool
    person: str
    corrected_at: datetime
    text: str


class Corrections:
    """The corrections of a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(
        self,
        letter_ids: Sequence[int],
        topic_id: int,
        belongs: bool,
        person_id: int,
        corrected_at: datetime,
    ) -> tuple[int, ...]:
        """Write one correction per letter and return their ids, in order."""
        with writing(self._db):
            return tuple(
                self._db.execute(
                    "INSERT INTO corrections (letter_id, topic_id, belongs, "
                    "person_id, corrected_at) VALUES (?, ?, ?, ?, ?) RETURNING id",
                    [
                        letter_id,
                        topic_id,
                        int(belongs),
                        person_id,
                        time_text(corrected_at),
                    ],
                ).fetchone()["id"]
                for letter_id in letter_ids
            )

    def undo(self, correction_ids: Sequence[int], undone_at: datetime) -> None:
        """Take corrections back, with the assignments that they made or taught."""
        wanted = json.dumps(list(correction_ids))
        with writing(self._db):
            self._db.execute(
                "UPDATE corrections SET undone_at = ? "
                "WHERE id IN (SELECT value FROM json_each(?))",
                [time_text(undone_at), wanted],
            )
            self._db.execute(
                "DELETE FROM assignments "
                "WHERE correction_id IN (SELECT value FROM json_each(:made)) "
                "OR like_correction_id IN (SELECT value FROM json_each(:made))",
                {"made": wanted},
            )

    def find_refused(self) -> frozenset[tuple[int, int]]:
        """Return the (letter, topic) pairs that people said do not belong."""
        return self._find_pairs(belongs=False)

    def find_filed(self) -> frozenset[tuple[int, int]]:
        """Return the (letter, topic) pairs that people filed by hand."""
        return self._find_pairs(belongs=True)

    def find_for_topic(self, topic_id: int, limit: int = 20) -> tuple[Correction, ...]:
        """Return what people said about letters and this topic, the latest first."""
        rows = self._db.execute(_OF_TOPIC, {"topic_id": topic_id, "limit": limit})
        return tuple(_correction(row) for row in rows)

    def get_latest_id(self, letter_id: int) -> int:
        """Return the id of the latest correction of a letter, 0 without one."""
        row = self._db.execute(
            "SELECT max(id) AS id FROM corrections WHERE letter_id = ?", [letter_id]
        ).fetchone()
        return int(row["id"] or 0)

    def find_said_since(
        self, letter_id: int, correction_id: int, person_id: int
    ) -> tuple[str, str, bool] | None:
        """Return what colleagues of a person said last of a letter since a correction.

        That is who said it, of which topic, and whether the letter belongs there.
        """
        row = self._db.execute(
            _SAID_SINCE, [letter_id, correction_id, person_id]
        ).fetchone()
        return (row["person"], row["topic"], bool(row["belongs"])) if row else None

    def _find_pairs(self, belongs: bool) -> frozenset[tuple[int, int]]:
        rows = self._db.execute(_HOLDING, [int(belongs)])
        return frozenset((row["letter_id"], row["root_id"]) for row in rows)


def _correction(row: Any) -> Correction:
    return Correction(
        id=row["id"],
        letter_id=row["letter_id"],
        belongs=bool(row["belongs"]),
        person=row["person"],
        corrected_at=read_time(row["corrected_at"]),
        text=row["subject"] or " ".join(row["snippet"].split()),
    )
