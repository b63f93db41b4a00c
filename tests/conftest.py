"""Fixtures: shared data, a store, letters in it, the app, a signed-in client."""

import os
import secrets
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings

from app import create_app
from feedback.settings import Settings
from feedback.store import Store
from feedback.types import Person, Role
from tests.builders import receive_letters
from tests.worlds import fill_year

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"


def pytest_configure() -> None:
    """Let Python keep what it compiles, and Hypothesis take its time.

    Images of containers often forbid the first, but tests start Postbag a hundred
    times, and a third of a start would be compiling; workers and children inherit it.
    On a busy machine, how long an example takes says nothing about the code.
    """
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    settings.register_profile(
        "postbag", deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    settings.load_profile("postbag")


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


@pytest.fixture(scope="session")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a year of letters and a topic that falls; open copies of it."""
    path = tmp_path_factory.mktemp("year") / "postbag.db"
    fill_year(path)
    return path


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with all tables and nothing in them, made once; open copies of it.

    A copy is the same file twenty times sooner than one that is made anew.
    """
    path = tmp_path_factory.mktemp("empty") / "postbag.db"
    Store(path).close()
    return path


@pytest.fixture
def store(empty_file: Path, tmp_path: Path) -> Iterator[Store]:
    """An empty store on a real file."""
    with Store(shutil.copy(empty_file, tmp_path / "postbag.db")) as opened:
        yield opened


@pytest.fixture
def person(store: Store) -> Person:
    """An agent with a password."""
    return add_person(store, "ada@example.com", Role.AGENT)


@pytest.fixture
def letters(store: Store) -> list[int]:
    """The ids of six received letters, oldest first."""
    return receive_letters(store, now=NOW)


@pytest.fixture(scope="session")
def shared_app(empty_file: Path) -> Flask:
    """The application, made once: its routes and templates take long to compile.

    Tests borrow it for a database of their own, by ``app`` or ``lent``; one that adds
    to the application makes its own.
    """
    return create_app(Settings(db=empty_file, secret_key="k" * 32), now=fixed_clock)


@contextmanager
def lent(shared_app: Flask, path: Path, **config: object) -> Iterator[Flask]:
    """Lend the application over the database at ``path``; takes back all settings."""
    kept = dict(shared_app.config)
    settings = replace(shared_app.config["POSTBAG"], db=path)
    shared_app.config.update(POSTBAG=settings, **config)
    try:
        yield shared_app
    finally:
        shared_app.config.clear()
        shared_app.config.update(kept)


@pytest.fixture
def app(shared_app: Flask, store: Store) -> Iterator[Flask]:
    """The application over the store's file, with a clock that stands still."""
    with lent(shared_app, store.path, WTF_CSRF_ENABLED=False) as application:
        yield application


@pytest.fixture
def client(app: Flask, person: Person) -> FlaskClient:
    """A client signed in as the agent."""
    return sign_in(app, person)


@cache
def password_hash() -> str:
    """Hash PASSWORD once for all tests: hashing is slow on purpose."""
    return PasswordHasher().hash(PASSWORD)


def add_person(store: Store, address: str, role: Role) -> Person:
    """Add a person who has set PASSWORD."""
    name = address.partition("@")[0].title()
    invited = store.people.add(address, name, role, NOW)
    store.people.set_password_hash(invited.id, password_hash())
    return store.people.get_person(invited.id)


def sign_in(app: Flask, person: Person) -> FlaskClient:
    """Return a client that is signed in as a person.

    It gets the cookie that the sign-in page would give it, without the slow check of
    a password; tests/web/test_signing_in.py goes through the page.
    """
    client, token = app.test_client(), secrets.token_urlsafe(32)
    with Store(app.config["POSTBAG"].db) as store:
        store.sign_ins.begin(person.id, token, NOW)
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = token, True
    return client
