"""People: members of staff, their invitations and their sign-ins.

Tokens are stored as SHA-256 only: whoever reads the database cannot use them.
"""

import hashlib
from datetime import datetime
from typing import Any

from pysqlite3 import dbapi2 as sqlite3
from sqlite_utils import Database

from feedback.errors import NotFound, Refused
from feedback.store.connection import time_text, writing
from feedback.types import Person, Role

_PERSON = "SELECT people.* FROM people"


class People:
    """The people of a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, address: str, name: str, role: Role, created_at: datetime) -> Person:
        """Add a member of staff; raises Refused when the address is taken."""
        try:
            with writing(self._db):
                self._db.execute(
                    "INSERT INTO people (address, name, role, created_at) "
                    "VALUES (?, ?, ?, ?)",
                    [address, name, role.value, time_text(created_at)],
                )
        except sqlite3.IntegrityError as error:
            raise Refused(f"{address} is on the team already.") from error
        return self.get_person_by_address(address)

    def get_person(self, person_id: int) -> Person:
        """Return a person; raises NotFound."""
        return self._get(f"{_PERSON} WHERE id = ?", person_id)

    def get_person_by_address(self, address: str) -> Person:
        """Return the person with this address; raises NotFound."""
        return self._get(f"{_PERSON} WHERE address = ?", address)

    def find_people(self) -> tuple[Person, ...]:
        """Return everybody on the team, in the order of their names."""
        rows = self._db.execute(f"{_PERSON} ORDER BY name, id")
        return tuple(_person(row) for row in rows)

    def set_role(self, person_id: int, role: Role) -> None:
        """Let a person be of another role from now on."""
        with writing(self._db):
            self._db.execute(
                "UPDATE people SET role = ? WHERE id = ?", [role.value, person_id]
            )

    def disable(self, person_id: int, disabled_at: datetime) -> None:
        """Close an account, its sign-ins and invitations; what was done stays."""
        with writing(self._db):
            self._db.execute(
                "UPDATE people SET disabled_at = ? WHERE id = ?",
                [time_text(disabled_at), person_id],
            )
            self._end_access(person_id)

    def reopen(self, person_id: int) -> None:
        """Open a closed account again; the person signs in as before."""
        with writing(self._db):
            self._db.execute(
                "UPDATE people SET disabled_at = NULL WHERE id = ?", [person_id]
            )

    def get_password_hash(self, person_id: int) -> str:
        """Return the stored hash, empty when no password was set."""
        row = self._db.execute(
            "SELECT password_hash FROM people WHERE id = ?", [person_id]
        ).fetchone()
        return str(row["password_hash"]) if row else ""

    def set_password_hash(self, person_id: int, password_hash: str) -> None:
        """Store a new hash; every sign-in and invitation of the person ends."""
        with writing(self._db):
            self._db.execute(
                "UPDATE people SET password_hash = ? WHERE id = ?",
                [password_hash, person_id],
            )
            self._end_access(person_id)

    def renew_password_hash(self, person_id: int, password_hash: str) -> None:
        """Store a stronger hash of the same password; nothing ends by it."""
        with writing(self._db):
            self._db.execute(
                "UPDATE people SET password_hash = ? WHERE id = ?",
                [password_hash, person_id],
            )

    def _end_access(self, person_id: int) -> None:
        self._db.execute("DELETE FROM sign_ins WHERE person_id = ?", [person_id])
        self._db.execute("DELETE FROM invitations WHERE person_id = ?", [person_id])

    def _get(self, query: str, key: object) -> Person:
        row = self._db.execute(query, [key]).fetchone()
        if row is None:
            raise NotFound("person", key)
        return _person(row)


class SignIns:
    """Invitations (one-time links), sign-ins and failed tries."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def invite(self, person_id: int, token: str, expires_at: datetime) -> None:
        """Keep a one-time token with which a person may set a password."""
        with writing(self._db):
            self._db.execute("DELETE FROM invitations WHERE person_id = ?", [person_id])
            self._db.execute(
                "INSERT INTO invitations (token_hash, person_id, expires_at) "
                "VALUES (?, ?, ?)",
                [_hash(token), person_id, time_text(expires_at)],
            )

    def get_invited(self, token: str, now: datetime) -> int:
        """Return the id of the person whom a valid token invites; or NotFound."""
        row = self._db.execute(
            "SELECT person_id FROM invitations WHERE token_hash = ? AND expires_at > ?",
            [_hash(token), time_text(now)],
        ).fetchone()
        if row is None:
            raise NotFound("valid invitation", token[:4] + "...")
        return int(row["person_id"])

    def begin(self, person_id: int, token: str, now: datetime) -> None:
        """Record that a person signed in."""
        with writing(self._db):
            self._db.execute(
                "INSERT INTO sign_ins (token_hash, person_id, signed_in_at, seen_at) "
                "VALUES (?, ?, ?, ?)",
                [_hash(token), person_id, time_text(now), time_text(now)],
            )

    def find_person_id(
        self, token: str, seen_after: datetime, signed_in_after: datetime
    ) -> int | None:
        """Return whose sign-in this is, None when it has ended or timed out."""
        row = self._db.execute(
            "SELECT person_id FROM sign_ins WHERE token_hash = ? "
            "AND seen_at > ? AND signed_in_at > ?",
            [_hash(token), time_text(seen_after), time_text(signed_in_after)],
        ).fetchone()
        return int(row["person_id"]) if row else None

    def see(self, token: str, now: datetime, stale_before: datetime) -> None:
        """Note that a sign-in is in use, at most once per while."""
        row = self._db.execute(
            "SELECT 1 FROM sign_ins WHERE token_hash = ? AND seen_at < ?",
            [_hash(token), time_text(stale_before)],
        ).fetchone()
        if row:
            with writing(self._db):
                self._db.execute(
                    "UPDATE sign_ins SET seen_at = ? WHERE token_hash = ?",
                    [time_text(now), _hash(token)],
                )

    def end(self, token: str) -> None:
        """End one sign-in."""
        with writing(self._db):
            self._db.execute(
                "DELETE FROM sign_ins WHERE token_hash = ?", [_hash(token)]
            )

    def record_failure(self, address: str, failed_at: datetime) -> None:
        """Remember a failed try for an address, known or not."""
        with writing(self._db):
            self._db.execute(
                "INSERT INTO sign_in_failures (address, failed_at) VALUES (?, ?)",
                [address, time_text(failed_at)],
            )

    def count_failures(self, address: str, since: datetime) -> int:
        """Count failed tries for an address since a moment."""
        row = self._db.execute(
            "SELECT count(*) AS tries FROM sign_in_failures "
            "WHERE address = ? AND failed_at > ?",
            [address, time_text(since)],
        ).fetchone()
        return int(row["tries"])


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _person(row: Any) -> Person:
    return Person(
        id=row["id"],
        address=row["address"],
        name=row["name"],
        role=Role(row["role"]),
        is_disabled=row["disabled_at"] is not None,
        has_password=bool(row["password_hash"]),
    )
