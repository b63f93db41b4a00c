"""One topic in full."""

from datetime import UTC, datetime

from feedback.inbox.triage import move_letters
from feedback.store import Store
from feedback.store.assignments import ByDecision
from feedback.store.rules import RuleWay
from feedback.topics.alike.copies import look_for_copies
from feedback.topics.filing import corrections
from feedback.topics.filing.rules import make_rule
from feedback.topics.fitting import record_grouping
from feedback.topics.life import life
from feedback.topics.portraits import assignments_of, choose_distinct, get_portrait
from feedback.types import (
    LetterFilter,
    Person,
    PlacedBy,
    Quote,
    SourceKind,
    TriageState,
    WriterHint,
)
from tests.builders import draft, receive_letters
from tests.topics.conftest import NAMES, NOW, grouping_of, record

WHEN = datetime(2026, 2, 1, tzinfo=UTC)


def quote(letter_id: int, text: str) -> Quote:
    return Quote(letter_id, "anna", text, 0, len(text), WHEN)


def test_it_chooses_quotes_in_words_of_their_own() -> None:
    same = [quote(n, f"I was charged twice for the plan {n}") for n in range(4)]
    other = quote(9, "Nobody answers my letters about the money")
    assert choose_distinct([*same, other], 5) == (same[0], other)
    assert choose_distinct([other, *same], 1) == (other,)
    assert choose_distinct([], 3) == ()


def test_it_gathers_who_writes_and_how_sure_it_is(
    store: Store, many: list[int], fitted: list[int], person: Person
) -> None:
    corrections.file_letter(store, many[39], fitted[0], person.id, NOW)
    portrait = get_portrait(store, fitted[0])
    assert portrait.topic.letters == 11
    assert portrait.decided == ByDecision(1, 0, 10, 0, 0)
    assert [(s.value, s.counts.letters) for s in portrait.who["sources"]] == [
        ("plain", 11)
    ]
    assert len(portrait.who["writers"]) == 5
    assert [(near.topic.name, near.letters) for near in portrait.near] == [
        (NAMES[3], 1)
    ]
    assert [one.belongs for one in portrait.corrections] == [True]
    assert portrait.events[0].kind == "filed"


def test_writers_of_one_name_are_counted_apart(store: Store) -> None:
    import_id = store.imports.start("shop", SourceKind.FILE, "shop.csv", NOW)
    hints = [WriterHint(f"{n}@example.com", "Ann Lee", "") for n in (1, 2, 2)]
    drafts = [draft(n, body=f"Bad {n}", writer=hint) for n, hint in enumerate(hints)]
    store.letters.receive(import_id, drafts, NOW)
    record(store, {"Bad": sorted(store.letters.find_ids(LetterFilter()))})
    found = store.trends.count_aspect(1, "writers")
    assert [(one.value, one.counts.letters) for one in found] == [
        ("Ann Lee", 2),
        ("Ann Lee", 1),
    ]
    for one in found:
        theirs = LetterFilter(topic_id=1, writer_id=one.writer_id)
        assert len(store.letters.find_ids(theirs)) == one.counts.letters


def test_what_decided_adds_up_to_the_letters_of_the_topic(
    store: Store, many: list[int], fitted: list[int], person: Person
) -> None:
    make_rule(store, fitted[0], "number 3 says", RuleWay.PHRASE, person.id, NOW)
    twice = [("", "The very same words, sent to two places.")]
    sent = [receive_letters(store, twice, NOW, source)[0] for source in "ab"]
    for letter_id in (*sent, many[39], many[38]):
        corrections.file_letter(store, letter_id, fitted[0], person.id, NOW)
    move_letters(store, [many[0], many[38]], TriageState.NOT_FEEDBACK, person.id, NOW)
    look_for_copies(store)
    portrait = get_portrait(store, fitted[0])
    assert portrait.topic.letters == 11
    assert portrait.decided == ByDecision(2, 1, 8, 0, 0)
    assert [near.letters for near in portrait.near] == [1]


def test_it_quotes_what_was_merged_in_too(
    store: Store, fitted: list[int], person: Person
) -> None:
    life.merge(store, fitted[0], fitted[1], person.id, NOW)
    portrait = get_portrait(store, fitted[1])
    assert [topic.id for topic in portrait.merged] == [fitted[0]]
    assert portrait.summary
    into = get_portrait(store, fitted[0]).into
    assert into
    assert into.id == fitted[1]


def test_it_names_each_topic_of_a_letter_once(
    store: Store, many: list[int], fitted: list[int], person: Person
) -> None:
    corrections.file_letter(store, many[0], fitted[1], person.id, NOW)
    assert len(assignments_of(store, many[0])) == 2
    life.merge(store, fitted[1], fitted[0], person.id, NOW)
    (one,) = assignments_of(store, many[0])
    assert (one.topic_id, one.confidence, one.person) == (fitted[0], 1.0, "Ada")


def test_it_quotes_from_the_first_word_on(store: Store) -> None:
    texts = ["XXXX 's is asking for money back.", "Hello, the plan is bad.", "Bad."]
    ids = receive_letters(store, [("", text) for text in texts], NOW)
    record(store, {"Plans": ids})
    store.quotes.replace_exemplars(1, [(ids[0], 4, 33), (ids[1], 5, 23)])
    texts = [quote.text for quote in store.quotes.find_exemplars(1)]
    assert sorted(texts) == ["is asking for money back.", "the plan is bad."]


def test_letters_are_found_by_what_decided_and_how_surely(
    store: Store, many: list[int], person: Person
) -> None:
    for confidence, letters in ((0.9, many[:5]), (0.6, many[5:9]), (0.3, many[9:12])):
        fit_id = store.fits.start(0, "test-1", NOW)
        record_grouping(store, fit_id, grouping_of({"One": letters}, confidence), NOW)
    first, *others = sorted(topic.id for topic in store.topics.find_topics())
    for topic_id in others:
        life.merge(store, topic_id, first, person.id, NOW)
    corrections.file_letter(store, many[0], first, person.id, NOW)
    make_rule(store, first, "number 1 says", RuleWay.PHRASE, person.id, NOW)
    decided = store.assignments.count_by_decision(first)
    assert decided == ByDecision(by_hand=1, by_rule=1, high=3, middle=4, low=3)
    found = [
        len(store.letters.find_ids(LetterFilter(topic_id=first, placed_by=way)))
        for way in PlacedBy
    ]
    assert found == [1, 1, 3, 4, 3]
    anywhere = LetterFilter(placed_by=PlacedBy.HAND)
    assert store.letters.find_ids(anywhere) == many[:1]
