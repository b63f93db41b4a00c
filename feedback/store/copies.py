"""Copies: groups of letters that say the same, and what people split off them."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from feedback.errors import Conflict, NotFound, Refused
from feedback.store.connection import read_time, time_text, writing
from feedback.store.copy_index import add_group, find_groups
from feedback.store.letter_query import DISTINCT_WRITERS, WRITER_ROW
from feedback.store.repeats import Repeats
from feedback.types import LetterCounts

COUNT_LIMIT = 1_000
"""A text sent more often than this is "many" to everybody who reads it."""

_MEMBERS = f"""
SELECT letters.id, letters.subject, letters.body, letters.written_at,
    sources.name AS source, copies.likeness, letters.writer_id, coalesce(
        nullif(writers.name, ''), nullif(writers.address, ''), writers.key, ''
    ) AS writer
FROM copies
JOIN letters ON letters.id = copies.letter_id
JOIN sources ON sources.id = letters.source_id
{WRITER_ROW}
"""
_LARGEST = f"""
SELECT copies.group_id, min(letters.id) AS first_id, count(*) AS letters,
    {DISTINCT_WRITERS} AS writers
FROM copies JOIN letters ON letters.id = copies.letter_id
GROUP BY copies.group_id HAVING count(*) > 1
ORDER BY letters DESC, copies.group_id LIMIT ?
"""
_SPLITS = """
SELECT copy_splits.batch_id, copy_splits.letter_id, copy_splits.split_at,
    people.name AS person
FROM copy_splits JOIN people ON people.id = copy_splits.person_id
WHERE undone_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class Copy:
    """A letter of a group; ``likeness`` to the one that it was found by, 0 to 1."""

    letter_id: int
    subject: str
    body: str
    writer: str
    source: str
    written_at: datetime
    likeness: float


@dataclass(frozen=True, slots=True)
class CopyGroup:
    """A group with its counts; ``first_id`` is its first letter."""

    group_id: int
    first_id: int
    counts: LetterCounts


@dataclass(frozen=True, slots=True)
class Split:
    """A letter that a person said does not belong; one batch is undone as one."""

    batch_id: int
    letter_id: int
    person: str
    split_at: datetime


