"""Copies: found as letters come, split by people, and counted once per writer."""

from datetime import timedelta

import pytest

from feedback.errors import Conflict, NotFound, Refused
from feedback.inbox.triage import move_letters
from feedback.store import Store
from feedback.store.copy_index import Found
from feedback.topics.alike.copies import count_same, find_same, look_for_copies
from feedback.topics.filing.corrections import file_letter
from feedback.types import (
    LetterCounts,
    LetterFilter,
    Origin,
    SourceKind,
    TopicState,
    TriageState,
    WriterHint,
)
from feedback.worker import run_next_job, schedule_comparing
from tests.builders import draft
from tests.conftest import NOW
from tests.models.texts.test_copies import TEMPLATE

ANN = WriterHint("ann@example.com", "Ann", "ann@example.com")


def receive(store, *bodies, first=0, source="letters", **changes):
    """Receive letters and return their ids."""
    import_id = store.imports.start(source, SourceKind.FILE, "letters.csv", NOW)
    drafts = [draft(first + n, "", body, **changes) for n, body in enumerate(bodies)]
    store.letters.receive(import_id, drafts, NOW)
    return sorted(store.letters.find_ids(LetterFilter(import_id=import_id)))


def same(store, letter_id):
    return sorted(store.letters.find_ids(LetterFilter(same_text_as=letter_id)))


@pytest.fixture
def template(store):
    """Six letters: four of one template, two that are alone."""
    return receive(
        store,
        TEMPLATE.format("Maria"),
        "Great app",
        TEMPLATE.format("17 May, Tom"),
        TEMPLATE.format("Maria"),
        "refund please",
        f"Hello,\n{TEMPLATE.format('Ann')}",
    )


def test_it_groups_letters_as_they_come(store, template):
    assert look_for_copies(store) == 6
    group = [template[0], *template[2:4], template[5]]
    assert same(store, template[3]) == group
    assert same(store, template[1]) == [template[1]]
    assert count_same(store, template[0]) == LetterCounts(4, 4)
    assert count_same(store, template[1]) == LetterCounts(1, 1)
    later = receive(store, TEMPLATE.format("Kim"), first=10)
    assert look_for_copies(store) == 1
    assert same(store, template[0]) == [*group, *later]
    assert look_for_copies(store) == 0


def test_the_batches_make_no_difference(store, template, tmp_path, monkeypatch):
    look_for_copies(store)
    at_once = [same(store, id_) for id_ in template]
    with Store(tmp_path / "other.db") as other:
        bodies = [store.letters.get_letter(id_).body for id_ in template]
        ids = receive(other, *bodies)
        monkeypatch.setattr("feedback.topics.alike.copies.BATCH", 1)
        look_for_copies(other)
        assert [same(other, id_) for id_ in ids] == at_once


def test_a_new_letter_is_seen_at_once(store, template):
    look_for_copies(store)
    equal, near, other = receive(
        store, TEMPLATE.format("Maria"), TEMPLATE.format("Zoe"), "Other", first=20
    )
    assert same(store, equal) == [template[0], template[3], equal]
    assert find_same(store, near) == template[0]
    assert count_same(store, near) == LetterCounts(6, 6)
    assert count_same(store, equal) == LetterCounts(5, 5)
    assert find_same(store, other) == other
    assert find_same(store, template[2]) == template[2]


def test_automatic_mail_is_no_copy_and_holds_nothing_up(store):
    receive(store, TEMPLATE.format(1), TEMPLATE.format(2), is_automatic=True)
    assert store.copy_index.is_behind()
    assert look_for_copies(store) == 0
    assert not store.copy_index.is_behind()


def test_a_split_letter_stays_apart_whatever_is_computed(store, template, person):
    look_for_copies(store)
    batch_id = store.copies.split([template[2]], person.id, NOW)
    rest = [template[0], template[3], template[5]]
    assert same(store, template[2]) == [template[2]]
    assert same(store, template[0]) == rest
    look_for_copies(store)
    store.copy_index.begin("another scheme")
    look_for_copies(store)
    assert same(store, template[2]) == [template[2]]
    assert same(store, template[0]) == rest
    new = receive(store, f"{TEMPLATE.format('17 May, Tom')} Bye", first=70)
    look_for_copies(store)
    assert same(store, new[0]) == [template[2], *new]
    assert store.copies.undo_split(batch_id, NOW) == 1


