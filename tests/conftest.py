"""Fixtures: shared data, a store, letters in it, the app, a signed-in client."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from feedback.people import accounts
from feedback.settings import Settings
from feedback.store import Store
from feedback.types import Person, Role
from tests.builders import receive_letters

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"


def fixed_clock() -> datetime:
    """Stand still on a Monday morning."""
    return NOW


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real letters, mails and tables beside the repository."""
    folder = Path(__file__).resolve().parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("needs the real data in ../shared/data, which is not here")
    return folder


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store on a real file."""
    with Store(tmp_path / "postbag.db") as opened:
        yield opened


@pytest.fixture
def person(store: Store) -> Person:
    """An agent with a password."""
    return add_person(store, "ada@example.com", Role.AGENT)


@pytest.fixture
def letters(store: Store) -> list[int]:
    """The ids of six received letters, oldest first."""
    return receive_letters(store, now=NOW)


@pytest.fixture
def app(store: Store) -> Flask:
    """The application over the store's file, with a clock that stands still."""
    settings = Settings(db=store.path, secret_key="k" * 32)
    application = create_app(settings, now=fixed_clock)
    application.config.update(TESTING=False, WTF_CSRF_ENABLED=False)
    return application


@pytest.fixture
def client(app: Flask, person: Person) -> FlaskClient:
    """A client signed in as the agent."""
    return sign_in(app, person)


def add_person(store: Store, address: str, role: Role) -> Person:
    """Add a person who has set a password."""
    name = address.partition("@")[0].title()
    invited, token = accounts.invite(store, address, name, role, NOW)
    return accounts.accept_invitation(store, token, PASSWORD, NOW) or invited


def sign_in(app: Flask, person: Person) -> FlaskClient:
    """Return a client signed in as a person."""
    client = app.test_client()
    client.post("/sign-in", data={"address": person.address, "password": PASSWORD})
    return client
