"""Results: what actions led to, and which of them led to nothing known."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlite_utils import Database

from feedback.errors import Conflict, NotFound, Refused
from feedback.store.connection import read_optional_time, read_time, time_text, writing
from feedback.types import ActionState, Basis, DataResult, Link, VerdictKind

_RESULT = """
SELECT results.*, author.name AS author, coalesce(second.name, '') AS second
FROM results
JOIN people AS author ON author.id = results.concluded_by
LEFT JOIN people AS second ON second.id = results.countersigned_by
"""
# An action counts on the day it was concluded or fell due, whichever came first: so
# that no later work changes how many actions a month had.
_OUTCOMES = """
SELECT * FROM (
    SELECT actions.id, actions.title, actions.link, actions.state, actions.due_on,
        people.name AS owner, results.verdict, results.basis,
        (SELECT json_group_array(DISTINCT root.name) FROM action_topics
            JOIN topic_roots ON topic_roots.topic_id = action_topics.topic_id
            JOIN topics AS root ON root.id = topic_roots.root_id
            WHERE action_id = actions.id) AS topics,
        min(actions.due_on, coalesce(date(results.concluded_at), actions.due_on))
            AS counted_on
    FROM actions
    JOIN people ON people.id = actions.owner_id
    LEFT JOIN results ON results.action_id = actions.id
    WHERE actions.state IN ('running', 'concluded')
)
WHERE counted_on BETWEEN ? AND ? AND (verdict IS NOT NULL OR due_on <= ?)
ORDER BY counted_on DESC, id DESC
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A concluded or due action as coverage sees it.

    ``counted_on`` is the day it was concluded or fell due, whichever came first;
    ``basis`` is None when there is no data result.
    """

    action_id: int
    title: str
    link: Link
    owner: str
    topics: tuple[str, ...]
    state: ActionState
    due_on: date
    counted_on: date
    verdict: VerdictKind | None
    basis: Basis | None


class Results:
    """The data results of a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def conclude(self, result: DataResult, person_id: int, version: int) -> None:
        """Keep a result and close its action.

        ``version`` is that of the action its author saw. Raises Conflict when the
        action has changed since, Refused when it is not running.
        """
        with writing(self._db):
            self._close(result.action_id, version)
            self._db.execute(
                "INSERT INTO results (action_id, verdict, proposed_verdict, basis, "
                "estimate, low, high, sentence, reason, learned, next_step, "
                "concluded_by, concluded_at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [*_values(result), person_id, time_text(result.concluded_at)],
            )

    def get_result(self, action_id: int) -> DataResult:
        """Return the result of an action; raises NotFound."""
        row = self._db.execute(
            f"{_RESULT} WHERE results.action_id = ?", [action_id]
        ).fetchone()
        if row is None:
            raise NotFound("result of action", action_id)
        return _result(row)

    def find_results(
        self, since: date = date.min, until: date = date.max
    ) -> tuple[DataResult, ...]:
        """Return the results concluded from since to until, the latest first."""
        rows = self._db.execute(
            f"{_RESULT} WHERE date(results.concluded_at) BETWEEN ? AND ? "
            "ORDER BY results.concluded_at DESC, results.action_id DESC",
            [since.isoformat(), until.isoformat()],
        )
        return tuple(_result(row) for row in rows)

    def find_outcomes(
        self, since: date, until: date, today: date
    ) -> tuple[Outcome, ...]:
        """Return the actions that count from since to until, as seen today."""
        rows = self._db.execute(
            _OUTCOMES, [since.isoformat(), until.isoformat(), today.isoformat()]
        )
        return tuple(_outcome(row) for row in rows)

    def countersign(
        self, action_id: int, person_id: int, countersigned_at: datetime
    ) -> None:
        """Record that a second person agrees.

        Raises NotFound without a result, Refused when it was countersigned before.
        """
        with writing(self._db):
            if self.get_result(action_id).countersigned_by:
                raise Refused("This result is countersigned already.")
            self._db.execute(
                "UPDATE results SET countersigned_by = ?, countersigned_at = ? "
                "WHERE action_id = ?",
                [person_id, time_text(countersigned_at), action_id],
            )

    def withdraw(self, action_id: int) -> None:
        """Forget the result of an action, which runs again.

        Raises NotFound without a result, Refused when it was countersigned.
        """
        with writing(self._db):
            if self.get_result(action_id).countersigned_by:
                raise Refused("This result is countersigned; it stays.")
            self._db.execute("DELETE FROM results WHERE action_id = ?", [action_id])
            self._db.execute(
                "UPDATE actions SET state = 'running', version = version + 1 "
                "WHERE id = ?",
                [action_id],
            )

    def is_author(self, action_id: int, person_id: int) -> bool:
        """Tell whether this person concluded this action."""
        row = self._db.execute(
            "SELECT 1 FROM results WHERE action_id = ? AND concluded_by = ?",
            [action_id, person_id],
        ).fetchone()
        return row is not None

    def _close(self, action_id: int, version: int) -> None:
        closed = self._db.execute(
            "UPDATE actions SET state = 'concluded', version = version + 1 "
            "WHERE id = ? AND version = ? AND state = 'running'",
            [action_id, version],
        )
        if closed.rowcount == 0:
            raise Conflict(
                "Somebody else changed this action while you wrote. "
                "Read it again, then repeat."
            )


def _values(result: DataResult) -> list[object]:
    return [
        result.action_id,
        result.verdict.value,
        result.proposed_verdict.value if result.proposed_verdict else None,
        result.basis.value if result.basis else None,
        result.estimate,
        result.low,
        result.high,
        result.sentence,
        result.reason,
        result.learned,
        result.next_step,
    ]


def _result(row: Any) -> DataResult:
    proposed = row["proposed_verdict"]
    return DataResult(
        action_id=row["action_id"],
        verdict=VerdictKind(row["verdict"]),
        basis=Basis(row["basis"]) if row["basis"] else None,
        sentence=row["sentence"],
        reason=row["reason"],
        learned=row["learned"],
        next_step=row["next_step"],
        concluded_by=row["author"],
        concluded_at=read_time(row["concluded_at"]),
        estimate=row["estimate"],
        low=row["low"],
        high=row["high"],
        proposed_verdict=VerdictKind(proposed) if proposed else None,
        countersigned_by=row["second"],
        countersigned_at=read_optional_time(row["countersigned_at"]),
    )


def _outcome(row: Any) -> Outcome:
    return Outcome(
        action_id=row["id"],
        title=row["title"],
        link=Link(row["link"]),
        owner=row["owner"],
        topics=tuple(json.loads(row["topics"])),
        state=ActionState(row["state"]),
        due_on=date.fromisoformat(row["due_on"]),
        counted_on=date.fromisoformat(row["counted_on"]),
        verdict=VerdictKind(row["verdict"]) if row["verdict"] else None,
        basis=Basis(row["basis"]) if row["basis"] else None,
    )
