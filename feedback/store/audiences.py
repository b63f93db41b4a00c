"""Audiences: the writers an action is for, in two arms, and what they did since."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlite_utils import Database

from feedback.store.connection import writing
from feedback.store.letter_query import WRITER, where
from feedback.store.topics import FEEDBACK
from feedback.types import LetterFilter

# A complaint is open until its letter is done, or its topic is resolved or archived.
_OPEN_COMPLAINTS = f"""
SELECT {WRITER} AS writer_id, root.id AS topic_id, root.name AS topic,
    letters.id AS letter
FROM letters
JOIN assignments ON assignments.letter_id = letters.id
JOIN topic_roots ON topic_roots.topic_id = assignments.topic_id
JOIN topics AS root ON root.id = topic_roots.root_id
WHERE letters.writer_id IN (
        SELECT value FROM json_each(:ids) UNION ALL
        SELECT writer_roots.writer_id FROM writer_roots
        JOIN json_each(:ids) ON root_id = value
    ) AND letters.state <> 'done' AND {FEEDBACK}
    AND root.state NOT IN ('resolved', 'archived')
"""
_ON_LIST = """
writers.id IN (
    SELECT coalesce(root_id, writer_list_members.writer_id) FROM writer_list_members
    LEFT JOIN writer_roots USING (writer_id) WHERE list_id = ?
)
"""
# Everybody of an audience once. Who was reached under one key and held out under
# another was reached.
MEMBERS = """
SELECT coalesce(root_id, audience_members.writer_id) AS writer_id,
    min(is_held_out) AS is_held_out
FROM audience_members LEFT JOIN writer_roots USING (writer_id)
WHERE action_id = {} GROUP BY 1
"""
# All keys of a member.
_OWN = """
(SELECT member.writer_id UNION ALL SELECT writer_roots.writer_id FROM writer_roots
    WHERE writer_roots.root_id = member.writer_id)
"""
_ARMS = f"""
SELECT sum(NOT is_held_out) AS size, sum(is_held_out) AS holdout_size,
    sum(NOT is_held_out AND hit) AS hits, sum(is_held_out AND hit) AS holdout_hits
FROM (SELECT is_held_out, EXISTS ({{}}) AS hit
    FROM ({MEMBERS.format("?")}) AS member)
"""
_WAS_ACTIVE = f"""
SELECT 1 FROM activity WHERE activity.writer_id IN {_OWN}
    AND active_on BETWEEN ? AND ?
"""
_RUNNING = """
FROM audience_members LEFT JOIN writer_roots USING (writer_id)
JOIN actions ON actions.id = audience_members.action_id
WHERE actions.state = 'running'
    AND coalesce(root_id, audience_members.writer_id)
        IN (SELECT value FROM json_each(?))
"""
# What is known of a writer or of any for whom that writer speaks.
_CANDIDATES = """
SELECT writers.id,
    coalesce(nullif(writers.segment, ''), (
        SELECT own.segment FROM writer_roots
        JOIN writers AS own ON own.id = writer_roots.writer_id
        WHERE root_id = writers.id AND own.segment <> '' ORDER BY own.id LIMIT 1
    ), '') AS segment,
    do_not_contact OR EXISTS (
        SELECT 1 FROM writer_roots JOIN writers AS own ON own.id = writer_id
        WHERE root_id = writers.id AND own.do_not_contact
    ) AS do_not_contact,
    max(coalesce(last_active_on, ''), coalesce((
        SELECT max(own.last_active_on) FROM writer_roots
        JOIN writers AS own ON own.id = writer_id WHERE root_id = writers.id
    ), '')) AS seen
FROM writers
"""
_WROTE_AGAIN = f"""
SELECT 1 FROM letters
JOIN assignments ON assignments.letter_id = letters.id
JOIN topic_roots AS own ON own.topic_id = assignments.topic_id
JOIN topic_roots AS asked ON asked.root_id = own.root_id
WHERE letters.writer_id IN {_OWN} AND {FEEDBACK}
    AND letters.written_at >= ? AND letters.written_at < ?
    AND asked.topic_id IN (SELECT value FROM json_each(?))
"""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A writer whom an audience could hold."""

    writer_id: int
    segment: str
    do_not_contact: bool
    last_active_on: str


@dataclass(frozen=True, slots=True)
class Member:
    """A writer of an audience; those held out are left alone."""

    writer_id: int
    key: str
    name: str
    address: str
    segment: str
    is_held_out: bool


@dataclass(frozen=True, slots=True)
class OpenComplaint:
    """A topic on which writers still wait for an answer."""

    topic_id: int
    topic: str
    letters: int
    writers: int


@dataclass(frozen=True, slots=True)
class Overlap:
    """A running action that shares writers with an audience."""

    action_id: int
    title: str
    writers: int


@dataclass(frozen=True, slots=True)
class Arms:
    """How many of each arm did what was counted."""

    hits: int
    size: int
    holdout_hits: int
    holdout_size: int


