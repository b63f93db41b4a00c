"""How letters sound: read, marked by people, learned from, taken back."""

from datetime import timedelta

import pytest

from feedback.errors import Conflict, NotFound
from feedback.inbox.search import parse_query
from feedback.people.privacy import erase_writer
from feedback.store import Store
from feedback.store.tones import Tones
from feedback.topics import tones
from feedback.topics.following import follow_letters
from feedback.topics.tones import describe_tones, mark_tone, read_tones, undo_mark
from feedback.types import LetterFilter, Person, ToneKind, ToneReading
from tests.builders import receive_letters
from tests.conftest import NOW

LEAVING, ANGER = ToneKind.LEAVING, ToneKind.ANGER
TEXTS = [
    "Please cancel my subscription, this is unacceptable.",
    "Where is the export button?",
    "I do not want to cancel my subscription.",
    "我要注销账号",
    "So cheerio then, dear notes.",
]


def found(store: Store, query: str) -> set[int]:
    return set(store.letters.find_ids(parse_query(query).wanted))


def leaving_of(store: Store, letter_id: int) -> ToneReading:
    letter = store.letters.get_letter(letter_id)
    return describe_tones(store, letter_id, letter.subject, letter.body)[0]


@pytest.fixture
def sent(store: Store) -> list[int]:
    return receive_letters(store, [("", text) for text in TEXTS], NOW)


def test_it_finds_letters_by_how_they_sound(store: Store, sent: list[int]) -> None:
    assert found(store, "is:leaving") == set()
    assert read_tones(store) == 5
    assert found(store, "is:leaving") == {sent[0], sent[3]}
    assert found(store, "is:angry is:leaving") == {sent[0]}
    assert read_tones(store) == 0
    items = {item.id: item for item in store.letters.find_letters(LetterFilter()).items}
    assert (items[sent[0]].is_leaving, items[sent[0]].is_angry) == (True, True)
    assert (items[sent[1]].is_leaving, items[sent[1]].is_angry) == (False, False)


def test_it_reads_what_comes_while_it_reads(
    store: Store, sent: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    late: list[int] = []
    save = Tones.save

    def save_and_receive(
        own: Tones, scores: list[tuple[int, float, float]], stamp: str
    ) -> None:
        save(own, scores, stamp)
        if not late:
            text = ("", "Close my account.")
            late.extend(receive_letters(store, [text], NOW, "others"))

    monkeypatch.setattr(tones, "BATCH", 2)
    monkeypatch.setattr(Tones, "save", save_and_receive)
    assert read_tones(store) == 6
    assert found(store, "is:leaving") == {sent[0], sent[3], *late}


def test_unread_letters_are_found_below_another(store: Store, sent: list[int]) -> None:
    unread = store.tones.find_unread("none", 2, sent[3])
    assert [letter_id for letter_id, *_ in unread] == [sent[2], sent[1]]


def test_it_reads_tones_also_before_the_first_fit(
    store: Store, sent: list[int]
) -> None:
    assert follow_letters(store) == "No topics yet."
    assert found(store, "is:leaving") == {sent[0], sent[3]}


def test_a_mark_holds_for_its_letter_at_once(
    store: Store, sent: list[int], person: Person
) -> None:
    read_tones(store)
    mark_tone(store, sent[4], LEAVING, True, person.id, NOW)
    mark_tone(store, sent[0], LEAVING, False, person.id, NOW)
    assert found(store, "is:leaving") == {sent[3], sent[4]}
    reading = leaving_of(store, sent[0])
    assert not reading.is_so
    assert reading.mark is not None
    assert reading.mark.person == person.name
    read_tones(store)
    assert found(store, "is:leaving") == {sent[3], sent[4]}


def test_the_latest_mark_counts_and_undoing_it_brings_the_former_back(
    store: Store, sent: list[int], person: Person
) -> None:
    mark_tone(store, sent[1], LEAVING, True, person.id, NOW)
    later = mark_tone(store, sent[1], LEAVING, False, person.id, NOW)
    assert not leaving_of(store, sent[1]).is_so
    assert undo_mark(store, later, NOW) == sent[1]
    assert leaving_of(store, sent[1]).is_so
    with pytest.raises(Conflict):
        undo_mark(store, later, NOW)
    with pytest.raises(NotFound):
        undo_mark(store, 999, NOW)
    with pytest.raises(NotFound):
        mark_tone(store, 999, LEAVING, True, person.id, NOW)


def test_marks_teach_words_that_count_for_other_letters(
    store: Store, sent: list[int], person: Person
) -> None:
    read_tones(store)
    others = receive_letters(
        store,
        [("", f"Number {n}: cheerio, cheerio") for n in range(12)],
        NOW + timedelta(hours=1),
        "more",
    )
    before = leaving_of(store, sent[4]).score
    marks = [mark_tone(store, one, LEAVING, True, person.id, NOW) for one in others]
    reading = leaving_of(store, sent[4])
    assert reading.score > before + 0.3
    assert "cheerio" in reading.learned
    assert read_tones(store) == 5 + 11  # all but the one that was marked last
    for mark in marks:
        undo_mark(store, mark, NOW)
    assert leaving_of(store, sent[4]).score == before


def test_a_letter_whose_wording_changed_is_read_again(
    store: Store, sent: list[int]
) -> None:
    read_tones(store)
    with store.transaction():
        store._db.execute("UPDATE letters SET body = 'Thanks' WHERE id = ?", [sent[0]])
    assert found(store, "is:leaving") == {sent[3]}
    assert read_tones(store) == 1


def test_an_erased_writer_leaves_no_mark_and_no_learned_word(
    store: Store, sent: list[int], person: Person
) -> None:
    texts = [("", f"Zyzzyva cheerio number {n}") for n in range(6)]
    others = receive_letters(store, texts, NOW + timedelta(hours=1), "more")
    for one in others:
        mark_tone(store, one, LEAVING, True, person.id, NOW)
    keys = {store.letters.get_letter(one).writer.key for one in others}
    for key in keys:
        erase_writer(store, key, NOW)
    left = store.tones.find_all_marks()
    assert not set(others) & {letter_id for letter_id, _ in left}
    assert b"Zyzzyva" not in store.path.read_bytes()


def test_a_marked_letter_survives_the_undoing_of_its_import(
    store: Store, sent: list[int], person: Person
) -> None:
    mark_tone(store, sent[1], ANGER, True, person.id, NOW)
    import_id = store.letters.get_letter(sent[1]).import_id
    _, kept = store.imports.undo(import_id, NOW)
    assert kept == (sent[1],)
