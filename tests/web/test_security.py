"""What holds on every route: tokens, roles, headers; walked over the whole map."""

import io
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from werkzeug.test import TestResponse

from app import create_app
from feedback.settings import Settings
from feedback.store import Store
from feedback.types import Role
from tests.conftest import add_person, fixed_clock, lent, sign_in
from tests.web.routes import Route, routes, unsafe_routes

# What people who only read may still do: come, go, and look after their password.
OPEN_TO_READERS = {
    "signing_in.sign_in",
    "signing_in.sign_out",
    "signing_in.join",
    "people.password",
}
PUBLIC = {
    "signing_in.sign_in", "signing_in.join", "static", "bootstrap.static",
    "health.alive",
}  # fmt: skip
FOR_ADMINS = {
    "people.invite", "people.link", "people.change_role",
    "people.disable", "people.reopen",
    "sources.protect", "audit.audit", "health.health", "sources.protect_letters",
}  # fmt: skip


@pytest.fixture
def guarded(shared_app: Flask, store: Store) -> Iterator[Flask]:
    """The application as people run it, with tokens required."""
    with lent(shared_app, store.path) as application:
        yield application


def token_in(answer: TestResponse) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', answer.text)
    assert found
    return found.group(1)


def test_it_knows_the_routes_that_change_something(guarded: Flask) -> None:
    assert len(list(unsafe_routes(guarded))) > 15


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"data": {"csrf_token": "made-up"}},
        {"json": {"state": "done"}},
        {"data": b"\0\xff", "content_type": "application/octet-stream"},
    ],
    ids=["nothing", "a made-up token", "json", "bytes"],
)
def test_it_refuses_every_change_without_a_token(
    guarded: Flask, store: Store, letters: list[int], sent: dict[str, object]
) -> None:
    """Case 63: all routes, not a sample."""
    client = sign_in(guarded, add_person(store, "root@example.com", Role.ADMIN))
    for route in unsafe_routes(guarded):
        answer = client.open(route.path, method=route.method, **sent)
        assert answer.status_code == 400, route
    assert store.letters.get_letter(letters[0]).version == 1


def test_it_refuses_every_file_without_a_token(guarded: Flask, store: Store) -> None:
    """Case 63: also a request that carries nothing but a file."""
    client = sign_in(guarded, add_person(store, "root@example.com", Role.ADMIN))
    for route in unsafe_routes(guarded):
        answer = client.open(
            route.path,
            method=route.method,
            data={"file": (io.BytesIO(b"id,text\n1,Hello"), "letters.csv")},
        )
        assert answer.status_code == 400, route


def test_it_refuses_the_token_of_another_session(
    guarded: Flask, store: Store, letters: list[int]
) -> None:
    """Case 63."""
    ada = sign_in(guarded, add_person(store, "ada@example.com", Role.AGENT))
    ben = sign_in(guarded, add_person(store, "ben@example.com", Role.AGENT))
    form = {"state": "done", "version": "1"}
    token = token_in(ada.get(f"/letters/{letters[0]}"))
    path = f"/letters/{letters[0]}/move"
    assert ben.post(path, data={**form, "csrf_token": token}).status_code == 400
    assert ada.post(path, data={**form, "csrf_token": token}).status_code == 303


def test_it_refuses_a_foreign_referrer(store: Store, letters: list[int]) -> None:
    """Case 63: behind https, where a browser always says where it comes from."""
    settings = Settings(
        db=store.path, secret_key="k" * 32, public_url="https://post.example.com"
    )
    app = create_app(settings, now=fixed_clock)
    client, base = app.test_client(), "https://post.example.com"
    token = token_in(client.get("/sign-in", base_url=base))
    form = {"address": "a@example.com", "password": "x", "csrf_token": token}
    for referrer, status in (
        ("https://evil.example.org/", 400),
        ("", 400),
        (base + "/sign-in", 422),
    ):
        headers = {"Referer": referrer} if referrer else {}
        answer = client.post("/sign-in", data=form, base_url=base, headers=headers)
        assert answer.status_code == status, referrer


def test_it_sends_strangers_to_the_sign_in(app: Flask, letters: list[int]) -> None:
    """The first column of the access table: nobody is signed in."""
    client = app.test_client()
    for route in routes(app):
        if route.endpoint in PUBLIC:
            continue
        answer = client.open(route.path, method=route.method)
        assert answer.status_code == 303, route
        assert answer.headers["Location"].startswith("/sign-in?next=/"), route


@pytest.mark.parametrize("role", list(Role))
def test_it_checks_the_role_on_every_route(
    app: Flask, store: Store, letters: list[int], role: Role
) -> None:
    """Case 68: the other columns of the access table, cell by cell."""
    add_person(store, "first@example.com", Role.VIEWER)
    me = add_person(store, "me@example.com", role)
    for route in routes(app):
        client = sign_in(app, me)
        answer = client.open(route.path, method=route.method)
        if is_forbidden(route, role):
            assert answer.status_code == 403, route
        elif route.method == "GET" and role is not Role.VIEWER:
            assert answer.status_code in (200, 302, 303, 404), route
        elif route.method == "GET":
            assert answer.status_code in (200, 302, 303, 403, 404), route
        else:
            assert answer.status_code in (200, 302, 303, 404, 409, 422), route


def is_forbidden(route: Route, role: Role) -> bool:
    if route.endpoint in FOR_ADMINS:
        return role is not Role.ADMIN
    is_change = route.method != "GET" and route.endpoint not in OPEN_TO_READERS
    return is_change and role is Role.VIEWER


