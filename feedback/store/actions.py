"""Actions with their plans, and every change to a plan after its start."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pysqlite3 import dbapi2 as sqlite3
from sqlite_utils import Database

from feedback.errors import Conflict, NotFound
from feedback.store.audiences import MEMBERS
from feedback.store.connection import (
    read_optional_day,
    read_optional_time,
    read_time,
    time_text,
    writing,
)
from feedback.types import (
    Action,
    ActionState,
    Amendment,
    Direction,
    Link,
    MeasureKind,
    Plan,
)

_ACTION = f"""
SELECT actions.*, people.name AS owner, results.concluded_at,
    (SELECT json_group_array(topic_id) FROM action_topics
        WHERE action_id = actions.id) AS topic_ids,
    (SELECT json_group_array(root.name) FROM action_topics
        JOIN topic_roots ON topic_roots.topic_id = action_topics.topic_id
        JOIN topics AS root ON root.id = topic_roots.root_id
        WHERE action_id = actions.id) AS topic_names,
    (SELECT count(*) FROM ({MEMBERS.format("actions.id")}) WHERE NOT is_held_out)
        AS audience_size,
    (SELECT count(*) FROM ({MEMBERS.format("actions.id")}) WHERE is_held_out)
        AS holdout_size
FROM actions
JOIN people ON people.id = actions.owner_id
LEFT JOIN results ON results.action_id = actions.id
"""
_ON_TOPICS = """
EXISTS (SELECT 1 FROM action_topics
    JOIN topic_roots AS own ON own.topic_id = action_topics.topic_id
    JOIN topic_roots AS asked ON asked.root_id = own.root_id
    WHERE action_topics.action_id = actions.id
        AND asked.topic_id IN (SELECT value FROM json_each(?)))
"""
_COLUMNS = (
    "title", "link", "purpose", "measure", "direction", "smallest_change", "due_on",
    "owner_id", "cost", "audience_query", "holdout_share", "criterion", "measure_note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a plan, as text, before and after a change."""

    field: str
    before: str
    after: str


