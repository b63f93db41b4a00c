"""What a database says of topics, read in two ways: as Postbag does, and row by row."""

import json
import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from feedback.store import Store
from feedback.types import LetterFilter, TriageState

FEEDBACK = tuple(one for one in TriageState if one is not TriageState.NOT_FEEDBACK)
SPAN = date(2020, 1, 1), date(2030, 1, 1)
TABLES = (
    "letters",
    "topics",
    "assignments",
    "corrections",
    "rules",
    "proposals",
    "topic_events",
    "rechecks",
    "recheck_answers",
    "resolutions",
)
_PLACED = (
    'SELECT letter_id, topic_id, start, "end", confidence, origin, words, '
    "rival_topic_id, rival_confidence, fit_id, correction_id, person_id, assigned_at, "
    "rule_id, like_correction_id FROM assignments"
)


def rows(store: Store, query: str, *values: object) -> list[tuple[Any, ...]]:
    """Return the rows of a query, as plain values."""
    return [tuple(row) for row in store._db.execute(query, values)]


def everything(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Return all that is stored of topics and letters."""
    return {
        table: rows(store, f"SELECT * FROM {table}")  # noqa: S608, names from above
        for table in TABLES
    }


def standing(store: Store, topic_ids: Sequence[int]) -> dict[str, object]:
    """Return what stands: these topics, all placements, corrections and rules."""
    return {
        "topics": rows(
            store,
            "SELECT id, name, named_by, state, state_reason, merged_into FROM topics "
            "WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
            json.dumps(topic_ids),
        ),
        "placed": sorted(rows(store, _PLACED), key=repr),
        "said": rows(
            store,
            "SELECT id, letter_id, topic_id, belongs FROM corrections "
            "WHERE undone_at IS NULL ORDER BY id",
        ),
        "rules": rows(store, "SELECT id FROM rules WHERE ended_at IS NULL ORDER BY id"),
        "tolerated": rows(store, "SELECT * FROM resolutions ORDER BY topic_id"),
    }


def roots(store: Store) -> dict[int, int]:
    """Follow the merge of each topic by hand to the one that speaks for it."""
    into = dict(rows(store, "SELECT id, merged_into FROM topics"))
    found = {}
    for topic_id in into:
        at, seen = topic_id, {topic_id}
        while into[at] is not None:
            at = into[at]
            assert at not in seen, f"topic {topic_id} is merged into itself"
            seen.add(at)
        found[topic_id] = at
    return found


def pairs(store: Store) -> set[tuple[int, int]]:
    """Return each letter with each topic that it is on, row by row."""
    return {
        (letter_id, topic_id)
        for topic_id, own in letters_on(store).items()
        for letter_id in own
    }


def letters_on(store: Store) -> dict[int, set[int]]:
    """Return the letters of each topic that speaks, row by row."""
    root_of = roots(store)
    found: dict[int, set[int]] = defaultdict(set)
    for letter_id, topic_id in rows(
        store, "SELECT letter_id, topic_id FROM assignments"
    ):
        found[root_of[topic_id]].add(letter_id)
    return found


def check_links(store: Store) -> None:
    """Every placement stands on a topic that speaks, and on a word that holds."""
    assert dict(rows(store, "SELECT topic_id, root_id FROM topic_roots")) == roots(
        store
    )
    names = [name.casefold() for name in store.topics.find_names().values()]
    assert len(names) == len(set(names)), names
    assert not rows(
        store,
        "SELECT * FROM assignments WHERE letter_id NOT IN (SELECT id FROM letters)",
    )
    assert not rows(
        store,
        "SELECT * FROM assignments WHERE (origin = 'person' AND NOT EXISTS ("
        "SELECT 1 FROM corrections WHERE corrections.id = correction_id "
        "AND undone_at IS NULL AND belongs AND "
        "corrections.letter_id = assignments.letter_id)) OR "
        "(origin = 'rule' AND NOT EXISTS (SELECT 1 FROM rules "
        "WHERE rules.id = rule_id AND ended_at IS NULL)) OR "
        "like_correction_id IN (SELECT id FROM corrections "
        "WHERE undone_at IS NOT NULL)",
    )
    assert not rows(
        store,
        "SELECT assignments.* FROM assignments JOIN letters ON letters.id = letter_id "
        'WHERE (start > "end" OR "end" > length(body)) AND NOT EXISTS ('
        "SELECT 1 FROM letter_versions AS former WHERE former.letter_id = letters.id "
        "AND replaced_at > assigned_at)",
    )
    twice = rows(
        store,
        "SELECT letter_id, topic_id, origin, start, rule_id FROM assignments "
        "GROUP BY letter_id, topic_id, origin, start, rule_id HAVING count(*) > 1",
    )
    assert not twice, twice


def check_said(store: Store) -> None:
    """What people filed is there, and filed by people."""
    root_of = roots(store)
    by_hand = {
        (letter_id, root_of[topic_id])
        for letter_id, topic_id in rows(
            store, "SELECT letter_id, topic_id FROM assignments WHERE origin = 'person'"
        )
    }
    missing = store.corrections.find_filed() - by_hand
    assert not missing, missing


def check_counts(store: Store) -> None:
    """What pages count is what the lists hold, and what the rows say."""
    on = letters_on(store)
    first = dict(rows(store, "SELECT letter_id, first_id FROM repeats"))
    writer = dict(rows(store, "SELECT id, writer_id FROM letters"))
    feedback = {
        row[0]
        for row in rows(
            store,
            "SELECT id FROM letters WHERE NOT is_automatic AND state <> 'not_feedback'",
        )
    }
    for topic in store.topics.find_topics():
        own = on[topic.id] & feedback
        wanted = LetterFilter(topic_id=topic.id, states=FEEDBACK, is_automatic=False)
        assert set(store.letters.find_ids(wanted)) == own
        assert topic.letters == len({first.get(one, one) for one in own})
        assert topic.writers == len({writer[one] for one in own})
        assert store.topics.get_topic(topic.id) == topic
        by = store.assignments.count_by_decision(topic.id)
        assert by.by_hand + by.by_rule + by.high + by.middle + by.low == topic.letters
        near = dict(store.trends.find_near(topic.id, 1000))
        for other in store.topics.find_topics():
            shared = own & on[other.id]
            if other.id != topic.id:
                expected = len({first.get(one, one) for one in shared})
                assert near.get(other.id, 0) == expected
    placed = {one for own in on.values() for one in own}
    check_trends(store, feedback, first)
    assert store.assignments.count_letters() == len(placed & feedback)
    loose = {letter_id for letter_id, _, _ in store.assignments.find_loose()}
    assert loose == feedback - placed


def check_trends(store: Store, feedback: set[int], first: dict[int, int]) -> None:
    """What is counted by day, and how much is placed, is what topics have in all."""
    by_day: dict[int | None, int] = defaultdict(int)
    for one in store.trends.count_topics(*SPAN):
        by_day[one.topic_id] += one.letters
    for topic in store.topics.find_topics():
        assert by_day[topic.id] == topic.letters, topic
    surest = dict(
        rows(store, "SELECT letter_id, max(confidence) FROM assignments GROUP BY 1")
    )
    counted = [one for one in feedback if one not in first]
    assert store.trends.count_placed(*SPAN, 0.5) == {
        True: sum(surest.get(one, 0) >= 0.5 for one in counted),
        False: sum(one in surest and surest[one] < 0.5 for one in counted),
        None: sum(one not in surest for one in counted),
    }


def check_history(store: Store) -> None:
    """Every line of a history is a sentence."""
    for (detail,) in rows(store, "SELECT detail FROM topic_events"):
        assert re.fullmatch(r"[A-Z0-9].*[.!?”]", detail), detail
        assert not re.search(r"  |None|\[|\{", detail), detail


def check_all(store: Store) -> None:
    """What Postbag says of topics is what the rows say."""
    check_links(store)
    check_said(store)
    check_counts(store)
    check_history(store)