def test_it_shows_readers_no_buttons_they_may_not_press(
    app: Flask, store: Store, letters: list[int]
) -> None:
    reader = sign_in(app, add_person(store, "reader@example.com", Role.VIEWER))
    page = reader.get(f"/letters/{letters[0]}").text
    forms = [f for f in LexborHTMLParser(page).css("form") if f.css_first("button")]
    pressed = [f.attributes["action"] for f in forms if f.attributes.get("method")]
    assert pressed == ["/sign-out"]


def assert_guarded(answer: TestResponse, what: object) -> None:
    headers = answer.headers
    assert "default-src 'none'" in headers["Content-Security-Policy"], what
    assert "unsafe" not in headers["Content-Security-Policy"], what
    assert headers["X-Content-Type-Options"] == "nosniff", what
    assert headers["Referrer-Policy"] == "same-origin", what
    assert "frame-ancestors" in headers["Content-Security-Policy"], what
    answer.close()


def test_it_sets_the_headers_on_every_response(
    app: Flask, store: Store, letters: list[int]
) -> None:
    """Case 73: pages, redirects, errors and files alike."""
    client = sign_in(app, add_person(store, "root@example.com", Role.ADMIN))
    files = ["/static/postbag.css", "/static/postbag.js", "/static/missing.css"]
    for path in [*files, "/nothing", "/letters/999", "/letters/1/original"]:
        assert_guarded(client.get(path), path)
        assert_guarded(app.test_client().get(path), path)
    for route in routes(app):
        answer = client.open(route.path, method=route.method)
        assert_guarded(answer, route)
        if route.endpoint not in ("static", "bootstrap.static"):
            assert answer.headers["Cache-Control"] == "no-store", route
        client = sign_in(app, store.people.get_person_by_address("root@example.com"))
    assert_guarded(client.put("/letters/"), "405")


def test_it_puts_nothing_inline_into_any_page(
    app: Flask, store: Store, letters: list[int]
) -> None:
    """The content policy forbids it, so a page that tried would be broken."""
    client = sign_in(app, add_person(store, "root@example.com", Role.ADMIN))
    inline = re.compile(
        r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=|javascript:"
    )
    for route in routes(app):
        if route.method == "GET":
            answer = client.get(route.path)
            if answer.mimetype == "text/html":
                found = inline.search(answer.text)
                assert found is None, (route, found)


def test_it_asks_nothing_of_other_sites(
    app: Flask, store: Store, letters: list[int]
) -> None:
    client = sign_in(app, add_person(store, "root@example.com", Role.ADMIN))
    foreign = re.compile(r'(?:src|href|action)="(?:https?:)?//[^"]+"')
    for route in routes(app):
        if route.method == "GET" and route.endpoint != "bootstrap.static":
            answer = client.get(route.path)
            if answer.mimetype == "text/html":
                assert foreign.search(answer.text) is None, route


@pytest.mark.parametrize("number", [0, 10**18, 2**63, 10**30])
def test_it_finds_nothing_under_numbers_that_nothing_has(
    app: Flask, store: Store, letters: list[int], number: int
) -> None:
    """Case 68, and SQLite's own limit: such an id is not found, never a crash."""
    me = add_person(store, "root@example.com", Role.ADMIN)
    client = sign_in(app, me)
    for route in routes(app, number=number):
        if any(c in route.rule.rule for c in ("<int:",)):
            answer = client.open(route.path, method=route.method)
            assert answer.status_code in (303, 404, 422), route


@pytest.mark.parametrize(
    "path",
    ["//", "//evil.example.org", "/%00", "/letters/%00", "/letters/1%2f..", "/..%2fapp",
     "/static/../app.py", "/static/%2e%2e/app.py", "/" + "x" * 8000,
     "/letters/?q=" + "%FF" * 2000, "/join/" + "%F0%9F" * 20, "/letters/-1"],
)  # fmt: skip
def test_it_answers_strange_addresses_cleanly(client: FlaskClient, path: str) -> None:
    """Case 74."""
    answer = client.get(path)
    assert answer.status_code in (200, 303, 308, 404), path
    assert "Traceback" not in answer.text
    assert "create_app" not in answer.text


def test_it_does_not_believe_what_a_request_says_of_itself(
    client: FlaskClient, letters: list[int]
) -> None:
    """Case 74: forged hosts and methods change nothing."""
    forged = {
        "X-Forwarded-Host": "evil.example.org",
        "X-Forwarded-Proto": "https",
        "X-HTTP-Method-Override": "POST",
        "X-Original-URL": "/people/",
    }
    answer = client.get("/", headers=forged)
    assert answer.headers["Location"] == "/letters/"
    page = client.get("/letters/", headers={**forged, "Host": "evil.example.org"})
    assert "evil.example.org" not in page.text


def test_it_shows_no_trace_of_a_bug(
    store: Store,
    app: Flask,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Case 73."""

    def break_down() -> str:
        raise RuntimeError("the secret of the house")

    monkeypatch.setitem(app.view_functions, "guide.guide", break_down)
    caplog.set_level("CRITICAL")
    client = sign_in(app, add_person(store, "ada@example.com", Role.AGENT))
    answer = client.get("/guide")
    assert answer.status_code == 500
    assert "secret of the house" not in answer.text
    assert "Traceback" not in answer.text
    assert_guarded(answer, "500")


def test_it_runs_without_debugging(app: Flask) -> None:
    """Case 73."""
    assert not app.debug
    assert not app.testing
    assert len(app.config["SECRET_KEY"]) >= 32
