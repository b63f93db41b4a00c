"""Signing in and out through the pages, cookies and one-time links."""

from datetime import datetime, timedelta

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import create_app
from feedback.people import accounts
from feedback.people.accounts import FAILURES_ALLOWED
from feedback.settings import Settings
from feedback.store import Store
from feedback.types import Person, Role
from feedback.web.addresses import safe_path
from tests.conftest import NOW, PASSWORD, add_person


@pytest.fixture
def person(person: Person, store: Store, monkeypatch: pytest.MonkeyPatch) -> Person:
    """The agent, where hashes cost little.

    What they cost in truth is the matter of tests/people/test_accounts.py.
    """
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(accounts, "_hasher", lambda: quick)
    monkeypatch.setattr(accounts, "_nobody", lambda: quick.hash("nobody"))
    store.people.set_password_hash(person.id, quick.hash(PASSWORD))
    return person


def sign_in(
    client: FlaskClient, person: Person, password: str = PASSWORD, **query: str
) -> TestResponse:
    form = {"address": person.address, "password": password}
    return client.post("/sign-in", data=form, query_string=query)


def cookie_of(client: FlaskClient) -> str:
    cookie = client.get_cookie("postbag")
    assert cookie
    return str(cookie.value)


def test_it_lets_people_in_and_out(app: Flask, person: Person) -> None:
    client = app.test_client()
    answer = sign_in(client, person)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert client.get("/letters/").status_code == 200
    stolen = cookie_of(client)
    assert client.post("/sign-out").headers["Location"] == "/sign-in"
    assert client.get("/letters/").status_code == 303
    client.set_cookie("postbag", stolen)
    assert client.get("/letters/").status_code == 303


def test_it_says_the_same_whatever_was_wrong(app: Flask, person: Person) -> None:
    """Case 64."""
    client = app.test_client()
    answers = [
        client.post("/sign-in", data={"address": address, "password": password})
        for address, password in (
            (person.address, "wrong password"),
            ("nobody@example.com", "wrong password"),
        )
    ]
    assert {answer.status_code for answer in answers} == {422}
    texts = {
        answer.text.replace(person.address, "").replace("nobody@example.com", "")
        for answer in answers
    }
    assert len(texts) == 1
    assert "Address or password is wrong." in texts.pop()


def test_it_slows_down_whoever_guesses(
    app: Flask, store: Store, person: Person
) -> None:
    """Case 64."""
    for _ in range(FAILURES_ALLOWED):
        store.sign_ins.record_failure(person.address, NOW)
    answer = sign_in(app.test_client(), person)
    assert (answer.status_code, "Wait a quarter hour" in answer.text) == (422, True)


@pytest.mark.parametrize(
    ("target", "place"),
    [
        ("/letters/?q=is%3Adone", "/letters/?q=is%3Adone"),
        ("/topics/", "/topics/"),
        ("", "/"),
        ("//evil.example.org", "/"),
        ("/\\evil.example.org", "/"),
        ("\\\\evil.example.org", "/"),
        ("/\t/evil.example.org", "/"),
        ("/\r\nLocation: https://evil.example.org", "/"),
        ("https://evil.example.org", "/"),
        ("https:evil.example.org", "/"),
        ("javascript:alert(1)", "/"),
        ("data:text/html,x", "/"),
        ("evil.example.org", "/"),
        ("/\u2028/evil.example.org", "/"),
        (" //evil.example.org", "/"),
        ("///evil.example.org", "/"),
        ("/%0d%0aX: y", "/%0d%0aX: y"),
        ("/[::", "/[::"),
        ("http://[", "/"),
    ],
)
def test_it_goes_on_only_to_pages_of_its_own(
    app: Flask, store: Store, person: Person, target: str, place: str
) -> None:
    """Case 67: the next page is named in the address, so anybody can name it."""
    assert safe_path(target) == (place if place != "/" else "")
    answer = sign_in(app.test_client(), person, next=target)
    assert answer.status_code == 303
    location = answer.headers["Location"]
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))
    assert "\n" not in location


def test_it_remembers_where_somebody_wanted_to_go(app: Flask, person: Person) -> None:
    client = app.test_client()
    asked = client.get("/letters/?q=is:done").headers["Location"]
    form = {"address": person.address, "password": PASSWORD}
    assert client.post(asked, data=form).headers["Location"] == "/letters/?q=is:done"


def test_it_starts_a_fresh_session(app: Flask, person: Person) -> None:
    """Case 65: what was in the cookie before a sign-in does not come along."""
    client = app.test_client()
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
    sign_in(client, person)
    with client.session_transaction() as session:
        assert "planted" not in session
        first = session["_user_id"]
    sign_in(client, person)
    with client.session_transaction() as session:
        assert session["_user_id"] != first


