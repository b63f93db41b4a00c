"""The search for copies: what was read, by which codes, and who was found alike."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlite_utils import Database

from feedback.store.connection import writing
from feedback.store.repeats import Repeats

NEWEST_PER_CODE = 64
"""More letters than these behind one code share a phrase, not a text."""
EQUAL_TRIED = 24

_UNREAD = """
SELECT id, subject, body, fingerprint FROM letters
WHERE id > ? AND is_automatic = 0 ORDER BY id LIMIT ?
"""
_REREAD = """
SELECT letters.id, subject, body, fingerprint FROM copy_rereads
JOIN letters ON letters.id = copy_rereads.letter_id
WHERE is_changed = ? ORDER BY letters.id LIMIT ?
"""
_IS_SPLIT = """
EXISTS (SELECT 1 FROM copy_splits
    WHERE copy_splits.letter_id = letters.id AND undone_at IS NULL)
"""


@dataclass(frozen=True, slots=True)
class ReadText:
    """What of a letter is compared; ``fingerprint`` is equal for equal wording."""

    letter_id: int
    subject: str
    body: str
    fingerprint: int

    @property
    def text(self) -> str:
        """Return subject and body as one text."""
        return f"{self.subject}\n{self.body}"


@dataclass(slots=True)
class Found:
    """What reading a batch found.

    ``joined`` says of a letter which one it is a copy of, and how like; ``codes`` lead
    to letters that were like none before.
    """

    joined: dict[int, tuple[int, float]] = field(default_factory=dict)
    codes: dict[int, tuple[int, ...]] = field(default_factory=dict)


class CopyIndex:
    """Which letters of a database were read for copies, and the codes of these."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get_position(self) -> int:
        """Return the id of the last letter that was read."""
        row = self._db.execute("SELECT last_letter_id FROM copy_position").fetchone()
        return int(row[0])

    def is_behind(self) -> bool:
        """Tell whether letters wait to be read."""
        row = self._db.execute(
            "SELECT (SELECT max(id) FROM letters) > "
            "(SELECT last_letter_id FROM copy_position) "
            "OR EXISTS (SELECT 1 FROM copy_rereads)"
        ).fetchone()
        return bool(row[0])

    def count_unread(self) -> int:
        """Count the letters that wait to be read for the first time."""
        row = self._db.execute(
            "SELECT count(*) FROM letters WHERE id > ?", [self.get_position()]
        ).fetchone()
        return int(row[0])

    def begin(self, scheme: str) -> None:
        """Forget what was read by another scheme; what people split off stays so."""
        with writing(self._db):
            row = self._db.execute("SELECT scheme FROM copy_position").fetchone()
            if row["scheme"] == scheme:
                return
            self._db.execute("DELETE FROM copy_codes")
            self._db.execute("DELETE FROM repeats")
            self._db.execute(
                "DELETE FROM copies WHERE letter_id NOT IN "
                "(SELECT letter_id FROM copy_splits WHERE undone_at IS NULL)"
            )
            self._db.execute(
                "UPDATE copy_position SET last_letter_id = 0, scheme = ?", [scheme]
            )

    def find_unread(self, position: int, limit: int) -> list[ReadText]:
        """Return the next letters above an id, in order, without automatic mail."""
        return self._read(_UNREAD, position, limit)

    def finish(self) -> None:
        """Take the rest as read, where no letter is left but automatic mail."""
        with writing(self._db):
            self._db.execute(
                "UPDATE copy_position SET last_letter_id = "
                "(SELECT coalesce(max(id), 0) FROM letters) WHERE NOT EXISTS "
                "(SELECT 1 FROM letters WHERE id > last_letter_id "
                "AND is_automatic = 0)"
            )

    def find_rereads(self, is_changed: bool, limit: int) -> list[ReadText]:
        """Return letters changed since they were read, or whose group lost one."""
        return self._read(_REREAD, is_changed, limit)

    def find_texts(self, letter_ids: Collection[int]) -> list[ReadText]:
        """Return those of the letters that are still there."""
        return self._read(
            "SELECT id, subject, body, fingerprint FROM letters "
            "WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id LIMIT ?",
            json.dumps(list(letter_ids)),
            -1,
        )

    def find_split(self, letter_ids: Collection[int]) -> frozenset[int]:
        """Return those of the letters that a person split off."""
        rows = self._db.execute(
            "SELECT letter_id FROM copy_splits WHERE undone_at IS NULL "
            "AND letter_id IN (SELECT value FROM json_each(?))",
            [json.dumps(list(letter_ids))],
        )
        return frozenset(row["letter_id"] for row in rows)

    def find_equal(self, text: ReadText) -> list[int]:
        """Return the first letters of the same wording, those split off last."""
        if not text.fingerprint:
            return []
        rows = self._db.execute(
            f"SELECT id FROM (SELECT id, {_IS_SPLIT} AS is_split FROM letters "
            "WHERE fingerprint = ? AND id <> ? AND id <= ? AND is_automatic = 0 "
            "ORDER BY id LIMIT ?) ORDER BY is_split, id",
            [text.fingerprint, text.letter_id, self.get_position(), EQUAL_TRIED],
        )
        return [row["id"] for row in rows]

    def find_near(self, codes: Iterable[int]) -> list[int]:
        """Return read letters that share a code, in order."""
        found: set[int] = set()
        for code in codes:
            rows = self._db.execute(
                "SELECT letter_id FROM copy_codes WHERE code = ? "
                "ORDER BY letter_id DESC LIMIT ?",
                [code, NEWEST_PER_CODE],
            )
            found.update(row["letter_id"] for row in rows)
        return sorted(found)

    def record(self, found: Found, position: int, read: Sequence[ReadText]) -> bool:
        """Keep what reading a batch found, and that it was read.

        Returns False when it must be read again: another process was faster, or a
        letter is gone or no longer what was read.
        """
        with writing(self._db):
            if self.get_position() != position or not self._still_stand(found, read):
                return False
            self._keep(found)
            self._db.execute(
                "UPDATE copy_position SET last_letter_id = ?", [read[-1].letter_id]
            )
        return True

    def _still_stand(self, found: Found, read: Sequence[ReadText]) -> bool:
        was = {text.letter_id: text.fingerprint for text in read}
        others = {first for first, _ in found.joined.values()} - was.keys()
        rows = self._db.execute(
            "SELECT id, fingerprint FROM letters "
            "WHERE id IN (SELECT value FROM json_each(?))",
            [json.dumps([*was, *others])],
        )
        now = {row["id"]: row["fingerprint"] for row in rows}
        return others <= now.keys() and all(now.get(i) == f for i, f in was.items())

    def record_again(
        self, found: Found, changed: Sequence[int], bereft: Sequence[int]
    ) -> None:
        """Keep what reading letters again found; changed ones leave their groups."""
        with writing(self._db):
            leaving = set(changed) - self.find_split(changed)
            self._db.execute(
                "INSERT OR IGNORE INTO copy_rereads SELECT min(letter_id), 0 "
                "FROM copies WHERE group_id IN (SELECT value FROM json_each(?)) "
                "AND letter_id NOT IN (SELECT value FROM json_each(?)) "
                "GROUP BY group_id",
                [
                    json.dumps(list(set(find_groups(self._db, leaving).values()))),
                    json.dumps([*leaving]),
                ],
            )
            self._leave("copies", leaving)
            self._keep(found)
            Repeats(self._db).renew([*changed, *bereft])
            self._leave("copy_rereads", {*changed, *bereft})

    def _leave(self, table: str, letter_ids: Collection[int]) -> None:
        self._db.execute(
            f"DELETE FROM {table} WHERE letter_id IN (SELECT value FROM json_each(?))",
            [json.dumps(list(letter_ids))],
        )

    def _keep(self, found: Found) -> None:
        self._db.conn.executemany(
            "INSERT OR IGNORE INTO copy_codes (code, letter_id) VALUES (?, ?)",
            sorted((code, id_) for id_, codes in found.codes.items() for code in codes),
        )
        self._join(found.joined)
        Repeats(self._db).renew(found.joined)

    def _join(self, joined: Mapping[int, tuple[int, float]]) -> None:
        groups = find_groups(self._db, {first for first, _ in joined.values()})
        rows = []
        for letter_id, (first_id, likeness) in joined.items():
            if first_id not in groups:
                groups[first_id] = add_group(self._db)
                rows.append((first_id, groups[first_id], 1.0))
            groups[letter_id] = groups[first_id]
            rows.append((letter_id, groups[first_id], likeness))
        self._db.conn.executemany(
            "INSERT INTO copies (letter_id, group_id, likeness) VALUES (?, ?, ?) "
            "ON CONFLICT (letter_id) DO NOTHING",
            rows,
        )

    def _read(self, query: str, *parameters: Any) -> list[ReadText]:
        return [
            ReadText(row["id"], row["subject"], row["body"], row["fingerprint"])
            for row in self._db.execute(query, list(parameters))
        ]


def find_groups(db: Database, letter_ids: Collection[int]) -> dict[int, int]:
    """Return the group of each of the letters that is in one."""
    rows = db.execute(
        "SELECT letter_id, group_id FROM copies "
        "WHERE letter_id IN (SELECT value FROM json_each(?))",
        [json.dumps(list(letter_ids))],
    )
    return {row["letter_id"]: row["group_id"] for row in rows}


def add_group(db: Database) -> int:
    """Add a group without letters and return its id."""
    return int(
        db.execute("INSERT INTO copy_groups DEFAULT VALUES RETURNING id").fetchone()[0]
    )
