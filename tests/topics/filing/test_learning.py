"""New letters find their topic at once, and corrections teach."""

from datetime import timedelta

import pytest

from feedback.store import Store
from feedback.topics.filing import corrections
from feedback.topics.filing.learning import place_new_letters
from feedback.types import LetterFilter, Origin, Person
from tests.builders import receive_letters
from tests.topics.conftest import NOW, change_text, record

SENTENCES = {
    "Charged twice": "I was charged twice on my card for plan number {n}.",
    "Sync loses edits": "The phone app loses my edits when it syncs note {n}.",
    "Refund takes too long": "My refund has not arrived after {n} weeks of waiting.",
}


@pytest.fixture
def taught(store: Store) -> dict[str, int]:
    """Three topics with fifteen letters each, by name."""
    texts = [("", sentence.format(n=n)) for sentence in SENTENCES.values()
             for n in range(15)]  # fmt: skip
    ids = receive_letters(store, texts, NOW)
    record(store, {name: ids[n * 15 : n * 15 + 15] for n, name in enumerate(SENTENCES)})
    return {topic.name: topic.id for topic in store.topics.find_topics()}


def receive_one(store: Store, text: str, source: str = "later") -> int:
    (letter_id,) = receive_letters(store, [("", text)], NOW, source)
    return letter_id


def test_it_places_a_new_letter_on_its_topic(
    store: Store, taught: dict[str, int]
) -> None:
    text = "Hello, they charged my card twice for the yearly plan. Please help."
    letter_id = receive_one(store, text)
    assert place_new_letters(store, lambda: NOW) == 1
    (placed,) = store.assignments.find_for_letter(letter_id)
    assert placed.topic == "Charged twice"
    assert "charged my card twice" in text[placed.start : placed.end]
    assert placed.rival in SENTENCES
    assert place_new_letters(store, lambda: NOW) == 0


def test_it_moves_nothing_that_has_a_topic(
    store: Store, taught: dict[str, int]
) -> None:
    before = {name: _letters(store, topic) for name, topic in taught.items()}
    receive_one(store, "My refund has not arrived.")
    place_new_letters(store, lambda: NOW)
    after = {name: _letters(store, topic) for name, topic in taught.items()}
    assert all(before[name] <= after[name] for name in before)


def test_it_does_not_put_a_letter_back_where_a_person_took_it_out(
    store: Store, taught: dict[str, int], person: Person
) -> None:
    topic_id = taught["Charged twice"]
    letter_id = min(_letters(store, topic_id))
    corrections.refuse_letter(store, letter_id, topic_id, person.id, NOW)
    place_new_letters(store, lambda: NOW)
    assert letter_id not in _letters(store, topic_id)


def test_it_learns_from_letters_filed_by_hand(
    store: Store, taught: dict[str, int], person: Person
) -> None:
    topic_id = taught["Refund takes too long"]
    for n in range(6):
        text = f"The voucher code {n} from the spring fair is rejected."
        letter_id = receive_one(store, text, f"fair {n}")
        corrections.file_letter(store, letter_id, topic_id, person.id, NOW)
    alike = receive_one(store, "My voucher code from the fair is rejected too.")
    place_new_letters(store, lambda: NOW)
    (placed,) = store.assignments.find_for_letter(alike)
    assert (placed.topic_id, placed.origin) == (topic_id, Origin.MODEL)


def test_it_places_nothing_while_there_is_nothing_to_learn(store: Store) -> None:
    receive_one(store, "The first letter of all.")
    assert place_new_letters(store) == 0


def _letters(store: Store, topic_id: int) -> set[int]:
    return set(store.letters.find_ids(LetterFilter(topic_id=topic_id)))


def test_a_letter_that_its_source_changed_is_placed_anew(
    store: Store, taught: dict[str, int], person: Person
) -> None:
    (letter_id, *_, filed), later = (
        sorted(_letters(store, taught["Charged twice"])),
        NOW + timedelta(minutes=1),
    )
    corrections.file_letter(store, filed, taught["Charged twice"], person.id, NOW)
    change_text(store, letter_id, "The phone app loses my edits.", later, "letters")
    change_text(store, filed, "Bye.", later, "letters")
    assert place_new_letters(store, lambda: later) == 1
    (placed,) = store.assignments.find_for_letter(letter_id)
    assert placed.topic == "Sync loses edits"
    exemplars = store.quotes.find_exemplars(taught["Charged twice"])
    assert letter_id not in {quote.letter_id for quote in exemplars}
    (kept,) = store.assignments.find_for_letter(filed)
    assert (kept.topic, kept.start, kept.end) == ("Charged twice", 0, 0)
