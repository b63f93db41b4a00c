"""Several people at the same letters at once: nobody overrules another unknowingly."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback.store import Store
from feedback.types import LetterFilter, Role
from tests.conftest import add_person, sign_in
from tests.topics.conftest import NAMES, receive_plain
from tests.web.test_topics_pages import fitted, text_of

__all__ = ["fitted"]


@pytest.fixture
def tom(app: Flask, store: Store) -> FlaskClient:
    return sign_in(app, add_person(store, "tom@example.com", Role.AGENT))


def letters_of(store: Store, topic_id: int) -> list[int]:
    return sorted(store.letters.find_ids(LetterFilter(topic_id=topic_id)))


def seen_on(client: FlaskClient, letter_id: int) -> str:
    """What the open page of a letter would send with its buttons."""
    found = re.findall(
        r'name="seen" value="(\d+)"', text_of(client, f"/letters/{letter_id}?q=")
    )
    assert len(set(found)) == 1
    return str(found[0])


def file_it(
    client: FlaskClient, letter_id: int, topic_id: int, seen: str, belongs: str = "yes"
) -> tuple[int, str]:
    data = {"topic_id": topic_id, "belongs": belongs, "seen": seen}
    answer = client.post(f"/topics/letters/{letter_id}", data=data)
    return answer.status_code, answer.text


@pytest.mark.parametrize("belongs", ["yes", "no"])
def test_a_colleague_who_filed_the_letter_first_is_named(
    client: FlaskClient, tom: FlaskClient, store: Store, fitted: list[int], belongs: str
) -> None:
    letter = letters_of(store, fitted[0])[0]
    seen = seen_on(client, letter)
    assert file_it(tom, letter, fitted[1], seen_on(tom, letter))[0] == 303
    status, page = file_it(client, letter, fitted[2], seen, belongs)
    assert status == 409
    assert "said that this letter belongs to" in page
    assert NAMES[1] in page
    assert fitted[2] not in {
        one.topic_id for one in store.assignments.find_for_letter(letter)
    }
    assert (
        file_it(client, letter, fitted[2], seen_on(client, letter), belongs)[0] == 303
    )


def test_what_a_colleague_took_back_or_oneself_said_is_in_nobodys_way(
    client: FlaskClient, tom: FlaskClient, store: Store, fitted: list[int]
) -> None:
    letter = letters_of(store, fitted[0])[0]
    seen = seen_on(client, letter)
    assert file_it(client, letter, fitted[1], seen)[0] == 303
    assert file_it(tom, letter, fitted[3], seen_on(tom, letter))[0] == 303
    undo = store.topic_events.find_events(fitted[3])[0].id
    tom.post(f"/topics/events/{undo}/undo")
    assert file_it(client, letter, fitted[2], seen)[0] == 303


def test_a_split_says_how_many_letters_somebody_else_had_moved(
    client: FlaskClient, tom: FlaskClient, store: Store, fitted: list[int]
) -> None:
    letters = letters_of(store, fitted[0])
    data = {"letter_ids": letters[:3], "name": "Tom's"}
    tom.post(f"/topics/{fitted[0]}/split", data=data)
    data = {"letter_ids": letters[1:5], "name": "Ada's"}
    page = client.post(f"/topics/{fitted[0]}/split", data=data, follow_redirects=True)
    assert "2 ticked letters had left the topic meanwhile." in page.text


def test_a_new_topic_says_how_many_letters_had_one_already(
    client: FlaskClient, tom: FlaskClient, store: Store, fitted: list[int]
) -> None:
    loose = receive_plain(store, 4, "loose")
    tom.post("/topics/loose", data={"letter_ids": loose[:1], "name": "Tom's"})
    data = {"letter_ids": loose, "name": "Ada's"}
    page = client.post("/topics/loose", data=data, follow_redirects=True)
    assert "1 ticked letter had got a topic meanwhile." in page.text