def test_undoing_a_split_puts_the_letter_back(store, template, person):
    look_for_copies(store)
    before = same(store, template[0])
    batch_id = store.copies.split([template[0], template[3]], person.id, NOW)
    assert same(store, template[0]) == [template[0], template[3]]
    assert {s.letter_id for s in store.copies.find_splits(template)} == {
        template[0], template[3],
    }  # fmt: skip
    store.copies.undo_split(batch_id, NOW)
    assert same(store, template[0]) == before
    assert not store.copies.find_splits(template)
    with pytest.raises(NotFound):
        store.copies.undo_split(batch_id, NOW)


def test_a_split_of_a_split_is_undone_first(store, template, person):
    look_for_copies(store)
    first = store.copies.split([template[0], template[3]], person.id, NOW)
    second = store.copies.split([template[3]], person.id, NOW)
    with pytest.raises(Conflict):
        store.copies.undo_split(first, NOW)
    store.copies.undo_split(second, NOW)
    store.copies.undo_split(first, NOW)
    assert len(same(store, template[3])) == 4


def test_new_letters_follow_the_likest_side_of_a_split(store, template, person):
    look_for_copies(store)
    store.copies.split([template[2]], person.id, NOW)
    look_for_copies(store)
    new = receive(
        store, TEMPLATE.format("17 May, Tom"), TEMPLATE.format("Maria"), first=30
    )
    look_for_copies(store)
    assert same(store, new[0]) == [template[2], new[0]]
    assert same(store, new[1]) == [template[0], template[3], template[5], new[1]]


@pytest.mark.parametrize("chosen", [[], [1], [0, 2, 3, 5], [0, 1]])
def test_a_split_that_makes_no_sense_is_refused(store, template, person, chosen):
    look_for_copies(store)
    with pytest.raises(Refused):
        store.copies.split([template[n] for n in chosen], person.id, NOW)
    assert len(same(store, template[0])) == 4


def test_a_changed_letter_leaves_its_group(store, template):
    look_for_copies(store)
    receive(store, "Something else now", first=3)
    look_for_copies(store)
    assert same(store, template[0]) == [template[0], template[2], template[5]]
    assert same(store, template[3]) == [template[3]]


def test_a_group_is_still_found_when_its_first_letter_has_changed(store):
    first, other = receive(store, TEMPLATE.format("Maria"), TEMPLATE.format("Tom"))
    look_for_copies(store)
    receive(store, "Something else now", first=0)
    look_for_copies(store)
    new = receive(store, TEMPLATE.format("Kim"), first=7)
    look_for_copies(store)
    assert same(store, new[0]) == [other, *new]
    assert same(store, first) == [first]


def test_a_job_reads_a_part_and_leaves_the_rest_to_the_next(
    store, template, monkeypatch
):
    monkeypatch.setattr("feedback.topics.alike.copies.BATCH", 2)
    assert look_for_copies(store, limit=3) == 4
    assert store.copy_index.is_behind()
    assert look_for_copies(store, limit=3) == 2
    assert not store.copy_index.is_behind()
    assert len(same(store, template[0])) == 4


def test_letters_that_go_while_they_are_read_do_no_harm(store, template):
    """An import is undone and another one comes between reading and writing."""
    texts = store.copy_index.find_unread(0, 10)
    store.imports.undo(1, NOW)
    assert not store.copy_index.record(Found({1: (2, 1.0)}, {}), 0, texts)
    again = receive(store, *["Other"] * 6, first=50)
    assert not store.copy_index.record(Found(), 0, texts)
    look_for_copies(store)
    assert same(store, again[0]) == again


def test_a_group_outlives_its_first_letter_and_no_id_is_given_twice(store):
    first = receive(store, TEMPLATE.format("Maria"))
    others = receive(store, TEMPLATE.format("Tom"), TEMPLATE.format("Kim"), first=5)
    look_for_copies(store)
    store.imports.undo(1, NOW)
    assert same(store, others[0]) == others
    store.imports.undo(2, NOW)
    again = receive(store, "Great app", TEMPLATE.format("Zoe"), TEMPLATE.format("Al"))
    assert not {*first, *others} & set(again)
    assert store.copy_index.is_behind()
    look_for_copies(store)
    assert same(store, again[0]) == [again[0]]
    assert same(store, again[1]) == again[1:]


def test_a_bereft_group_is_found_by_new_letters(store):
    receive(store, TEMPLATE.format("Maria"))
    other = receive(store, TEMPLATE.format("Tom"), first=5)
    look_for_copies(store)
    store.writers.erase("writer0@example.com", "erased-1", "2026-03-02T09:00:00Z")
    look_for_copies(store)
    new = receive(store, TEMPLATE.format("Kim"), first=9)
    look_for_copies(store)
    assert same(store, new[0]) == [*other, *new]


