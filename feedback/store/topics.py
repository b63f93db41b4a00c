"""Topics: their names, states and links."""

import json
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from feedback.errors import NotFound
from feedback.store.connection import (
    read_optional_time,
    read_time,
    time_text,
    writing,
)
from feedback.store.excerpts import shorten
from feedback.store.letter_query import DISTINCT_LETTERS, DISTINCT_WRITERS
from feedback.types import Origin, Quote, Topic, TopicState

# Letters that count: written by people, and about the product.
FEEDBACK = "letters.is_automatic = 0 AND letters.state <> 'not_feedback'"

WRITER_NAME = (
    "coalesce(nullif(writers.name, ''), nullif(writers.address, ''), writers.key, '')"
)

# A topic speaks for itself and for everything merged into it, at any depth.
MEMBERS = """
WITH RECURSIVE members (topic_id) AS (
    SELECT :topic_id
    UNION
    SELECT topics.id FROM topics JOIN members ON merged_into = members.topic_id
)
"""

_COUNTED = f"""
{DISTINCT_LETTERS} AS letters, {DISTINCT_WRITERS} AS writers,
    max(letters.written_at) AS last_written_at
FROM assignments
JOIN letters ON letters.id = assignments.letter_id AND {FEEDBACK}
"""
_ONE = f"""
{MEMBERS}
SELECT topics.*, counted.letters, counted.writers, counted.last_written_at
FROM topics, (
    SELECT {_COUNTED} WHERE assignments.topic_id IN (SELECT topic_id FROM members)
) AS counted
WHERE topics.id = :topic_id
"""
_ROOTS = f"""
SELECT topics.*, coalesce(counted.letters, 0) AS letters,
    coalesce(counted.writers, 0) AS writers, counted.last_written_at
FROM topics LEFT JOIN (
    SELECT topic_roots.root_id, {_COUNTED}
    JOIN topic_roots ON topic_roots.topic_id = assignments.topic_id
    GROUP BY topic_roots.root_id
) AS counted ON counted.root_id = topics.id
WHERE topics.merged_into IS NULL
ORDER BY letters DESC, topics.id
"""

# Former names first, then those of merged topics, then those that hold.
_CALLED = """
SELECT topic_id AS id, before ->> 'name' AS name, 0 AS place, topic_events.id AS turn
FROM topic_events WHERE kind = 'renamed' AND undone_at IS NULL
UNION ALL SELECT id, name, 1 + (merged_into IS NULL), id FROM topics
ORDER BY place, turn
"""

# What a passage may begin with when a mask or a greeting before it was dropped.
_LOOSE_MARKS = re.compile(r"^(?:'s\b|[\s,;:.)!?-])+")


