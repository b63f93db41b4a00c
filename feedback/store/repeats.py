"""Repeats: what a writer sent again in the same words counts once.

A letter to five places is one letter. The first of them counts; those written more
than REPEAT_DAYS after the last one that counted count again, because whoever still
waits says something new by saying it again. Only feedback takes part: else a letter
that nobody counts would stand for the others.
"""

import json
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta

from sqlite_utils import Database

from feedback.store.connection import read_time
from feedback.store.letter_query import WRITER
from feedback.store.topics import FEEDBACK

REPEAT_DAYS = 30

# Letters by the same writers in the same groups as those asked for, oldest first.
_SERIES = f"""
SELECT copies.group_id, {WRITER} AS writer, letters.id, letters.written_at
FROM (
    SELECT DISTINCT copies.group_id, {WRITER} AS writer
    FROM letters JOIN copies ON copies.letter_id = letters.id
    WHERE letters.writer_id IS NOT NULL
        AND letters.id IN (SELECT value FROM json_each(?))
) AS asked
CROSS JOIN letters ON letters.writer_id IN (
    SELECT asked.writer UNION ALL
    SELECT writer_roots.writer_id FROM writer_roots WHERE root_id = asked.writer
)
JOIN copies ON copies.letter_id = letters.id AND copies.group_id = asked.group_id
WHERE {FEEDBACK}
ORDER BY copies.group_id, writer, letters.written_at, letters.id
"""


class Repeats:
    """The letters of a database that repeat one of the same writer."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def renew(self, letter_ids: Collection[int]) -> None:
        """Tell anew which letters of these letters' writers and groups are repeats.

        Runs inside the caller's transaction.
        """
        ids = json.dumps(list(letter_ids))
        self._db.execute(
            "DELETE FROM repeats WHERE letter_id IN (SELECT value FROM json_each(?)) "
            "OR first_id IN (SELECT value FROM json_each(?))",
            [ids, ids],
        )
        series: dict[tuple[int, int], list[tuple[int, datetime]]] = {}
        for row in self._db.execute(_SERIES, [ids]):
            key = row["group_id"], row["writer"]
            series.setdefault(key, []).append((row["id"], read_time(row["written_at"])))
        for letters in series.values():
            self._replace(letters)

    def _replace(self, letters: Sequence[tuple[int, datetime]]) -> None:
        self._db.execute(
            "DELETE FROM repeats WHERE letter_id IN (SELECT value FROM json_each(?))",
            [json.dumps([letter_id for letter_id, _ in letters])],
        )
        self._db.conn.executemany(
            "INSERT INTO repeats (letter_id, first_id) VALUES (?, ?)",
            list(find_repeats(letters)),
        )


def find_repeats(
    letters: Sequence[tuple[int, datetime]],
) -> Iterator[tuple[int, int]]:
    """Yield (repeat, the letter that counts) of one writer's copies, oldest first."""
    counted: tuple[int, datetime] | None = None
    for letter_id, written_at in letters:
        if counted and written_at - counted[1] <= timedelta(days=REPEAT_DAYS):
            yield letter_id, counted[0]
        else:
            counted = letter_id, written_at