def test_one_letter_to_five_places_counts_once(store, template):
    for n, source in enumerate(["mail", "app store", "form", "chat"]):
        receive(store, TEMPLATE.format("me"), first=40, source=source, writer=ANN,
                written_at=NOW - timedelta(days=n))  # fmt: skip
    receive(store, TEMPLATE.format("me"), first=60, writer=ANN,
            written_at=NOW - timedelta(days=40))  # fmt: skip
    look_for_copies(store)
    day = (NOW - timedelta(days=60)).date(), NOW.date()
    counted = sum(c.letters for c in store.trends.count_all(*day))
    assert counted == 6 + 2, "one of the four, and the one of 37 days before"
    group = store.copies.find_group(template[0])
    assert store.copies.count_group(group).letters == 9
    assert store.copies.count_group(group).writers == 5


def test_the_next_counts_where_the_first_is_no_feedback(store, person):
    places = ("mail", "chat", "form")
    ids = [
        receive(store, TEMPLATE.format("me"), first=n, source=place, writer=ANN)[0]
        for n, place in enumerate(places)
    ]
    look_for_copies(store)

    def count():
        day = (NOW - timedelta(days=60)).date(), NOW.date()
        return sum(c.letters for c in store.trends.count_all(*day))

    assert count() == 1
    moved = move_letters(store, ids[:1], TriageState.NOT_FEEDBACK, person.id, NOW)
    assert count() == 1, "the second stands for the third now"
    last = move_letters(store, ids[1:], TriageState.NOT_FEEDBACK, person.id, NOW)
    assert count() == 0
    store.moves.undo(last, NOW)
    store.moves.undo(moved, NOW)
    assert count() == 1


def test_topics_and_trends_agree_on_a_repeat_that_is_filed_elsewhere(store, person):
    ids = [
        receive(store, TEMPLATE.format("me"), first=n, source=place, writer=ANN)[0]
        for n, place in enumerate(("mail", "chat", "form"))
    ]
    look_for_copies(store)
    here, there = (
        store.topics.add(name, Origin.PERSON, TopicState.ACTIVE, NOW)
        for name in ("Here", "There")
    )
    for letter_id, topic_id in zip(ids, (here, there, there), strict=True):
        file_letter(store, letter_id, topic_id, person.id, NOW)
    day = (NOW - timedelta(days=60)).date(), NOW.date()
    counts = store.trends.count_topics(*day)
    assert {c.topic_id: (c.letters, c.writers) for c in counts} == {
        here: (1, 1), there: (1, 1),
    }  # fmt: skip
    assert [topic.letters for topic in store.topics.find_topics()] == [1, 1]


def test_a_list_can_show_each_text_once(store, template, person):
    look_for_copies(store)
    once = LetterFilter(each_text_once=True)
    assert sorted(store.letters.find_ids(once)) == [
        template[1], template[4], template[5],
    ]  # fmt: skip
    shown = store.letters.find_letters(once).items
    assert {item.id: item.copies for item in shown} == {
        template[5]: 4, template[4]: 1, template[1]: 1,
    }  # fmt: skip
    move_letters(store, [template[5]], TriageState.DONE, person.id, NOW)
    for states, expected in (
        ((TriageState.NEW,), [template[1], template[3], template[4]]),
        ((TriageState.NEW, TriageState.DONE), [template[1], *template[4:]]),
    ):
        wanted = LetterFilter(states=states, each_text_once=True, words=())
        shown = store.letters.find_letters(wanted).items
        assert sorted(item.id for item in shown) == expected
        assert store.letters.count_letters(wanted).letters == 3
    words = LetterFilter(words=("maria",), each_text_once=True)
    assert store.letters.find_ids(words) == [template[3]]


def test_the_worker_looks_for_copies_when_letters_have_come(store, template):
    schedule_comparing(store)
    schedule_comparing(store)
    assert run_next_job(store)
    assert run_next_job(store)
    assert not run_next_job(store)
    assert store.jobs.find_latest("copies").message == "6 letters compared."
    schedule_comparing(store)
    assert not run_next_job(store)


def test_ten_thousand_copies_are_one_group(store):
    """Case 78."""
    ids = receive(store, *[TEMPLATE.format(f"No. {n}") for n in range(2_000)])
    look_for_copies(store)
    group = store.copies.find_group(ids[0])
    assert store.copies.count_group(group).is_capped
    assert len(same(store, ids[7])) == 2_000
    assert store.imports.undo(1, NOW)[0] == 2_000
