"""Assignments: passages of letters placed on topics, with all that explains them."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import log
from typing import Any

from sqlite_utils import Database

from feedback.store.connection import read_time, time_text, writing
from feedback.store.letter_query import FIRST_OF_REPEATS
from feedback.store.topics import FEEDBACK, MEMBERS
from feedback.types import Assignment, Origin

_COLUMNS = (
    'letter_id, topic_id, start, "end", confidence, origin, words, '
    "rival_topic_id, rival_confidence, fit_id, correction_id, person_id, "
    "assigned_at, rule_id, like_correction_id"
)
# A letter may have been erased while its placing was worked out, and what it followed
# may have been erased or taken back.
_INSERT = f"""
INSERT INTO assignments ({_COLUMNS})
SELECT {", ".join("?" * 14)}, (SELECT id FROM corrections WHERE id = ?)
WHERE EXISTS (SELECT 1 FROM letters WHERE id = ?)
    AND NOT EXISTS (
        SELECT 1 FROM corrections WHERE id = ? AND undone_at IS NOT NULL
    )
"""

_EXPLAINED = """
SELECT assignments.*, topic.id AS shown_topic_id, topic.name AS topic,
    rival.id AS shown_rival_id, coalesce(rival.name, '') AS rival,
    coalesce(people.name, filer.name, '') AS person, taught.letter_id AS like_letter_id
FROM assignments
JOIN topic_roots ON topic_roots.topic_id = assignments.topic_id
JOIN topics AS topic ON topic.id = topic_roots.root_id
LEFT JOIN topic_roots AS rival_roots
    ON rival_roots.topic_id = assignments.rival_topic_id
LEFT JOIN topics AS rival ON rival.id = rival_roots.root_id AND rival.id <> topic.id
LEFT JOIN people ON people.id = assignments.person_id
LEFT JOIN corrections AS taught ON taught.id = assignments.like_correction_id
LEFT JOIN people AS filer ON filer.id = taught.person_id
WHERE assignments.letter_id = ?
ORDER BY assignments.confidence DESC, assignments.id
"""
# A letter that its source has changed since is placed anew; people's word stands.
_OUTDATED = """
EXISTS (
    SELECT 1 FROM letter_versions
    WHERE letter_versions.letter_id = assignments.letter_id
        AND letter_versions.replaced_at > assignments.assigned_at
)
"""
_STANDING = f"""
SELECT assignments.letter_id, topic_roots.root_id, assignments.topic_id FROM assignments
JOIN topic_roots ON topic_roots.topic_id = assignments.topic_id
WHERE assignments.origin = 'person' OR NOT {_OUTDATED}
"""
# Where a passage stood says nothing about the text that is there now.
_DROP_OUTDATED = (
    "DELETE FROM topic_exemplars WHERE letter_id IN "
    f"(SELECT letter_id FROM assignments WHERE {_OUTDATED})",
    f"DELETE FROM assignments WHERE origin <> 'person' AND {_OUTDATED}",
    f"""UPDATE assignments SET start = 0, "end" = 0, words = '[]'
    WHERE origin = 'person' AND {_OUTDATED}""",
)
# Letters as a topic counts them: what a writer repeats and what is no feedback is out.
_BY_DECISION = f"""
{MEMBERS}
SELECT count(*) FILTER (WHERE is_filed) AS by_hand,
    count(*) FILTER (WHERE NOT is_filed AND is_ruled) AS by_rule,
    count(*) FILTER (WHERE NOT is_filed AND NOT is_ruled AND confidence >= 0.8) AS high,
    count(*) FILTER (WHERE NOT is_filed AND NOT is_ruled AND confidence >= 0.5
        AND confidence < 0.8) AS middle,
    count(*) FILTER (WHERE NOT is_filed AND NOT is_ruled AND confidence < 0.5) AS low
