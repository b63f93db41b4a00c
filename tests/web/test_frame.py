"""What stands around every page."""

from flask import Flask
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser

from feedback.store import Store
from feedback.types import Role
from tests.conftest import add_person, sign_in
from tests.web.routes import routes

PLACES = ["Inbox", "Topics", "Trends", "Actions", "Results"]


def places(page: str) -> list[str]:
    links = LexborHTMLParser(page).css(".places a[data-go]")
    return [link.text().split()[0] for link in links]


def test_it_has_five_places_in_the_order_of_the_work(client: FlaskClient) -> None:
    assert places(client.get("/letters/").text) == PLACES


def test_it_shows_numbers_only_when_they_ask_for_something(
    client: FlaskClient, store: Store
) -> None:
    from tests.builders import receive_letters

    assert not LexborHTMLParser(client.get("/guide").text).css(".places .number")
    receive_letters(store)
    (number,) = LexborHTMLParser(client.get("/guide").text).css(".places .number")
    assert number.text() == "6"


def test_it_says_which_letters_it_speaks_of(
    client: FlaskClient, letters: list[int]
) -> None:
    foot = LexborHTMLParser(client.get("/guide").text).css_first("footer")
    assert foot
    text = " ".join(foot.text().split())
    assert "Letters of 1 to 6 February 2026, 1 source." in text
    assert "No topics fitted yet." in text


def test_it_stands_around_every_page(
    app: Flask, store: Store, letters: list[int]
) -> None:
    """Each page has one title, one heading, a skip link and a search field."""
    client = sign_in(app, add_person(store, "root@example.com", Role.ADMIN))
    for route in routes(app):
        answer = client.get(route.path) if route.method == "GET" else None
        if answer is None or answer.status_code != 200:
            continue
        page = LexborHTMLParser(answer.text)
        if answer.mimetype != "text/html" or not page.css(".places"):
            continue
        assert places(answer.text) == PLACES, route
        assert len(page.css("h1")) == 1, route
        assert len(page.css("title")) == 1, route
        assert page.css("a[href='#content']"), route
        assert page.css("input[type=search]"), route
        ids = [node.attributes["id"] for node in page.css("[id]")]
        assert len(ids) == len(set(ids)), (route, ids)


def test_it_names_every_field_and_button(
    app: Flask, store: Store, letters: list[int]
) -> None:
    """Whoever cannot see a page hears what each control is for."""
    client = sign_in(app, add_person(store, "root@example.com", Role.ADMIN))
    for route in routes(app):
        answer = client.get(route.path) if route.method == "GET" else None
        if answer is None or answer.mimetype != "text/html":
            continue
        page = LexborHTMLParser(answer.text)
        for field in page.css("input:not([type=hidden]), select, textarea"):
            name = field.attributes.get("id")
            labelled = field.attributes.get("aria-label") or page.css(
                f"label[for='{name}']"
            )
            inside = any(parent_is_label(field))
            assert labelled or inside, (route.path, field.html)
        for button in page.css("button"):
            heard = button.text(strip=True) or button.attributes.get("aria-label")
            assert heard, (route.path, button.html)


def parent_is_label(node: object) -> list[bool]:
    found = []
    parent = node.parent  # type: ignore[attr-defined]
    while parent is not None:
        found.append(parent.tag == "label")
        parent = parent.parent
    return found
