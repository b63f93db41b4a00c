"""Numbers agree with their nouns, wherever people read them."""

from flask.testing import FlaskClient

from feedback.plurals import counted
from feedback.store import Store
from feedback.topics.life import life, splitting
from feedback.topics.life.gathering import make_topic
from feedback.types import LetterFilter, Person
from tests.conftest import NOW
from tests.topics.conftest import fitted, many, receive_plain, record

__all__ = ["fitted", "many"]


def test_one_is_singular_and_all_else_is_not() -> None:
    assert counted(1, "letter") == "1 letter"
    assert counted(0, "letter") == "0 letters"
    assert counted(1204, "person", "people") == "1,204 people"


def test_the_history_of_topics_knows_one_letter(
    store: Store, fitted: list[int], person: Person
) -> None:
    letter = store.letters.find_ids(LetterFilter(topic_id=fitted[0]))[0]
    one, _ = splitting.split_off(store, fitted[0], [letter], "One", person.id, NOW)
    life.merge(store, one, fitted[1], person.id, NOW)
    loose = receive_plain(store, 1, "loose")
    make_topic(store, loose, "Two", person.id, NOW)
    told = [
        e for t in store.topics.find_roots() for e in store.topic_events.find_events(t)
    ]
    details = " ".join(event.detail for event in told)
    for said in ("1 letter split off", "with 1 letter.", "Made of 1 letter "):
        assert said in details
    assert "1 letters" not in details


def test_the_question_before_a_merge_knows_one_letter(
    client: FlaskClient, store: Store
) -> None:
    letters = receive_plain(store, 10)
    record(store, {"One": letters[:6], "Two": letters[5:]})
    page = client.get("/topics/2/merge?into=1").text
    assert "1 letter stands on both today" in page
