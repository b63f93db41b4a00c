"""Errors: one map from what went wrong to a page that says what to do next."""

import inspect
import threading

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from feedback import errors
from feedback.settings import Settings
from feedback.store import Store
from feedback.types import Person
from feedback.web.errors import status_of
from tests.conftest import fixed_clock, sign_in

KINDS = [
    kind
    for _, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, errors.PostbagError)
]
STATUS = {
    errors.PostbagError: 422,
    errors.NotFound: 404,
    errors.Refused: 422,
    errors.InvalidSetting: 422,
    errors.InvalidPlan: 422,
    errors.InvalidResult: 422,
    errors.SearchTooSlow: 422,
    errors.UnreadableSource: 422,
    errors.Conflict: 409,
    errors.Forbidden: 403,
    errors.StoreError: 503,
    errors.StoreTooNew: 503,
    errors.StoreBusy: 503,
    errors.EngineTooOld: 503,
}


def example(kind: type[errors.PostbagError]) -> errors.PostbagError:
    if kind is errors.NotFound:
        return errors.NotFound("letter", "<b>1</b>")
    if kind is errors.InvalidPlan:
        return errors.InvalidPlan({"purpose": "Say <b>why</b>."})
    return kind("It is <b>so</b>.")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_it_answers_each_error_with_its_status(
    app: Flask,
    person: Person,
    kind: type[errors.PostbagError],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Case 45: what an error says is text, whoever wrote it."""

    def fail() -> str:
        raise example(kind)

    monkeypatch.setitem(app.view_functions, "guide.guide", fail)
    answer = sign_in(app, person).get("/guide")
    assert answer.status_code == status_of(example(kind)) == STATUS[kind]
    assert ("Retry-After" in answer.headers) is (answer.status_code == 503)
    assert "&lt;b&gt;" in answer.text
    assert "<b>" not in answer.text


def test_it_says_which_methods_there_are(client: FlaskClient) -> None:
    answer = client.put("/letters/")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_it_refuses_what_is_too_large(store: Store, person: Person) -> None:
    settings = Settings(db=store.path, secret_key="k" * 32, upload_limit_mb=1)
    app = create_app(settings, now=fixed_clock)
    app.config["WTF_CSRF_ENABLED"] = False
    content = b"x" * (2 * 1024 * 1024)
    answer = sign_in(app, person).post("/imports/upload", data=content)
    assert (answer.status_code, "too large" in answer.text) == (413, True)


def test_it_shows_a_page_also_to_strangers(app: Flask) -> None:
    answer = app.test_client().post("/join/guessed", data={"password": "x" * 20})
    assert answer.status_code == 404
    assert app.test_client().get("/static/nothing.css").status_code == 404


@pytest.mark.slow
def test_it_asks_to_come_back_when_the_database_is_locked(
    app: Flask, store: Store, letters: list[int], person: Person
) -> None:
    """Case 57: 503 with Retry-After, reading goes on, nothing is half-written."""
    client = sign_in(app, person)
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with Store(store.path) as other, other.transaction():
            held.set()
            done.wait(timeout=60)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(timeout=60)
    try:
        form = {"state": "done", "version": "1"}
        answer = client.post(f"/letters/{letters[0]}/move", data=form)
        reading = client.get("/letters/")
    finally:
        done.set()
        holder.join()
    assert answer.status_code == 503
    assert answer.headers["Retry-After"].isdecimal()
    assert "Try again in a moment" in answer.text
    assert reading.status_code == 200
    assert store.letters.get_letter(letters[0]).version == 1
    assert client.post(f"/letters/{letters[0]}/move", data=form).status_code == 303


def test_a_refused_form_leads_back_to_its_page(client: FlaskClient) -> None:
    """Only within this site, and only where a form was sent."""
    path, back = "/topics/together/accept", "Back to where you were"
    for referrer, is_led in (
        ("http://localhost/topics/?over=all", True),
        ("http://elsewhere.example/topics/", False),
        ("http://localhost//elsewhere.example/", False),
        ("http://[", False),
        (None, False),
    ):
        headers = {"Referer": referrer} if referrer else {}
        page = client.post(path, headers=headers)
        assert page.status_code == 422
        assert (back in page.text) is is_led
    page = client.post(path, headers={"Referer": "http://localhost/topics/?over=all"})
    assert 'href="/topics/?over=all"' in page.text
    gone = client.get("/topics/99", headers={"Referer": "http://localhost/topics/"})
    assert back not in gone.text
