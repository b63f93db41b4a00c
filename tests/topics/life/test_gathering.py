"""Letters without a topic: near ones together, and topics made of them."""

import pytest

from feedback.errors import Refused
from feedback.store import Store
from feedback.store.rules import RuleWay
from feedback.topics.filing import corrections
from feedback.topics.filing.rules import make_rule
from feedback.topics.life import life
from feedback.topics.life.gathering import find_loose_letters, make_topic
from feedback.topics.life.undoing import undo_event
from feedback.types import Origin, Person, TopicState
from tests.builders import receive_letters
from tests.topics.conftest import NOW, record
from tests.topics.life.test_halving import CRASHES, REFUNDS

ODD = [("", "What are the opening hours of your museum shop in Lisbon?")]


@pytest.fixture
def loose(store: Store) -> list[int]:
    """Five refunds, seven crashes and a stray letter, none with a topic."""
    return receive_letters(store, [*REFUNDS, *CRASHES, *ODD])


def test_it_puts_near_letters_together(store: Store, loose: list[int]) -> None:
    found = find_loose_letters(store)
    groups = [{quote.letter_id for quote in group} for group in found.groups]
    assert groups == [set(loose[5:12]), set(loose[:5])]
    assert [quote.letter_id for quote in found.single] == loose[12:]
    assert found.total == 13


def test_it_tells_chinese_letters_apart(store: Store) -> None:
    refunds = [
        ("", text)
        for text in (
            "退款一直没有到账，已经等了三个星期",
            "申请的退款还没到账，等了半个月",
        )
    ]
    crashes = [
        ("", text)
        for text in ("打开照片就闪退，手机重启也没用", "一点开照片软件就闪退")
    ]
    odd = [("", "请问你们的线下门店周末几点开门"), ("", "字体太小，老人看不清楚")]
    ids = receive_letters(store, [*refunds, *crashes, *odd])
    groups = find_loose_letters(store).groups
    found = [{quote.letter_id for quote in group} for group in groups]
    assert sorted(found, key=min) == [set(ids[:2]), set(ids[2:4])]


def test_letters_without_words_are_close_to_none(store: Store) -> None:
    """And draw no letters together that speak of different things."""
    empty = [("", ""), ("", "…"), ("", "   "), ("", "")]
    apart = [("", "The app crashes at start"), ("", "Where is my refund, please?")]
    receive_letters(store, [*empty, *apart])
    found = find_loose_letters(store)
    assert found.groups == ()
    assert len(found.single) == 6
    assert {one.text for one in found.single[:2]} == {body for _, body in apart}


def test_it_has_nothing_to_show_without_letters(store: Store) -> None:
    assert find_loose_letters(store).total == 0
    receive_letters(store, ODD)
    assert len(find_loose_letters(store).single) == 1


def test_it_makes_a_topic_that_holds_through_fits_and_undoes_it(
    store: Store, loose: list[int], person: Person
) -> None:
    event = make_topic(store, loose[:5], "Slow refunds", person.id, NOW)
    topic = store.topics.find_topics()[0]
    assert (topic.name, topic.state, topic.letters) == (
        "Slow refunds",
        TopicState.ACTIVE,
        5,
    )
    record(store, {"All": loose})
    (placed,) = store.assignments.find_for_letter(loose[0])
    assert (placed.topic_id, placed.origin) == (topic.id, Origin.PERSON)
    undo_event(store, event, person.id, NOW)
    assert {letter for letter, *_ in store.assignments.find_loose()} == set(loose)
    assert store.topics.get_topic(topic.id).state is TopicState.ARCHIVED
    make_topic(store, loose[2:5], "Slow refunds", person.id, NOW)


def test_it_does_not_take_back_what_people_did_more_with(
    store: Store, loose: list[int], fitted: list[int], person: Person
) -> None:
    event = make_topic(store, loose[:5], "Slow refunds", person.id, NOW)
    topic_id = store.topic_events.get_event(event)[0].topic_id
    merged = life.merge(store, fitted[0], topic_id, person.id, NOW)
    with pytest.raises(Refused, match="un-merge them first"):
        undo_event(store, event, person.id, NOW)
    undo_event(store, merged, person.id, NOW)
    filed = corrections.file_letter(store, loose[6], topic_id, person.id, NOW)
    with pytest.raises(Refused, match="has other letters by now"):
        undo_event(store, event, person.id, NOW)
    undo_event(store, filed, person.id, NOW)
    words = "words that no letter holds yet"
    ruled = make_rule(store, topic_id, words, RuleWay.PHRASE, person.id, NOW)
    with pytest.raises(Refused, match="A rule puts letters on this topic"):
        undo_event(store, event, person.id, NOW)
    undo_event(store, ruled, person.id, NOW)
    undo_event(store, event, person.id, NOW)
    assert {letter for letter, *_ in store.assignments.find_loose()} == set(loose)


def test_it_takes_only_letters_without_a_topic(
    store: Store, fitted: list[int], many: list[int], person: Person
) -> None:
    corrections.refuse_letter(store, many[0], fitted[0], person.id, NOW)
    make_topic(store, many[:2], "New", person.id, NOW)
    assert store.topics.find_topics()[-1].letters == 1
    for name, letters in (("Other", many[1:2]), ("New", many[:1]), ("", many)):
        with pytest.raises(Refused):
            make_topic(store, letters, name, person.id, NOW)
