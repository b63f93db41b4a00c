"""Topic events: what happened to a topic, who did it, and how to take it back."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from feedback.errors import NotFound
from feedback.store.connection import read_optional_time, read_time, time_text, writing
from feedback.types import TopicEvent

_EVENT = """
SELECT topic_events.*, coalesce(people.name, 'Postbag') AS person FROM topic_events
LEFT JOIN people ON people.id = topic_events.person_id
"""
_LATER = """
SELECT later.* FROM topic_events AS later JOIN topic_events AS this ON this.id = ?
WHERE later.id > this.id AND later.undone_at IS NULL AND (
    later.topic_id = this.topic_id OR EXISTS (
        SELECT 1 FROM json_each(this.before, '$.taken') AS taken
        WHERE taken.value ->> 'topic_id' = later.topic_id
    ) OR EXISTS (
        SELECT 1 FROM json_each(later.before, '$.taken') AS taken
        JOIN json_each(this.before, '$.correction_ids') AS made
            ON made.value = taken.value ->> 'correction_id'
    )
)
ORDER BY later.id
"""


@dataclass(frozen=True, slots=True)
class Change:
    """What an event changed: ``before`` holds what is needed to take it back."""

    topic_id: int
    kind: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    detail: str = ""


class TopicEvents:
    """The history of the topics of a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def record(
        self, change: Change, person_id: int | None, happened_at: datetime
    ) -> int:
        """Write an event and return its id; no person means Postbag itself."""
        with writing(self._db):
            row = self._db.execute(
                "INSERT INTO topic_events (topic_id, kind, before, after, detail, "
                "person_id, happened_at) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id",
                [
                    change.topic_id,
                    change.kind,
                    json.dumps(dict(change.before), ensure_ascii=False),
                    json.dumps(dict(change.after), ensure_ascii=False),
                    change.detail,
                    person_id,
                    time_text(happened_at),
                ],
            ).fetchone()
        return int(row["id"])

    def find_events(self, topic_id: int, limit: int = 50) -> tuple[TopicEvent, ...]:
        """Return the history of a topic, the latest first."""
        rows = self._db.execute(
            f"{_EVENT} WHERE topic_id = ? ORDER BY topic_events.id DESC LIMIT ?",
            [topic_id, limit],
        )
        return tuple(_event(row) for row in rows)

    def get_event(self, event_id: int) -> tuple[TopicEvent, Change]:
        """Return an event with what it changed; raises NotFound."""
        row = self._db.execute(
            f"{_EVENT} WHERE topic_events.id = ?", [event_id]
        ).fetchone()
        if row is None:
            raise NotFound("topic event", event_id)
        return _event(row), _change(row)

    def mark_undone(self, event_id: int, undone_at: datetime) -> None:
        """Note that an event was taken back."""
        with writing(self._db):
            self._db.execute(
                "UPDATE topic_events SET undone_at = ? WHERE id = ?",
                [time_text(undone_at), event_id],
            )

    def keep_taken(self, event_id: int, taken: Sequence[Mapping[str, Any]]) -> None:
        """Keep more placings that an event took away, to put back with the others."""
        before = self.get_event(event_id)[1].before
        kept = {**before, "taken": [*before["taken"], *taken]}
        with writing(self._db):
            self._db.execute(
                "UPDATE topic_events SET before = ? WHERE id = ?",
                [json.dumps(kept, ensure_ascii=False), event_id],
            )

    def find_later(self, event_id: int) -> tuple[Change, ...]:
        """Return what happened since and still stands, the earliest first.

        That is what happened to the same topic, or to one that this took letters from,
        and what took letters from where this had filed them, be it said of another
        topic that speaks for the same one.
        """
        rows = self._db.execute(_LATER, [event_id])
        return tuple(_change(row) for row in rows)

    def find_standing(self, topic_id: int, kind: str) -> int | None:
        """Return the id of the latest event of a kind that was not taken back."""
        row = self._db.execute(
            "SELECT max(id) AS id FROM topic_events "
            "WHERE topic_id = ? AND kind = ? AND undone_at IS NULL",
            [topic_id, kind],
        ).fetchone()
        return int(row["id"]) if row["id"] else None

    def find_unmerged(self) -> frozenset[tuple[int, int]]:
        """Return the (topic, into) pairs whose merge a person took back."""
        rows = self._db.execute(
            "SELECT topic_id, json_extract(after, '$.merged_into') AS into_id "
            "FROM topic_events WHERE kind = 'merged' AND undone_at IS NOT NULL"
        )
        return frozenset((row["topic_id"], row["into_id"]) for row in rows)


def _change(row: Any) -> Change:
    return Change(
        row["topic_id"],
        row["kind"],
        json.loads(row["before"] or "{}"),
        json.loads(row["after"] or "{}"),
        row["detail"],
    )


def _event(row: Any) -> TopicEvent:
    return TopicEvent(
        id=row["id"],
        topic_id=row["topic_id"],
        kind=row["kind"],
        detail=row["detail"],
        person=row["person"],
        happened_at=read_time(row["happened_at"]),
        undone_at=read_optional_time(row["undone_at"]),
        is_undoable=row["before"] not in ("", "{}") and not row["undone_at"],
        is_by_person=row["person_id"] is not None,
    )
