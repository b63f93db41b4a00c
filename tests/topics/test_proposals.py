"""Proposals decided in odd orders: none asks what people have answered already."""

import pytest

from feedback.errors import Refused
from feedback.store import Store
from feedback.store.proposals import Group, Suggestion
from feedback.topics import corrections, life
from feedback.topics.proposals import accept_proposal, dismiss_proposal
from feedback.topics.undoing import undo_event
from feedback.topics.watching import watch_topics
from feedback.types import Person, TopicState
from tests.topics.conftest import NOW


def propose(store: Store, kind: str, topic_id: int, **changes: object) -> int:
    """Let a refit propose something; returns the proposal's id."""
    suggestion = Suggestion(kind, topic_id, 0.5, 5, **changes)  # type: ignore[arg-type]
    return store.proposals.propose(1, suggestion)


def open_kinds(store: Store) -> list[str]:
    found = [one.kind for one in store.proposals.find_open()]
    assert len(found) == store.proposals.count_open()
    return found


def test_a_merge_is_not_asked_for_once_the_topics_are_one(
    store: Store, fitted: list[int], person: Person
) -> None:
    asked = propose(store, "merge", fitted[0], other_topic_id=fitted[1])
    for topic_id, into_id in ((fitted[0], fitted[1]), (fitted[1], fitted[0])):
        merged = life.merge(store, topic_id, into_id, person.id, NOW)
        assert open_kinds(store) == []
        with pytest.raises(Refused, match="nothing is left to decide"):
            accept_proposal(store, asked, person.id, NOW)
        undo_event(store, merged, person.id, NOW)
        assert open_kinds(store) == ["merge"]
    accept_proposal(store, asked, person.id, NOW)
    assert store.topics.get_topic(fitted[0]).merged_into == fitted[1]


def test_nobody_is_asked_to_retire_what_is_archived(
    store: Store, fitted: list[int], person: Person
) -> None:
    propose(store, "retired", fitted[0])
    life.archive(store, fitted[0], "", person.id, NOW)
    assert open_kinds(store) == []


@pytest.mark.parametrize("is_escalating", [False, True])
def test_a_new_topic_that_a_person_accepted_is_not_proposed_any_more(
    store: Store, fitted: list[int], person: Person, is_escalating: bool
) -> None:
    asked = propose(store, "new", fitted[0])
    if is_escalating:
        topic = store.topics.get_topic(fitted[0])
        life.note_state(store, topic, TopicState.ESCALATING, "Too many.", NOW)
        accept_proposal(store, asked, person.id, NOW)
    else:
        life.accept(store, fitted[0], person.id, NOW)
    assert open_kinds(store) == []
    watch_topics(store, NOW)
    assert store.topics.get_topic(fitted[0]).state is TopicState.ACTIVE
    with pytest.raises(Refused, match="accepted already"):
        dismiss_proposal(store, asked, person.id, NOW)


def test_a_split_that_would_move_nothing_says_so(
    store: Store, many: list[int], fitted: list[int], person: Person
) -> None:
    groups = (Group("Half", tuple(many[:5])),)
    asked = propose(store, "split", fitted[0], groups=groups)
    for letter_id in many[:5]:
        corrections.file_letter(store, letter_id, fitted[0], person.id, NOW)
    with pytest.raises(Refused, match="none would leave"):
        accept_proposal(store, asked, person.id, NOW)
    dismiss_proposal(store, asked, person.id, NOW)
    assert len(store.topics.find_topics()) == 4


def test_a_proposal_that_another_has_replaced_says_so(
    store: Store, many: list[int], fitted: list[int], person: Person
) -> None:
    groups = (Group("Half", tuple(many[:5])),)
    asked = [propose(store, "split", fitted[0], groups=groups) for _ in range(2)]
    with pytest.raises(Refused, match="look again"):
        accept_proposal(store, asked[0], person.id, NOW)
    accept_proposal(store, asked[1], person.id, NOW)
