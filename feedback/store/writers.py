"""Writers: who sent letters, and on which days they used the product."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlite_utils import Database

from feedback.errors import NotFound
from feedback.store.connection import read_optional_day, read_optional_time, writing
from feedback.store.kept_placings import KeptPlacings
from feedback.store.writer_links import SAME, WriterLinks
from feedback.types import Writer

FIRST = (
    "coalesce(nullif(root.{0}, ''), "
    "(SELECT {0} FROM own WHERE {0} <> '' ORDER BY id LIMIT 1), '')"
)
"""What a writer says of itself, else the first of those for whom it speaks."""

UNKNOWN_WRITER = Writer(
    id=0,
    key="",
    name="",
    address="",
    letters=1,
    first_written_at=None,
    last_written_at=None,
)

# Who speaks, with what is known of all for whom that writer speaks.
_WRITER = f"""
WITH same (id) AS MATERIALIZED ({SAME.format(":id")}),
    own AS (SELECT writers.* FROM writers JOIN same ON same.id = writers.id),
    counted AS (
        SELECT count(*) AS letters, min(written_at) AS first_written_at,
            max(written_at) AS last_written_at
        FROM letters WHERE writer_id IN (SELECT id FROM same)
    )
SELECT root.id, root.key, counted.*, (SELECT count(*) FROM same) AS keys,
    {FIRST.format("name")} AS name, {FIRST.format("address")} AS address,
    {FIRST.format("segment")} AS segment,
    (SELECT min(joined_on) FROM own) AS joined_on,
    (SELECT max(last_active_on) FROM own) AS last_active_on,
    (SELECT max(do_not_contact) FROM own) AS do_not_contact
FROM writers AS root, counted
WHERE root.id = coalesce(
    (SELECT root_id FROM writer_roots WHERE writer_id = :id), :id)
"""


class Writers:
    """The writers of a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get_writer(self, writer_id: int) -> Writer:
        """Return who speaks for a writer, counted together; raises NotFound."""
        row = self._db.execute(_WRITER, {"id": writer_id}).fetchone()
        if row is None:
            raise NotFound("writer", writer_id)
        return _writer(row)

    def get_writer_by_key(self, key: str) -> Writer:
        """Return who speaks for the writer with this key; raises NotFound."""
        row = self._db.execute("SELECT id FROM writers WHERE key = ?", [key]).fetchone()
        if row is None:
            raise NotFound("writer", key)
        return self.get_writer(row["id"])

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

        All who are the same go with the writer. Their rows stay under ``pseudonym``,
        so that counts of writers and results that were computed before still hold.
        Raises NotFound.
        """
        writer = self.get_writer_by_key(key)
        with writing(self._db):
            ids = WriterLinks(self._db).find_same(writer.id)
            letters = sum(
                self._erase(
                    id_,
                    pseudonym if id_ == writer.id else f"{pseudonym}-{id_}",
                    erased_at,
                )
                for id_ in ids
            )
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return letters

    def _erase(self, writer_id: int, pseudonym: str, erased_at: str) -> int:
        rows = self._db.execute(
            "DELETE FROM letters WHERE writer_id = ? RETURNING id", [writer_id]
        ).fetchall()
        KeptPlacings(self._db).forget([row["id"] for row in rows])
        self._db.execute(
            "UPDATE writers SET key = ?, name = '', address = '', segment = '', "
            "joined_on = NULL, last_active_on = NULL, erased_at = ? WHERE id = ?",
            [pseudonym, erased_at, writer_id],
        )
        for table in ("activity", "writer_traits"):
            self._db.execute(f"DELETE FROM {table} WHERE writer_id = ?", [writer_id])
        self._db.execute(
            "DELETE FROM writer_suggestions WHERE one_id = :id OR other_id = :id",
            {"id": writer_id},
        )
        return len(rows)


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
        keys=row["keys"],
    )
