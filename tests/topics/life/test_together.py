"""Several topics at once: changed together, taken back together."""

import pytest

from feedback.errors import Conflict, Refused
from feedback.store import Store
from feedback.topics.life import life
from feedback.topics.life.together import (
    accept_together,
    archive_together,
    merge_together,
    undo_together,
)
from feedback.types import Person, TopicState
from tests.topics.conftest import NOW


def states(store: Store, topic_ids: list[int]) -> list[TopicState]:
    return [store.topics.get_topic(one).state for one in topic_ids]


def test_it_merges_all_into_one_and_takes_it_back(
    store: Store, fitted: list[int], person: Person
) -> None:
    events = merge_together(store, fitted[:3], fitted[1], person.id, NOW)
    assert store.topics.get_topic(fitted[1]).letters == 30
    assert len(events) == 2
    assert undo_together(store, events, person.id, NOW) == 2
    assert [store.topics.get_topic(one).letters for one in fitted] == [10] * 4


def test_it_accepts_and_archives_what_can_be(
    store: Store, fitted: list[int], person: Person
) -> None:
    life.accept(store, fitted[0], person.id, NOW)
    events = accept_together(store, fitted[:2], person.id, NOW)
    assert len(events) == 1
    assert states(store, fitted[:2]) == [TopicState.ACTIVE] * 2
    archived = archive_together(store, fitted, person.id, NOW)
    assert states(store, fitted) == [TopicState.ARCHIVED] * 4
    with pytest.raises(Conflict):
        undo_together(store, events, person.id, NOW)
    undo_together(store, archived, person.id, NOW)
    undo_together(store, events, person.id, NOW)
    assert states(store, fitted[:2]) == [TopicState.ACTIVE, TopicState.PROPOSED]


def test_it_does_all_or_nothing(
    store: Store, fitted: list[int], person: Person
) -> None:
    life.merge(store, fitted[3], fitted[2], person.id, NOW)
    with pytest.raises(Refused, match="un-merge it first"):
        merge_together(store, [fitted[0], fitted[3]], fitted[1], person.id, NOW)
    assert store.topics.get_topic(fitted[0]).merged_into is None


def test_it_needs_topics_to_change(
    store: Store, fitted: list[int], person: Person
) -> None:
    for change in (accept_together, archive_together):
        with pytest.raises(Refused, match="at least one"):
            change(store, [], person.id, NOW)
    with pytest.raises(Refused, match="at least two"):
        merge_together(store, fitted[:1], fitted[0], person.id, NOW)
