"""What people do to topics, and taking it back."""

from collections.abc import Callable
from threading import Thread
from time import sleep

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback.errors import Conflict, NotFound, Refused
from feedback.store import Store
from feedback.topics.filing import corrections
from feedback.topics.life import life
from feedback.topics.life.splitting import split_off
from feedback.topics.life.undoing import undo_event
from feedback.types import LetterFilter, Origin, Person, Topic, TopicState
from tests.topics.conftest import NAMES, NOW


def placed(store: Store) -> dict[int, list[tuple[int, Origin, float, int, int]]]:
    """Where every letter stands, without ids of rows."""
    return {
        letter_id: sorted(
            (one.topic_id, one.origin, one.confidence, one.start, one.end)
            for one in store.assignments.find_for_letter(letter_id)
        )
        for letter_id in store.letters.find_ids(LetterFilter())
    }


def snapshot(store: Store) -> tuple[tuple[Topic, ...], object]:
    return store.topics.find_topics(), placed(store)


def test_it_accepts_a_proposed_topic(
    store: Store, fitted: list[int], person: Person
) -> None:
    life.accept(store, fitted[0], person.id, NOW)
    assert store.topics.get_topic(fitted[0]).state is TopicState.ACTIVE
    with pytest.raises(Refused, match="active already"):
        life.accept(store, fitted[0], person.id, NOW)


def test_it_renames_and_remembers_who_did(
    store: Store, fitted: list[int], person: Person
) -> None:
    life.rename(store, fitted[0], "  Double   charge ", person.id, NOW)
    topic = store.topics.get_topic(fitted[0])
    assert (topic.name, topic.named_by) == ("Double charge", Origin.PERSON)
    (event,) = store.topic_events.find_events(fitted[0])
    assert (event.person, event.is_undoable) == ("Ada", True)


@pytest.mark.parametrize("name", ["", "   ", "x" * 121, "sync LOSES edits"])
def test_it_refuses_a_name_that_cannot_be_used(
    store: Store, fitted: list[int], person: Person, name: str
) -> None:
    with pytest.raises(Refused):
        life.rename(store, fitted[0], name, person.id, NOW)


def test_it_counts_a_merged_topic_with_the_one_that_speaks_for_it(
    store: Store, fitted: list[int], person: Person
) -> None:
    life.merge(store, fitted[0], fitted[1], person.id, NOW)
    life.merge(store, fitted[1], fitted[2], person.id, NOW)
    assert store.topics.get_topic(fitted[2]).letters == 30
    assert len(store.topics.find_topics()) == 2
    assert [t.id for t in store.topics.find_merged(fitted[2])] == [fitted[1]]


def test_it_refuses_merges_that_make_no_sense(
    store: Store, fitted: list[int], person: Person
) -> None:
    life.merge(store, fitted[0], fitted[1], person.id, NOW)
    for topic_id, into_id in ((fitted[1], fitted[1]), (fitted[1], fitted[0])):
        with pytest.raises(Refused, match="into itself"):
            life.merge(store, topic_id, into_id, person.id, NOW)
    with pytest.raises(Refused, match="un-merge it first"):
        life.merge(store, fitted[0], fitted[2], person.id, NOW)
    with pytest.raises(NotFound):
        life.merge(store, fitted[1], 999, person.id, NOW)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=6))
def test_it_restores_exactly_what_was_merged(
    store: Store, fitted: list[int], person: Person, pairs: list[tuple[int, int]]
) -> None:
    before = snapshot(store)
    merged = []
    for topic, into in pairs:
        try:
            life.merge(store, fitted[topic], fitted[into], person.id, NOW)
        except Refused:
            continue
        merged.append(fitted[topic])
    assert len(store.topics.find_topics()) == 4 - len(merged)
    for topic_id in merged:
        life.unmerge(store, topic_id, person.id, NOW)
    assert snapshot(store) == before


def test_it_keeps_what_came_to_each_topic_while_they_were_merged(
    store: Store, many: list[int], fitted: list[int], person: Person
) -> None:
    life.merge(store, fitted[0], fitted[1], person.id, NOW)
    corrections.file_letter(store, many[39], fitted[0], person.id, NOW)
    life.unmerge(store, fitted[0], person.id, NOW)
    assert store.topics.get_topic(fitted[0]).letters == 10
    assert store.topics.get_topic(fitted[1]).letters == 11


def test_both_histories_say_that_a_merge_was_taken_back(
    store: Store, fitted: list[int], person: Person
) -> None:
    life.merge(store, fitted[0], fitted[1], person.id, NOW)
    (took_in,) = store.topic_events.find_events(fitted[1])
    assert took_in.undone_at is None
    life.unmerge(store, fitted[0], person.id, NOW)
    (took_in,) = store.topic_events.find_events(fitted[1])
    assert took_in.undone_at == NOW


