"""Links between writers who are the same: made, taken back, and never forgotten."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from feedback.errors import NotFound, Refused
from feedback.store.connection import read_time, time_text, writing
from feedback.store.repeats import Repeats
from feedback.types import Origin

MERGED, UNMERGED, KEPT_APART, RECONSIDERED = (
    "merged", "unmerged", "kept apart", "reconsidered",
)  # fmt: skip

_LABEL = (
    "coalesce(nullif({0}.name, ''), nullif({0}.address, ''), nullif({0}.key, ''), "
    "'unknown writer')"
)
# All who are the same as a writer, whichever of them is asked for.
SAME = """
SELECT root.id FROM (SELECT coalesce(
    (SELECT root_id FROM writer_roots WHERE writer_id = {0}), {0}) AS id) AS root
UNION SELECT writer_roots.writer_id FROM writer_roots WHERE root_id = coalesce(
    (SELECT root_id FROM writer_roots WHERE writer_id = {0}), {0})
"""
_LINKED = """
SELECT writers.*, writer_links.into_id, writer_links.origin, writer_links.linked_at,
    coalesce(people.name, '') AS person,
    (SELECT count(*) FROM letters WHERE letters.writer_id = writers.id) AS letters
FROM writer_roots
JOIN writers ON writers.id = writer_roots.writer_id
JOIN writer_links ON writer_links.writer_id = writers.id
LEFT JOIN people ON people.id = writer_links.person_id
WHERE writer_roots.root_id = ? ORDER BY writer_links.linked_at, writers.id
"""
_RENEW_ROOTS = """
INSERT INTO writer_roots (writer_id, root_id)
WITH RECURSIVE below (writer_id, root_id) AS (
    SELECT writer_id, into_id FROM writer_links
    WHERE into_id IN (SELECT value FROM json_each(?))
        AND into_id NOT IN (SELECT writer_id FROM writer_links)
    UNION
    SELECT writer_links.writer_id, below.root_id
    FROM writer_links JOIN below ON writer_links.into_id = below.writer_id
)
SELECT writer_id, root_id FROM below
"""


@dataclass(frozen=True, slots=True)
class LinkedWriter:
    """A writer for whom another one speaks; ``person`` is empty when nobody said so."""

    id: int
    key: str
    name: str
    address: str
    segment: str
    letters: int
    into_id: int
    origin: Origin
    person: str
    linked_at: datetime


@dataclass(frozen=True, slots=True)
class WriterEvent:
    """What was done to a writer: merged, unmerged, kept apart, reconsidered."""

    kind: str
    other_id: int
    other: str
    reason: str
    person: str
    happened_at: datetime


class WriterLinks:
    """The links between the writers of a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get_root(self, writer_id: int) -> int:
        """Return who speaks for a writer, often the writer itself."""
        return self.find_roots([writer_id])[writer_id]

    def find_roots(self, writer_ids: Collection[int]) -> dict[int, int]:
        """Return for each of the writers who speaks for it."""
        rows = self._db.execute(
            "SELECT writer_id, root_id FROM writer_roots "
            "WHERE writer_id IN (SELECT value FROM json_each(?))",
            [json.dumps(list(writer_ids))],
        )
        linked = {row["writer_id"]: row["root_id"] for row in rows}
        return {writer_id: linked.get(writer_id, writer_id) for writer_id in writer_ids}

    def find_same(self, writer_id: int) -> tuple[int, ...]:
        """Return all who are the same as a writer, itself included."""
        rows = self._db.execute(SAME.format("?"), [writer_id] * 4)
        return tuple(sorted(row[0] for row in rows))

    def find_speaking(self) -> list[int]:
        """Return all writers who speak for themselves, the erased ones left out."""
        rows = self._db.execute(
            "SELECT id FROM writers WHERE erased_at IS NULL "
            "AND id NOT IN (SELECT writer_id FROM writer_roots) ORDER BY id"
        )
        return [row["id"] for row in rows]

    def find_linked(self, root_id: int) -> tuple[LinkedWriter, ...]:
        """Return those for whom a writer speaks, in the order they were linked."""
        return tuple(_linked(row) for row in self._db.execute(_LINKED, [root_id]))

    def link(
        self,
        writer_id: int,
        into_id: int,
        reason: str,
        moment: datetime,
        person_id: int | None = None,
    ) -> int:
        """Let one writer speak for another and all its own; returns who speaks.

        Raises NotFound, or Refused when they are the same already.
        """
        with writing(self._db):
            self._check([writer_id, into_id])
            roots = self.find_roots([writer_id, into_id])
            child, root = roots[writer_id], roots[into_id]
            if child == root:
                raise Refused("They are the same writer already.")
            if person_id is not None:
                self._forget_separations(child, root)
            self._db.execute(
                "INSERT INTO writer_links (writer_id, into_id, origin, person_id, "
                "linked_at) VALUES (?, ?, ?, ?, ?)",
                [child, root, Origin.RULE if person_id is None else Origin.PERSON,
                 person_id, time_text(moment)],
            )  # fmt: skip
            self._renew({*self.find_same(child), *self.find_same(root)})
            self._record(root, child, MERGED, reason, person_id, moment)
        return root

    def unlink(
        self, writer_id: int, person_id: int, moment: datetime, is_undo: bool = False
    ) -> int:
        """Let a writer speak for itself again, with all its own; returns who spoke.

        The two stay apart until a person merges them, unless this only takes a slip
        back. Raises NotFound without a link.
        """
        with writing(self._db):
            root = self.get_root(writer_id)
            same = self.find_same(writer_id)
            removed = self._db.execute(
                "DELETE FROM writer_links WHERE writer_id = ?", [writer_id]
            )
            if not removed.rowcount:
                raise NotFound("merged writer", writer_id)
            self._renew(same)
            if not is_undo:
                self._separate(root, writer_id, person_id, moment)
            self._record(root, writer_id, UNMERGED, "", person_id, moment)
        return root

    def keep_apart(
        self, one_id: int, other_id: int, person_id: int, moment: datetime
    ) -> None:
        """Note that two writers are not the same; raises NotFound."""
        with writing(self._db):
            self._check([one_id, other_id])
            self._separate(one_id, other_id, person_id, moment)
            self._record(one_id, other_id, KEPT_APART, "", person_id, moment)

    def reconsider(
        self, one_id: int, other_id: int, person_id: int, moment: datetime
    ) -> None:
        """Forget that two writers are not the same; raises NotFound."""
        with writing(self._db):
            if not self._forget_separations(one_id, other_id):
                raise NotFound("pair of writers kept apart", one_id)
            self._record(one_id, other_id, RECONSIDERED, "", person_id, moment)

    def are_apart(self, one_id: int, other_id: int) -> bool:
        """Tell whether a person keeps apart any that are the same as these two."""
        row = self._db.execute(
            "SELECT EXISTS (SELECT 1 FROM writer_separations "
            "WHERE one_id IN (SELECT value FROM json_each(:all)) "
            "AND other_id IN (SELECT value FROM json_each(:all)) "
            "AND (one_id IN (SELECT value FROM json_each(:one))) <> "
            "(other_id IN (SELECT value FROM json_each(:one))))",
            self._sides(one_id, other_id),
        ).fetchone()
        return bool(row[0])

    def find_events(self, writer_id: int) -> tuple[WriterEvent, ...]:
        """Return what was done to a writer and its own, the latest first."""
        label = _LABEL.format("writers")
        rows = self._db.execute(
            f"SELECT kind, writers.id AS other_id, {label} AS other, reason, "
            "happened_at, "
            "coalesce(people.name, '') AS person FROM ("
            "SELECT id, kind, reason, happened_at, person_id, CASE WHEN writer_id IN "
            "(SELECT value FROM json_each(:same)) THEN other_id ELSE writer_id END "
            "AS other_id FROM writer_events WHERE writer_id IN "
            "(SELECT value FROM json_each(:same)) OR other_id IN "
            "(SELECT value FROM json_each(:same))) AS event "
            "JOIN writers ON writers.id = event.other_id "
            "LEFT JOIN people ON people.id = event.person_id ORDER BY event.id DESC",
            {"same": json.dumps(self.find_same(writer_id))},
        )
        return tuple(_event(row) for row in rows)

    def rebuild(self) -> None:
        """Write anew who speaks for whom, after writers are gone."""
        with writing(self._db):
            self._db.execute("DELETE FROM writer_roots")
            rows = self._db.execute("SELECT DISTINCT into_id FROM writer_links")
            self._db.execute(_RENEW_ROOTS, [json.dumps([row[0] for row in rows])])

    def _renew(self, writer_ids: Iterable[int]) -> None:
        """Write anew who speaks for these writers: all whom a change touches."""
        ids = json.dumps(sorted(writer_ids))
        self._db.execute(
            "DELETE FROM writer_roots "
            "WHERE writer_id IN (SELECT value FROM json_each(?))",
            [ids],
        )
        self._db.execute(_RENEW_ROOTS, [ids])
        letters = self._db.execute(
            "SELECT letters.id FROM letters "
            "JOIN copies ON copies.letter_id = letters.id "
            "WHERE letters.writer_id IN (SELECT value FROM json_each(?))",
            [ids],
        )
        Repeats(self._db).renew([row["id"] for row in letters])

    def _check(self, writer_ids: Collection[int]) -> None:
        for writer_id in writer_ids:
            row = self._db.execute(
                "SELECT erased_at FROM writers WHERE id = ?", [writer_id]
            ).fetchone()
            if row is None:
                raise NotFound("writer", writer_id)
            if row["erased_at"]:
                raise Refused("An erased writer cannot be merged with anybody.")

    def _separate(
        self, one_id: int, other_id: int, person_id: int, moment: datetime
    ) -> None:
        self._db.execute(
            "INSERT OR IGNORE INTO writer_separations VALUES (?, ?, ?, ?)",
            [*sorted((one_id, other_id)), person_id, time_text(moment)],
        )

    def _forget_separations(self, one_id: int, other_id: int) -> int:
        return int(
            self._db.execute(
                "DELETE FROM writer_separations "
                "WHERE one_id IN (SELECT value FROM json_each(:all)) "
                "AND other_id IN (SELECT value FROM json_each(:all)) "
                "AND (one_id IN (SELECT value FROM json_each(:one))) <> "
                "(other_id IN (SELECT value FROM json_each(:one)))",
                self._sides(one_id, other_id),
            ).rowcount
        )

    def _sides(self, one_id: int, other_id: int) -> dict[str, str]:
        one, other = self.find_same(one_id), self.find_same(other_id)
        return {"one": json.dumps(one), "all": json.dumps([*one, *other])}

    def _record(
        self,
        writer_id: int,
        other_id: int,
        kind: str,
        reason: str,
        person_id: int | None,
        moment: datetime,
    ) -> None:
        self._db.execute(
            "INSERT INTO writer_events (writer_id, other_id, kind, reason, person_id, "
            "happened_at) VALUES (?, ?, ?, ?, ?, ?)",
            [writer_id, other_id, kind, reason, person_id, time_text(moment)],
        )


def _linked(row: Any) -> LinkedWriter:
    return LinkedWriter(
        id=row["id"],
        key=row["key"],
        name=row["name"],
        address=row["address"],
        segment=row["segment"],
        letters=row["letters"],
        into_id=row["into_id"],
        origin=Origin(row["origin"]),
        person=row["person"],
        linked_at=read_time(row["linked_at"]),
    )


def _event(row: Any) -> WriterEvent:
    return WriterEvent(
        kind=row["kind"],
        other_id=row["other_id"],
        other=row["other"],
        reason=row["reason"],
        person=row["person"],
        happened_at=read_time(row["happened_at"]),
    )
