"""The team page."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from feedback.settings import Settings
from feedback.store import Store
from feedback.types import Person, Role
from tests.conftest import add_person, fixed_clock, sign_in


@pytest.fixture
def admin(app: Flask, store: Store) -> FlaskClient:
    return sign_in(app, add_person(store, "root@example.com", Role.ADMIN))


INVITATION = {"address": "Lin@example.com", "name": "Lin", "role": "viewer"}


def test_it_invites_with_a_link_that_is_shown_once(
    admin: FlaskClient, app: Flask, store: Store
) -> None:
    shown = admin.post("/people/invite", data=INVITATION).text
    found = re.search(r"http://localhost(/join/[\w-]+)", shown)
    assert found
    assert "Welcome, Lin" in app.test_client().get(found.group(1)).text
    assert found.group(1) not in admin.get("/people/").text
    assert store.people.get_person_by_address("lin@example.com").role is Role.VIEWER


def test_it_makes_links_for_where_people_reach_postbag(
    store: Store, admin: FlaskClient
) -> None:
    """Case 66: a forged Host header does not get into a link."""
    settings = Settings(
        db=store.path, secret_key="k" * 32, public_url="http://post.example.com/"
    )
    app = create_app(settings, now=fixed_clock)
    app.config["WTF_CSRF_ENABLED"] = False
    me = store.people.get_person_by_address("root@example.com")
    client, host = sign_in(app, me), "evil.example.org"
    cookie = client.get_cookie("postbag")
    assert cookie
    client.set_cookie("postbag", cookie.value, domain=host)
    shown = client.post("/people/invite", data=INVITATION, base_url=f"http://{host}")
    assert "http://post.example.com/join/" in shown.text
    assert "evil" not in shown.text


@pytest.mark.parametrize(
    "changes",
    [
        {"address": ""},
        {"address": "no address"},
        {"address": "root@example.com"},
        {"name": ""},
        {"name": "x" * 200},
        {"role": "emperor"},
    ],
)
def test_it_shows_the_form_again_when_it_cannot_invite(
    admin: FlaskClient, store: Store, changes: dict[str, str]
) -> None:
    answer = admin.post("/people/invite", data={**INVITATION, **changes})
    assert (answer.status_code, 'class="problem"' in answer.text) == (422, True)
    assert len(store.people.find_people()) == 1


def test_it_gives_others_another_role_and_takes_it_back(
    admin: FlaskClient, app: Flask, store: Store, person: Person
) -> None:
    client, path = sign_in(app, person), f"/people/{person.id}/role"
    assert client.post(path, data={"role": "admin"}).status_code == 403
    done = admin.post(path, data={"role": "viewer"}, follow_redirects=True).text
    assert "Ada is viewer now." in done
    assert client.post("/topics/refit").status_code == 403
    undo = re.search(r'class="message">.*?action="([^"]+)"', done, re.S)
    assert undo
    admin.post(undo[1])
    assert store.people.get_person(person.id).role is Role.AGENT
    me = store.people.get_person_by_address("root@example.com")
    assert (
        admin.post(f"/people/{me.id}/role", data={"role": "viewer"}).status_code == 422
    )
    assert admin.post(path, data={"role": "emperor"}).status_code == 422
    assert f'action="/people/{me.id}/role"' not in admin.get("/people/").text


def test_it_closes_accounts_but_not_ones_own(
    admin: FlaskClient, store: Store, person: Person
) -> None:
    me = store.people.get_person_by_address("root@example.com")
    assert admin.post(f"/people/{me.id}/disable").status_code == 422
    assert admin.post(f"/people/{person.id}/disable").status_code == 303
    assert store.people.get_person(person.id).is_disabled
    assert "is closed" in admin.get("/people/").text
    assert admin.post(f"/people/{person.id}/link").status_code == 422


def test_a_closed_account_can_be_opened_again(
    admin: FlaskClient, app: Flask, store: Store, person: Person
) -> None:
    client = sign_in(app, person)
    done = admin.post(f"/people/{person.id}/disable", follow_redirects=True).text
    assert client.get("/letters/").status_code == 303
    assert "Open account again" in done
    undo = re.search(r'class="message">.*?action="([^"]+)"', done, re.S)
    assert undo
    admin.post(undo[1])
    assert not store.people.get_person(person.id).is_disabled
    assert client.get("/letters/").status_code == 303
    assert sign_in(app, person).get("/letters/").status_code == 200


def test_it_renews_a_link_for_somebody_who_lost_it(
    admin: FlaskClient, app: Flask, person: Person
) -> None:
    shown = admin.post(f"/people/{person.id}/link").text
    path = re.search(r"/join/[\w-]+", shown)
    assert path
    assert app.test_client().get(path.group()).status_code == 200


def test_it_ignores_a_role_smuggled_into_another_form(
    app: Flask, store: Store, person: Person
) -> None:
    """Case 68."""
    client = sign_in(app, person)
    client.post("/people/password", data={"role": "admin", "person_id": "1"})
    client.post("/views", data={"name": "n", "q": "x", "role": "admin"})
    assert store.people.get_person(person.id).role is Role.AGENT
    assert "Invite a colleague" not in client.get("/people/").text
