"""Proposing two halves on the page of a split."""

import re
from html import unescape

from flask.testing import FlaskClient

from feedback.store import Store
from tests.topics.life.test_halving import mixed

__all__ = ["mixed"]


def test_it_proposes_accepts_and_undoes(
    client: FlaskClient, store: Store, mixed: list[int]
) -> None:
    topic = store.topics.find_topics()[0].id
    page = client.post(f"/topics/{topic}/halves", follow_redirects=True).text
    assert "Two halves, as the models see them" in page
    assert len(store.topics.find_topics()) == 1
    decide = re.search(r'action="(/topics/proposals/\d+)"', page)
    assert decide
    data = {"decision": "accept", "back": f"/topics/{topic}"}
    done = client.post(decide[1], data=data, follow_redirects=True).text
    assert "split off into" in done
    assert len(store.topics.find_topics()) == 2
    undo = re.search(r'class="message">.*?action="([^"]+)"', done, re.S)
    assert undo
    client.post(unescape(undo[1]))
    assert [one.letters for one in store.topics.find_topics()] == [len(mixed)]


def test_it_says_why_it_cannot(client: FlaskClient, store: Store) -> None:
    assert client.post("/topics/9/halves").status_code == 404
