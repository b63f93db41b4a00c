"""Resolutions: the rate of letters that a resolved topic may still bring."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Self

from sqlite_utils import Database

from feedback.store.connection import writing


@dataclass(frozen=True, slots=True)
class Resolution:
    """A topic resolved by an action; the action is None once it is gone.

    ``tolerated_weekly`` letters a week written after ``resolved_on`` change nothing.
    """

    topic_id: int
    action_id: int | None
    tolerated_weekly: float
    resolved_on: date

    def as_json(self) -> dict[str, Any]:
        """Return it as the events of a topic keep it."""
        return {**asdict(self), "resolved_on": self.resolved_on.isoformat()}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """Read it from an event."""
        day = date.fromisoformat(kept["resolved_on"])
        return cls(**{**kept, "resolved_on": day})


class Resolutions:
    """The tolerated rates of a database's resolved topics."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def keep(self, resolution: Resolution) -> None:
        """Keep a topic's resolution instead of any earlier one."""
        with writing(self._db):
            self._db.execute(
                "INSERT OR REPLACE INTO resolutions "
                "(topic_id, action_id, tolerated_weekly, resolved_on) "
                "VALUES (?, ?, ?, ?)",
                [
                    resolution.topic_id,
                    resolution.action_id,
                    resolution.tolerated_weekly,
                    resolution.resolved_on.isoformat(),
                ],
            )

    def forget(self, topic_id: int) -> None:
        """Forget a topic's resolution, if it has one."""
        with writing(self._db):
            self._db.execute("DELETE FROM resolutions WHERE topic_id = ?", [topic_id])

    def find_resolutions(self) -> dict[int, Resolution]:
        """Return the resolutions by topic."""
        rows = self._db.execute("SELECT * FROM resolutions")
        return {
            row["topic_id"]: Resolution(
                topic_id=row["topic_id"],
                action_id=row["action_id"],
                tolerated_weekly=row["tolerated_weekly"],
                resolved_on=date.fromisoformat(row["resolved_on"]),
            )
            for row in rows
        }
