"""Ticked topics: a look before they become one, and one undo for all."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback.store import Store
from feedback.types import Role, TopicState
from tests.builders import receive_letters
from tests.conftest import add_person, sign_in
from tests.topics.conftest import NAMES, receive_plain, record
from tests.web.test_topics_pages import text_of


@pytest.fixture
def fitted(store: Store) -> list[int]:
    """Four topics of ten letters each; returns their ids in order."""
    many = receive_plain(store, 40)
    record(store, {name: many[n * 10 : n * 10 + 10] for n, name in enumerate(NAMES)})
    return [topic.id for topic in store.topics.find_topics()]


def undo_path(page: str) -> str:
    found = re.search(r'action="(/topics/together/undo[^"]*)"', page)
    assert found
    return found[1].replace("&amp;", "&")


def test_it_merges_ticked_topics_after_a_look(
    client: FlaskClient, store: Store, fitted: list[int]
) -> None:
    ticked = {"topic_ids": fitted[:3]}
    look = client.post("/topics/together/", data=ticked, follow_redirects=True).text
    assert "Make 3 topics one?" in look
    assert (
        "csrf" not in client.post("/topics/together/", data=ticked).headers["Location"]
    )
    data = {**ticked, "into_id": fitted[0]}
    page = client.post("/topics/together/merge", data=data, follow_redirects=True).text
    assert "30 letters" in page
    client.post(undo_path(page))
    assert store.topics.get_topic(fitted[0]).letters == 10


@pytest.mark.parametrize(
    ("what", "state"),
    [("accept", TopicState.ACTIVE), ("archive", TopicState.ARCHIVED)],
)
def test_it_changes_ticked_topics_and_undoes_it(
    client: FlaskClient, store: Store, fitted: list[int], what: str, state: TopicState
) -> None:
    data = {"topic_ids": fitted[:2]}
    page = client.post(
        f"/topics/together/{what}", data=data, follow_redirects=True
    ).text
    assert [store.topics.get_topic(one).state for one in fitted[:2]] == [state] * 2
    client.post(undo_path(page))
    assert store.topics.get_topic(fitted[0]).state is TopicState.PROPOSED


def test_it_says_what_to_tick(client: FlaskClient, fitted: list[int]) -> None:
    one = {"topic_ids": fitted[:1]}
    page = client.post("/topics/together/", data=one, follow_redirects=True)
    assert "at least two" in page.text
    assert client.post("/topics/together/accept").status_code == 422
    unknown = client.get("/topics/together/?topic_ids=98&topic_ids=99")
    assert unknown.status_code == 404


def test_it_shows_no_boxes_to_viewers(
    app: Flask, store: Store, fitted: list[int]
) -> None:
    client = sign_in(app, add_person(store, "viewer@example.com", Role.VIEWER))
    assert 'name="topic_ids"' not in client.get("/topics/").text
    assert client.get("/topics/together/?topic_ids=1&topic_ids=2").status_code == 403


def test_it_quotes_what_topics_say_before_they_are_one(
    client: FlaskClient, store: Store
) -> None:
    texts = [
        *(f"You charged my card twice, invoice {n}" for n in "abcd"),
        *(f"My notes are lost after a sync on {n}" for n in "efgh"),
    ]
    letters = receive_letters(store, [("", text) for text in texts])
    record(store, {"Charged": letters[:4], "Sync": letters[4:]})
    for path in ("/topics/1/merge?into=2", "/topics/together/?topic_ids=1&topic_ids=2"):
        page = text_of(client, path)
        assert "<bdi>You charged my card" in page
        assert "<bdi>My notes are lost" in page