class Audiences:
    """The audiences of a database's actions."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def find_candidates(
        self, wanted: LetterFilter | None, list_id: int | None = None
    ) -> tuple[Candidate, ...]:
        """Return the distinct known writers of matching letters, in order of id.

        Automatic mail and what is no feedback make nobody a candidate. A list keeps
        only the writers on it, and without a filter means all of them.
        """
        conditions = [
            "erased_at IS NULL",
            "writers.id NOT IN (SELECT writer_id FROM writer_roots)",
        ]
        parameters: list[object] = []
        if wanted is not None:
            found = where(wanted)
            conditions.append(
                f"writers.id IN (SELECT {WRITER} FROM letters "
                f"WHERE {found.clause} AND {FEEDBACK})"
            )
            parameters.extend(found.parameters)
        if list_id is not None:
            conditions.append(_ON_LIST)
            parameters.append(list_id)
        rows = self._db.execute(
            f"{_CANDIDATES} WHERE {' AND '.join(conditions)} ORDER BY writers.id",
            parameters,
        )
        return tuple(
            Candidate(
                row["id"], row["segment"], bool(row["do_not_contact"]), row["seen"]
            )
            for row in rows
        )

    def find_busy(self, writer_ids: Collection[int]) -> frozenset[int]:
        """Return those of the writers who are in a running action, in either arm."""
        rows = self._db.execute(
            "SELECT DISTINCT coalesce(root_id, audience_members.writer_id) "
            f"AS writer_id {_RUNNING}",
            [_ids(writer_ids)],
        )
        return frozenset(row["writer_id"] for row in rows)

    def find_overlaps(self, writer_ids: Collection[int]) -> tuple[Overlap, ...]:
        """Return the running actions that hold some of the writers."""
        rows = self._db.execute(
            "SELECT actions.id, actions.title, count(DISTINCT "
            "coalesce(root_id, audience_members.writer_id)) AS writers "
            f"{_RUNNING} GROUP BY actions.id ORDER BY writers DESC, actions.id",
            [_ids(writer_ids)],
        )
        return tuple(Overlap(row["id"], row["title"], row["writers"]) for row in rows)

    def find_waiting(self, writer_ids: Collection[int]) -> frozenset[int]:
        """Return those of the writers who have a complaint that is still open."""
        rows = self._db.execute(
            f"SELECT DISTINCT writer_id FROM ({_OPEN_COMPLAINTS})",
            {"ids": _ids(writer_ids)},
        )
        return frozenset(row["writer_id"] for row in rows)

    def find_open_complaints(
        self, writer_ids: Collection[int]
    ) -> tuple[OpenComplaint, ...]:
        """Return the topics on which the writers still wait, most writers first."""
        rows = self._db.execute(
            "SELECT topic_id, topic, count(DISTINCT letter) AS letters, "
            f"count(DISTINCT writer_id) AS writers FROM ({_OPEN_COMPLAINTS}) "
            "GROUP BY topic_id ORDER BY writers DESC, topic_id",
            {"ids": _ids(writer_ids)},
        )
        return tuple(
            OpenComplaint(row["topic_id"], row["topic"], row["letters"], row["writers"])
            for row in rows
        )

    def keep(self, action_id: int, members: Iterable[tuple[int, bool]]) -> None:
        """Keep an action's audience as (writer id, is held out) pairs."""
        with writing(self._db):
            self._db.conn.executemany(
                "INSERT INTO audience_members (action_id, writer_id, is_held_out) "
                "VALUES (?, ?, ?)",
                [(action_id, writer_id, held) for writer_id, held in members],
            )

    def find_members(self, action_id: int) -> tuple[Member, ...]:
        """Return whom to reach or leave alone, both arms, in order of their ids.

        Who was erased or asked for no contact since is left out, and still counted.
        """
        rows = self._db.execute(
            "SELECT writers.id, key, name, address, segment, is_held_out "
            f"FROM ({MEMBERS.format('?')}) AS member "
            "JOIN writers ON writers.id = member.writer_id "
            "WHERE erased_at IS NULL AND NOT EXISTS (SELECT 1 FROM writers AS own "
            f"WHERE own.id IN {_OWN} AND own.do_not_contact) ORDER BY writers.id",
            [action_id],
        )
        return tuple(_member(row) for row in rows)

    def count_active(self, action_id: int, since: date, until: date) -> Arms:
        """Count who of each arm used the product on a day from since to until."""
        row = self._db.execute(
            _ARMS.format(_WAS_ACTIVE),
            [since.isoformat(), until.isoformat(), action_id],
        ).fetchone()
        return _arms(row)

    def count_wrote(
        self, action_id: int, topic_ids: Collection[int], since: date, until: date
    ) -> Arms:
        """Count who of each arm wrote on the topics from since to until."""
        row = self._db.execute(
            _ARMS.format(_WROTE_AGAIN),
            [
                since.isoformat(),
                (until + timedelta(days=1)).isoformat(),
                _ids(topic_ids),
                action_id,
            ],
        ).fetchone()
        return _arms(row)

    def find_writer_ids(self, keys: Collection[str]) -> dict[str, int]:
        """Return the ids of those of the keys that are known writers."""
        rows = self._db.execute(
            "SELECT key, id FROM writers WHERE key IN (SELECT value FROM json_each(?))",
            [json.dumps(list(keys))],
        )
        return {row["key"]: row["id"] for row in rows}

    def get_last_activity(self) -> date | None:
        """Return the latest day for which activity is known, None without any."""
        row = self._db.execute("SELECT max(active_on) FROM activity").fetchone()
        return date.fromisoformat(row[0]) if row[0] else None


def _ids(ids: Collection[int]) -> str:
    return json.dumps(list(ids))


def _member(row: Any) -> Member:
    return Member(
        writer_id=row["id"],
        key=row["key"],
        name=row["name"],
        address=row["address"],
        segment=row["segment"],
        is_held_out=bool(row["is_held_out"]),
    )


def _arms(row: Any) -> Arms:
    return Arms(
        hits=row["hits"] or 0,
        size=row["size"] or 0,
        holdout_hits=row["holdout_hits"] or 0,
        holdout_size=row["holdout_size"] or 0,
    )
