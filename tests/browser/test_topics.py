"""The tree of topics in a real Chromium: by keys, and by dragging."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from feedback.store import Store
from tests.browser.conftest import postbag, sign_in
from tests.topics.conftest import NAMES, receive_plain, record

pytestmark = pytest.mark.browser


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    """Four topics of ten letters each, served."""
    path = tmp_path / "postbag.db"
    with Store(path) as store:
        many = receive_plain(store, 40)
        parts = {name: many[n * 10 : n * 10 + 10] for n, name in enumerate(NAMES)}
        record(store, parts)
    with postbag(path) as base:
        yield base


def test_it_merges_ticked_topics_by_keys_and_undoes_it(page: Page, site: str) -> None:
    sign_in(page, site)
    page.goto(f"{site}/topics/?over=all")
    for key in "jxjxm":
        page.keyboard.press(key)
    page.wait_for_url("**/topics/together/?*")
    page.get_by_role("button", name="Merge").click()
    page.locator(".message", has_text="2 topics are").wait_for()
    page.get_by_text("20 letters, ").first.wait_for()
    page.keyboard.press("z")
    page.locator(".message", has_text="Undone for 1 topic").wait_for()
    page.goto(f"{site}/topics/?over=all")
    assert page.locator(".topic-table .item").count() == len(NAMES)


def test_it_files_a_letter_and_snoozes_it_by_keys_alone(page: Page, site: str) -> None:
    """What a key opens has the focus, so that what is typed next goes there."""
    sign_in(page, site)
    page.goto(f"{site}/letters/1?q=")
    page.keyboard.press("t")
    expect(page.get_by_label("Belongs to")).to_be_focused()
    page.keyboard.type("Ref")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".message", has_text="Filed by hand").wait_for()
    assert page.locator(".placement", has_text=NAMES[2]).count() == 1
    page.keyboard.press("h")
    page.keyboard.press("Enter")
    page.locator(".message", has_text="moved to snoozed").wait_for()


def test_the_buttons_for_ticked_topics_follow_once_one_is_ticked(
    page: Page, site: str
) -> None:
    sign_in(page, site)
    page.set_viewport_size({"width": 1000, "height": 300})
    page.goto(f"{site}/topics/?over=all")
    accept = page.locator(".tick-bar").get_by_role("button", name="Accept")
    expect(accept).not_to_be_in_viewport()
    page.locator(".tick input").first.check()
    expect(accept).to_be_in_viewport()


@pytest.mark.parametrize(("width", "height"), [(360, 600), (1366, 300)])
def test_what_becomes_of_ticked_letters_stays_in_sight(
    page: Page, site: str, width: int, height: int
) -> None:
    sign_in(page, site)
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{site}/topics/1/split")
    buttons = [page.get_by_role("button", name=n) for n in ("Split off", "File them")]
    last = page.locator(".pick input").last
    last.scroll_into_view_if_needed()
    for button in buttons:
        expect(button).not_to_be_in_viewport()
    last.check()
    for button in buttons:
        expect(button).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("width", [360, 500, 1366])
def test_the_menus_of_a_topic_open_where_they_are_seen(
    page: Page, site: str, width: int
) -> None:
    sign_in(page, site)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{site}/topics/1")
    for name in ("Rename", "Merge …", "State …"):
        page.locator(".doings summary", has_text=name).click()
        menu = page.locator(".doings .menu[open] .menu-body")
        expect(menu).to_be_in_viewport(ratio=1)
        page.keyboard.press("Escape")
        expect(menu).to_have_count(0)


def test_it_says_what_to_tick_first(page: Page, site: str) -> None:
    sign_in(page, site)
    page.goto(f"{site}/topics/?over=all")
    page.keyboard.press("m")
    page.locator(".message", has_text="at least two").wait_for()


def test_it_looks_at_a_topic_dragged_onto_another(page: Page, site: str) -> None:
    sign_in(page, site)
    page.goto(f"{site}/topics/?over=all")
    rows = page.locator(".topic-table .item")
    names = [rows.nth(n).locator(".name a").inner_text() for n in (0, 1)]
    rows.nth(0).drag_to(rows.nth(1))
    page.wait_for_url("**/merge?into=*")
    for name in names:
        assert page.locator("p", has_text=name).count()


@pytest.mark.parametrize("width", [360, 1366])
def test_a_picture_says_what_it_counts_and_how_many(
    page: Page, site: str, width: int
) -> None:
    """On a phone its latest end is seen first, and the numbers stand there."""
    sign_in(page, site)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{site}/topics/1")
    unit = page.locator("svg.chart .unit")
    expect(unit).to_have_text("letters a week")
    expect(unit).to_be_in_viewport(ratio=0.9)
    for number in page.locator("svg.chart .axis.y text").all():
        expect(number).to_be_in_viewport(ratio=0.9)


def test_a_very_long_word_stays_on_a_phone(page: Page, site: str) -> None:
    """Words of a topic may be long: compounds, links, scripts without spaces."""
    sign_in(page, site)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{site}/topics/1")
    page.locator(".words bdi").first.evaluate("it => it.textContent = 'ab'.repeat(60)")
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 360


def test_paper_shows_what_is_read_and_nothing_to_press(page: Page, site: str) -> None:
    sign_in(page, site)
    page.emulate_media(media="print")
    for path in ("/topics/?over=all", "/topics/1", "/letters/1?q="):
        page.goto(f"{site}{path}")
        pressed = page.locator("button:visible, input:visible, summary.btn:visible")
        expect(pressed).to_have_count(0)
    expect(page.get_by_text("Nearest rival")).to_be_visible()
    expect(page.get_by_text("About this letter")).to_be_hidden()
