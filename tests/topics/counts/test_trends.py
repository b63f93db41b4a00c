"""Counts over time, by the letters' own dates."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import numpy as np
import pytest

from feedback.store import Store
from feedback.store.moves import MoveTo
from feedback.summaries.changes import find_changes
from feedback.topics.counts.trends import (
    daily_counts,
    last_complete_day,
    period_starts,
    read_trend,
    reference_day,
)
from feedback.topics.counts.watching import watch_topics
from feedback.topics.fitting import record_grouping
from feedback.topics.life import life
from feedback.types import (
    LetterFilter,
    Person,
    SourceKind,
    TopicState,
    TriageState,
    WriterHint,
)
from tests.builders import draft
from tests.topics.conftest import NOW, grouping_of, record

FIRST, LAST = date(2026, 2, 1), date(2026, 2, 10)


def test_it_counts_every_day_and_topic(store: Store, fitted: list[int]) -> None:
    found = daily_counts(store, date(2026, 1, 31), LAST)
    assert found.topic_ids == tuple(fitted)
    assert found.counts.shape == (11, 4)
    assert found.counts[0].tolist() == [0, 0, 0, 0]
    assert found.counts[1:].tolist() == [[1, 1, 1, 1]] * 10
    assert found.row_of(FIRST) == 1
    assert found.column_of(fitted[2]) == 2
    with pytest.raises(ValueError, match="not among"):
        found.row_of(date(2026, 3, 1))


def test_it_counts_nothing_without_topics(store: Store) -> None:
    assert daily_counts(store, FIRST, LAST).counts.shape == (10, 0)


def test_it_counts_merged_topics_as_one(
    store: Store, fitted: list[int], person: Person
) -> None:
    life.merge(store, fitted[0], fitted[1], person.id, NOW)
    found = daily_counts(store, FIRST, LAST)
    assert found.counts.sum(axis=0).tolist() == [20, 10, 10]


def test_it_leaves_out_what_is_no_feedback(store: Store, many: list[int]) -> None:
    record(store, {"A": many[:10]})
    store.moves.move(many[:4], MoveTo(TriageState.NOT_FEEDBACK), None, NOW)
    assert daily_counts(store, FIRST, LAST).counts.sum() == 6


def test_it_counts_weeks_from_monday_and_each_writer_once(store: Store) -> None:
    receive_daily(store, [2] * 14, writer=WriterHint("anna", "Anna"))
    ids = store.letters.find_ids(LetterFilter())
    record(store, {"A": ids})
    trend = read_trend(store, date(2026, 2, 2), date(2026, 2, 15), "week")
    assert trend.starts == (date(2026, 2, 2), date(2026, 2, 9))
    assert trend.topics[1].letters == (14, 14)
    assert trend.topics[1].writers == (1, 1)
    assert trend.topics[1].shares == (1.0, 1.0)


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("day", [date(2026, 1, 31), FIRST]),
        ("week", [date(2026, 1, 26)]),
        ("month", [date(2026, 1, 1), FIRST]),
    ],
)
def test_it_lists_every_period(period: str, expected: list[date]) -> None:
    assert list(period_starts(date(2026, 1, 31), FIRST, period)) == expected


@pytest.mark.parametrize(
    ("day", "period", "expected"),
    [
        (date(2026, 2, 8), "week", date(2026, 2, 8)),
        (date(2026, 2, 9), "week", date(2026, 2, 8)),
        (date(2026, 2, 28), "month", date(2026, 2, 28)),
        (date(2026, 2, 27), "month", date(2026, 1, 31)),
        (date(2026, 2, 27), "day", date(2026, 2, 27)),
    ],
)
def test_it_ends_with_a_period_that_is_over(
    day: date, period: str, expected: date
) -> None:
    assert last_complete_day(day, period) == expected


def test_it_reads_old_letters_as_of_their_own_end(
    store: Store, many: list[int]
) -> None:
    assert reference_day(store, date(2026, 2, 20)) == date(2026, 2, 20)
    assert reference_day(store, date(2027, 1, 1)) == LAST
    assert reference_day(store, date(2020, 1, 1)) == date(2020, 1, 1)


def test_it_escalates_what_is_above_its_range_and_calms_down_again(
    store: Store,
) -> None:
    rising = receive_daily(store, [1] * 98 + [12] * 3 + [1] * 30)
    steady = receive_daily(store, [3] * 131, source="steady")
    record(store, {"Rising": rising, "Steady": steady})
    store.topics.set_state(1, TopicState.ACTIVE, "")
    store.topics.set_state(2, TopicState.RESOLVED, "Fixed.")
    at_peak = datetime(2026, 2, 2, tzinfo=NOW.tzinfo) + timedelta(days=100)
    watch_topics(store, at_peak)
    topic = store.topics.get_topic(1)
    assert topic.state is TopicState.ESCALATING
    assert "expected" in topic.state_reason
    assert store.topics.get_topic(2).state is TopicState.RESOLVED
    assert watch_topics(store, at_peak + timedelta(days=30)) == (1,)
    assert store.topics.get_topic(1).state is TopicState.ACTIVE


def outbreak(store: Store, counts: list[int], steady: int = 3) -> datetime:
    """Topic 1 gets so many letters a day; returns 9:00 on the day after."""
    ids = receive_daily(store, counts)
    others = receive_daily(store, [steady] * len(counts), "s")
    record(store, {"Rising": ids, "Steady": others})
    store.topics.set_state(1, TopicState.ACTIVE, "")
    return datetime(2026, 2, 2, 9, tzinfo=NOW.tzinfo) + timedelta(days=len(counts))


def test_a_day_that_has_just_begun_calms_nothing(store: Store) -> None:
    """Monday morning: no letter yet today, and few on a weekend."""
    morning = outbreak(store, [1] * 98 + [12, 12, 0, 0])
    watch_topics(store, morning)
    topic = store.topics.get_topic(1)
    assert topic.state is TopicState.ESCALATING
    assert topic.state_reason == (
        "12 letters on 12 May 2026, expected 0 to 4; 24 since it began on 11 May 2026."
    )
    assert watch_topics(store, morning) == ()
    assert watch_topics(store, morning + timedelta(days=3)) == (1,)
    assert store.topics.get_topic(1).state is TopicState.ACTIVE


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (SourceKind.FILE, TopicState.ACTIVE),
        (SourceKind.MAILBOX, TopicState.ESCALATING),
    ],
)
def test_rows_without_a_date_are_no_rise_on_the_day_of_their_import(
    store: Store, kind: SourceKind, state: TopicState
) -> None:
    """A mail that tells no day is of the day on which it came, a row may be of any."""
    morning = outbreak(store, [1] * 100)
    ids = store.letters.find_ids(LetterFilter(topic_id=1))
    import_id = store.imports.start("undated", kind, "old.csv", morning)
    drafts = [draft(n, body=f"Undated {n}", written_at=None) for n in range(30)]
    store.letters.receive(import_id, drafts, morning)
    undated = store.letters.find_ids(LetterFilter(import_id=import_id))
    record(store, {"Rising": [*ids, *undated]})
    watch_topics(store, morning)
    assert store.topics.get_topic(1).state is state


def test_an_escalating_topic_says_the_latest_numbers(store: Store) -> None:
    morning = outbreak(store, [1] * 98 + [12, 12])
    watch_topics(store, morning)
    ids = store.letters.find_ids(LetterFilter(topic_id=1))
    more = receive_daily(store, [0] * 100 + [20], "more")
    fit_id = store.fits.start(0, "test-1", morning)
    groups = {"Rising": [*ids, *more]}
    record_grouping(store, fit_id, grouping_of(groups), morning)
    topic = store.topics.get_topic(1)
    assert topic.state is TopicState.ESCALATING
    assert topic.state_reason.startswith("20 letters on 13 May 2026")
    assert topic.state_reason.endswith("44 since it began on 11 May 2026.")
    assert len(store.topic_events.find_events(1)) == 1


@pytest.mark.parametrize("change", [life.archive, life.activate])
def test_people_answer_an_alarm_until_more_letters_come(
    store: Store, person: Person, change: Callable[..., int]
) -> None:
    morning = outbreak(store, [1] * 98 + [12, 12])
    watch_topics(store, morning)
    change(store, 1, "It is known.", person.id, morning)
    assert watch_topics(store, morning) == ()
    later = morning + timedelta(days=1)
    ids = store.letters.find_ids(LetterFilter(topic_id=1))
    more = receive_daily(store, [0] * 101 + [12], "more")
    record(store, {"Rising": [*ids, *more]})
    watch_topics(store, later)
    assert store.topics.get_topic(1).state is TopicState.ESCALATING


def test_it_says_that_a_resolved_topic_came_back(store: Store) -> None:
    rising = receive_daily(store, [1] * 98 + [12] * 3)
    record(store, {"Rising": rising, "Steady": receive_daily(store, [3] * 101, "s")})
    store.topics.set_state(1, TopicState.RESOLVED, "Fixed in 2.1.")
    watch_topics(store, datetime(2026, 5, 13, tzinfo=NOW.tzinfo))
    topic = store.topics.get_topic(1)
    assert topic.state is TopicState.REGRESSED
    assert topic.state_reason.startswith("It came back: ")


def test_it_sees_a_change_only_beyond_chance(store: Store) -> None:
    tripled = receive_daily(store, [4] * 168 + [14] * 28)
    rest = {
        f"Steady {n}": receive_daily(store, [5] * 196, source=f"s{n}") for n in range(3)
    }
    record(store, {"Tripled": tripled, **rest})
    last = date(2026, 2, 2) + timedelta(days=195)
    (change,) = find_changes(store, last).values()
    assert change.low > 1
    assert change.is_rise
    assert np.isclose(change.after, 98)


def test_it_sees_no_change_without_letters(store: Store) -> None:
    assert find_changes(store, LAST) == {}
    assert watch_topics(store, NOW) == ()


def receive_daily(
    store: Store,
    counts: list[int],
    source: str = "daily",
    writer: WriterHint | None = None,
) -> list[int]:
    """Receive so many letters on each day from Monday 2 February 2026 on."""
    import_id = store.imports.start(source, SourceKind.FILE, "daily.csv", NOW)
    noon = datetime(2026, 2, 2, 12, tzinfo=NOW.tzinfo)
    days = [day for day, count in enumerate(counts) for _ in range(count)]
    changes = {"writer": writer} if writer else {}
    drafts = [
        draft(n, body=f"{source} {n}", written_at=noon + timedelta(days=day), **changes)
        for n, day in enumerate(days)
    ]
    store.letters.receive(import_id, drafts, NOW)
    return sorted(store.letters.find_ids(LetterFilter(import_id=import_id)))
