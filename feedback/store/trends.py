"""Trends: letters and writers of each topic per day, week or month."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from feedback.store.connection import read_optional_day
from feedback.store.letter_query import (
    DISTINCT_LETTERS,
    DISTINCT_WRITERS,
    IS_FIRST,
    WRITER_ROW,
)
from feedback.store.topics import FEEDBACK, MEMBERS
from feedback.types import LetterCounts

# The first day of the period in which a letter was written; weeks begin on Monday.
_STARTS = {
    "day": "date(letters.written_at)",
    "week": "date(letters.written_at, 'weekday 0', '-6 days')",
    "month": "date(letters.written_at, 'start of month')",
}
_BETWEEN = f"""
{FEEDBACK} AND letters.written_at >= :since
    AND letters.written_at < date(:until, '+1 day')
"""
_WITHIN = f"{_BETWEEN} AND {IS_FIRST}"
# Where a person files one of them elsewhere, the others no longer stand for it there.
_IS_FIRST_ON_TOPIC = f"""
({IS_FIRST} OR NOT EXISTS (
    SELECT 1 FROM repeats AS own
    CROSS JOIN assignments AS placed ON placed.letter_id = own.first_id
    CROSS JOIN topic_roots AS root ON root.topic_id = placed.topic_id
        AND root.root_id = topic_roots.root_id
    WHERE own.letter_id = letters.id
) AND NOT EXISTS (
    SELECT 1 FROM repeats AS own
    CROSS JOIN repeats AS other ON other.first_id = own.first_id
    CROSS JOIN letters AS earlier ON earlier.id = other.letter_id
        AND (earlier.written_at, earlier.id) < (letters.written_at, letters.id)
    CROSS JOIN assignments AS placed ON placed.letter_id = other.letter_id
    CROSS JOIN topic_roots AS root ON root.topic_id = placed.topic_id
        AND root.root_id = topic_roots.root_id
    WHERE own.letter_id = letters.id
))
"""
_OF_TOPICS = f"""
SELECT topic_roots.root_id AS topic_id, {{start}} AS starts_on,
    count(DISTINCT letters.id) AS letters, {DISTINCT_WRITERS} AS writers
FROM letters
JOIN assignments ON assignments.letter_id = letters.id
JOIN topic_roots ON topic_roots.topic_id = assignments.topic_id
WHERE {_BETWEEN} AND {_IS_FIRST_ON_TOPIC} AND {{further}}
GROUP BY topic_roots.root_id, starts_on
"""
# A mail without a date is a little older than its arrival; a row of a file may be of
# any year, and all rows of the file would seem to be of the day of its import.
_IS_OF_ITS_DAY = (
    "(letters.is_dated OR letters.source_id NOT IN "
    "(SELECT id FROM sources WHERE kind = 'file'))"
)
_OF_GROUPS = f"""
SELECT heading.value AS name, count(DISTINCT letters.id) AS letters
FROM letters
JOIN assignments ON assignments.letter_id = letters.id
JOIN topic_roots ON topic_roots.topic_id = assignments.topic_id
JOIN json_each(:headings) AS heading ON heading.key = topic_roots.root_id
WHERE {_BETWEEN} AND {_IS_FIRST_ON_TOPIC}
GROUP BY heading.value
"""
_OF_ALL = f"""
SELECT {{start}} AS starts_on, count(*) AS letters, {DISTINCT_WRITERS} AS writers
FROM letters WHERE {_WITHIN} GROUP BY starts_on
"""
_PLACED = f"""
SELECT best.confidence >= :sure AS is_sure, count(*) AS letters
FROM letters LEFT JOIN (
    SELECT letter_id, max(confidence) AS confidence FROM assignments GROUP BY letter_id
) AS best ON best.letter_id = letters.id
WHERE {_WITHIN} GROUP BY is_sure
"""
_SHARED = f"""
{MEMBERS}
SELECT topic_roots.root_id AS topic_id, {DISTINCT_LETTERS} AS letters
FROM assignments AS other
JOIN letters ON letters.id = other.letter_id AND {FEEDBACK}
JOIN topic_roots ON topic_roots.topic_id = other.topic_id
WHERE other.topic_id NOT IN (SELECT topic_id FROM members) AND other.letter_id IN (
    SELECT letter_id FROM assignments
    WHERE topic_id IN (SELECT topic_id FROM members)
)
GROUP BY topic_roots.root_id ORDER BY letters DESC, topic_roots.root_id LIMIT :limit
"""
_ASPECTS = {
    "writers": (
        "coalesce(nullif(writers.name, ''), nullif(writers.address, ''), writers.key)"
    ),
    "sources": "sources.name",
    "languages": "nullif(letters.language, '')",
    "segments": "nullif(writers.segment, '')",
}
_BY_ASPECT = f"""
{MEMBERS}
SELECT {{aspect}} AS value, writers.id AS writer_id, {DISTINCT_LETTERS} AS letters,
    {DISTINCT_WRITERS} AS writers
