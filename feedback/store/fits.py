"""Fits: dated, versioned runs of the text models."""

from datetime import datetime
from typing import Any

from sqlite_utils import Database

from feedback.errors import NotFound
from feedback.store.connection import read_optional_time, read_time, time_text, writing
from feedback.store.topics import FEEDBACK
from feedback.types import Fit

# A letter that was changed since, or was no feedback for a while, has not been read.
_LEFT_OUT = f"""
SELECT letters.id FROM letters, (
    SELECT read_to, started_at FROM fits WHERE status = 'done' ORDER BY id DESC LIMIT 1
) AS fit
WHERE letters.id <= fit.read_to AND {FEEDBACK} AND NOT EXISTS (
    SELECT 1 FROM assignments WHERE assignments.letter_id = letters.id
) AND NOT EXISTS (
    SELECT 1 FROM letter_versions
    WHERE letter_versions.letter_id = letters.id AND replaced_at > fit.started_at
) AND NOT EXISTS (
    SELECT 1 FROM moves
    WHERE moves.letter_id = letters.id
        AND 'not_feedback' IN (before_state, after_state)
        AND coalesce(undone_at, moved_at) > fit.started_at
)
"""


class Fits:
    """The fits of a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def start(self, random_state: int, model_version: str, started_at: datetime) -> int:
        """Open a fit that reads the letters there are.

        One that was left running before has been interrupted.
        """
        with writing(self._db):
            self._db.execute(
                "UPDATE fits SET status = 'interrupted', finished_at = ? "
                "WHERE status = 'running'",
                [time_text(started_at)],
            )
            row = self._db.execute(
                "INSERT INTO fits (started_at, status, random_state, model_version, "
                "read_to) SELECT ?, 'running', ?, ?, coalesce(max(id), 0) FROM letters "
                "RETURNING id",
                [time_text(started_at), random_state, model_version],
            ).fetchone()
        return int(row["id"])

    def finish(
        self,
        fit_id: int,
        letters: int,
        placed: int,
        unsure: int,
        topics: int,
        detail: str,
        finished_at: datetime,
    ) -> None:
        """Close a fit: letters read, those with a topic, those without, topics."""
        with writing(self._db):
            self._db.execute(
                "UPDATE fits SET status = 'done', letters = ?, placed = ?, "
                "unsure = ?, topics = ?, detail = ?, finished_at = ? WHERE id = ?",
                [
                    letters,
                    placed,
                    unsure,
                    topics,
                    detail,
                    time_text(finished_at),
                    fit_id,
                ],
            )

    def fail(self, fit_id: int, detail: str, finished_at: datetime) -> None:
        """Close a fit that came to nothing, with the reason.

        One that is done stays so, whatever failed after it.
        """
        with writing(self._db):
            self._db.execute(
                "UPDATE fits SET status = 'failed', detail = ?, finished_at = ? "
                "WHERE id = ? AND status <> 'done'",
                [detail, time_text(finished_at), fit_id],
            )

    def get_fit(self, fit_id: int) -> Fit:
        """Return a fit; raises NotFound."""
        row = self._db.execute("SELECT * FROM fits WHERE id = ?", [fit_id]).fetchone()
        if row is None:
            raise NotFound("fit", fit_id)
        return _fit(row)

    def find_fits(self, limit: int = 20) -> tuple[Fit, ...]:
        """Return the fits that came to an end, the latest first."""
        rows = self._db.execute(
            "SELECT * FROM fits WHERE status = 'done' ORDER BY id DESC LIMIT ?",
            [limit],
        )
        return tuple(_fit(row) for row in rows)

    def find_latest(self) -> Fit | None:
        """Return the latest fit that came to an end, None before the first."""
        return next(iter(self.find_fits(1)), None)

    def find_left_out(self) -> frozenset[int]:
        """Return the letters that the latest fit has read and that stand on no topic.

        The fit left them without one, or people took them out since.
        """
        rows = self._db.execute(_LEFT_OUT)
        return frozenset(row["id"] for row in rows)


def _fit(row: Any) -> Fit:
    return Fit(
        id=row["id"],
        started_at=read_time(row["started_at"]),
        finished_at=read_optional_time(row["finished_at"]),
        letters=row["letters"],
        placed=row["placed"],
        unsure=row["unsure"],
        topics=row["topics"],
        random_state=row["random_state"],
        model_version=row["model_version"],
        status=row["status"],
        detail=row["detail"],
    )
