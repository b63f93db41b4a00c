"""A real Chromium and a real server for the tests of what people see and press."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from waitress import create_server

from app import create_app
from feedback.clock import now
from feedback.settings import Settings
from feedback.store import Store
from feedback.types import Role
from tests.chromium import FLAGS, find_chromium
from tests.conftest import PASSWORD, add_person
from tests.loops import running

ADDRESS = "ada@example.com"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium for all browser tests."""
    path = find_chromium()
    assert path, "Chromium is missing; run: python -m tests.programs"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield opened
        opened.close()


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve an application on a free port of loopback; yields its address."""
    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    with running(server) as port:
        yield f"http://127.0.0.1:{port}"


@contextmanager
def postbag(path: Path, role: Role = Role.ADMIN) -> Iterator[str]:
    """Serve the database at ``path`` with one person who can sign in."""
    with Store(path) as store:
        if not store.people.find_people():
            add_person(store, ADDRESS, role)
    with served(create_app(Settings(db=path, secret_key="k" * 32), now=now)) as base:
        yield base


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh window in which every script error fails the test."""
    context = browser.new_context(viewport={"width": 1366, "height": 850})
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert not errors


def sign_in(page: Page, base: str) -> None:
    """Sign in as the one person there is."""
    page.goto(f"{base}/sign-in")
    page.get_by_label("Mail address").fill(ADDRESS)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{base}/letters/**")
