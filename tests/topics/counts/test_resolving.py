"""Resolved topics: what is tolerated, and what brings them back."""

from datetime import date, timedelta

import numpy as np
import pytest

from feedback.actions.plans.planning import plan_action, start_action
from feedback.errors import NotFound, Refused
from feedback.store.resolutions import Resolution
from feedback.topics.counts.resolving import (
    is_exceeded,
    resolve_by_action,
    return_sentence,
    topics_of,
)
from feedback.topics.counts.watching import watch_topics
from feedback.topics.life import life
from feedback.topics.life.undoing import undo_event
from feedback.types import TopicState
from tests.worlds import empty_world, noon

RESOLVED = date(2026, 3, 2)
STARTED = noon(date(2026, 2, 1))


@pytest.fixture
def world(store):
    """Two letters a day on two topics until the day of resolving."""
    made = empty_world(store)
    days = (RESOLVED - date(2026, 1, 1)).days
    made.fill([(2, 2, 0, 0)] * days)
    plan = made.plan(due_on=date(2026, 3, 1))
    action_id = plan_action(store, plan, STARTED)
    start_action(store, action_id, 1, STARTED)
    return made


def resolve(world, tolerated):
    return resolve_by_action(
        world.store, world.topics[0], 1, tolerated, world.lead, noon(RESOLVED)
    )


def letters_after(world, number, days_after):
    """Let so many letters be written on the first topic, and watch a day later."""
    day = RESOLVED + timedelta(days=days_after)
    world.write_again([f"new{n}@example.com" for n in range(number)], day)
    watch_topics(world.store, noon(max(day, RESOLVED) + timedelta(days=1)))
    return world.store.topics.get_topic(world.topics[0])


def test_it_stays_resolved_while_letters_are_tolerated(world):
    resolve(world, 5)
    topic = letters_after(world, 4, 7)
    assert topic.state is TopicState.RESOLVED
    assert topic.state_reason == "By “Fix double charge”; 5 letters a week tolerated."


def test_it_comes_back_when_more_is_written_than_is_tolerated(world):
    resolve(world, 1)
    topic = letters_after(world, 8, 7)
    assert topic.state is TopicState.REGRESSED
    assert "8 letters written in" in topic.state_reason
    assert "1 letter a week tolerated" in topic.state_reason


@pytest.mark.parametrize("days_before", [1, 20])
def test_it_is_not_brought_back_by_letters_written_before(world, days_before):
    resolve(world, 1)
    assert letters_after(world, 40, -days_before).state is TopicState.RESOLVED


def test_a_flood_that_was_mended_today_is_no_return(world):
    life.resolve(world.store, 1, "Mended", world.lead, noon(RESOLVED))
    for days_after, state in ((0, TopicState.RESOLVED), (14, TopicState.REGRESSED)):
        day = RESOLVED + timedelta(days=days_after)
        world.write_again([f"flood{n}@example.com" for n in range(60)], day)
        watch_topics(world.store, noon(day))
        assert world.store.topics.get_topic(1).state is state


def test_one_letter_brings_it_back_where_none_is_tolerated(world):
    resolve(world, 0)
    assert letters_after(world, 1, 3).state is TopicState.REGRESSED


def test_it_follows_a_topic_into_a_merge(world):
    resolve(world, 1)
    action = world.store.actions.get_action(1)
    life.merge(
        world.store, world.topics[0], world.topics[1], world.lead, noon(RESOLVED)
    )
    assert [t.id for t in topics_of(world.store, action)] == [world.topics[1]]


def test_it_refuses_a_rate_that_is_none(world):
    for tolerated in (-1, float("nan"), float("inf")):
        with pytest.raises(Refused, match="0 or more"):
            resolve(world, tolerated)
    with pytest.raises(NotFound):
        resolve_by_action(world.store, 1, 99, 1, world.lead, noon(RESOLVED))
    assert world.store.resolutions.find_resolutions() == {}


def test_it_forgets_the_rate_when_people_resolve_it_anew(world):
    resolve(world, 1)
    life.activate(world.store, 1, "Not yet", world.lead, noon(RESOLVED))
    life.resolve(world.store, 1, "Now it is", world.lead, noon(RESOLVED))
    assert world.store.resolutions.find_resolutions() == {}


def test_it_looks_at_four_weeks_at_most():
    resolution = Resolution(1, None, 2.0, RESOLVED)
    daily = np.zeros(90, dtype=np.int64)
    daily[30:40] = 9
    assert return_sentence(resolution, daily, RESOLVED + timedelta(days=80)) == ""
    assert return_sentence(resolution, daily, RESOLVED) == ""


def test_it_needs_more_than_chance():
    assert not is_exceeded(0, 28, 0.0)
    assert is_exceeded(1, 28, 0.0)
    assert not is_exceeded(12, 28, 2.0)
    assert is_exceeded(17, 28, 2.0)


def test_a_refused_second_resolving_takes_no_tolerated_rate_away(world):
    resolve(world, 5)
    with pytest.raises(Refused, match="resolved already"):
        life.resolve(world.store, world.topics[0], "", world.lead, noon(RESOLVED))
    assert world.topics[0] in world.store.resolutions.find_resolutions()


def test_undo_gives_back_the_rate_that_was_tolerated(world):
    where = world.store, world.topics[0]
    resolve(world, 5)
    kept = world.store.resolutions.find_resolutions()
    again = [
        life.activate(*where, "", world.lead, noon(RESOLVED)),
        life.resolve(*where, "By hand.", world.lead, noon(RESOLVED)),
    ]
    assert world.store.resolutions.find_resolutions() == {}
    for event_id in reversed(again):
        undo_event(world.store, event_id, world.lead, noon(RESOLVED))
    assert world.store.resolutions.find_resolutions() == kept
    (resolved,) = [e for e in world.store.topic_events.find_events(where[1])
                   if e.detail.startswith("Resolved. By “Fix")]  # fmt: skip
    undo_event(world.store, resolved.id, world.lead, noon(RESOLVED))
    assert world.store.resolutions.find_resolutions() == {}
