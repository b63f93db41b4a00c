"""Writers: who sent letters, and on which days they used the product."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlite_utils import Database

from feedback.errors import NotFound
from feedback.store.connection import read_optional_day, read_optional_time, writing
from feedback.types import Writer

UNKNOWN_WRITER = Writer(
    id=0,
    key="",
    name="",
    address="",
    letters=1,
    first_written_at=None,
    last_written_at=None,
)

_WRITER = """
SELECT writers.*,
    (SELECT count(*) FROM letters WHERE writer_id = writers.id) AS letters,
    (SELECT min(written_at) FROM letters WHERE writer_id = writers.id)
        AS first_written_at,
    (SELECT max(written_at) FROM letters WHERE writer_id = writers.id)
        AS last_written_at
FROM writers
"""


class Writers:
    """The writers of a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get_writer(self, writer_id: int) -> Writer:
        """Return a writer; raises NotFound."""
        row = self._db.execute(f"{_WRITER} WHERE id = ?", [writer_id]).fetchone()
        if row is None:
            raise NotFound("writer", writer_id)
        return _writer(row)

    def get_writer_by_key(self, key: str) -> Writer:
        """Return the writer with this key; raises NotFound."""
        row = self._db.execute(f"{_WRITER} WHERE key = ?", [key]).fetchone()
        if row is None:
            raise NotFound("writer", key)
        return _writer(row)

    def record_life(
        self, key: str, joined_on: date | None, segment: str, name: str = ""
    ) -> int:
        """Keep what the product knows of a writer; returns the writer's id."""
        with writing(self._db):
            self._db.execute(
                "INSERT INTO writers (key, name, address, joined_on, segment) "
                "VALUES (?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET "
                "joined_on = coalesce(excluded.joined_on, joined_on), "
                "segment = coalesce(nullif(excluded.segment, ''), segment)",
                [
                    key,
                    name,
                    key if "@" in key else "",
                    joined_on.isoformat() if joined_on else None,
                    segment,
                ],
            )
            row = self._db.execute("SELECT id FROM writers WHERE key = ?", [key])
            return int(row.fetchone()["id"])

    def record_activity(self, days: Iterable[tuple[int, date]]) -> None:
        """Keep (writer id, day) pairs on which writers used the product."""
        with writing(self._db):
            self._db.conn.executemany(
                "INSERT OR IGNORE INTO activity (writer_id, active_on) VALUES (?, ?)",
                [(writer_id, day.isoformat()) for writer_id, day in days],
            )
            self._db.execute(
                "UPDATE writers SET last_active_on = (SELECT max(active_on) "
                "FROM activity WHERE writer_id = writers.id) "
                "WHERE id IN (SELECT writer_id FROM activity)"
            )

    def erase(self, key: str, pseudonym: str, erased_at: str) -> int:
        """Remove a writer's letters and every personal detail; returns how many.

        The writer's row stays under ``pseudonym``, so that counts of writers and
        results that were computed before still hold. Raises NotFound.
        """
        writer = self.get_writer_by_key(key)
        with writing(self._db):
            letters = self._db.execute(
                "DELETE FROM letters WHERE writer_id = ?", [writer.id]
            ).rowcount
            self._db.execute(
                "UPDATE writers SET key = ?, name = '', address = '', segment = '', "
                "joined_on = NULL, last_active_on = NULL, erased_at = ? WHERE id = ?",
                [pseudonym, erased_at, writer.id],
            )
            self._db.execute("DELETE FROM activity WHERE writer_id = ?", [writer.id])
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return int(letters)


def _writer(row: Any) -> Writer:
    return Writer(
        id=row["id"],
        key=row["key"],
        name=row["name"],
        address=row["address"],
        letters=row["letters"],
        first_written_at=read_optional_time(row["first_written_at"]),
        last_written_at=read_optional_time(row["last_written_at"]),
        joined_on=read_optional_day(row["joined_on"]),
        last_active_on=read_optional_day(row["last_active_on"]),
        segment=row["segment"],
        do_not_contact=bool(row["do_not_contact"]),
    )
