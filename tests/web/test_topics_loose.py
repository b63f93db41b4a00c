"""The page of letters without a topic."""

import re

from flask.testing import FlaskClient

from feedback.store import Store
from tests.topics.conftest import fitted, many, receive_plain, record
from tests.topics.life.test_gathering import loose

__all__ = ["fitted", "loose", "many"]


def test_it_makes_a_topic_of_a_selection(
    client: FlaskClient, store: Store, loose: list[int]
) -> None:
    page = client.get("/topics/loose").text
    assert "7 letters close to each other" in page
    assert page.count('name="letter_ids"') == 13
    data = {"letter_ids": loose[:5], "name": "Slow refunds"}
    done = client.post("/topics/loose", data=data, follow_redirects=True).text
    assert "A new topic, filed by hand" in done
    assert client.get("/topics/loose").text.count('name="letter_ids"') == 8
    undo = re.search(r'action="(/topics/events/\d+/undo)"', done)
    assert undo
    client.post(undo[1])
    assert client.get("/topics/loose").text.count('name="letter_ids"') == 13


def test_it_files_a_selection_under_a_topic_there_is(
    client: FlaskClient, store: Store, loose: list[int], fitted: list[int]
) -> None:
    assert 'formaction="/topics/letters"' in client.get("/topics/loose").text
    data = {"letter_ids": loose[:5], "name": "", "topic_id": fitted[1]}
    done = client.post("/topics/letters", data=data, follow_redirects=True).text
    assert "5 letters filed under “Sync loses edits” by hand." in done
    assert client.get("/topics/loose").text.count('name="letter_ids"') == 8
    undo = re.search(r'action="(/topics/events/\d+/undo)"', done)
    assert undo
    client.post(undo[1])
    assert client.get("/topics/loose").text.count('name="letter_ids"') == 13


def test_it_says_that_there_are_no_letters(client: FlaskClient) -> None:
    assert "No letters yet" in client.get("/topics/loose").text
    topics = client.get("/topics/").text
    assert "Find topics" not in topics
    assert "/topics/loose" not in topics
    inbox = client.get("/letters/").text
    for step in ("Import a file", "Connect a mailbox", "Write down an action"):
        assert step in inbox


def test_it_says_that_every_letter_has_a_topic(
    client: FlaskClient, store: Store
) -> None:
    record(store, {"A": receive_plain(store, 5)})
    assert "Every letter has a topic" in client.get("/topics/loose").text
    data = {"letter_ids": [1], "name": "New"}
    assert client.post("/topics/loose", data=data).status_code == 422
