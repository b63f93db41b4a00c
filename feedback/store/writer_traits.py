"""By what writers are compared: traits read as writers and letters come, and what
they suggest."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from feedback.store.connection import writing
from feedback.types import USER_ID

_KNOWN = f"""
SELECT id, key, name, address, (
    SELECT json_group_array(DISTINCT metadata ->> '{USER_ID}') FROM letters
    WHERE letters.writer_id = writers.id AND metadata ->> '{USER_ID}' IS NOT NULL
) AS user_ids
FROM writers
WHERE erased_at IS NULL AND id IN (SELECT value FROM json_each(?)) ORDER BY id
"""
_UNREAD = """
SELECT id FROM writers WHERE id > :writer_id AND id <= :last_writer_id
UNION SELECT DISTINCT writer_id FROM letters
WHERE id > :letter_id AND id <= :last_letter_id AND writer_id IS NOT NULL
"""
_SUGGESTED = """
SELECT one_id, other_id, reason FROM (
    SELECT coalesce(one.root_id, one_id) AS one_id,
        coalesce(other.root_id, other_id) AS other_id, reason
    FROM writer_suggestions
    LEFT JOIN writer_roots AS one ON one.writer_id = one_id
    LEFT JOIN writer_roots AS other ON other.writer_id = other_id
)
WHERE one_id <> other_id
"""


@dataclass(frozen=True, slots=True)
class WriterRow:
    """What is known of a writer under one key."""

    id: int
    key: str
    name: str
    address: str
    user_ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class Span:
    """Letters and writers to read: those above the first ids, up to the last ones."""

    writer_id: int
    last_writer_id: int
    letter_id: int
    last_letter_id: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two writers, each the one who speaks, who look like the same; why, in words."""

    one_id: int
    other_id: int
    reason: str


class WriterTraits:
    """The traits of a database's writers."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def is_behind(self) -> bool:
        """Tell whether writers or letters wait to be read."""
        return self.find_span(1) is not None

    def find_span(self, size: int) -> Span | None:
        """Return what to read next, None when everything was read."""
        row = self._db.execute(
            "SELECT last_writer_id, last_letter_id, "
            "(SELECT coalesce(max(id), 0) FROM writers) AS writers, "
            "(SELECT coalesce(max(id), 0) FROM letters) AS letters FROM trait_position"
        ).fetchone()
        span = Span(
            row["last_writer_id"],
            min(row["last_writer_id"] + size, row["writers"]),
            row["last_letter_id"],
            min(row["last_letter_id"] + size, row["letters"]),
        )
        is_read = span.last_writer_id <= span.writer_id
        return None if is_read and span.last_letter_id <= span.letter_id else span

    def find_unread(self, span: Span) -> list[WriterRow]:
        """Return the writers who came, or of whom letters came."""
        rows = self._db.execute(
            _UNREAD,
            {
                "writer_id": span.writer_id,
                "last_writer_id": span.last_writer_id,
                "letter_id": span.letter_id,
                "last_letter_id": span.last_letter_id,
            },
        )
        return self.find_known([row["id"] for row in rows])

    def find_known(self, writer_ids: Collection[int]) -> list[WriterRow]:
        """Return what is known of writers; erased ones are left out."""
        rows = self._db.execute(_KNOWN, [json.dumps(list(writer_ids))])
        return [_known(row) for row in rows]

    def record(
        self, traits: Iterable[tuple[int, str, str]]
    ) -> list[tuple[int, str, str]]:
        """Keep (writer id, kind, value) and return those that are new."""
        new = []
        with writing(self._db):
            for trait in traits:
                added = self._db.execute(
                    "INSERT OR IGNORE INTO writer_traits VALUES (?, ?, ?)", trait
                )
                if added.rowcount:
                    new.append(trait)
        return new

    def find_sharing(self, kind: str, value: str, limit: int) -> list[int]:
        """Return writers who have a trait, in order of their ids."""
        rows = self._db.execute(
            "SELECT writer_id FROM writer_traits WHERE kind = ? AND value = ? "
            "ORDER BY writer_id LIMIT ?",
            [kind, value, limit],
        )
        return [row["writer_id"] for row in rows]

    def finish(self, span: Span) -> None:
        """Take a span as read."""
        with writing(self._db):
            self._db.execute(
                "UPDATE trait_position SET last_writer_id = ?, last_letter_id = ? "
                "WHERE last_writer_id = ? AND last_letter_id = ?",
                [span.last_writer_id, span.last_letter_id,
                 span.writer_id, span.letter_id],
            )  # fmt: skip

    def suggest(self, one_id: int, other_id: int, reason: str) -> None:
        """Keep that two writers look like the same."""
        with writing(self._db):
            self._db.execute(
                "INSERT OR IGNORE INTO writer_suggestions VALUES (?, ?, ?)",
                [*sorted((one_id, other_id)), reason],
            )

    def find_suggestions(self, limit: int) -> list[Suggestion]:
        """Return pairs that look like the same and are not joined, the newest first."""
        rows = self._db.execute(
            f"{_SUGGESTED} ORDER BY other_id DESC, one_id LIMIT ?", [limit]
        )
        return [_suggestion(row) for row in rows]

    def find_suggestions_of(self, same: Collection[int]) -> list[Suggestion]:
        """Return the pairs that hold one of these writers, who are all the same."""
        ids = json.dumps(list(same))
        rows = self._db.execute(
            f"{_SUGGESTED} AND (one_id IN (SELECT value FROM json_each(?)) "
            "OR other_id IN (SELECT value FROM json_each(?))) "
            "ORDER BY other_id, one_id",
            [ids, ids],
        )
        return [_suggestion(row) for row in rows]


def _known(row: Any) -> WriterRow:
    return WriterRow(
        id=row["id"],
        key=row["key"],
        name=row["name"],
        address=row["address"],
        user_ids=frozenset(json.loads(row["user_ids"])),
    )


def _suggestion(row: Any) -> Suggestion:
    return Suggestion(row["one_id"], row["other_id"], row["reason"])
