"""Mailings of actions, and the letters that answer them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from pysqlite3 import dbapi2 as sqlite3
from sqlite_utils import Database

from feedback.errors import NotFound, Refused
from feedback.store.connection import read_time, time_text, writing
from feedback.store.letter_query import DISTINCT_WRITERS
from feedback.store.preparing import PreparedDraft


class MailingKind(StrEnum):
    """By what replies to a mailing are known."""

    MESSAGE_ID = "message_id"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Mailing:
    """A Message-ID or a tagged address of an action's mailing, as a person noted it."""

    id: int
    kind: MailingKind
    value: str
    person: str
    noted_at: datetime


@dataclass(frozen=True, slots=True)
class Replies:
    """How many letters answer an action's mailing; ``automatic`` ones stand apart."""

    letters: int
    writers: int
    automatic: int


class Mailings:
    """The mailings of a database's actions."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def note(
        self,
        action_id: int,
        kind: MailingKind,
        value: str,
        person_id: int,
        noted_at: datetime,
    ) -> None:
        """Keep by what replies are known; noting the same again changes nothing.

        Raises NotFound, or Refused when another action has it.
        """
        with writing(self._db):
            row = self._db.execute(
                "SELECT action_id, title FROM mailings JOIN actions "
                "ON actions.id = action_id WHERE mailings.kind = ? AND value = ?",
                [kind.value, value],
            ).fetchone()
            if row and row["action_id"] != action_id:
                raise Refused(f"{value} is noted on the action “{row['title']}”.")
            if row:
                return
            try:
                self._db.execute(
                    "INSERT INTO mailings (action_id, kind, value, person_id, noted_at)"
                    " VALUES (?, ?, ?, ?, ?)",
                    [action_id, kind.value, value, person_id, time_text(noted_at)],
                )
            except sqlite3.IntegrityError as error:
                raise NotFound("action", action_id) from error

    def remove(self, action_id: int, mailing_id: int) -> None:
        """Forget by what replies are known; raises NotFound."""
        with writing(self._db):
            removed = self._db.execute(
                "DELETE FROM mailings WHERE id = ? AND action_id = ?",
                [mailing_id, action_id],
            )
            if not removed.rowcount:
                raise NotFound("mailing", mailing_id)

    def find_mailings(self, action_id: int) -> tuple[Mailing, ...]:
        """Return what was noted on an action, in that order."""
        rows = self._db.execute(
            "SELECT mailings.*, people.name AS person FROM mailings "
            "JOIN people ON people.id = person_id WHERE action_id = ? "
            "ORDER BY mailings.id",
            [action_id],
        )
        return tuple(_mailing(row) for row in rows)

    def find_message_ids(self) -> frozenset[str]:
        """Return the Message-IDs of all mailings."""
        rows = self._db.execute(
            "SELECT value FROM mailings WHERE kind = ?", [MailingKind.MESSAGE_ID.value]
        )
        return frozenset(row["value"] for row in rows)

    def count_replies(self, action_id: int) -> Replies:
        """Count the letters that answer an action's mailing."""
        row = self._db.execute(
            "SELECT coalesce(sum(NOT is_automatic), 0) AS letters, "
            "coalesce(sum(is_automatic), 0) AS automatic, "
            f"{DISTINCT_WRITERS} FILTER (WHERE NOT is_automatic) AS writers "
            "FROM letters WHERE id IN "
            "(SELECT letter_id FROM replies WHERE action_id = ?)",
            [action_id],
        ).fetchone()
        return Replies(row["letters"], row["writers"], row["automatic"])

    def find_answered(self, letter_id: int) -> tuple[tuple[int, str], ...]:
        """Return the actions, as (id, title), whose mailings a letter answers."""
        rows = self._db.execute(
            "SELECT DISTINCT actions.id, title FROM replies "
            "JOIN actions ON actions.id = replies.action_id "
            "WHERE letter_id = ? ORDER BY actions.id",
            [letter_id],
        )
        return tuple((row["id"], row["title"]) for row in rows)

    def record_tags(self, letters: Iterable[PreparedDraft]) -> None:
        """Keep to which tagged addresses received mails were sent."""
        for letter in letters:
            for address in letter.tags:
                self._db.execute(
                    "INSERT OR IGNORE INTO letter_tags (letter_id, address) "
                    "SELECT id, ? FROM letters WHERE identity = ?",
                    [address, letter.identity],
                )
            if letter.action.isdecimal() and letter.get("message_id"):
                self._db.execute(
                    "INSERT OR IGNORE INTO named_actions (letter_id, action_id) "
                    "SELECT id, ? FROM letters WHERE identity = ?",
                    [int(letter.action), letter.identity],
                )


def _mailing(row: Any) -> Mailing:
    return Mailing(
        id=row["id"],
        kind=MailingKind(row["kind"]),
        value=row["value"],
        person=row["person"],
        noted_at=read_time(row["noted_at"]),
    )