class Actions:
    """The actions of a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, plan: Plan, seed: int, created_at: datetime) -> int:
        """Keep a new plan and return its action's id; NotFound for a lost topic."""
        with writing(self._db):
            row = self._db.execute(
                f"INSERT INTO actions ({', '.join(_COLUMNS)}, seed, created_at) "
                f"VALUES ({', '.join('?' * len(_COLUMNS))}, ?, ?) RETURNING id",
                [*_values(plan), seed, time_text(created_at)],
            ).fetchone()
            self._set_topics(int(row["id"]), plan.topic_ids)
        return int(row["id"])

    def get_action(self, action_id: int) -> Action:
        """Return an action; raises NotFound."""
        row = self._db.execute(
            f"{_ACTION} WHERE actions.id = ?", [action_id]
        ).fetchone()
        if row is None:
            raise NotFound("action", action_id)
        return _action(row)

    def find_actions(
        self, states: Iterable[ActionState] = (), topic_ids: Sequence[int] = ()
    ) -> tuple[Action, ...]:
        """Return actions by due day; no states or no topics means all of them.

        An action is on a topic when it answers that topic or one merged with it.
        """
        conditions, parameters = ["1"], []
        if wanted := [state.value for state in states]:
            conditions.append("actions.state IN (SELECT value FROM json_each(?))")
            parameters.append(json.dumps(wanted))
        if topic_ids:
            conditions.append(_ON_TOPICS)
            parameters.append(json.dumps(list(topic_ids)))
        rows = self._db.execute(
            f"{_ACTION} WHERE {' AND '.join(conditions)} "
            "ORDER BY actions.due_on, actions.id",
            parameters,
        )
        return tuple(_action(row) for row in rows)

    def count_due(self, today: date) -> int:
        """Count running actions whose due day has come."""
        row = self._db.execute(
            "SELECT count(*) FROM actions WHERE state = 'running' AND due_on <= ?",
            [today.isoformat()],
        ).fetchone()
        return int(row[0])

    def replace_plan(self, action_id: int, plan: Plan, version: int) -> None:
        """Write another plan over this one; Conflict when it has changed since."""
        settings = ", ".join(f"{column} = ?" for column in _COLUMNS)
        with writing(self._db):
            self._claim(action_id, version)
            self._db.execute(
                f"UPDATE actions SET {settings} WHERE id = ?",
                [*_values(plan), action_id],
            )
            self._set_topics(action_id, plan.topic_ids)

    def start(
        self, action_id: int, version: int, fingerprint: str, started_at: datetime
    ) -> None:
        """Record the start; Conflict when the plan has changed since."""
        with writing(self._db):
            self._claim(action_id, version)
            self._db.execute(
                "UPDATE actions SET state = 'running', fingerprint = ?, "
                "started_on = ?, started_at = ? WHERE id = ?",
                [
                    fingerprint,
                    started_at.date().isoformat(),
                    time_text(started_at),
                    action_id,
                ],
            )

    def cancel(
        self, action_id: int, version: int, reason: str, cancelled_at: datetime
    ) -> None:
        """Record that an action is given up; Conflict when it has changed since."""
        with writing(self._db):
            self._claim(action_id, version)
            self._db.execute(
                "UPDATE actions SET state = 'cancelled', cancel_reason = ?, "
                "cancelled_at = ? WHERE id = ?",
                [reason, time_text(cancelled_at), action_id],
            )

    def get_cancel_reason(self, action_id: int) -> str:
        """Return why an action was given up, empty when it was not."""
        row = self._db.execute(
            "SELECT cancel_reason FROM actions WHERE id = ?", [action_id]
        ).fetchone()
        return str(row["cancel_reason"]) if row else ""

    def add_amendments(
        self,
        action_id: int,
        changes: Iterable[Change],
        person_id: int,
        reason: str,
        amended_at: datetime,
    ) -> None:
        """Keep what changed after the start, for ever."""
        with writing(self._db):
            self._db.conn.executemany(
                "INSERT INTO amendments (action_id, person_id, amended_at, field, "
                "before, after, reason) VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        action_id,
                        person_id,
                        time_text(amended_at),
                        change.field,
                        change.before,
                        change.after,
                        reason,
                    )
                    for change in changes
                ],
            )

    def find_amendments(self, action_id: int) -> tuple[Amendment, ...]:
        """Return what changed after the start, in the order it happened."""
        rows = self._db.execute(
            "SELECT amendments.*, people.name AS person FROM amendments "
            "JOIN people ON people.id = amendments.person_id "
            "WHERE action_id = ? ORDER BY amendments.id",
            [action_id],
        )
        return tuple(_amendment(row) for row in rows)

    def _claim(self, action_id: int, version: int) -> None:
        claimed = self._db.execute(
            "UPDATE actions SET version = version + 1 WHERE id = ? AND version = ?",
            [action_id, version],
        )
        if claimed.rowcount == 0:
            self.get_action(action_id)
            raise Conflict(
                "Somebody else changed this action while you looked at it. "
                "Read it again, then repeat."
            )

    def _set_topics(self, action_id: int, topic_ids: Iterable[int]) -> None:
        self._db.execute("DELETE FROM action_topics WHERE action_id = ?", [action_id])
        for topic_id in topic_ids:
            try:
                self._db.execute(
                    "INSERT INTO action_topics (action_id, topic_id) VALUES (?, ?)",
                    [action_id, topic_id],
                )
            except sqlite3.IntegrityError as error:
                raise NotFound("topic", topic_id) from error


def _values(plan: Plan) -> list[object]:
    return [
        plan.title,
        plan.link.value,
        plan.purpose,
        plan.measure.value,
        plan.direction.value,
        plan.smallest_change,
        plan.due_on.isoformat(),
        plan.owner_id,
        plan.cost,
        plan.audience_query,
        plan.holdout_share,
        plan.criterion,
        plan.measure_note,
    ]


def _action(row: Any) -> Action:
    return Action(
        id=row["id"],
        plan=_plan(row),
        owner=row["owner"],
        topics=tuple(json.loads(row["topic_names"])),
        state=ActionState(row["state"]),
        created_at=read_time(row["created_at"]),
        started_on=read_optional_day(row["started_on"]),
        fingerprint=row["fingerprint"],
        seed=row["seed"],
        audience_size=row["audience_size"],
        holdout_size=row["holdout_size"],
        concluded_at=read_optional_time(row["concluded_at"]),
        version=row["version"],
    )


def _plan(row: Any) -> Plan:
    return Plan(
        title=row["title"],
        link=Link(row["link"]),
        purpose=row["purpose"],
        topic_ids=tuple(json.loads(row["topic_ids"])),
        measure=MeasureKind(row["measure"]),
        direction=Direction(row["direction"]),
        smallest_change=row["smallest_change"],
        due_on=date.fromisoformat(row["due_on"]),
        owner_id=row["owner_id"],
        cost=row["cost"],
        audience_query=row["audience_query"],
        holdout_share=row["holdout_share"],
        criterion=row["criterion"],
        measure_note=row["measure_note"],
    )


def _amendment(row: Any) -> Amendment:
    return Amendment(
        action_id=row["action_id"],
        person=row["person"],
        amended_at=read_time(row["amended_at"]),
        field=row["field"],
        before=row["before"],
        after=row["after"],
        reason=row["reason"],
    )