FROM (
    SELECT max(confidence) AS confidence, max(origin = 'person') AS is_filed,
        max(origin = 'rule') AS is_ruled
    FROM assignments JOIN letters ON letters.id = letter_id AND {FEEDBACK}
    WHERE topic_id IN (SELECT topic_id FROM members)
    GROUP BY {FIRST_OF_REPEATS}
)
"""
_LOOSE = f"""
SELECT id, subject, body FROM letters WHERE {FEEDBACK} AND NOT EXISTS (
    SELECT 1 FROM assignments WHERE assignments.letter_id = letters.id
) ORDER BY id
"""
# What people filed teaches first, then what the models are surest of.
_LESSONS = f"""
SELECT root_id, text, is_by_hand, correction_id FROM (
    SELECT topic_roots.root_id, assignments.correction_id,
        assignments.origin = 'person' AS is_by_hand,
        CASE WHEN assignments."end" > assignments.start
            THEN substr(letters.body, assignments.start + 1,
                assignments."end" - assignments.start)
            ELSE substr(letters.subject || char(10) || letters.body, 1, 600)
        END AS text,
        row_number() OVER (
            PARTITION BY topic_roots.root_id
            ORDER BY assignments.origin = 'person' DESC, assignments.confidence DESC,
                assignments.id
        ) AS place
    FROM assignments
    JOIN topic_roots ON topic_roots.topic_id = assignments.topic_id
    JOIN letters ON letters.id = assignments.letter_id AND {FEEDBACK}
) WHERE place <= ? ORDER BY root_id, place
"""

# Of what people filed the latest, in the order that they filed it.
_LESSONS_BY_HAND = (
    _LESSONS.replace(
        "letters.id = assignments.letter_id AND",
        "letters.id = assignments.letter_id AND assignments.origin = 'person' AND",
    )
    .replace(
        "assignments.id\n        ) AS place", "assignments.id DESC\n        ) AS place"
    )
    .replace("ORDER BY root_id, place", "ORDER BY correction_id")
)
# What the lessons rest on, but for how many there are and what was filed since.
_STAMP = """
SELECT (SELECT coalesce(max(id), 0) FROM fits WHERE status = 'done') AS fit,
    (SELECT count(*) FROM corrections WHERE undone_at IS NOT NULL) AS undone,
    (SELECT coalesce(max(id), 0) FROM assignments) AS latest,
    (SELECT json_group_object(id, name) FROM topics WHERE merged_into IS NULL) AS topics
"""

# One passage of each letter that only the models have put on a topic.
_PASSAGES = f"""
{MEMBERS}
SELECT letters.id, max(assignments.confidence) AS confidence,
    CASE WHEN assignments."end" > assignments.start
        THEN substr(letters.body, assignments.start + 1,
            assignments."end" - assignments.start)
        ELSE substr(letters.subject || char(10) || letters.body, 1, 600)
    END AS text
