"""Tables on a phone: whole, without scrolling to the side."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from feedback.store import Store
from feedback.types import Role
from tests.browser.conftest import ADDRESS, postbag, sign_in
from tests.builders import receive_letters
from tests.conftest import add_person
from tests.web.test_topics_trends import record_daily

pytestmark = pytest.mark.browser
HIDDEN = "all => all.filter(it => it.scrollWidth > it.clientWidth).length"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    """A team of two, a source and an import, served."""
    path = tmp_path / "postbag.db"
    with Store(path) as store:
        add_person(store, ADDRESS, Role.ADMIN)
        add_person(store, "somebody.with.a.name@mail.example.com", Role.AGENT)
        receive_letters(store, source="Reviews of the app in all stores")
    with postbag(path) as base:
        yield base


def test_tables_stand_one_row_below_the_other(page: Page, site: str) -> None:
    sign_in(page, site)
    page.set_viewport_size({"width": 360, "height": 740})
    for path in ("/people/", "/imports/", "/sources/", "/sources/1"):
        page.goto(f"{site}{path}")
        tables = page.locator(".table-responsive")
        assert tables.count() == 1, path
        assert tables.evaluate_all(HIDDEN) == 0, path


def test_what_changed_is_seen_on_a_phone_too(page: Page, tmp_path: Path) -> None:
    """The columns that say so have no room there."""
    path = tmp_path / "topics.db"
    with Store(path) as store:
        record_daily(store, [4] * 168 + [14] * 28)
    with postbag(path) as base:
        sign_in(page, base)
        for width in (1366, 360):
            page.set_viewport_size({"width": width, "height": 740})
            page.goto(f"{base}/topics/")
            line = page.locator(".item", has_text="Watched")
            assert line.locator(".change:visible", has_text="▲").count() == 1