def test_it_splits_selected_letters_off_with_their_passages(
    store: Store, many: list[int], fitted: list[int], person: Person
) -> None:
    before = placed(store)
    new_id, _ = split_off(
        store, fitted[0], [*many[:3], many[20]], "Charged thrice", person.id, NOW
    )
    assert store.topics.get_topic(new_id).letters == 3
    assert store.topics.get_topic(fitted[0]).letters == 7
    (moved,) = store.assignments.find_for_letter(many[0])
    assert (moved.start, moved.end, moved.person) == (0, 20, "Ada")
    (event,) = store.topic_events.find_events(fitted[0])
    undo_event(store, event.id, person.id, NOW)
    assert placed(store) == before
    assert store.corrections.find_filed() == frozenset()
    assert [t.name for t in store.topics.find_topics()] == list(NAMES)


def test_it_refuses_to_split_off_nothing(
    store: Store, many: list[int], fitted: list[int], person: Person
) -> None:
    with pytest.raises(Refused, match="Select at least one"):
        split_off(store, fitted[0], [many[39]], "New", person.id, NOW)
    assert len(store.topics.find_topics()) == 4


def test_it_files_and_refuses_letters_and_takes_both_back(
    store: Store, many: list[int], fitted: list[int], person: Person
) -> None:
    before = placed(store)
    refused = corrections.refuse_letter(store, many[0], fitted[0], person.id, NOW)
    filed = corrections.file_letter(store, many[0], fitted[0], person.id, NOW)
    with pytest.raises(Refused, match="by hand already"):
        corrections.file_letter(store, many[0], fitted[0], person.id, NOW)
    with pytest.raises(Conflict, match="undo that first"):
        undo_event(store, refused, person.id, NOW)
    undo_event(store, filed, person.id, NOW)
    assert store.assignments.find_for_letter(many[0]) == ()
    undo_event(store, refused, person.id, NOW)
    assert placed(store) == before
    with pytest.raises(Refused, match="undone already"):
        undo_event(store, refused, person.id, NOW)


def test_it_takes_back_states_names_and_merges(
    store: Store, fitted: list[int], person: Person
) -> None:
    before = snapshot(store)
    events = [
        life.accept(store, fitted[0], person.id, NOW),
        life.resolve(store, fitted[0], "Fixed in 2.1.", person.id, NOW),
        life.rename(store, fitted[0], "Double charge", person.id, NOW),
        life.merge(store, fitted[0], fitted[1], person.id, NOW),
    ]
    for event_id in reversed(events):
        undo_event(store, event_id, person.id, NOW)
    assert snapshot(store) == before


def test_a_topic_is_found_by_a_name_that_it_had_before(
    store: Store, fitted: list[int], person: Person
) -> None:
    """So that saved views and audiences outlast a renaming or a merge."""
    first, second, third, _ = fitted
    life.rename(store, first, "Double charge", person.id, NOW)
    life.merge(store, second, third, person.id, NOW)
    found = store.topics.find_called()
    assert found["charged twice"] == found["double charge"] == first
    assert found["sync loses edits"] == second
    life.rename(store, third, NAMES[0], person.id, NOW)
    assert store.topics.find_called()["charged twice"] == third


def test_it_keeps_the_history_of_a_topic(
    store: Store, fitted: list[int], person: Person
) -> None:
    life.archive(store, fitted[0], "Known and tolerated.", person.id, NOW)
    life.activate(store, fitted[0], "", person.id, NOW)
    details = [e.detail for e in store.topic_events.find_events(fitted[0])]
    assert details == ["Active.", "Archived. Known and tolerated."]


def test_it_finds_nothing_under_an_unknown_id(store: Store, person: Person) -> None:
    with pytest.raises(NotFound):
        store.topics.get_topic(1)
    with pytest.raises(NotFound):
        corrections.file_letter(store, 1, 1, person.id, NOW)
    with pytest.raises(NotFound):
        undo_event(store, 1, person.id, NOW)


def test_two_people_who_decide_at_once_are_told_so(
    store: Store, fitted: list[int], person: Person
) -> None:
    """The second one waits for the first, and then sees what that one did."""
    first, second, *_ = fitted
    said: list[str] = []

    def act(deed: Callable[..., int], *args: object) -> None:
        with Store(store.path) as own, pytest.raises(Refused) as refused:
            deed(own, *args, person.id, NOW)
        said.append(str(refused.value))

    late = [
        Thread(target=act, args=(life.accept, first)),
        Thread(target=act, args=(life.archive, second, "Noise.")),
    ]
    with store.transaction():
        for thread in late:
            thread.start()
        sleep(0.2)
        life.accept(store, first, person.id, NOW)
        life.merge(store, second, first, person.id, NOW)
    for thread in late:
        thread.join()
    assert sorted(said) == [
        "“Charged twice” is active already.",
        "“Sync loses edits” is merged into “Charged twice”; un-merge it first.",
    ]
    assert len(store.topic_events.find_events(first)) == 2