def test_it_keeps_the_cookie_from_scripts_and_other_sites(
    app: Flask, person: Person
) -> None:
    """Case 65."""
    cookie = sign_in(app.test_client(), person).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Domain" not in cookie


def test_it_sends_the_cookie_over_https_only_where_there_is_https(
    store: Store, person: Person
) -> None:
    """Case 65."""
    settings = Settings(
        db=store.path, secret_key="k" * 32, public_url="https://post.example.com"
    )
    app = create_app(settings, now=lambda: NOW)
    answer = app.test_client().get("/sign-in", base_url="https://post.example.com")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-postbag=")
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert answer.headers["Strict-Transport-Security"]


@pytest.mark.parametrize(
    ("idle", "step", "is_in"),
    [
        (timedelta(hours=11), timedelta(hours=11), True),
        (timedelta(hours=13), timedelta(hours=13), False),
        (timedelta(days=15), timedelta(hours=11), False),
    ],
    ids=["in use", "left alone", "for too long"],
)
def test_it_ends_sign_ins_that_idle_or_last_too_long(
    store: Store, person: Person, idle: timedelta, step: timedelta, is_in: bool
) -> None:
    """Case 65: the clock runs on by steps, with a page read at each."""
    moment: list[datetime] = [NOW]
    settings = Settings(db=store.path, secret_key="k" * 32)
    app = create_app(settings, now=lambda: moment[0])
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    sign_in(client, person)
    while moment[0] < NOW + idle:
        moment[0] += step
        status = client.get("/guide").status_code
    assert (status == 200) is is_in


def test_it_ends_all_other_sign_ins_with_a_new_password(
    app: Flask, person: Person
) -> None:
    """Case 65."""
    here, elsewhere = app.test_client(), app.test_client()
    sign_in(here, person)
    sign_in(elsewhere, person)
    form = {"password": PASSWORD, "new_password": "another long password"}
    assert here.post("/people/password", data=form).status_code == 303
    assert here.get("/letters/").status_code == 200
    assert elsewhere.get("/letters/").status_code == 303


def test_it_changes_no_password_without_the_present_one(
    app: Flask, store: Store, person: Person
) -> None:
    client = app.test_client()
    sign_in(client, person)
    before = store.people.get_password_hash(person.id)
    for form in (
        {"password": "wrong", "new_password": "another long password"},
        {"password": PASSWORD, "new_password": "short"},
    ):
        assert client.post("/people/password", data=form).status_code == 422
    assert store.people.get_password_hash(person.id) == before


def test_it_lets_somebody_join_by_a_link_once(app: Flask, store: Store) -> None:
    """Case 66."""
    _, token = accounts.invite(store, "lin@example.com", "Lin", Role.AGENT, NOW)
    client = app.test_client()
    assert "Welcome, Lin" in client.get(f"/join/{token}").text
    short = client.post(f"/join/{token}", data={"password": "short"})
    assert (short.status_code, "at least 10 characters" in short.text) == (422, True)
    joined = client.post(f"/join/{token}", data={"password": PASSWORD})
    assert joined.status_code == 303
    assert client.get("/letters/").status_code == 200
    again = app.test_client().get(f"/join/{token}")
    assert (again.status_code, "used or is too old" in again.text) == (404, True)


def test_it_leaks_no_token_to_other_pages(app: Flask, store: Store) -> None:
    """Case 66: the page behind a link loads nothing foreign and sends no referrer."""
    _, token = accounts.invite(store, "lin@example.com", "Lin", Role.AGENT, NOW)
    answer = app.test_client().get(f"/join/{token}")
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store"


def test_it_keeps_a_closed_account_out(
    app: Flask, store: Store, person: Person
) -> None:
    client = app.test_client()
    sign_in(client, person)
    store.people.disable(person.id, NOW)
    assert client.get("/letters/").status_code == 303
    assert sign_in(app.test_client(), person).status_code == 422


def test_it_shows_the_form_again_with_what_is_missing(app: Flask) -> None:
    answer = app.test_client().post("/sign-in", data={"address": "a@example.com"})
    assert "This field is required" in answer.text


def test_it_survives_a_cookie_that_somebody_changed(
    app: Flask, person: Person, store: Store
) -> None:
    add_person(store, "ben@example.com", Role.ADMIN)
    for value in ("", "x", "eyJfdXNlcl9pZCI6IjEifQ.x.y", "\\342\\202", "a" * 4000):
        client = app.test_client()
        client.set_cookie("postbag", value)
        assert client.get("/letters/").status_code == 303
