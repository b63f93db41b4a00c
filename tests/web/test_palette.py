"""The palette: every place is found by a part of its name."""

import pytest
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser

from feedback.store import Store
from feedback.topics.life.life import archive
from feedback.types import Person
from feedback.web.palette import Place, choose_places
from tests.conftest import NOW
from tests.topics.conftest import NAMES, receive_plain, record


def offered(client: FlaskClient, query: str) -> list[tuple[str, str]]:
    page = client.get("/go", query_string={"part": 1, "q": query}).text
    links = LexborHTMLParser(page).css("a")
    return [
        (" ".join(one.text().split()), one.attributes["href"] or "") for one in links
    ]


def test_it_offers_every_page_before_anything_is_typed(client: FlaskClient) -> None:
    found = offered(client, "")
    assert ("Inbox Page", "/letters/") in found
    for _, href in found:
        assert client.get(href).status_code == 200


def test_it_finds_topics_views_and_letters(
    client: FlaskClient, store: Store, person: Person
) -> None:
    record(store, {NAMES[0]: receive_plain(store, 10)})
    (topic,) = store.topics.find_topics()
    store.views.save("Angry refunds", "refund -thanks", person.id)
    name = topic.name
    assert offered(client, name)[0] == (f"{name} Topic", f"/topics/{topic.id}")
    assert ("Angry refunds View", "/letters/?q=refund+-thanks") in offered(
        client, "angry"
    )
    assert offered(client, "zebra") == [
        ("Letters with “zebra” Search", "/letters/?q=zebra")
    ]
    archive(store, topic.id, "Over.", person.id, NOW)
    assert not any("Topic" in text for text, _ in offered(client, name))


def test_it_works_as_a_page(client: FlaskClient) -> None:
    page = client.get("/go?q=<script>alert(1)</script>").text
    assert "<script>alert" not in page
    assert "Letters with" in page


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("re", "Refund slow"),
        ("slow ref", "Refund slow"),
        ("fun", "Refund slow"),
        ("", "b"),
    ],
)
def test_it_puts_what_begins_so_first(query: str, first: str) -> None:
    places = [
        Place("Topic", n, "/") for n in ("b", "Software crashes", "Refund slow", "a re")
    ]
    found = choose_places(query, places, 3)
    assert found[0].name == ("a re" if query == "re" else first)
