"""Jobs: work that outlives a request, with leases so that none is lost.

A worker claims a job for a while and renews its lease as it reports progress. A
lease that has run out means that the worker died: the job may be claimed again.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from feedback.errors import NotFound
from feedback.store.connection import read_optional_time, read_time, time_text, writing

LEASE = timedelta(minutes=2)
MAX_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of work: its kind, its argument, and how far it has come."""

    id: int
    kind: str
    state: str
    argument: Mapping[str, str]
    done: int
    total: int
    message: str
    attempts: int
    person_id: int | None
    created_at: datetime
    finished_at: datetime | None

    @property
    def is_over(self) -> bool:
        """Tell whether the job has ended, well or not."""
        return self.state in ("done", "failed")


class Jobs:
    """The jobs of a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(
        self,
        kind: str,
        argument: Mapping[str, str],
        person_id: int | None,
        created_at: datetime,
    ) -> Job:
        """Add a job, or return the one of that kind and argument still under way."""
        text = _write_argument(argument)
        with writing(self._db):
            row = self._db.execute(
                "SELECT id FROM jobs WHERE kind = ? AND argument = ? "
                "AND state IN ('waiting', 'running')",
                [kind, text],
            ).fetchone()
            if row is None:
                row = self._db.execute(
                    "INSERT INTO jobs (kind, argument, person_id, created_at) "
                    "VALUES (?, ?, ?, ?) RETURNING id",
                    [kind, text, person_id, time_text(created_at)],
                ).fetchone()
        return self.get_job(row["id"])

    def get_job(self, job_id: int) -> Job:
        """Return a job; raises NotFound."""
        row = self._db.execute("SELECT * FROM jobs WHERE id = ?", [job_id]).fetchone()
        if row is None:
            raise NotFound("job", job_id)
        return _job(row)

    def find_latest(
        self, kind: str, argument: Mapping[str, str] | None = None
    ) -> Job | None:
        """Return the latest job of a kind, None when there was never one.

        With an ``argument`` those of another one do not count.
        """
        wanted = None if argument is None else _write_argument(argument)
        row = self._db.execute(
            "SELECT * FROM jobs WHERE kind = ?1 AND (?2 IS NULL OR argument = ?2) "
            "ORDER BY id DESC LIMIT 1",
            [kind, wanted],
        ).fetchone()
        return _job(row) if row else None

    def find_under_way(self, kind: str) -> tuple[Job, ...]:
        """Return the jobs of a kind that wait or run, in their order."""
        rows = self._db.execute(
            "SELECT * FROM jobs WHERE kind = ? AND state IN ('waiting', 'running') "
            "ORDER BY id",
            [kind],
        )
        return tuple(_job(row) for row in rows)

    def find_latest_of_each(self) -> tuple[Job, ...]:
        """Return the latest ended job of each kind and argument, imports aside.

        Imports have a list of their own, and each has another argument.
        """
        rows = self._db.execute(
            "SELECT * FROM jobs WHERE id IN (SELECT max(id) FROM jobs WHERE "
            "finished_at IS NOT NULL AND kind <> 'import' GROUP BY kind, argument) "
            "ORDER BY kind, argument"
        )
        return tuple(_job(row) for row in rows)

    def find_unattended(self, before: datetime) -> Job | None:
        """Return the oldest job that has waited since, while none is worked on."""
        row = self._db.execute(
            "SELECT * FROM jobs WHERE state = 'waiting' AND created_at < ? AND NOT "
            "EXISTS (SELECT 1 FROM jobs WHERE state = 'running') ORDER BY id LIMIT 1",
            [time_text(before)],
        ).fetchone()
        return _job(row) if row else None

    def claim(self, now: datetime) -> Job | None:
        """Take the oldest job that waits or whose worker died; None without one."""
        with writing(self._db):
            self._give_up(now)
            row = self._db.execute(
                "UPDATE jobs SET state = 'running', attempts = attempts + 1, "
                "lease_until = ? WHERE id = (SELECT id FROM jobs "
                "WHERE state = 'waiting' OR (state = 'running' AND lease_until < ?) "
                "ORDER BY id LIMIT 1) RETURNING *",
                [time_text(now + LEASE), time_text(now)],
            ).fetchone()
        return _job(row) if row else None

    def report(
        self, job_id: int, done: int, total: int, message: str, now: datetime
    ) -> None:
        """Record progress and renew the lease."""
        with writing(self._db):
            self._db.execute(
                "UPDATE jobs SET done = ?, total = ?, message = ?, lease_until = ? "
                "WHERE id = ?",
                [done, total, message, time_text(now + LEASE), job_id],
            )

    def finish(self, job_id: int, state: str, message: str, now: datetime) -> None:
        """End a job as ``done`` or ``failed``, with a sentence on the outcome."""
        with writing(self._db):
            self._db.execute(
                "UPDATE jobs SET state = ?, message = ?, finished_at = ? WHERE id = ?",
                [state, message, time_text(now), job_id],
            )

    def forget(self, before: datetime) -> int:
        """Drop jobs that ended before a moment; returns how many."""
        with writing(self._db):
            return int(
                self._db.execute(
                    "DELETE FROM jobs WHERE finished_at < ?", [time_text(before)]
                ).rowcount
            )

    def _give_up(self, now: datetime) -> None:
        self._db.execute(
            "UPDATE jobs SET state = 'failed', finished_at = ?, "
            "message = 'Its worker died several times.' "
            "WHERE state = 'running' AND lease_until < ? AND attempts >= ?",
            [time_text(now), time_text(now), MAX_ATTEMPTS],
        )


def _write_argument(argument: Mapping[str, str]) -> str:
    return json.dumps(dict(argument), sort_keys=True)


def _job(row: Any) -> Job:
    return Job(
        id=row["id"],
        kind=row["kind"],
        state=row["state"],
        argument=json.loads(row["argument"]),
        done=row["done"],
        total=row["total"],
        message=row["message"],
        attempts=row["attempts"],
        person_id=row["person_id"],
        created_at=read_time(row["created_at"]),
        finished_at=read_optional_time(row["finished_at"]),
    )
