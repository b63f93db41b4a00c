"""Mailboxes: up to which mail each of their folders has been received."""

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from feedback.store.connection import read_time, time_text, writing

# Within one numbering (UIDVALIDITY) a position only grows: of two fetches at the
# same time, the slower one must not make the next read mails again.
_SAVE = """
INSERT INTO mailbox_positions (mailbox, folder, uid_validity, last_uid, fetched_at)
VALUES (?, ?, ?, ?, ?)
ON CONFLICT (mailbox, folder) DO UPDATE SET
    last_uid = CASE WHEN uid_validity = excluded.uid_validity
        THEN max(last_uid, excluded.last_uid) ELSE excluded.last_uid END,
    uid_validity = excluded.uid_validity,
    fetched_at = excluded.fetched_at
"""


def name_account(user: str, host: str) -> str:
    """Return what positions call an account.

    Settings may come to mean another one under the name that they give it.
    """
    return f"{user}@{host}"


@dataclass(frozen=True, slots=True)
class Position:
    """Where a folder was left: all mails up to ``last_uid`` are in the database.

    UIDs mean something only under the same ``uid_validity``.
    """

    uid_validity: int
    last_uid: int


class Mailboxes:
    """The mailboxes that letters were fetched from."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def find_position(self, mailbox: str, folder: str) -> Position | None:
        """Return where a folder was left, None before the first fetch."""
        row = self._db.execute(
            "SELECT uid_validity, last_uid FROM mailbox_positions "
            "WHERE mailbox = ? AND folder = ?",
            [mailbox, folder],
        ).fetchone()
        return Position(row["uid_validity"], row["last_uid"]) if row else None

    def find_fetched_at(self, mailbox: str, folder: str) -> datetime | None:
        """Return when a folder was last read, None when it never was."""
        row = self._db.execute(
            "SELECT fetched_at FROM mailbox_positions WHERE mailbox = ? AND folder = ?",
            [mailbox, folder],
        ).fetchone()
        return read_time(row["fetched_at"]) if row else None

    def save_position(
        self, mailbox: str, folder: str, position: Position, fetched_at: datetime
    ) -> None:
        """Keep where a folder was left; belongs into the transaction of its letters."""
        with writing(self._db):
            self._db.execute(
                _SAVE,
                [
                    mailbox,
                    folder,
                    position.uid_validity,
                    position.last_uid,
                    time_text(fetched_at),
                ],
            )

    def forget_position(self, mailbox: str, folder: str) -> None:
        """Have the next fetch begin at a folder's first mail; letters stay known."""
        with writing(self._db):
            self._db.execute(
                "DELETE FROM mailbox_positions WHERE mailbox = ? AND folder = ?",
                [mailbox, folder],
            )
