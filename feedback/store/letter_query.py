"""From a LetterFilter to the WHERE clause that finds its letters."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlite_utils import Database

from feedback.store.search_index import any_of, match_expression
from feedback.types import LetterFilter, PlacedBy

Condition = tuple[str, list[object]]

TOPIC_LETTERS = (
    "SELECT assignments.letter_id FROM assignments "
    "JOIN topic_roots ON topic_roots.topic_id = assignments.topic_id"
)
# The writer of a letter, or the one whom that writer is linked to.
WRITER = (
    "coalesce((SELECT root_id FROM writer_roots "
    "WHERE writer_roots.writer_id = letters.writer_id), letters.writer_id)"
)
WRITER_ROW = f"LEFT JOIN writers ON writers.id = {WRITER}"
DISTINCT_WRITERS = f"count(DISTINCT coalesce({WRITER}, -letters.id))"
# Equal for letters that say the same; before copies are looked for, for equal wording.
WORDING = (
    "coalesce((SELECT 'group ' || group_id FROM copies "
    "WHERE copies.letter_id = letters.id), "
    "nullif(letters.fingerprint, 0), 'letter ' || letters.id)"
)
# A letter counts, however often its writer sent the same.
IS_FIRST = "letters.id NOT IN (SELECT letter_id FROM repeats)"
FIRST_OF_REPEATS = (
    "coalesce((SELECT first_id FROM repeats "
    "WHERE repeats.letter_id = letters.id), letters.id)"
)
DISTINCT_LETTERS = f"count(DISTINCT {FIRST_OF_REPEATS})"

# People's word goes before that of rules, and rules before the models.
_PLACED_BY = {
    PlacedBy.HAND: "max(origin = 'person')",
    PlacedBy.RULE: "max(origin = 'rule') AND NOT max(origin = 'person')",
    PlacedBy.HIGH: "min(origin = 'model') AND max(confidence) >= 0.8",
    PlacedBy.MIDDLE: "min(origin = 'model') AND max(confidence) >= 0.5 "
    "AND max(confidence) < 0.8",
    PlacedBy.LOW: "min(origin = 'model') AND max(confidence) < 0.5",
}

COMMON_HITS = 10_000
"""From so many hits on, looking at all of them takes longer than people wait."""

# Copies that were found; and, before they are looked for, letters of equal wording.
_SAME_TEXT = """
letters.id IN (
    SELECT letter_id FROM copies
    WHERE group_id = (SELECT group_id FROM copies WHERE letter_id = ?)
    UNION SELECT ?
    UNION SELECT equal.id FROM letters AS own, letters AS equal
    WHERE own.id = ? AND own.fingerprint <> 0 AND equal.fingerprint = own.fingerprint
        AND max(own.id, equal.id) > (SELECT last_letter_id FROM copy_position)
)
"""
# All keys of a writer: who speaks for it, and all for whom that one speaks.
_SAME = """
WITH root (id) AS (
    SELECT coalesce(max(root_id), value) FROM (SELECT ? AS value)
    LEFT JOIN writer_roots ON writer_roots.writer_id = value
)
SELECT id FROM root
UNION ALL SELECT writer_id FROM writer_roots JOIN root ON root_id = root.id
"""
_NAMED = """
WITH named (id) AS MATERIALIZED (
    SELECT coalesce(root_id, id) FROM writers
    LEFT JOIN writer_roots ON writer_roots.writer_id = id
    WHERE instr(lower(name || ' ' || address || ' ' || key), lower(?)) > 0
)
SELECT id FROM named
UNION ALL SELECT writer_id FROM writer_roots JOIN named ON root_id = named.id
"""
# As on the page of a topic, who speaks for a writer says in which segment both are.
_IN_SEGMENT = """
SELECT id FROM writers WHERE segment = ? COLLATE NOCASE
    AND id NOT IN (SELECT writer_id FROM writer_roots)
UNION ALL SELECT writer_id FROM writer_roots JOIN writers ON writers.id = root_id
WHERE segment = ? COLLATE NOCASE
"""
_NONE_LATER = """
(SELECT later.id FROM copies AS own
    CROSS JOIN copies AS other ON other.group_id = own.group_id
        AND other.letter_id > own.letter_id
    CROSS JOIN letters AS later ON later.id = other.letter_id
    WHERE own.letter_id = letters.id AND {}
    ORDER BY other.letter_id DESC LIMIT 1) IS NULL