class Copies:
    """The groups of copies of a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def find_groups(self, letter_ids: Collection[int]) -> dict[int, int]:
        """Return the group of each of the letters that is in one."""
        return find_groups(self._db, letter_ids)

    def find_group(self, letter_id: int) -> int | None:
        """Return the group a letter is in, None when it is like no other."""
        return find_groups(self._db, [letter_id]).get(letter_id)

    def count_group(self, group_id: int) -> LetterCounts:
        """Count the letters of a group and their writers, up to COUNT_LIMIT."""
        row = self._db.execute(
            f"SELECT count(*) AS letters, {DISTINCT_WRITERS} AS writers FROM "
            "(SELECT letters.id, letters.writer_id FROM copies "
            "JOIN letters ON letters.id = copies.letter_id WHERE group_id = ? LIMIT ?) "
            "AS letters",
            [group_id, COUNT_LIMIT],
        ).fetchone()
        is_capped = row["letters"] >= COUNT_LIMIT
        return LetterCounts(row["letters"], row["writers"], is_capped)

    def count_same(self, letter_ids: Collection[int]) -> dict[int, int]:
        """Return, for those of the letters that have copies, how many say the same."""
        groups = find_groups(self._db, letter_ids)
        sizes = {group: self._count(group) for group in set(groups.values())}
        return {id_: sizes[g] for id_, g in groups.items() if sizes[g] > 1}

    def find_members(
        self, group_id: int, after_id: int = 0, limit: int = 20
    ) -> tuple[Copy, ...]:
        """Return letters of a group in the order they came, above an id."""
        rows = self._db.execute(
            f"{_MEMBERS} WHERE copies.group_id = ? AND copies.letter_id > ? "
            "ORDER BY copies.letter_id LIMIT ?",
            [group_id, after_id, limit],
        )
        return tuple(_copy(row) for row in rows)

    def find_largest(self, limit: int) -> tuple[CopyGroup, ...]:
        """Return the groups with the most letters."""
        rows = self._db.execute(_LARGEST, [limit])
        return tuple(
            CopyGroup(
                row["group_id"],
                row["first_id"],
                LetterCounts(row["letters"], row["writers"]),
            )
            for row in rows
        )

    def split(
        self, letter_ids: Iterable[int], person_id: int, split_at: datetime
    ) -> int:
        """Take letters out of their group into one of their own; returns the batch.

        Raises Refused without letters, when none would be left, or when they are in
        different groups or in none.
        """
        ids = sorted(set(letter_ids))
        with writing(self._db):
            rows = self._db.execute(
                "SELECT letter_id, group_id, likeness FROM copies "
                "WHERE letter_id IN (SELECT value FROM json_each(?))",
                [json.dumps(ids)],
            ).fetchall()
            groups = {row["group_id"] for row in rows}
            if len(rows) < len(ids) or len(groups) != 1:
                raise Refused("Tick at least one letter of this group.")
            if self._count(min(groups), len(ids) + 1) <= len(ids):
                raise Refused("Leave at least one letter in the group.")
            batch_id = self._keep_split(rows, person_id, split_at)
            group_id = add_group(self._db)
            self._move([(group_id, 1.0, letter_id) for letter_id in ids])
        return batch_id

    def _keep_split(self, rows: Any, person_id: int, split_at: datetime) -> int:
        first = self._db.execute(
            "SELECT coalesce(max(batch_id), 0) + 1 FROM copy_splits"
        ).fetchone()[0]
        self._db.conn.executemany(
            "INSERT INTO copy_splits (batch_id, letter_id, old_group_id, old_likeness, "
            "person_id, split_at) VALUES (?, ?, ?, ?, ?, ?)",
            [
                (first, r["letter_id"], r["group_id"], r["likeness"], person_id,
                 time_text(split_at))
                for r in rows
            ],
        )  # fmt: skip
        return int(first)

    def undo_split(self, batch_id: int, undone_at: datetime) -> int:
        """Put split-off letters back where they were; returns how many.

        Raises NotFound, or Conflict when they were split off again since.
        """
        with writing(self._db):
            rows = self._db.execute(
                "SELECT * FROM copy_splits WHERE batch_id = ? AND undone_at IS NULL",
                [batch_id],
            ).fetchall()
            if not rows:
                raise NotFound("split", batch_id)
            ids = json.dumps([row["letter_id"] for row in rows])
            later = self._db.execute(
                "SELECT 1 FROM copy_splits WHERE batch_id > ? AND undone_at IS NULL "
                "AND letter_id IN (SELECT value FROM json_each(?))",
                [batch_id, ids],
            ).fetchone()
            if later:
                raise Conflict("These letters were split off again since.")
            self._db.execute(
                "UPDATE copy_splits SET undone_at = ? WHERE batch_id = ?",
                [time_text(undone_at), batch_id],
            )
            self._move(
                [(r["old_group_id"], r["old_likeness"], r["letter_id"]) for r in rows]
            )
        return len(rows)

    def find_splits(self, letter_ids: Collection[int]) -> tuple[Split, ...]:
        """Return which of the letters were split off, the latest first."""
        rows = self._db.execute(
            f"{_SPLITS} AND copy_splits.letter_id IN "
            "(SELECT value FROM json_each(?)) ORDER BY copy_splits.id DESC",
            [json.dumps(list(letter_ids))],
        )
        return tuple(_split(row) for row in rows)

    def find_split_from(self, group_id: int) -> tuple[Split, ...]:
        """Return what was split off a group, the latest first."""
        rows = self._db.execute(
            f"{_SPLITS} AND old_group_id = ? ORDER BY copy_splits.id DESC", [group_id]
        )
        return tuple(_split(row) for row in rows)

    def _move(self, moves: Sequence[tuple[int, float, int]]) -> None:
        """Put letters into groups, as (group, likeness, letter).

        The groups that they leave and enter are looked at again, so that new copies
        find both.
        """
        moved = [letter_id for _, _, letter_id in moves]
        groups = {*find_groups(self._db, moved).values(), *(g for g, _, _ in moves)}
        self._db.conn.executemany(
            "UPDATE copies SET group_id = ?, likeness = ? WHERE letter_id = ?", moves
        )
        self._db.execute(
            "INSERT OR IGNORE INTO copy_rereads SELECT min(letter_id), 0 FROM copies "
            "WHERE group_id IN (SELECT value FROM json_each(?)) GROUP BY group_id",
            [json.dumps(list(groups))],
        )
        Repeats(self._db).renew(moved)

    def _count(self, group_id: int, limit: int = COUNT_LIMIT) -> int:
        row = self._db.execute(
            "SELECT count(*) FROM (SELECT 1 FROM copies WHERE group_id = ? LIMIT ?)",
            [group_id, limit],
        ).fetchone()
        return int(row[0])


def _copy(row: Any) -> Copy:
    return Copy(
        letter_id=row["id"],
        subject=row["subject"],
        body=row["body"],
        writer=row["writer"],
        source=row["source"],
        written_at=read_time(row["written_at"]),
        likeness=row["likeness"],
    )


def _split(row: Any) -> Split:
    return Split(
        row["batch_id"], row["letter_id"], row["person"], read_time(row["split_at"])
    )
