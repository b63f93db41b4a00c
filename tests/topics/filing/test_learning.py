"""New letters find their topic at once, and corrections teach."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from feedback.inbox.triage import move_letters
from feedback.people.privacy import erase_writer
from feedback.store import Store
from feedback.topics.filing import corrections
from feedback.topics.filing.kept_assigner import LESSONS
from feedback.topics.filing.learning import place_look_alikes, place_new_letters
from feedback.topics.filing.moving import file_several
from feedback.topics.fitting import run_fit
from feedback.topics.life.gathering import make_topic
from feedback.topics.life.undoing import undo_event
from feedback.types import LetterFilter, Origin, Person, TriageState
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


def while_judged(store: Store, deed: Callable[[Store], object]) -> None:
    """Let a colleague do something once letters are read, before they are placed."""
    seen: list[str] = []

    def follow(statement: str) -> None:
        is_read = any("SELECT id, subject, body FROM letters" in one for one in seen)
        if is_read and statement.startswith("BEGIN") and "done" not in seen:
            seen.append("done")
            with Store(store.path) as own:
                deed(own)
        seen.append(statement)

    store._db.conn.set_trace_callback(follow)
    place_new_letters(store, lambda: NOW + timedelta(minutes=2 * ("done" in seen)))
    store._db.conn.set_trace_callback(None)
    assert "done" in seen


def test_a_letter_that_a_person_files_while_it_is_judged_is_theirs(
    store: Store, taught: dict[str, int], person: Person
) -> None:
    letter_id = receive_one(store, "They charged my card twice for the yearly plan.")
    home = taught["Sync loses edits"]
    while_judged(
        store,
        lambda own: corrections.file_letter(own, letter_id, home, person.id, NOW),
    )
    (placed,) = store.assignments.find_for_letter(letter_id)
    assert (placed.topic_id, placed.origin) == (home, Origin.PERSON)


def test_a_letter_that_changes_while_it_is_judged_is_placed_anew(
    store: Store, taught: dict[str, int]
) -> None:
    later = NOW + timedelta(minutes=1)
    letter_id = receive_one(store, "They charged my card twice for the yearly plan.")
    refund = "My refund has not arrived after 9 weeks of waiting."
    while_judged(
        store, lambda own: change_text(own, letter_id, refund, later, source="later")
    )
    place_new_letters(store, lambda: later)
    (placed,) = store.assignments.find_for_letter(letter_id)
    assert placed.topic == "Refund takes too long"


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


def leave_out(store: Store, *texts: str) -> list[int]:
    """Receive letters that a fit then reads and leaves without a topic."""
    ids = receive_letters(store, [("", text) for text in texts], NOW, "left out")
    record(store, {})
    return ids


def test_what_a_fit_left_out_no_guess_of_the_models_files(
    store: Store, taught: dict[str, int]
) -> None:
    (letter_id,) = leave_out(store, "I was charged twice on my card for a plan.")
    assert place_new_letters(store, lambda: NOW) == 0
    alike = receive_one(store, "I was charged twice on my card for this plan.")
    assert place_new_letters(store, lambda: NOW) == 1
    assert store.assignments.find_for_letter(alike)
    assert not store.assignments.find_for_letter(letter_id)


def test_what_a_fit_left_out_follows_a_letter_like_it_that_a_person_filed(
    store: Store, taught: dict[str, int], person: Person
) -> None:
    filed, alike, other = leave_out(
        store,
        "The voucher code from the spring fair is rejected.",
        "My voucher code from the spring fair is rejected too.",
        "The phone app loses my edits when it syncs this note.",
    )
    topic_id = taught["Refund takes too long"]
    corrections.file_letter(store, filed, topic_id, person.id, NOW)
    assert place_new_letters(store, lambda: NOW) == 1
    (placed,) = store.assignments.find_for_letter(alike)
    assert (placed.topic_id, placed.origin) == (topic_id, Origin.MODEL)
    assert not store.assignments.find_for_letter(other)


def test_a_letter_that_was_no_feedback_when_a_fit_read_is_placed(
    store: Store, taught: dict[str, int], person: Person
) -> None:
    letter_id = receive_one(store, "I was charged twice on my card for a plan.")
    for state in (TriageState.NOT_FEEDBACK, TriageState.OPEN):
        record(store, {})
        later = NOW + timedelta(minutes=1)
        move_letters(store, [letter_id], state, person.id, later)
    assert place_new_letters(store, lambda: later) == 1


def test_a_fit_places_what_is_like_letters_filed_by_hand_as_people_said(
    store: Store, taught: dict[str, int], person: Person
) -> None:
    filed = receive_one(store, "My voucher from the spring fair is rejected.", "a")
    topic_id = taught["Sync loses edits"]
    corrections.file_letter(store, filed, topic_id, person.id, NOW)
    alike = receive_one(store, "My voucher from the spring fair was rejected.", "b")
    run_fit(store, now=lambda: NOW)
    topics = {one.topic_id for one in store.assignments.find_for_letter(alike)}
    assert topics == {topic_id}


def test_a_letter_of_many_sentences_follows_one_that_was_filed_whole(
    store: Store, taught: dict[str, int], person: Person
) -> None:
    text = (
        "Hello, we are class {} and we do a project about companies. Could you tell "
        "us what a normal day looks like? We need the answer by {}.\n\nMila"
    )
    filed, alike = leave_out(
        store, text.format("8b", "Tuesday"), text.format("7a", "Friday")
    )
    gathered = make_topic(store, [filed], "School projects", person.id, NOW)
    assert place_new_letters(store, lambda: NOW) == 1
    (placed,) = store.assignments.find_for_letter(alike)
    topic_id = store.topic_events.get_event(gathered)[0].topic_id
    assert (placed.topic_id, placed.start, placed.end) == (topic_id, 0, 0)


def test_what_followed_a_letter_filed_by_hand_says_so_and_goes_back_with_it(
    store: Store, taught: dict[str, int], person: Person
) -> None:
    filed, alike, later = leave_out(
        store,
        "The voucher code from the spring fair is rejected.",
        "My voucher code from the spring fair is rejected too.",
        "The voucher code from our spring fair is rejected.",
    )
    topic_id = taught["Refund takes too long"]
    event = corrections.file_letter(store, filed, topic_id, person.id, NOW)
    assert place_new_letters(store, lambda: NOW) == 2
    (placed,) = store.assignments.find_for_letter(alike)
    assert (placed.like_letter_id, placed.person) == (filed, person.name)
    kept = corrections.refuse_letter(store, later, topic_id, person.id, NOW)
    undo_event(store, event, person.id, NOW)
    assert not store.assignments.find_for_letter(alike)
    undo_event(store, kept, person.id, NOW)
    assert not store.assignments.find_for_letter(later)
    assert place_new_letters(store, lambda: NOW) == 0


def test_what_followed_a_letter_that_is_erased_stays(
    store: Store, taught: dict[str, int], person: Person
) -> None:
    filed, alike = leave_out(
        store, "The voucher from the fair is rejected.", "The voucher is rejected."
    )
    topic_id = taught["Refund takes too long"]
    corrections.file_letter(store, filed, topic_id, person.id, NOW)
    assert place_new_letters(store, lambda: NOW) == 1
    refused = corrections.refuse_letter(store, alike, topic_id, person.id, NOW)
    erase_writer(store, store.letters.get_letter(filed).writer.key, NOW)
    undo_event(store, refused, person.id, NOW)
    (placed,) = store.assignments.find_for_letter(alike)
    assert (placed.topic_id, placed.like_letter_id) == (topic_id, None)


def test_the_latest_letter_filed_teaches_however_many_were_filed_before(
    store: Store, taught: dict[str, int], person: Person
) -> None:
    topic_id = taught["Refund takes too long"]
    texts = [f"Order {n} of {word} came late." for n in range(30) for word in "abc"]
    before = receive_letters(store, [("", text) for text in texts], NOW, "before")
    assert len(before) > LESSONS
    file_several(store, before, topic_id, person.id, NOW)
    filed, alike = leave_out(
        store, "The voucher from the fair is rejected.", "The voucher is rejected."
    )
    corrections.file_letter(store, filed, topic_id, person.id, NOW)
    assert place_new_letters(store, lambda: NOW) == 1
    assert store.assignments.find_for_letter(alike)


def test_a_letter_that_follows_people_may_speak_of_more_but_of_that_first(
    store: Store, taught: dict[str, int], person: Person
) -> None:
    topic_id = taught["Refund takes too long"]
    filed = receive_one(store, "My voucher from the spring fair is rejected.", "a")
    corrections.file_letter(store, filed, topic_id, person.id, NOW)
    edits = "The phone app loses my edits when it syncs this note."
    both, other = receive_letters(
        store,
        [("", f"My voucher from the fair is rejected. {edits}"), ("", edits)],
        NOW,
        "b",
    )
    assert place_look_alikes(store, lambda: NOW) == 1
    assert not store.assignments.find_for_letter(other)
    placed = {
        one.topic: one.like_letter_id for one in store.assignments.find_for_letter(both)
    }
    assert placed == {"Refund takes too long": filed, "Sync loses edits": None}
