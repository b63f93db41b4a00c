"""Evidence: the passages of letters that data results rest on."""

import json
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from pysqlite3 import dbapi2 as sqlite3
from sqlite_utils import Database

from feedback.errors import NotFound
from feedback.store.connection import read_time, time_text, writing
from feedback.store.letter_query import WORDING, WRITER_ROW
from feedback.store.topics import FEEDBACK, WRITER_NAME, read_quote
from feedback.types import Evidence, Quote

_EVIDENCE = f"""
SELECT evidence.*, letters.written_at, people.name AS person, {WRITER_NAME} AS writer
FROM evidence
JOIN letters ON letters.id = evidence.letter_id
JOIN people ON people.id = evidence.person_id
{WRITER_ROW}
"""
# One passage a letter and one letter a wording: the surest of each.
_PASSAGES = f"""
SELECT letter_id, writer, text, start, "end", written_at, max(confidence) FROM (
    SELECT letters.id AS letter_id, {WRITER_NAME} AS writer, assignments.start,
        assignments."end", letters.written_at, assignments.confidence,
        {WORDING} AS wording,
        substr(letters.body, assignments.start + 1,
            assignments."end" - assignments.start) AS text
    FROM assignments
    JOIN letters ON letters.id = assignments.letter_id
    JOIN topic_roots AS own ON own.topic_id = assignments.topic_id
    JOIN topic_roots AS asked ON asked.root_id = own.root_id
    {WRITER_ROW}
    WHERE asked.topic_id IN (SELECT value FROM json_each(?))
        AND letters.written_at >= ? AND letters.written_at < ?
        AND {FEEDBACK}
)
WHERE length(trim(text)) BETWEEN 20 AND 400
GROUP BY wording
ORDER BY max(confidence) DESC, written_at DESC LIMIT ?
"""


class EvidenceList:
    """The evidence of a database's actions."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(
        self,
        action_id: int,
        letter_id: int,
        quote: str,
        note: str,
        person_id: int,
        added_at: datetime,
    ) -> int:
        """Keep a quote of a letter and return its id; NotFound without the letter."""
        try:
            with writing(self._db):
                row = self._db.execute(
                    "INSERT INTO evidence (action_id, letter_id, quote, note, "
                    "person_id, added_at) VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
                    [action_id, letter_id, quote, note, person_id, time_text(added_at)],
                ).fetchone()
        except sqlite3.IntegrityError as error:
            raise NotFound("action or letter", letter_id) from error
        return int(row["id"])

    def remove(self, action_id: int, evidence_id: int) -> None:
        """Take a quote away from an action; raises NotFound."""
        with writing(self._db):
            removed = self._db.execute(
                "DELETE FROM evidence WHERE id = ? AND action_id = ?",
                [evidence_id, action_id],
            )
            if removed.rowcount == 0:
                raise NotFound("evidence", evidence_id)

    def find_evidence(self, action_id: int) -> tuple[Evidence, ...]:
        """Return the evidence of an action, in the order it was added."""
        rows = self._db.execute(
            f"{_EVIDENCE} WHERE action_id = ? ORDER BY evidence.id", [action_id]
        )
        return tuple(_evidence(row) for row in rows)

    def find_quoting_actions(self, letter_id: int) -> tuple[tuple[int, str], ...]:
        """Return the actions, as (id, title), whose evidence quotes a letter."""
        rows = self._db.execute(
            "SELECT DISTINCT actions.id, title FROM evidence "
            "JOIN actions ON actions.id = evidence.action_id "
            "WHERE letter_id = ? ORDER BY actions.id",
            [letter_id],
        )
        return tuple((row["id"], row["title"]) for row in rows)

    def find_passages(
        self, topic_ids: Collection[int], since: date, until: date, limit: int
    ) -> tuple[Quote, ...]:
        """Return passages on the topics written from since to before until.

        The surest first, one a letter and one of letters that say the same.
        """
        rows = self._db.execute(
            _PASSAGES,
            [
                json.dumps(list(topic_ids)),
                since.isoformat(),
                until.isoformat(),
                limit,
            ],
        )
        return tuple(read_quote(row) for row in rows)


def _evidence(row: Any) -> Evidence:
    return Evidence(
        id=row["id"],
        action_id=row["action_id"],
        letter_id=row["letter_id"],
        quote=row["quote"],
        writer=row["writer"],
        written_at=read_time(row["written_at"]),
        note=row["note"],
        person=row["person"],
    )
