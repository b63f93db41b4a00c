"""Conversations: which letters are one exchange, and what that is told from."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from feedback.store.connection import writing

_ADDRESS = re.compile(r"[^\s<>,;:\"']+@[^\s<>,;:\"']+")
# Letters that carry one of the ids, and letters of the people that refer to one. Asked
# by writer, not by id: all the replies to one mailing refer to the same id. The plus
# keeps SQLite from seeking each letter once for every id.
_NEIGHBOURS = """
SELECT id FROM letters WHERE message_id IN (SELECT value FROM json_each(:ids))
UNION
SELECT letters.id FROM letters CROSS JOIN letter_references
    ON letter_references.letter_id = letters.id
    AND +letter_references.message_id IN (SELECT value FROM json_each(:ids))
WHERE letters.writer_id IN (
    SELECT id FROM writers WHERE key IN (SELECT value FROM json_each(:people)))
LIMIT 5000
"""
_EXCHANGED = """
SELECT letters.id, coalesce(letters.message_id, '') AS message_id,
    coalesce(writers.key, '') AS writer,
    coalesce(metadata ->> 'to', '') AS addressed,
    coalesce(metadata ->> 'cc', '') AS copied,
    (SELECT json_group_array(message_id) FROM letter_references
        WHERE letter_id = letters.id) AS refers_to
FROM letters LEFT JOIN writers ON writers.id = letters.writer_id
"""


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What joins a letter to others: the ids of messages, and the people.

    ``writer`` and ``recipients`` are writers' keys, which for mail are addresses.
    """

    letter_id: int
    writer: str
    message_id: str = ""
    references: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()

    @property
    def message_ids(self) -> tuple[str, ...]:
        """The ids that the letter carries or refers to."""
        return (*filter(None, [self.message_id]), *self.references)

    @property
    def people(self) -> tuple[str, ...]:
        """The keys of all who have a part in the letter."""
        return (*filter(None, [self.writer]), *self.recipients)


class Conversations:
    """The conversations of a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def newest_letter_id(self) -> int:
        """Return the id of the letter received last, 0 without letters."""
        row = self._db.execute("SELECT max(id) AS id FROM letters").fetchone()
        return int(row["id"] or 0)

    def find_received(self, after_id: int) -> list[Exchanged]:
        """Return the letters above this id that are part of an exchange."""
        rows = self._db.execute(
            f"{_EXCHANGED} WHERE letters.id > ? AND letters.message_id IS NOT NULL "
            "ORDER BY letters.id",
            [after_id],
        )
        return [_exchanged(row) for row in rows]

    def find_neighbours(self, letters: Sequence[Exchanged]) -> list[Exchanged]:
        """Return the letters, and earlier ones that they may answer or continue."""
        found = self._db.execute(
            _NEIGHBOURS,
            {
                "ids": _json({i for letter in letters for i in letter.message_ids}),
                "people": _json({p for letter in letters for p in letter.people}),
            },
        ).fetchall()
        new = {letter.letter_id for letter in letters}
        rows = self._db.execute(
            f"{_EXCHANGED} WHERE letters.id IN (SELECT value FROM json_each(?)) "
            "ORDER BY letters.id",
            [_json({row["id"] for row in found} - new)],
        )
        return [*map(_exchanged, rows), *letters]

    def find_own_addresses(self) -> frozenset[str]:
        """Return the addresses of the team: its people and its mailboxes."""
        people = self._db.execute("SELECT address FROM people")
        mailboxes = self._db.execute(
            "SELECT DISTINCT location FROM imports JOIN sources "
            "ON sources.id = imports.source_id WHERE sources.kind = 'mailbox'"
        )
        users = (row["location"].rpartition("@")[0] for row in mailboxes)
        return frozenset(
            address.lower()
            for address in (*(row["address"] for row in people), *users)
            if "@" in address
        )

    def dissolve(self, message_ids: Iterable[str]) -> list[Exchanged]:
        """Part the conversations of the letters with these ids; returns their letters.

        All of these are in no conversation then.
        """
        with writing(self._db):
            rows = self._db.execute(
                "SELECT DISTINCT conversation_id AS id FROM letters "
                "WHERE conversation_id IS NOT NULL "
                "AND message_id IN (SELECT value FROM json_each(?))",
                [_json(message_ids)],
            )
            ids = _json(row["id"] for row in rows)
            letters = self._db.execute(
                f"{_EXCHANGED} WHERE conversation_id IN "
                "(SELECT value FROM json_each(?)) ORDER BY letters.id",
                [ids],
            ).fetchall()
            for table, column in (
                ("UPDATE letters SET conversation_id = NULL", "conversation_id"),
                ("DELETE FROM conversations", "id"),
            ):
                self._db.execute(
                    f"{table} WHERE {column} IN (SELECT value FROM json_each(?))", [ids]
                )
        return [_exchanged(row) for row in letters]

    def save(self, joined: Mapping[int, int]) -> None:
        """Keep for each letter which conversation it is in, named by a letter's id.

        Letters alone are in none. Conversations that turn out to be one are made one.
        """
        members: dict[int, list[int]] = {}
        for letter_id, first_id in joined.items():
            members.setdefault(first_id, []).append(letter_id)
        with writing(self._db):
            for first_id, letter_ids in members.items():
                if len(letter_ids) > 1:
                    self._join(first_id, _json(letter_ids))

    def _join(self, first_id: int, letter_ids: str) -> None:
        rows = self._db.execute(
            "SELECT DISTINCT conversation_id AS id FROM letters WHERE conversation_id "
            "IS NOT NULL AND id IN (SELECT value FROM json_each(?))",
            [letter_ids],
        )
        known = {row["id"] for row in rows}
        conversation_id = min(known | {first_id})
        others = _json(known - {conversation_id})
        self._db.execute(
            "INSERT OR IGNORE INTO conversations (id) VALUES (?)", [conversation_id]
        )
        for column, ids in (("id", letter_ids), ("conversation_id", others)):
            self._db.execute(
                f"UPDATE letters SET conversation_id = ? "
                f"WHERE {column} IN (SELECT value FROM json_each(?))",
                [conversation_id, ids],
            )
        self._db.execute(
            "DELETE FROM conversations WHERE id IN (SELECT value FROM json_each(?))",
            [others],
        )


def _exchanged(row: Any) -> Exchanged:
    recipients = _ADDRESS.findall(f"{row['addressed']} {row['copied']}".lower())
    return Exchanged(
        letter_id=row["id"],
        writer=row["writer"],
        message_id=row["message_id"],
        references=tuple(json.loads(row["refers_to"])),
        recipients=tuple(dict.fromkeys(recipients)),
    )


def _json(values: Iterable[int | str]) -> str:
    return json.dumps(list(values))
