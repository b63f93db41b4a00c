"""Taking back what happened to topics when other things happened in between."""

import pytest

from feedback.errors import Refused
from feedback.store import Store
from feedback.topics import life
from feedback.topics.undoing import undo_event
from feedback.types import Person
from tests.topics.conftest import NAMES, NOW


def test_no_two_topics_bear_one_name_after_an_undo(
    store: Store, fitted: list[int], person: Person
) -> None:
    renamed = life.rename(store, fitted[0], "Double charge", person.id, NOW)
    life.rename(store, fitted[1], NAMES[0], person.id, NOW)
    with pytest.raises(Refused, match="give that one another name first"):
        undo_event(store, renamed, person.id, NOW)
    life.rename(store, fitted[1], NAMES[1], person.id, NOW)
    undo_event(store, renamed, person.id, NOW)
    assert [topic.name for topic in store.topics.find_topics()] == list(NAMES)


def test_no_two_topics_bear_one_name_after_an_unmerge(
    store: Store, fitted: list[int], person: Person
) -> None:
    merged = life.merge(store, fitted[0], fitted[1], person.id, NOW)
    renamed = life.rename(store, fitted[1], NAMES[0], person.id, NOW)
    for take_back in (
        lambda: life.unmerge(store, fitted[0], person.id, NOW),
        lambda: undo_event(store, merged, person.id, NOW),
    ):
        with pytest.raises(Refused, match="give that one another name first"):
            take_back()
    undo_event(store, renamed, person.id, NOW)
    life.unmerge(store, fitted[0], person.id, NOW)
    assert [topic.name for topic in store.topics.find_topics()] == list(NAMES)
