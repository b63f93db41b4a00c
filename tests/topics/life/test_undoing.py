"""Taking back what happened to topics when other things happened in between."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback.errors import Conflict, Refused
from feedback.inbox.triage import move_letters
from feedback.people.privacy import erase_writer
from feedback.store import Store
from feedback.store.rules import RuleWay
from feedback.topics.filing import corrections
from feedback.topics.filing.moving import file_several, move_several
from feedback.topics.filing.rules import apply_rules, make_rule
from feedback.topics.life import life
from feedback.topics.life.splitting import split_off
from feedback.topics.life.undoing import undo_event
from feedback.types import LetterFilter, Origin, Person, TriageState
from tests.builders import receive_letters
from tests.topics.conftest import NAMES, NOW, receive_plain, record
from tests.topics.life.test_life import placed, snapshot

WORDS = RuleWay.WORDS


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


def test_a_split_undone_in_odd_orders_loses_no_topic(
    store: Store, many: list[int], fitted: list[int], person: Person
) -> None:
    before = snapshot(store)
    new_id, split = split_off(store, fitted[0], many[:10], "New", person.id, NOW)
    for topic_id, into_id in ((fitted[0], new_id), (new_id, fitted[1])):
        merged = life.merge(store, topic_id, into_id, person.id, NOW)
        with pytest.raises(Refused, match="un-merge it first"):
            undo_event(store, split, person.id, NOW)
        undo_event(store, merged, person.id, NOW)
    undo_event(store, split, person.id, NOW)
    assert snapshot(store) == before


def test_a_split_is_undone_after_models_placed_letters_on_the_new_topic(
    store: Store, many: list[int], fitted: list[int], person: Person
) -> None:
    new_id, split = split_off(store, fitted[0], many[:4], "New", person.id, NOW)
    later = receive_plain(store, 3, "later")
    record(store, {"New": [*many[:4], *later]})
    assert store.topics.get_topic(new_id).letters == 7
    filed = corrections.file_letter(store, many[20], new_id, person.id, NOW)
    with pytest.raises(Refused, match="People or rules have put other letters"):
        undo_event(store, split, person.id, NOW)
    undo_event(store, filed, person.id, NOW)
    undo_event(store, split, person.id, NOW)
    there = store.letters.find_ids(LetterFilter(topic_id=fitted[0]))
    assert sorted(there) == sorted([*many[:10], *later])


def test_a_topic_whose_split_was_undone_is_not_shown_as_merged(
    store: Store, many: list[int], fitted: list[int], person: Person
) -> None:
    new_id, split = split_off(store, fitted[0], many[:2], "New", person.id, NOW)
    undo_event(store, split, person.id, NOW)
    assert store.topics.find_merged(fitted[0]) == ()
    life.unmerge(store, new_id, person.id, NOW)
    assert store.topics.get_topic(new_id).merged_into is None


def test_no_undo_brings_a_letter_back_where_a_later_word_took_it_out(
    store: Store, many: list[int], fitted: list[int], person: Person
) -> None:
    before, letter_id = placed(store), many[0]
    filed = corrections.file_letter(store, letter_id, fitted[0], person.id, NOW)
    life.merge(store, fitted[0], fitted[1], person.id, NOW)
    refused = corrections.refuse_letter(store, letter_id, fitted[1], person.id, NOW)
    with pytest.raises(Conflict, match="“Sync loses edits”, Letter 1 taken out by"):
        undo_event(store, filed, person.id, NOW)
    assert store.assignments.find_for_letter(letter_id) == ()
    undo_event(store, refused, person.id, NOW)
    undo_event(store, filed, person.id, NOW)
    life.unmerge(store, fitted[0], person.id, NOW)
    assert placed(store) == before


def test_a_rule_and_a_split_are_undone_in_either_order(
    store: Store, many: list[int], fitted: list[int], person: Person
) -> None:
    before = placed(store)
    for is_rule_first in (True, False):
        ruled = make_rule(
            store, fitted[0], "plan is bad", RuleWay.PHRASE, person.id, NOW
        )
        _, split = split_off(store, fitted[0], many[:5], f"New {ruled}", person.id, NOW)
        for event_id in (ruled, split) if is_rule_first else (split, ruled):
            undo_event(store, event_id, person.id, NOW)
        assert placed(store) == before


def test_two_rules_for_the_same_letters_leave_them_where_they_were(
    store: Store, fitted: list[int], person: Person
) -> None:
    before = placed(store)
    ruled = [
        make_rule(store, fitted[0], text, RuleWay.PHRASE, person.id, NOW)
        for text in ("plan is bad", "the plan")
    ]
    for event_id in ruled:
        undo_event(store, event_id, person.id, NOW)
    assert placed(store) == before


def test_a_rule_takes_nothing_from_the_topic_its_own_is_merged_into(
    store: Store, many: list[int], fitted: list[int], person: Person
) -> None:
    other = [many[10]]
    move_letters(store, other, TriageState.NOT_FEEDBACK, person.id, NOW)
    make_rule(store, fitted[0], "plan is bad", RuleWay.PHRASE, person.id, NOW)
    life.merge(store, fitted[0], fitted[1], person.id, NOW)
    move_letters(store, other, TriageState.NEW, person.id, NOW)
    apply_rules(store, NOW)
    life.unmerge(store, fitted[0], person.id, NOW)
    origins = {
        (one.topic_id, one.origin)
        for one in store.assignments.find_for_letter(many[10])
    }
    assert origins == {(fitted[0], Origin.RULE), (fitted[1], Origin.MODEL)}


def test_an_erased_letter_leaves_no_word_in_what_can_be_undone(
    store: Store, many: list[int], fitted: list[int], person: Person
) -> None:
    _, split = split_off(store, fitted[0], many[:3], "New", person.id, NOW)
    ruled = make_rule(
        store, fitted[1], "number 11 says", RuleWay.PHRASE, person.id, NOW
    )
    for number in (0, 11):
        erase_writer(store, f"writer{number}@example.com", NOW)
    kept = [
        [
            one["letter_id"]
            for one in store.topic_events.get_event(event)[1].before["taken"]
        ]
        for event in (split, ruled)
    ]
    assert kept == [many[1:3], []]
    for event_id in (ruled, split):
        undo_event(store, event_id, person.id, NOW)
    assert store.topics.get_topic(fitted[0]).letters == 9


def test_an_undo_touches_no_letter_that_came_after_others_had_gone(
    store: Store, fitted: list[int], person: Person
) -> None:
    letters = receive_letters(store, source="more")
    names = {name: letters[n::4] for n, name in enumerate(NAMES)}
    record(store, names)
    ruled = make_rule(store, fitted[0], "charged twice", RuleWay.PHRASE, person.id, NOW)
    store.imports.undo(store.imports.find_imports()[0].id, NOW)
    later = receive_letters(store, source="later")
    undo_event(store, ruled, person.id, NOW)
    assert all(store.assignments.find_for_letter(one) == () for one in later)
    assert not set(later) & set(letters)


def test_a_letter_taken_from_an_ended_rule_comes_back_once(
    store: Store, many: list[int], fitted: list[int], person: Person
) -> None:
    """Refused while its topic was merged; the rule ends after the un-merge."""
    before, (first, second, *_) = placed(store), fitted
    ruled = make_rule(store, first, "plan is bad", RuleWay.PHRASE, person.id, NOW)
    life.merge(store, first, second, person.id, NOW)
    refused = corrections.refuse_letter(store, many[0], second, person.id, NOW)
    life.unmerge(store, first, person.id, NOW)
    undo_event(store, ruled, person.id, NOW)
    undo_event(store, refused, person.id, NOW)
    assert placed(store) == before


def test_the_last_word_of_a_person_holds_after_an_unmerge(
    store: Store, many: list[int], fitted: list[int], person: Person
) -> None:
    first, second, third, _ = fitted
    for letter_id in many[:3]:
        corrections.refuse_letter(store, letter_id, first, person.id, NOW)
        corrections.file_letter(store, letter_id, first, person.id, NOW)
    life.merge(store, first, second, person.id, NOW)
    corrections.refuse_letter(store, many[0], second, person.id, NOW)
    move_several(store, [many[1]], second, third, person.id, NOW)
    split_off(store, second, [many[2]], "New", person.id, NOW)
    assert len(store.corrections.find_for_topic(second)) == 6
    life.unmerge(store, first, person.id, NOW)
    said = store.topic_events.find_events(first)[0].detail
    assert said.endswith("; what came meanwhile stays on “Sync loses edits”.")
    taken_out = {(letter_id, first) for letter_id in many[:3]}
    assert taken_out <= store.corrections.find_refused()
    corrections.file_letter(store, many[0], first, person.id, NOW)
    assert store.topics.get_topic(first).letters == 8


def test_what_is_filed_under_two_merged_topics_leaves_each_its_own(
    store: Store, many: list[int], fitted: list[int], person: Person
) -> None:
    before, (first, second, *_) = placed(store), fitted
    life.merge(store, first, second, person.id, NOW)
    corrections.file_letter(store, many[0], second, person.id, NOW)
    file_several(store, many[1:3], second, person.id, NOW)
    make_rule(store, second, "number 3 says", RuleWay.PHRASE, person.id, NOW)
    assert store.topics.get_topic(second).letters == 20
    (filed, _) = store.assignments.find_for_letter(many[0])
    assert (filed.origin, filed.start, filed.end) == (Origin.PERSON, 0, 20)
    life.unmerge(store, first, person.id, NOW)
    after = placed(store)
    assert all(set(before[one]) <= set(after[one]) for one in many)
    assert store.topics.get_topic(first).letters == 10


def test_a_letter_filed_again_after_an_unmerge_does_not_come_back_twice(
    store: Store, many: list[int], fitted: list[int], person: Person
) -> None:
    life.merge(store, fitted[0], fitted[1], person.id, NOW)
    refused = corrections.refuse_letter(store, many[0], fitted[1], person.id, NOW)
    life.unmerge(store, fitted[0], person.id, NOW)
    corrections.file_letter(store, many[0], fitted[0], person.id, NOW)
    with pytest.raises(Conflict, match="“Charged twice”, Letter 1 filed here by hand"):
        undo_event(store, refused, person.id, NOW)
    assert len(store.assignments.find_for_letter(many[0])) == 1


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from("ffrrsmRnMF"), st.integers(0, 39), st.integers(0, 9)),
        max_size=10,
    ),
    st.randoms(use_true_random=False),
)
def test_whatever_people_did_is_undone_exactly_in_any_order_that_is_allowed(
    store: Store,
    many: list[int],
    fitted: list[int],
    person: Person,
    deeds: list[tuple[str, int, int]],
    chance: Random,
) -> None:
    with copy_of(store) as own:
        before = placed(own), [topic.name for topic in own.topics.find_topics()]
        left = [event for deed in deeds for event in do(own, person.id, many, deed)]
        for _ in range(len(left)):
            for event_id in chance.sample(left, len(left)):
                with suppress(Refused, Conflict):
                    undo_event(own, event_id, person.id, NOW)
                    left.remove(event_id)
        assert left == []
        names = [topic.name for topic in own.topics.find_topics()]
        assert (placed(own), names) == before


@contextmanager
def copy_of(store: Store) -> Iterator[Store]:
    """A store of its own, so that what one example left does not reach the next."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "copy.db"
        store.maintenance.back_up(path)
        with Store(path) as opened:
            yield opened


def do(
    store: Store, person_id: int, letters: list[int], deed: tuple[str, int, int]
) -> list[int]:
    """Do something to topics, unless it is refused; returns the event's id."""
    kind, number, other = deed
    topics = [topic.id for topic in store.topics.find_topics()]
    topic_id, letter_id = topics[other % len(topics)], letters[number]
    who = person_id, NOW
    name, some = f"Made of {number}", letters[number::2]
    doings: dict[str, Callable[[], int]] = {
        "f": lambda: corrections.file_letter(store, letter_id, topic_id, *who),
        "r": lambda: corrections.refuse_letter(store, letter_id, topic_id, *who),
        "s": lambda: split_off(store, topic_id, some, name, *who)[1],
        "F": lambda: file_several(store, some, topic_id, *who),
        "M": lambda: move_several(
            store, some, topics[number % len(topics)], topic_id, *who
        ),
        "m": lambda: life.merge(store, topic_id, topics[number % len(topics)], *who),
        "R": lambda: make_rule(store, topic_id, f"number {other}", WORDS, *who),
        "n": lambda: life.rename(store, topic_id, name, *who),
    }
    with suppress(Refused):
        return [doings[kind]()]
    return []
