"""Rules: always this topic for these words."""

import pytest

from feedback.errors import Conflict, NotFound, Refused
from feedback.store import Store
from feedback.store.proposals import Group
from feedback.store.rules import RuleWay
from feedback.topics.filing import corrections
from feedback.topics.filing.learning import place_new_letters
from feedback.topics.filing.rules import make_rule, preview_rule
from feedback.topics.life.splitting import split_as_found
from feedback.topics.life.undoing import undo_event
from feedback.types import LetterFilter, Origin, Person
from tests.builders import receive_letters
from tests.topics.conftest import NAMES, NOW, record
from tests.topics.life.test_life import placed

PHRASE = RuleWay.PHRASE


def origins(store: Store, letter_id: int, topic_id: int) -> list[Origin]:
    found = store.assignments.find_for_letter(letter_id)
    return [one.origin for one in found if one.topic_id == topic_id]


def test_it_previews_without_placing(store: Store, fitted: list[int]) -> None:
    letters = receive_letters(store, source="more")
    before = placed(store)
    seen = preview_rule(store, fitted[0], " charged   TWICE ", PHRASE)
    assert (seen.found, seen.fresh) == (2, 2)
    assert {one.letter_id for one in seen.samples} == {letters[0], letters[4]}
    assert placed(store) == before


def test_it_reads_a_phrase_in_order_and_words_anywhere(
    store: Store, fitted: list[int]
) -> None:
    receive_letters(store, source="more")
    assert preview_rule(store, fitted[0], "twice charged", PHRASE).found == 0
    assert preview_rule(store, fitted[0], "twice yearly", RuleWay.WORDS).found == 2
    assert preview_rule(store, fitted[0], "退款", PHRASE).found == 1


def test_it_places_letters_and_shows_the_passage(
    store: Store, fitted: list[int], person: Person
) -> None:
    letters = receive_letters(store, source="more")
    make_rule(store, fitted[2], "my refund", PHRASE, person.id, NOW)
    (one,) = store.assignments.find_for_letter(letters[2])
    assert (one.origin, one.person, one.words) == (Origin.RULE, "Ada", ("my refund",))
    body = store.letters.get_letter(letters[2]).body
    assert body[one.start : one.end] == "Where is my refund?"


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (
            "It is $15.00 of late fee at x.com now. So",
            "It is $15.00 of late fee at x.com now.",
        ),
        ("Hello!\n\n  late fee", "late fee"),
        ("气死我了！late fee太高？退钱", "late fee太高？"),
        ("No end here late fee", "No end here late fee"),
    ],
)
def test_the_passage_of_a_rule_is_a_whole_sentence(
    store: Store, fitted: list[int], body: str, sentence: str
) -> None:
    receive_letters(store, [("", body)], source="more")
    (quote,) = preview_rule(store, fitted[0], "late fee", PHRASE).samples
    assert quote.text == sentence


def test_it_holds_for_new_letters_and_through_fits(
    store: Store, fitted: list[int], many: list[int], person: Person
) -> None:
    make_rule(store, fitted[3], "charged twice", PHRASE, person.id, NOW)
    letters = receive_letters(store, source="more")
    place_new_letters(store, lambda: NOW)
    assert origins(store, letters[0], fitted[3]) == [Origin.RULE]
    record(store, {name: [*many[n * 10 : n * 10 + 10]] for n, name in enumerate(NAMES)})
    record(store, {NAMES[0]: [*many[:10], letters[0], letters[4]]})
    assert origins(store, letters[0], fitted[3]) == [Origin.RULE]
    assert origins(store, letters[4], fitted[3]) == [Origin.RULE]


def test_it_is_undone_exactly(store: Store, fitted: list[int], person: Person) -> None:
    receive_letters(store, source="more")
    before = placed(store)
    first = make_rule(store, fitted[0], "plan", PHRASE, person.id, NOW)
    second = make_rule(store, fitted[0], "charged twice", PHRASE, person.id, NOW)
    assert placed(store) != before
    undo_event(store, first, person.id, NOW)
    undo_event(store, second, person.id, NOW)
    assert placed(store) == before
    assert store.rules.find_standing() == ()
    with pytest.raises(Refused, match="undone already"):
        undo_event(store, second, person.id, NOW)


def test_it_leaves_letters_of_one_rule_to_another(
    store: Store, fitted: list[int], person: Person
) -> None:
    letters = receive_letters(store, source="more")
    first = make_rule(store, fitted[0], "charged", PHRASE, person.id, NOW)
    make_rule(store, fitted[0], "yearly plan", PHRASE, person.id, NOW)
    undo_event(store, first, person.id, NOW)
    assert origins(store, letters[0], fitted[0]) == [Origin.RULE]


def test_it_lets_people_speak_first(
    store: Store, fitted: list[int], person: Person
) -> None:
    letters = receive_letters(store, source="more")
    corrections.refuse_letter(store, letters[0], fitted[0], person.id, NOW)
    corrections.file_letter(store, letters[4], fitted[0], person.id, NOW)
    make_rule(store, fitted[0], "charged twice", PHRASE, person.id, NOW)
    assert origins(store, letters[0], fitted[0]) == []
    assert origins(store, letters[4], fitted[0]) == [Origin.PERSON]


def test_it_does_not_return_through_the_undo_of_something_else(
    store: Store, fitted: list[int], person: Person
) -> None:
    letters = receive_letters(store, source="more")
    rule = make_rule(store, fitted[0], "charged twice", PHRASE, person.id, NOW)
    out = corrections.refuse_letter(store, letters[0], fitted[0], person.id, NOW)
    undo_event(store, rule, person.id, NOW)
    try:
        undo_event(store, out, person.id, NOW)
    except Conflict:
        pytest.fail("the rule is gone and rests on nothing")
    assert origins(store, letters[0], fitted[0]) == []


def test_it_stays_when_the_models_split_the_topic(
    store: Store, fitted: list[int], person: Person
) -> None:
    letters = receive_letters(store, source="more")
    make_rule(store, fitted[0], "charged twice", PHRASE, person.id, NOW)
    group = Group("Other", (letters[0], *_of(store, fitted[0])[:4]))
    split_as_found(store, fitted[0], group, person.id, NOW)
    assert origins(store, letters[0], fitted[0]) == [Origin.RULE]


def test_it_refuses_nothing_known_and_too_long(
    store: Store, fitted: list[int], person: Person
) -> None:
    make_rule(store, fitted[0], "charged", PHRASE, person.id, NOW)
    for text, problem in (("?!", "word"), ("x" * 121, "120"), ("Charged", "already")):
        with pytest.raises(Refused, match=problem):
            make_rule(store, fitted[0], text, PHRASE, person.id, NOW)
    with pytest.raises(NotFound):
        preview_rule(store, 99, "charged", PHRASE)


def _of(store: Store, topic_id: int) -> list[int]:
    return sorted(store.letters.find_ids(LetterFilter(topic_id=topic_id)))
