"""Several letters filed at once, or moved from one topic to another."""

import pytest

from feedback.errors import NotFound, Refused
from feedback.store import Store
from feedback.topics.filing import corrections
from feedback.topics.filing.moving import file_several, move_several
from feedback.topics.life.undoing import undo_event
from feedback.types import Origin, Person
from tests.topics.conftest import NAMES, NOW, record
from tests.topics.life.test_life import snapshot


def topics_of(store: Store, letter_id: int) -> dict[int, Origin]:
    found = store.assignments.find_for_letter(letter_id)
    return {one.topic_id: one.origin for one in found}


def test_letters_are_filed_beside_the_topics_they_have(
    store: Store, many: list[int], fitted: list[int], person: Person
) -> None:
    before = snapshot(store)
    event = file_several(store, many[:3], fitted[2], person.id, NOW)
    for letter_id in many[:3]:
        assert topics_of(store, letter_id) == {
            fitted[0]: Origin.MODEL,
            fitted[2]: Origin.PERSON,
        }
    with pytest.raises(Refused, match="nobody has filed there yet"):
        file_several(store, many[:2], fitted[2], person.id, NOW)
    undo_event(store, event, person.id, NOW)
    assert snapshot(store) == before


def test_letters_move_with_the_passages_that_put_them_there(
    store: Store, many: list[int], fitted: list[int], person: Person
) -> None:
    before = snapshot(store)
    event = move_several(store, many[:12], fitted[0], fitted[1], person.id, NOW)
    assert store.topics.get_topic(fitted[0]).letters == 0
    (placed,) = store.assignments.find_for_letter(many[0])
    assert (placed.topic_id, placed.start, placed.end) == (fitted[1], 0, 20)
    (told,) = (e for e in store.topic_events.find_events(fitted[1]) if e.id == event)
    assert told.detail == f"10 letters moved here from “{NAMES[0]}”."
    record(store, {NAMES[0]: many[:10], NAMES[1]: many[10:20]})
    assert topics_of(store, many[0]) == {fitted[1]: Origin.PERSON}
    undo_event(store, event, person.id, NOW)
    assert snapshot(store)[1] == before[1]


def test_a_letter_filed_by_hand_moves_too(
    store: Store, many: list[int], fitted: list[int], person: Person
) -> None:
    corrections.file_letter(store, many[0], fitted[3], person.id, NOW)
    move_several(store, many[:1], fitted[3], fitted[1], person.id, NOW)
    assert set(topics_of(store, many[0])) == {fitted[0], fitted[1]}


def test_it_refuses_what_moves_nothing(
    store: Store, many: list[int], fitted: list[int], person: Person
) -> None:
    with pytest.raises(Refused, match="on that topic already"):
        move_several(store, many[:1], fitted[0], fitted[0], person.id, NOW)
    with pytest.raises(Refused, match="at least one letter of this topic"):
        move_several(store, many[10:12], fitted[0], fitted[1], person.id, NOW)
    with pytest.raises(NotFound):
        file_several(store, [999], fitted[0], person.id, NOW)
