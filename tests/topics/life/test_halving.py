"""Splitting a topic in two halves that the models see."""

import pytest

from feedback.errors import NotFound, Refused
from feedback.store import Store
from feedback.topics.filing import corrections
from feedback.topics.life import proposals
from feedback.topics.life.halving import as_it_stands, find_halves, propose_halves
from feedback.topics.life.undoing import undo_event
from feedback.types import LetterFilter, Origin, Person
from tests.builders import receive_letters
from tests.topics.conftest import NOW, record, topic_named
from tests.topics.life.test_life import placed

REFUNDS = [
    ("", f"My refund has not arrived on my bank account after {word} weeks.")
    for word in ("two", "three", "four", "five", "six")
]
CRASHES = [
    ("", f"The app crashes with a black screen whenever I open {word}.")
    for word in ("photos", "notes", "settings", "search", "mail", "files", "maps")
]


@pytest.fixture
def mixed(store: Store) -> list[int]:
    """One topic of five refunds and seven crashes; the letters in that order."""
    letters = receive_letters(store, [*REFUNDS, *CRASHES])
    record(store, {"Mixed up": letters})
    return letters


def test_it_finds_the_two_halves_and_moves_nothing(
    store: Store, mixed: list[int]
) -> None:
    topic, before = topic_named(store, "Mixed up"), placed(store)
    propose_halves(store, topic)
    (halves,) = find_halves(store, topic)
    assert set(halves.proposal.groups[0].letter_ids) == set(mixed[:5])
    assert halves.stay == 7
    assert {one.letter_id for one in halves.leaving} <= set(mixed[:5])
    assert {one.letter_id for one in halves.staying} <= set(mixed[5:])
    assert placed(store) == before
    propose_halves(store, topic)
    assert len(find_halves(store, topic)) == 1


def test_a_half_is_not_named_after_what_masks_hid(store: Store) -> None:
    masked = [("", f"XXXX XXXX no refund {n}") for n in "abcde"]
    letters = receive_letters(store, [*masked, *CRASHES])
    record(store, {"Mixed up": letters})
    propose_halves(store, topic_named(store, "Mixed up"))
    (halves,) = find_halves(store, topic_named(store, "Mixed up"))
    (group,) = halves.proposal.groups
    assert set(group.letter_ids) == set(letters[:5])
    assert "xx" not in f"{group.name} {group.keywords}".casefold()


def test_halves_quote_what_their_letters_say_on_the_topic(
    store: Store, mixed: list[int]
) -> None:
    """The most typical letter first; how a letter begins may be about another topic."""
    propose_halves(store, topic_named(store, "Mixed up"))
    (halves,) = find_halves(store, topic_named(store, "Mixed up"))
    typical = halves.proposal.sample_ids
    assert tuple(one.letter_id for one in halves.leaving) == typical
    for quote in (*halves.leaving, *halves.staying):
        body = store.letters.get_letter(quote.letter_id).body
        (said,) = store.assignments.find_for_letter(quote.letter_id)
        assert quote.text == body[said.start : said.end].strip() != body


def test_a_split_counts_the_letters_that_would_leave_now(
    store: Store, mixed: list[int], person: Person
) -> None:
    """Others were filed elsewhere, or people have said that they belong here."""
    topic = topic_named(store, "Mixed up")
    proposal = store.proposals.get_proposal(propose_halves(store, topic))
    (group,) = proposal.groups
    corrections.refuse_letter(store, mixed[0], topic, person.id, NOW)
    corrections.file_letter(store, mixed[1], topic, person.id, NOW)
    store.topics.rename(topic, group.name, Origin.PERSON)
    seen = as_it_stands(store, proposal)
    assert (seen.letters, seen.overlap_share) == (3, 3 / 11)
    assert set(seen.groups[0].letter_ids) == set(mixed[2:5])
    assert set(seen.sample_ids) == set(mixed[2:5])
    assert seen.groups[0].name != group.name
    (halves,) = find_halves(store, topic)
    assert halves.stay == 8
    proposals.accept_proposal(store, proposal.id, person.id, NOW)
    assert [t.letters for t in store.topics.find_topics()] == [8, 3]


def test_a_letter_that_left_a_topic_is_quoted_from_its_beginning(
    store: Store, mixed: list[int], person: Person
) -> None:
    topic = topic_named(store, "Mixed up")
    corrections.refuse_letter(store, mixed[0], topic, person.id, NOW)
    (quote,) = store.quotes.find_said_on(topic, mixed[:1])
    assert quote.text == REFUNDS[0][1]


def test_it_makes_two_topics_and_undoes_it(
    store: Store, mixed: list[int], person: Person
) -> None:
    topic, before = topic_named(store, "Mixed up"), placed(store)
    proposal = propose_halves(store, topic)
    proposals.accept_proposal(store, proposal, person.id, NOW)
    assert store.letters.find_ids(LetterFilter(topic_id=topic)) == mixed[:4:-1]
    assert len(store.topics.find_topics()) == 2
    event = store.topic_events.find_standing(topic, "split")
    assert event
    undo_event(store, event, person.id, NOW)
    assert placed(store) == before


def test_it_leaves_what_people_filed(
    store: Store, mixed: list[int], person: Person
) -> None:
    topic = topic_named(store, "Mixed up")
    corrections.file_letter(store, mixed[0], topic, person.id, NOW)
    propose_halves(store, topic)
    (halves,) = find_halves(store, topic)
    assert mixed[0] not in halves.proposal.groups[0].letter_ids


def test_it_says_when_there_are_no_halves(store: Store) -> None:
    letters = receive_letters(store, [("", "All the same.")] * 8)
    record(store, {"One": letters[:8]})
    with pytest.raises(Refused, match=r"alike|too few"):
        propose_halves(store, topic_named(store, "One"))
    with pytest.raises(NotFound):
        propose_halves(store, 99)