"""
# A letter is also found by what one of its attachments says.
_ATTACHED = (
    "SELECT letter_id FROM attachments WHERE text_id IN "
    "(SELECT rowid FROM attachments_fts WHERE attachments_fts MATCH ?)"
)
_HOLDS = "letters.id IN (SELECT rowid FROM letters_fts WHERE letters_fts MATCH ?)"


class Way(StrEnum):
    """How the letters that hold the words are looked for.

    All hits at once; letter by letter along an index, which is quick when many
    letters hold them; or the first hits only, for a count that says "at least".
    """

    ALL = (
        "letters.id IN (SELECT rowid FROM letters_fts WHERE letters_fts MATCH ? "
        f"UNION ALL {_ATTACHED})"
    )
    WALK = (
        "(EXISTS (SELECT 1 FROM letters_fts "
        "WHERE letters_fts MATCH ? AND rowid = letters.id) "
        f"OR letters.id IN ({_ATTACHED}))"
    )
    SOME = (
        "letters.id IN (SELECT * FROM (SELECT rowid FROM letters_fts "
        f"WHERE letters_fts MATCH ? LIMIT {COMMON_HITS}) UNION ALL {_ATTACHED})"
    )


@dataclass(frozen=True, slots=True)
class Where:
    """A WHERE clause with its parameters; always at least ``1``."""

    clause: str
    parameters: list[object]


def where(wanted: LetterFilter, way: Way = Way.ALL) -> Where:
    """Return the condition on ``letters`` that the filter stands for."""
    found = _plain(wanted, way)
    return once(found, found) if wanted.each_text_once else found


def once(found: Where, among: Where) -> Where:
    """Leave out letters when one that came later says the same and is ``among``."""
    other = re.sub(r"\bletters\.", "later.", among.clause)
    return Where(
        f"{found.clause} AND {_NONE_LATER.format(other)}",
        [*found.parameters, *among.parameters],
    )


def _plain(wanted: LetterFilter, way: Way) -> Where:
    conditions = [
        *_text(wanted, way),
        *_columns(wanted),
        *_senders(wanted),
        *_topics(wanted),
        *_links(wanted),
        *_tones(wanted),
    ]
    clause = " AND ".join(text for text, _ in conditions) or "1"
    return Where(clause, [value for _, values in conditions for value in values])


def is_common(db: Database, wanted: LetterFilter) -> bool:
    """Tell whether the filter's words occur in very many letters."""
    match = match_expression(wanted.words, wanted.phrases, wanted.without)
    if not match:
        return False
    row = db.execute(
        "SELECT count(*) FROM "
        "(SELECT 1 FROM letters_fts WHERE letters_fts MATCH ? LIMIT ?)",
        [match, COMMON_HITS],
    ).fetchone()
    return int(row[0]) == COMMON_HITS


def _text(wanted: LetterFilter, way: Way) -> Iterator[Condition]:
    if match := match_expression(wanted.words, wanted.phrases, wanted.without):
        yield way.value, [match, match]
    elif wanted.words or wanted.phrases:
        yield "0", []  # only punctuation was asked for, and no letter is found by it
    elif match := any_of(wanted.without):
        yield f"NOT {_HOLDS}", [match]


def _columns(wanted: LetterFilter) -> Iterator[Condition]:
    if wanted.states:
        marks = ", ".join("?" * len(wanted.states))
        yield f"letters.state IN ({marks})", [state.value for state in wanted.states]
    if wanted.since:
        yield "letters.written_at >= ?", [wanted.since.isoformat()]
    if wanted.until:
        yield "letters.written_at < ?", [_day_after(wanted.until)]
    for column, value in (
        ("language = ?", wanted.language or None),
        ("score < ?", wanted.score_below),
        ("score > ?", wanted.score_above),
        ("assignee_id = ?", wanted.assignee_id),
        ("import_id = ?", wanted.import_id),
        ("conversation_id = ?", wanted.conversation_id),
        ("is_automatic = ?", wanted.is_automatic),
    ):
        if value is not None:
            yield f"letters.{column}", [value]
    if wanted.unassigned:
        yield "letters.assignee_id IS NULL", []


def _senders(wanted: LetterFilter) -> Iterator[Condition]:
    if wanted.source:
        yield (
            "letters.source_id IN (SELECT id FROM sources WHERE name = ?)",
            [wanted.source],
        )
    if wanted.writer_id is not None:
        yield f"letters.writer_id IN ({_SAME})", [wanted.writer_id]
    if wanted.writer:
        yield f"letters.writer_id IN ({_NAMED})", [wanted.writer]
    if wanted.segment:
        yield f"letters.writer_id IN ({_IN_SEGMENT})", [wanted.segment] * 2


def _topics(wanted: LetterFilter) -> Iterator[Condition]:
    topic, parameters = "", list[object]()
    if wanted.topic_id is not None:
        topic = (
            " WHERE topic_roots.root_id = "
            "(SELECT root_id FROM topic_roots WHERE topic_id = ?)"
        )
        parameters = [wanted.topic_id]
    if wanted.placed_by is not None:
        placed = f"GROUP BY assignments.letter_id HAVING {_PLACED_BY[wanted.placed_by]}"
        yield f"letters.id IN ({TOPIC_LETTERS}{topic} {placed})", parameters
    elif topic:
        yield f"letters.id IN ({TOPIC_LETTERS}{topic})", parameters
    for is_wanted, sign in ((wanted.with_topic, ""), (wanted.without_topic, "NOT ")):
        if is_wanted:
            yield (
                f"{sign}EXISTS (SELECT 1 FROM assignments "
                "WHERE assignments.letter_id = letters.id)",
                [],
            )


def _links(wanted: LetterFilter) -> Iterator[Condition]:
    if wanted.same_text_as is not None:
        yield _SAME_TEXT, [wanted.same_text_as] * 3
    if wanted.action_id is not None:
        yield (
            "letters.id IN (SELECT letter_id FROM evidence WHERE action_id = ?)",
            [wanted.action_id],
        )
    if wanted.answers_action_id is not None:
        yield (
            "letters.id IN (SELECT letter_id FROM replies WHERE action_id = ?)",
            [wanted.answers_action_id],
        )
    if wanted.has_attachment is not None:
        yield (
            ("" if wanted.has_attachment else "NOT ")
            + "EXISTS (SELECT 1 FROM attachments WHERE letter_id = letters.id)",
            [],
        )


def _tones(wanted: LetterFilter) -> Iterator[Condition]:
    for is_wanted, tone in ((wanted.is_leaving, "leaving"), (wanted.is_angry, "anger")):
        if is_wanted:
            yield (
                "letters.id IN "
                f"(SELECT letter_id FROM letter_tones WHERE {tone} >= 0.5)",
                [],
            )


def _day_after(day: date) -> str:
    return (day + timedelta(days=1)).isoformat() if day < date.max else "9999-12-32"
