"""Quotes: the passages that say best what a topic is about."""

import json
from collections.abc import Iterable, Sequence

from sqlite_utils import Database

from feedback.store.connection import writing
from feedback.store.letter_query import WORDING, WRITER_ROW
from feedback.store.topics import FEEDBACK, MEMBERS, WRITER_NAME, read_quote
from feedback.types import Quote

LONGEST_OPENING = 240
LONGEST_WHOLE = 400
"""So much is quoted of a letter that is on a topic as a whole."""

_EXEMPLARS = f"""
{MEMBERS}
SELECT letters.id AS letter_id, {WRITER_NAME} AS writer, letters.written_at,
    topic_exemplars.start, topic_exemplars."end",
    substr(letters.body, topic_exemplars.start + 1,
        topic_exemplars."end" - topic_exemplars.start) AS text
FROM topic_exemplars
JOIN members ON members.topic_id = topic_exemplars.topic_id
JOIN letters ON letters.id = topic_exemplars.letter_id AND {FEEDBACK}
{WRITER_ROW}
WHERE EXISTS (
    SELECT 1 FROM assignments WHERE assignments.letter_id = letters.id
        AND assignments.topic_id IN (SELECT topic_id FROM members)
)
GROUP BY {WORDING}
ORDER BY topic_exemplars.topic_id <> :topic_id, topic_exemplars.rank LIMIT :limit
"""
_QUOTES = f"""
{MEMBERS}
SELECT letters.id AS letter_id, {WRITER_NAME} AS writer, letters.written_at,
    assignments.start, assignments."end",
    substr(letters.body, assignments.start + 1,
        CASE WHEN assignments."end" > assignments.start
            THEN assignments."end" - assignments.start ELSE {LONGEST_WHOLE + 1} END
    ) AS text,
    max(assignments.confidence) AS confidence
FROM assignments
JOIN letters ON letters.id = assignments.letter_id AND {FEEDBACK}
{WRITER_ROW}
WHERE assignments.topic_id IN (SELECT topic_id FROM members)
GROUP BY {WORDING}
ORDER BY confidence DESC, letters.id DESC LIMIT :limit
"""
_SAID_ON = f"""
{MEMBERS}
SELECT letters.id AS letter_id, {WRITER_NAME} AS writer, letters.written_at,
    coalesce(said.start, 0) AS start, coalesce(said."end", 0) AS "end",
    substr(letters.body, coalesce(said.start, 0) + 1,
        CASE WHEN said."end" > said.start
            THEN said."end" - said.start ELSE {LONGEST_OPENING + 1} END
    ) AS text
FROM json_each(:letter_ids) AS asked
JOIN letters ON letters.id = asked.value
LEFT JOIN assignments AS said ON said.id = (
    SELECT id FROM assignments WHERE assignments.letter_id = letters.id
        AND assignments.topic_id IN (SELECT topic_id FROM members)
    ORDER BY confidence DESC, id LIMIT 1
)
{WRITER_ROW}
ORDER BY asked.key
"""
_OPENINGS = f"""
SELECT letters.id AS letter_id, {WRITER_NAME} AS writer, letters.written_at,
    0 AS start, min(length(letters.body), {LONGEST_OPENING}) AS "end",
    substr(letters.body, 1, {LONGEST_OPENING + 1}) AS text
FROM letters {WRITER_ROW}
WHERE letters.id IN (SELECT value FROM json_each(?)) ORDER BY letters.id
"""


class Quotes:
    """The quotes of a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def replace_exemplars(
        self, topic_id: int, passages: Iterable[tuple[int, int, int]]
    ) -> None:
        """Set the typical passages as (letter id, start, end), best first.

        A letter may have been erased while they were worked out.
        """
        rows = [
            (topic_id, rank, *passage, passage[0])
            for rank, passage in enumerate(passages)
        ]
        with writing(self._db):
            self._db.execute(
                "DELETE FROM topic_exemplars WHERE topic_id = ?", [topic_id]
            )
            self._db.conn.executemany(
                "INSERT INTO topic_exemplars SELECT ?, ?, ?, ?, ? "
                "WHERE EXISTS (SELECT 1 FROM letters WHERE id = ?)",
                rows,
            )

    def find_exemplars(self, topic_id: int, limit: int = 5) -> tuple[Quote, ...]:
        """Return typical passages, one per wording, those of the topic itself first."""
        rows = self._db.execute(_EXEMPLARS, {"topic_id": topic_id, "limit": limit})
        return tuple(read_quote(row) for row in rows)

    def find_confident(self, topic_id: int, limit: int = 5) -> tuple[Quote, ...]:
        """Return the most confident passages of a topic, one per wording."""
        rows = self._db.execute(_QUOTES, {"topic_id": topic_id, "limit": limit})
        return tuple(
            read_quote(row, None if row["end"] > row["start"] else LONGEST_WHOLE)
            for row in rows
        )

    def find_openings(self, letter_ids: Sequence[int]) -> tuple[Quote, ...]:
        """Return the first words of letters."""
        rows = self._db.execute(_OPENINGS, [json.dumps(list(letter_ids))])
        return tuple(read_quote(row, LONGEST_OPENING) for row in rows)

    def find_said_on(
        self, topic_id: int, letter_ids: Sequence[int]
    ) -> tuple[Quote, ...]:
        """Return what puts each letter on a topic, else its first words, in order."""
        asked = {"topic_id": topic_id, "letter_ids": json.dumps(list(letter_ids))}
        rows = self._db.execute(_SAID_ON, asked)
        return tuple(
            read_quote(row, None if row["end"] > row["start"] else LONGEST_OPENING)
            for row in rows
        )
