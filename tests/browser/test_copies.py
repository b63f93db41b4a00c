"""Copies and writers in a real Chromium: split off, undo by key, merge, take apart."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from feedback.people.writers import join_writers
from feedback.store import Store
from feedback.topics.alike.copies import look_for_copies
from tests.browser.conftest import postbag, sign_in
from tests.builders import receive_letters
from tests.models.texts.test_copies import TEMPLATE
from tests.people.test_writers import hint, write

pytestmark = [pytest.mark.browser]


def test_a_letter_is_split_off_its_copies_and_put_back(
    page: Page, tmp_path: Path
) -> None:
    path = tmp_path / "postbag.db"
    with Store(path) as store:
        ids = receive_letters(
            store, [("", TEMPLATE.format(n)) for n in ("A", "B", "C")]
        )
        look_for_copies(store)
    with postbag(path) as base:
        sign_in(page, base)
        page.goto(f"{base}/letters/{ids[0]}?q=")
        page.keyboard.press("s")
        expect(page).to_have_url(f"{base}/letters/{ids[0]}/copies")
        heading = page.get_by_role("heading", level=1)
        expect(heading).to_have_text("Same text: 3 letters by 3 writers")
        expect(page.locator("ins").first).to_be_visible()
        page.get_by_label(f"Letter {ids[1]} of").check()
        page.get_by_role("button", name="do not belong").click()
        expect(heading).to_have_text("Same text: 2 letters by 2 writers")
        page.keyboard.press("z")
        expect(heading).to_have_text("Same text: 3 letters by 3 writers")
        page.goto(f"{base}/letters/?q=")
        page.get_by_role("link", name="each text once").click()
        expect(page.locator(".item")).to_have_count(1)
        page.get_by_role("link", name="show copies").click()
        expect(page.locator(".item")).to_have_count(3)


def test_writers_are_merged_and_taken_apart(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "postbag.db"
    with Store(path) as store:
        write(
            store,
            hint("ann.lee@x.example", "Ann Lee"),
            hint("ann.lee@y.example", "Ann Lee"),
        )
        join_writers(store)
    with postbag(path) as base:
        sign_in(page, base)
        page.goto(f"{base}/writers/")
        page.get_by_role("button", name="The same", exact=True).click()
        expect(page.get_by_text("they count as one writer now")).to_be_visible()
        page.get_by_role("link", name="Ann Lee").click()
        expect(page.get_by_text("2 letters, of 1 to 2 February")).to_be_visible()
        page.get_by_role("button", name="take apart").click()
        expect(page.get_by_text("They stay apart")).to_be_visible()
        expect(page.get_by_text("Looks like the same writer")).to_have_count(0)
