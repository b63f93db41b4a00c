"""What a writer's page shows beside the letters: sources, topics, use, work."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlite_utils import Database

from feedback.store.letter_query import WRITER
from feedback.store.topics import FEEDBACK, WRITER_NAME

_OWN = "IN (SELECT value FROM json_each(:ids))"
_SOURCES = f"""
SELECT sources.name, count(*) AS letters FROM letters
JOIN sources ON sources.id = letters.source_id
WHERE letters.writer_id {_OWN} GROUP BY sources.id ORDER BY letters DESC, sources.name
"""
_TOPICS = f"""
SELECT root.id, root.name, count(DISTINCT letters.id) AS letters
FROM letters JOIN assignments ON assignments.letter_id = letters.id
JOIN topic_roots ON topic_roots.topic_id = assignments.topic_id
JOIN topics AS root ON root.id = topic_roots.root_id
WHERE letters.writer_id {_OWN} AND {FEEDBACK}
GROUP BY root.id ORDER BY letters DESC, root.id LIMIT :limit
"""
_ACTIONS = f"""
SELECT actions.id, actions.title, actions.state, min(is_held_out) AS is_held_out
FROM audience_members JOIN actions ON actions.id = audience_members.action_id
WHERE writer_id {_OWN} GROUP BY actions.id ORDER BY actions.id DESC
"""
# Writers who speak for themselves, with what their other keys say of them too.
_WRITERS = f"""
SELECT writers.id, {WRITER_NAME} AS label, writers.address,
    (SELECT count(*) FROM letters WHERE letters.writer_id = writers.id)
    + (SELECT count(*) FROM writer_roots JOIN letters USING (writer_id)
        WHERE root_id = writers.id) AS letters,
    1 + (SELECT count(*) FROM writer_roots WHERE root_id = writers.id) AS keys
FROM writers
"""
_LATELY = f"""
WHERE writers.id IN (
    SELECT {WRITER} FROM (
        SELECT writer_id FROM letters WHERE is_automatic = 0
        ORDER BY written_at DESC, id DESC LIMIT 500
    ) AS letters
) ORDER BY (
    SELECT max(written_at) FROM letters WHERE letters.writer_id = writers.id
) DESC, writers.id LIMIT :limit
"""
_FOUND = """
WHERE writers.id IN (
    SELECT coalesce(root_id, id) FROM writers LEFT JOIN writer_roots
        ON writer_roots.writer_id = id
    WHERE instr(lower(name || ' ' || address || ' ' || key), lower(:words)) > 0
        AND erased_at IS NULL
    ORDER BY id DESC LIMIT :limit
) ORDER BY writers.id DESC
"""


@dataclass(frozen=True, slots=True)
class WriterLine:
    """A writer as one line of a list; ``keys`` says under how many keys."""

    id: int
    label: str
    address: str
    letters: int
    keys: int


@dataclass(frozen=True, slots=True)
class PartInAction:
    """An action that has a writer in its audience, or leaves the writer alone."""

    action_id: int
    title: str
    state: str
    is_held_out: bool


class WriterPortraits:
    """What is to be seen of a database's writers.

    A writer is given as all ids that are the same.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def find_writers(self, words: str, limit: int) -> tuple[WriterLine, ...]:
        """Return writers whose names, addresses or keys hold the words, newest first.

        Erased writers are left out, and those for whom another one speaks.
        """
        found = {"words": words.strip(), "limit": limit}
        return tuple(map(_line, self._db.execute(_WRITERS + _FOUND, found)))

    def find_latest(self, limit: int) -> tuple[WriterLine, ...]:
        """Return who wrote lately, the latest first."""
        rows = self._db.execute(_WRITERS + _LATELY, {"limit": limit})
        return tuple(map(_line, rows))

    def find_sources(self, same: Collection[int]) -> tuple[tuple[str, int], ...]:
        """Return (source, letters), most letters first."""
        rows = self._db.execute(_SOURCES, _ids(same))
        return tuple((row["name"], row["letters"]) for row in rows)

    def find_topics(
        self, same: Collection[int], limit: int = 8
    ) -> tuple[tuple[int, str, int], ...]:
        """Return (topic id, name, letters), most letters first."""
        rows = self._db.execute(_TOPICS, {**_ids(same), "limit": limit})
        return tuple((row["id"], row["name"], row["letters"]) for row in rows)

    def find_actions(self, same: Collection[int]) -> tuple[PartInAction, ...]:
        """Return the actions whose audience or holdout holds the writer."""
        rows = self._db.execute(_ACTIONS, _ids(same))
        return tuple(
            PartInAction(
                row["id"], row["title"], row["state"], bool(row["is_held_out"])
            )
            for row in rows
        )

    def count_weeks(
        self, same: Collection[int], until: date, weeks: int
    ) -> Sequence[int]:
        """Count the days of use in each of the last weeks, the latest one last.

        The last week ends with ``until``; a day under two keys is one day.
        """
        since = until - timedelta(days=7 * weeks - 1)
        rows = self._db.execute(
            f"SELECT DISTINCT active_on FROM activity WHERE writer_id {_OWN} "
            "AND active_on BETWEEN :since AND :until",
            {**_ids(same), "since": since.isoformat(), "until": until.isoformat()},
        )
        counts = [0] * weeks
        for row in rows:
            counts[(date.fromisoformat(row["active_on"]) - since).days // 7] += 1
        return counts


def _line(row: Any) -> WriterLine:
    return WriterLine(
        row["id"], row["label"], row["address"], row["letters"], row["keys"]
    )


def _ids(same: Collection[int]) -> dict[str, Any]:
    return {"ids": json.dumps(list(same))}
