"""Lists of writers that were uploaded, to serve as an audience."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pysqlite3 import dbapi2 as sqlite3
from sqlite_utils import Database

from feedback.errors import NotFound, Refused
from feedback.store.connection import read_time, time_text, writing

_LISTS = """
SELECT writer_lists.*, people.name AS person,
    (SELECT count(DISTINCT coalesce(root_id, writer_list_members.writer_id))
        FROM writer_list_members LEFT JOIN writer_roots USING (writer_id)
        WHERE list_id = writer_lists.id) AS writers
FROM writer_lists JOIN people ON people.id = writer_lists.person_id
"""


@dataclass(frozen=True, slots=True)
class WriterList:
    """An uploaded list: ``writers`` are known here, ``unknown`` lines are not."""

    id: int
    name: str
    writers: int
    unknown: int
    person: str
    uploaded_at: datetime


class WriterLists:
    """The uploaded lists of a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(
        self,
        name: str,
        writer_ids: Collection[int],
        unknown: int,
        person_id: int,
        uploaded_at: datetime,
    ) -> int:
        """Keep a list and return its id; Refused when there is one of that name."""
        with writing(self._db):
            try:
                row = self._db.execute(
                    "INSERT INTO writer_lists (name, unknown, person_id, uploaded_at) "
                    "VALUES (?, ?, ?, ?) RETURNING id",
                    [name, unknown, person_id, time_text(uploaded_at)],
                ).fetchone()
            except sqlite3.IntegrityError as error:
                raise Refused("There is a list of this name already.") from error
            self._db.execute(
                "INSERT INTO writer_list_members (list_id, writer_id) "
                "SELECT ?, value FROM json_each(?)",
                [row["id"], json.dumps(list(writer_ids))],
            )
        return int(row["id"])

    def remove(self, list_id: int) -> None:
        """Forget a list; audiences that were drawn from it stay. Raises NotFound."""
        with writing(self._db):
            removed = self._db.execute(
                "DELETE FROM writer_lists WHERE id = ?", [list_id]
            )
            if removed.rowcount == 0:
                raise NotFound("list", list_id)

    def find_lists(self) -> tuple[WriterList, ...]:
        """Return all lists, the latest first."""
        rows = self._db.execute(f"{_LISTS} ORDER BY writer_lists.id DESC")
        return tuple(_writer_list(row) for row in rows)

    def find_writer_ids(self, names: Collection[str]) -> dict[str, int]:
        """Return the writers whom lower-case keys or addresses stand for."""
        rows = self._db.execute(
            "SELECT names.value AS name, writers.id FROM json_each(?) AS names "
            "JOIN (SELECT id, lower(key) AS name FROM writers WHERE erased_at IS NULL "
            "UNION SELECT id, lower(address) FROM writers WHERE address <> '') "
            "AS writers ON writers.name = names.value ORDER BY writers.id DESC",
            [json.dumps(list(names))],
        )
        return {row["name"]: row["id"] for row in rows}

    def find_writers_of(self, letter_ids: Collection[int]) -> frozenset[int]:
        """Return the known writers of some letters."""
        rows = self._db.execute(
            "SELECT DISTINCT writer_id FROM letters "
            "JOIN writers ON writers.id = letters.writer_id AND erased_at IS NULL "
            "WHERE letters.id IN (SELECT value FROM json_each(?))",
            [json.dumps(list(letter_ids))],
        )
        return frozenset(row["writer_id"] for row in rows)


def _writer_list(row: Any) -> WriterList:
    return WriterList(
        id=row["id"],
        name=row["name"],
        writers=row["writers"],
        unknown=row["unknown"],
        person=row["person"],
        uploaded_at=read_time(row["uploaded_at"]),
    )