class Topics:
    """The topics of a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(
        self,
        name: str,
        named_by: Origin,
        state: TopicState,
        created_at: datetime,
        state_reason: str = "",
        fit_id: int | None = None,
    ) -> int:
        """Add a topic and return its id, which it keeps for ever."""
        with writing(self._db):
            row = self._db.execute(
                "INSERT INTO topics (name, named_by, state, state_reason, created_at, "
                "fit_id) VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
                [
                    name,
                    named_by.value,
                    state.value,
                    state_reason,
                    time_text(created_at),
                    fit_id,
                ],
            ).fetchone()
        return int(row["id"])

    def get_topic(self, topic_id: int) -> Topic:
        """Return a topic, counted with all that is merged into it; raises NotFound."""
        row = self._db.execute(_ONE, {"topic_id": topic_id}).fetchone()
        if row is None:
            raise NotFound("topic", topic_id)
        return _topic(row)

    def find_topics(self, states: Sequence[TopicState] = ()) -> tuple[Topic, ...]:
        """Return the topics that speak for themselves, most letters first."""
        topics = (_topic(row) for row in self._db.execute(_ROOTS))
        return tuple(t for t in topics if not states or t.state in states)

    def find_names(self) -> dict[int, str]:
        """Return the names of the topics that speak for themselves, in their order."""
        rows = self._db.execute(
            "SELECT id, name FROM topics WHERE merged_into IS NULL "
            "ORDER BY name COLLATE NOCASE, id"
        )
        return {row["id"]: row["name"] for row in rows}

    def find_called(self) -> dict[str, int]:
        """Return the ids of topics by their names, folded, so that kept words last.

        A name that no topic has today leads to the one that was merged, or that was
        called so before.
        """
        rows = self._db.execute(_CALLED)
        return {row["name"].casefold(): row["id"] for row in rows}

    def find_merged(self, topic_id: int) -> tuple[Topic, ...]:
        """Return the topics that people merged straight into this one.

        One that a split had made, and that was taken back, is none of them.
        """
        rows = self._db.execute(
            "SELECT id FROM topics WHERE merged_into = ? AND EXISTS ("
            "SELECT 1 FROM topic_events WHERE topic_id = topics.id "
            "AND kind = 'merged' AND undone_at IS NULL) ORDER BY id",
            [topic_id],
        ).fetchall()
        return tuple(self.get_topic(row["id"]) for row in rows)

    def count_states(self) -> dict[TopicState, int]:
        """Count the topics of each state, merged ones left out."""
        rows = self._db.execute(
            "SELECT state, count(*) AS topics FROM topics WHERE merged_into IS NULL "
            "GROUP BY state"
        )
        counts = {row["state"]: row["topics"] for row in rows}
        return {state: counts.get(state.value, 0) for state in TopicState}

    def find_roots(self) -> dict[int, int]:
        """Return, for each topic id, the id of the topic that speaks for it."""
        rows = self._db.execute("SELECT topic_id, root_id FROM topic_roots")
        return {row["topic_id"]: row["root_id"] for row in rows}

    def rename(self, topic_id: int, name: str, named_by: Origin) -> None:
        """Give a topic a name, and note who gave it."""
        with writing(self._db):
            self._db.execute(
                "UPDATE topics SET name = ?, named_by = ? WHERE id = ?",
                [name, named_by.value, topic_id],
            )

    def set_state(self, topic_id: int, state: TopicState, reason: str) -> None:
        """Put a topic into a state, with the reason in a sentence."""
        with writing(self._db):
            self._db.execute(
                "UPDATE topics SET state = ?, state_reason = ? WHERE id = ?",
                [state.value, reason, topic_id],
            )

    def describe(self, topic_id: int, theme: str, keywords: Sequence[str]) -> None:
        """Set the theme a topic stands under, and its words."""
        with writing(self._db):
            self._db.execute(
                "UPDATE topics SET theme = ?, keywords = ? WHERE id = ?",
                [theme, json.dumps(list(keywords), ensure_ascii=False), topic_id],
            )

    def link(self, topic_id: int, merged_into: int | None) -> None:
        """Let another topic speak for this one, or let it speak for itself again."""
        with writing(self._db):
            self._db.execute(
                "UPDATE topics SET merged_into = ? WHERE id = ?",
                [merged_into, topic_id],
            )

    def find_made_by_people(self) -> frozenset[int]:
        """Return the ids of topics that no fit has found."""
        rows = self._db.execute("SELECT id FROM topics WHERE fit_id IS NULL")
        return frozenset(row["id"] for row in rows)


def read_quote(row: Any, longest: int | None = None) -> Quote:
    """Read a row of letter_id, writer, text, start, end and written_at.

    A text beyond ``longest`` is cut; a passage is whole, however long.
    """
    text = shorten(row["text"], len(row["text"]) if longest is None else longest)
    return Quote(
        letter_id=row["letter_id"],
        writer=row["writer"] or "unknown writer",
        text=_LOOSE_MARKS.sub("", text),
        start=row["start"],
        end=row["end"],
        written_at=read_time(row["written_at"]),
    )


def _topic(row: Any) -> Topic:
    return Topic(
        id=row["id"],
        name=row["name"],
        state=TopicState(row["state"]),
        state_reason=row["state_reason"],
        named_by=Origin(row["named_by"]),
        theme=row["theme"],
        keywords=tuple(json.loads(row["keywords"])),
        created_at=read_time(row["created_at"]),
        merged_into=row["merged_into"],
        letters=row["letters"],
        writers=row["writers"],
        last_written_at=read_optional_time(row["last_written_at"]),
    )
