"""What people say of letters and topics: the latest word holds, through merges too."""

from feedback.store import Store
from feedback.topics.filing import corrections
from feedback.topics.life import life
from feedback.topics.life.splitting import split_off
from feedback.types import Person
from tests.topics.conftest import NOW


def test_the_latest_word_holds_whichever_of_the_merged_topics_it_was_said_of(
    store: Store, many: list[int], fitted: list[int], person: Person
) -> None:
    letter_id, into = many[25], fitted[1]
    corrections.file_letter(store, letter_id, fitted[0], person.id, NOW)
    life.merge(store, fitted[0], into, person.id, NOW)
    corrections.refuse_letter(store, letter_id, into, person.id, NOW)
    assert store.corrections.find_filed() == frozenset()
    assert store.corrections.find_refused() == {(letter_id, into)}
    corrections.file_letter(store, letter_id, into, person.id, NOW)
    assert store.corrections.find_filed() == {(letter_id, into)}
    assert store.corrections.find_refused() == frozenset()


def test_letters_split_off_and_merged_back_are_not_refused_there(
    store: Store, many: list[int], fitted: list[int], person: Person
) -> None:
    new_id, _ = split_off(store, fitted[0], many[:2], "New", person.id, NOW)
    pairs = {(letter_id, fitted[0]) for letter_id in many[:2]}
    assert store.corrections.find_refused() == pairs
    life.merge(store, new_id, fitted[0], person.id, NOW)
    assert store.corrections.find_refused() == frozenset()
    assert store.corrections.find_filed() == pairs
    life.unmerge(store, new_id, person.id, NOW)
    assert store.corrections.find_refused() == pairs