FROM assignments JOIN letters ON letters.id = assignments.letter_id AND {FEEDBACK}
WHERE assignments.topic_id IN (SELECT topic_id FROM members)
GROUP BY letters.id HAVING min(assignments.origin = 'model')
ORDER BY confidence DESC, letters.id
"""


@dataclass(frozen=True, slots=True)
class Placing:
    """A passage to place on a topic, as it is stored.

    ``start`` and ``end`` are equal when the whole letter is meant. What a model placed
    for being like a letter that a person filed names that correction.
    """

    letter_id: int
    topic_id: int
    start: int
    end: int
    confidence: float
    origin: str
    assigned_at: str
    words: tuple[str, ...] = ()
    rival_topic_id: int | None = None
    rival_confidence: float | None = None
    fit_id: int | None = None
    correction_id: int | None = None
    person_id: int | None = None
    rule_id: int | None = None
    like_correction_id: int | None = None


@dataclass(frozen=True, slots=True)
class ByDecision:
    """A topic's letters by who put them there: people, rules, or models.

    Those of the models are told apart by confidence: ``high`` from 0.8 on, ``middle``
    from 0.5 on, ``low`` below. Together they are all letters of the topic.
    """

    by_hand: int
    by_rule: int
    high: int
    middle: int
    low: int


@dataclass(frozen=True, slots=True)
class Lesson:
    """A passage from which a model can learn what belongs to a topic."""

    topic_id: int
    text: str
    is_by_hand: bool
    correction_id: int | None = None


class Assignments:
    """The assignments of a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add_all(self, placings: Iterable[Placing]) -> None:
        """Store placings, but for letters that are gone."""
        with writing(self._db):
            self._db.conn.executemany(_INSERT, map(_values, placings))

    def find_for_letter(self, letter_id: int) -> tuple[Assignment, ...]:
        """Return where a letter is placed and why, most confident first."""
        rows = self._db.execute(_EXPLAINED, [letter_id])
        return tuple(_assignment(row) for row in rows)

    def find_standing(self, as_merged: bool = True) -> dict[int, frozenset[int]]:
        """Return, for each placed letter, the topics that it stands on.

        Those are the ones that speak, or, not ``as_merged``, those it was placed on.
        """
        column = "root_id" if as_merged else "topic_id"
        standing: dict[int, frozenset[int]] = {}
        none: frozenset[int] = frozenset()
        kept: dict[frozenset[int], frozenset[int]] = {}
        for row in self._db.execute(_STANDING):
            topics = standing.get(row["letter_id"], none) | {row[column]}
            standing[row["letter_id"]] = kept.setdefault(topics, topics)
        return standing

    def find_loose(self) -> list[tuple[int, str, str]]:
        """Return (id, subject, body) of the letters that stand on no topic."""
        rows = self._db.execute(_LOOSE)
        return [(row["id"], row["subject"], row["body"]) for row in rows]

    def find_lessons(self, limit: int) -> list[Lesson]:
        """Return, for each topic, the ``limit`` passages that teach it best."""
        rows = self._db.execute(_LESSONS, [limit])
        return [
            Lesson(row["root_id"], row["text"], bool(row["is_by_hand"])) for row in rows
        ]

    def find_lessons_by_hand(self, limit: int) -> list[Lesson]:
        """Return the passages that people filed last, ``limit`` of each topic."""
        rows = self._db.execute(_LESSONS_BY_HAND, [limit])
        return [
            Lesson(row["root_id"], row["text"], True, row["correction_id"])
            for row in rows
        ]

    def get_lessons_stamp(self) -> str:
        """Return what changes when the lessons as a whole do.

        That is with a fit, with the topics and their names, when a correction is
        undone, and whenever there are a tenth more placings than before.
        """
        row = self._db.execute(_STAMP).fetchone()
        size = int(log(row["latest"] + 1, 1.1))
        return json.dumps([row["fit"], row["undone"], size, row["topics"]])

    def find_passages(self, topic_id: int) -> list[tuple[int, str]]:
        """Return (letter, text) of what models put on a topic, the surest first."""
        rows = self._db.execute(_PASSAGES, {"topic_id": topic_id})
        return [(row["id"], row["text"]) for row in rows]

    def count_letters(self) -> int:
        """Count the letters that stand on a topic, of those that are feedback."""
        row = self._db.execute(
            "SELECT count(DISTINCT letter_id) AS letters FROM assignments "
            f"JOIN letters ON letters.id = letter_id AND {FEEDBACK}"
        ).fetchone()
        return int(row["letters"])

    def count_by_decision(self, topic_id: int) -> ByDecision:
        """Count a topic's letters by what put them there, and how surely."""
        row = self._db.execute(_BY_DECISION, {"topic_id": topic_id}).fetchone()
        return ByDecision(**{name: row[name] for name in row.keys()})  # noqa: SIM118

    def drop_outdated(self) -> None:
        """Forget where models placed letters whose text has changed since.

        What people filed stays there, as a whole.
        """
        with writing(self._db):
            for statement in _DROP_OUTDATED:
                self._db.execute(statement)

    def find_placed(
        self, letter_ids: Sequence[int], topic_id: int
    ) -> tuple[Placing, ...]:
        """Return what places these letters on a topic or one merged into it."""
        return tuple(map(_placing, self._find_rows(letter_ids, topic_id)))

    def take(
        self, letter_ids: Sequence[int], topic_id: int, with_merged: bool = True
    ) -> tuple[Placing, ...]:
        """Remove what places these letters on a topic, and return it.

        Not ``with_merged``, what topics that are merged into it have stays theirs.
        """
        with writing(self._db):
            rows = [
                row
                for row in self._find_rows(letter_ids, topic_id)
                if with_merged or row["topic_id"] == topic_id
            ]
            self._db.execute(
                "DELETE FROM assignments WHERE id IN (SELECT value FROM json_each(?))",
                [json.dumps([row["id"] for row in rows])],
            )
        return tuple(map(_placing, rows))

    def _find_rows(self, letter_ids: Sequence[int], topic_id: int) -> list[Any]:
        return self._db.execute(
            f"{MEMBERS} SELECT * FROM assignments "
            "WHERE letter_id IN (SELECT value FROM json_each(:letter_ids)) "
            "AND topic_id IN (SELECT topic_id FROM members) ORDER BY id",
            {"topic_id": topic_id, "letter_ids": json.dumps(list(letter_ids))},
        ).fetchall()


def time_of(moment: datetime) -> str:
    """Write a moment as a Placing keeps it."""
    return time_text(moment)


def _values(placing: Placing) -> tuple[object, ...]:
    return (
        placing.letter_id,
        placing.topic_id,
        placing.start,
        placing.end,
        placing.confidence,
        placing.origin,
        json.dumps(placing.words, ensure_ascii=False),
        placing.rival_topic_id,
        placing.rival_confidence,
        placing.fit_id,
        placing.correction_id,
        placing.person_id,
        placing.assigned_at,
        placing.rule_id,
        placing.like_correction_id,
        placing.letter_id,
        placing.like_correction_id,
    )


def _placing(row: Any) -> Placing:
    kept = {name: row[name] for name in row.keys() if name not in ("id", "words")}  # noqa: SIM118
    return Placing(**kept, words=tuple(json.loads(row["words"])))


def _assignment(row: Any) -> Assignment:
    return Assignment(
        id=row["id"],
        letter_id=row["letter_id"],
        topic_id=row["shown_topic_id"],
        topic=row["topic"],
        start=row["start"],
        end=row["end"],
        confidence=row["confidence"],
        origin=Origin(row["origin"]),
        words=tuple(json.loads(row["words"])),
        rival_topic_id=row["shown_rival_id"],
        rival=row["rival"],
        rival_confidence=row["rival_confidence"] if row["rival"] else None,
        fit_id=row["fit_id"],
        person=row["person"],
        like_letter_id=row["like_letter_id"],
        assigned_at=read_time(row["assigned_at"]),
    )
