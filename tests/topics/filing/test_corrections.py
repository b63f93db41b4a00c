"""What people say of letters and topics: the latest word holds, through merges too."""

import pytest

from feedback.errors import Refused
from feedback.store import Store
from feedback.topics.filing import corrections
from feedback.topics.filing.moving import file_several
from feedback.topics.life import life
from feedback.topics.life.splitting import split_off
from feedback.types import LetterFilter, Person
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


def test_a_word_that_lost_its_letter_is_in_nobodys_way(
    store: Store, many: list[int], fitted: list[int], person: Person
) -> None:
    """As an un-merge left it before words were said of merged topics too."""
    for number in range(2):
        corrections.file_letter(store, many[number], fitted[1], person.id, NOW)
    store.assignments.take(many[:2], fitted[1])
    corrections.file_letter(store, many[0], fitted[1], person.id, NOW)
    file_several(store, many[:2], fitted[1], person.id, NOW)
    there = store.letters.find_ids(LetterFilter(topic_id=fitted[1]))
    assert set(many[:2]) <= set(there)
    with pytest.raises(Refused, match="filed there by hand already"):
        corrections.file_letter(store, many[1], fitted[1], person.id, NOW)
