"""Proposals decided in odd orders: none asks what people have answered already."""

import pytest

from feedback.errors import Refused
from feedback.store import Store
from feedback.store.proposals import Group, Suggestion
from feedback.topics.counts.watching import watch_topics
from feedback.topics.filing import corrections
from feedback.topics.life import life
from feedback.topics.life.proposals import accept_proposal, dismiss_proposal
from feedback.topics.life.undoing import undo_event
from feedback.types import LetterFilter, Person, TopicState
from tests.topics.conftest import NAMES, NOW, receive_plain, record, topic_named


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


def undo_latest(store: Store, topic_id: int, person: Person) -> None:
    undo_event(store, store.topic_events.find_events(topic_id)[0].id, person.id, NOW)


def grown(groups: dict[str, list[int]], more: list[int]) -> dict[str, list[int]]:
    """The same groups, with new letters shared out among them."""
    return {
        name: [*letters, *more[n :: len(groups)]]
        for n, (name, letters) in enumerate(groups.items())
    }


@pytest.mark.parametrize("is_accepted_first", [True, False])
def test_a_split_taken_back_stays_away_until_the_topic_has_twice_its_letters(
    store: Store,
    many: list[int],
    fitted: list[int],
    person: Person,
    is_accepted_first: bool,
) -> None:
    groups = {"Charged": many[:6], "Plan changed": many[6:10]}
    record(store, groups)
    asked = next(p.id for p in store.proposals.find_open() if p.kind == "split")
    if is_accepted_first:
        accept_proposal(store, asked, person.id, NOW)
        undo_latest(store, fitted[0], person)
    else:
        dismiss_proposal(store, asked, person.id, NOW)
    record(store, grown(groups, receive_plain(store, 8, "few more")))
    assert "split" not in open_kinds(store)
    groups = grown(groups, receive_plain(store, 12, "many more"))
    record(store, groups)
    assert "split" in open_kinds(store)


@pytest.mark.parametrize("is_by_undo", [True, False])
def test_a_retired_topic_that_a_person_brought_back_is_not_to_be_retired_again(
    store: Store, many: list[int], fitted: list[int], person: Person, is_by_undo: bool
) -> None:
    scattered = {f"{n}": [*many[10 + n * 5 : 15 + n * 5], many[n]] for n in range(4)}
    record(store, scattered)
    (asked,) = [p for p in store.proposals.find_open() if p.topic_id == fitted[0]]
    assert asked.kind == "retired"
    accept_proposal(store, asked.id, person.id, NOW)
    if is_by_undo:
        undo_latest(store, fitted[0], person)
    else:
        life.activate(store, fitted[0], "It is real.", person.id, NOW)
    record(store, scattered)
    assert fitted[0] not in {p.topic_id for p in store.proposals.find_open()}


def test_a_split_that_stands_does_not_keep_the_next_one_away(
    store: Store, many: list[int], fitted: list[int], person: Person
) -> None:
    more = receive_plain(store, 10, "more")
    record(store, {NAMES[0]: [*many[:10], *more]})
    for groups in (
        {"A": [*many[:10], *more[:5]], "B": more[5:]},
        {"A": many[:10], "C": more[:5], "B": more[5:]},
    ):
        record(store, groups)
        asked = [p for p in store.proposals.find_open() if p.kind == "split"]
        assert [p.topic_id for p in asked] == [fitted[0]]
        accept_proposal(store, asked[0].id, person.id, NOW)


def test_what_models_placed_again_does_not_come_back_a_second_time(
    store: Store, many: list[int], fitted: list[int], person: Person
) -> None:
    record(store, {"Charged": many[:6], "Plan changed": many[6:10]})
    (asked,) = [p for p in store.proposals.find_open() if p.kind == "split"]
    accept_proposal(store, asked.id, person.id, NOW)
    new_id = topic_named(store, "Plan changed")
    refused = corrections.refuse_letter(store, many[6], new_id, person.id, NOW)
    record(store, {NAMES[0]: many[:10]})
    undo_event(store, refused, person.id, NOW)
    undo_latest(store, fitted[0], person)
    assert len(store.assignments.find_for_letter(many[6])) == 1


def test_a_split_names_the_letters_that_leave_when_it_is_accepted(
    store: Store, many: list[int], fitted: list[int], person: Person
) -> None:
    corrections.file_letter(store, many[6], fitted[0], person.id, NOW)
    parts = {"Charged": many[:5], "Plan changed": many[5:10] + many[10:13]}
    record(store, {**parts, "Filed": many[13:20]})
    (asked,) = [p for p in store.proposals.find_open() if p.topic_id == fitted[0]]
    leaving = {many[5], *many[7:10]}
    assert set(asked.groups[0].letter_ids) == leaving
    assert (asked.kind, asked.letters, asked.overlap_share) == ("split", 4, 0.4)
    before = set(store.letters.find_ids(LetterFilter(topic_id=fitted[0])))
    accept_proposal(store, asked.id, person.id, NOW)
    after = set(store.letters.find_ids(LetterFilter(topic_id=fitted[0])))
    assert before - after == leaving


def test_a_merge_into_a_topic_that_was_archived_meanwhile_is_not_done_unnoticed(
    store: Store, fitted: list[int], person: Person
) -> None:
    asked = propose(store, "merge", fitted[0], other_topic_id=fitted[1])
    archived = life.archive(store, fitted[1], "Noise.", person.id, NOW)
    with pytest.raises(Refused, match="is archived, and what is merged into it leaves"):
        accept_proposal(store, asked, person.id, NOW)
    undo_event(store, archived, person.id, NOW)
    accept_proposal(store, asked, person.id, NOW)
    assert store.topics.get_topic(fitted[0]).merged_into == fitted[1]