FROM letters
JOIN sources ON sources.id = letters.source_id
{WRITER_ROW}
WHERE {FEEDBACK} AND value IS NOT NULL AND letters.id IN (
    SELECT letter_id FROM assignments
    WHERE topic_id IN (SELECT topic_id FROM members)
)
GROUP BY {{unit}} ORDER BY letters DESC, value, {{unit}} LIMIT :limit
"""
# Writers may share a name; everything else is what it is called.
_UNITS = {"writers": "writers.id"}


@dataclass(frozen=True, slots=True)
class AspectCount:
    """Letters of a topic that share a ``value``: a writer's name, a source, ...

    ``writer_id`` is who the writer is, None where the value is no writer.
    """

    value: str
    writer_id: int | None
    counts: LetterCounts


@dataclass(frozen=True, slots=True)
class PeriodCount:
    """Letters and distinct writers of a topic in the period from ``starts_on``.

    ``topic_id`` is None where all letters are meant, with a topic or without.
    """

    topic_id: int | None
    starts_on: date
    letters: int
    writers: int


class Trends:
    """What can be counted over time in a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def count_topics(
        self, since: date, until: date, period: str = "day", dated_only: bool = False
    ) -> tuple[PeriodCount, ...]:
        """Count each topic's letters per ``day``, ``week`` or ``month``.

        Both days are included; periods without a letter are left out, and with
        ``dated_only`` letters of files that say no date.
        """
        further = _IS_OF_ITS_DAY if dated_only else "1"
        query = _OF_TOPICS.replace("{further}", further)
        return self._count(query, since, until, period)

    def count_all(
        self, since: date, until: date, period: str = "day"
    ) -> tuple[PeriodCount, ...]:
        """Count all letters per period, with a topic or without."""
        return self._count(
            _OF_ALL.replace("SELECT", "SELECT NULL AS topic_id,", 1),
            since,
            until,
            period,
        )

    def count_under(
        self, headings: Mapping[int, str], since: date, until: date
    ) -> dict[str, int]:
        """Count the letters under each heading, given the heading of each topic.

        A letter on two topics of a heading is one letter.
        """
        rows = self._db.execute(
            _OF_GROUPS, {**_days(since, until), "headings": json.dumps(dict(headings))}
        )
        return {row["name"]: row["letters"] for row in rows}

    def count_placed(
        self, since: date, until: date, sure: float
    ) -> dict[bool | None, int]:
        """Count letters placed with at least ``sure`` confidence, with less, not."""
        rows = self._db.execute(_PLACED, {**_days(since, until), "sure": sure})
        found = {row["is_sure"]: row["letters"] for row in rows}
        return {True: found.get(1, 0), False: found.get(0, 0), None: found.get(None, 0)}

    def count_between(self, since: date, until: date) -> int:
        """Count the letters of some days, automatic ones included."""
        row = self._db.execute(
            "SELECT count(*) FROM letters WHERE written_at >= :since "
            "AND written_at < date(:until, '+1 day')",
            _days(since, until),
        ).fetchone()
        return int(row[0])

    def get_period(self, latest: date) -> tuple[date, date] | None:
        """Return the first and last day with a letter, none after ``latest``."""
        row = self._db.execute(
            "SELECT date(min(written_at)) AS first, date(max(written_at)) AS last "
            f"FROM letters WHERE {FEEDBACK} AND written_at < date(?, '+1 day')",
            [latest.isoformat()],
        ).fetchone()
        first, last = read_optional_day(row["first"]), read_optional_day(row["last"])
        return (first, last) if first and last else None

    def count_aspect(
        self, topic_id: int, aspect: str, limit: int = 5
    ) -> tuple[AspectCount, ...]:
        """Count a topic's letters by ``writers``, ``sources``, ``languages``,
        or ``segments``, most letters first."""
        rows = self._db.execute(
            _BY_ASPECT.format(
                aspect=_ASPECTS[aspect], unit=_UNITS.get(aspect, "value")
            ),
            {"topic_id": topic_id, "limit": limit},
        )
        return tuple(
            AspectCount(
                value=row["value"],
                writer_id=row["writer_id"] if aspect == "writers" else None,
                counts=LetterCounts(row["letters"], row["writers"]),
            )
            for row in rows
        )

    def find_near(self, topic_id: int, limit: int = 5) -> Sequence[tuple[int, int]]:
        """Return (topic id, letters that are on both), most letters first."""
        rows = self._db.execute(_SHARED, {"topic_id": topic_id, "limit": limit})
        return [(row["topic_id"], row["letters"]) for row in rows]

    def _count(
        self, query: str, since: date, until: date, period: str
    ) -> tuple[PeriodCount, ...]:
        rows = self._db.execute(
            query.format(start=_STARTS[period]), _days(since, until)
        )
        return tuple(
            PeriodCount(
                row["topic_id"],
                date.fromisoformat(row["starts_on"]),
                row["letters"],
                row["writers"],
            )
            for row in rows
        )


def _days(since: date, until: date) -> dict[str, str]:
    return {"since": since.isoformat(), "until": until.isoformat()}
