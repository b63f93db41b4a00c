"""Letters in a real Chromium: hostile ones stay quiet, and the keys do their work."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from feedback.commands.serving import listen
from feedback.store import Store
from feedback.types import LetterFilter, Person, SourceKind, TriageState
from tests.builders import draft, receive_letters
from tests.conftest import NOW, sign_in
from tests.loops import running

pytestmark = pytest.mark.browser


@dataclass
class Watch:
    """What a page did that it should not have done."""

    base: str
    dialogs: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def over(self, page: Page) -> None:
        """Begin to watch a page and its frames."""
        page.on("dialog", self._dialog)
        page.on("request", lambda request: self._request(request.url))
        page.on("console", lambda message: self._console(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _dialog(self, dialog: object) -> None:
        self.dialogs.append(str(dialog))
        dialog.dismiss()  # type: ignore[attr-defined]

    def _request(self, url: str) -> None:
        if not url.startswith((self.base, "data:")):
            self.foreign.append(url)

    def _console(self, text: str) -> None:
        if "Content Security Policy" in text:
            self.complaints.append(text)


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """The application on a free port, served as ``postbag serve`` does it."""
    server = listen(app, replace(app.config["POSTBAG"], port=0))
    with running(server) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def page(browser: Browser, app: Flask, site: str, person: Person) -> Iterator[Page]:
    """A page of somebody who is signed in."""
    cookie = sign_in(app, person).get_cookie("postbag")
    assert cookie
    context = browser.new_context()
    context.add_cookies([{"name": "postbag", "value": cookie.value, "url": site}])
    yield context.new_page()
    context.close()


@pytest.mark.slow
def test_it_stays_quiet_whatever_a_letter_holds(
    page: Page, site: str, store: Store, shared: Path
) -> None:
    """Cases 40 to 45: 0 dialogs, 0 requests to other sites, over 738 texts."""
    strings = json.loads((shared / "strings-blns" / "blns.json").read_text("utf-8"))
    cases = json.loads((shared / "html-payloads.json").read_text("utf-8"))
    payloads = [case["payload"].replace("\0", "") for case in cases]
    texts = [*payloads, *(text.replace("\0", "") for text in strings)]
    assert len(texts) == 738
    groups = ["\n".join(texts[n : n + 12]) for n in range(0, len(texts), 12)]
    tracker = '<img src="http://tracker.example/p.png"><a ping="//x.example" href=x>'
    drafts = [
        draft(n, text[:300], text, html=tracker + text, quoted=text, signature=text)
        for n, text in enumerate([*payloads, *groups])
    ]
    store.imports.start("hostile", SourceKind.FILE, "hostile.csv", NOW)
    store.letters.receive(1, drafts, NOW)
    watch = Watch(site)
    watch.over(page)
    for letter_id in range(1, len(payloads) + 1):
        page.goto(f"{site}/letters/{letter_id}/html")
    for letter_id in range(len(payloads) + 1, len(drafts) + 1):
        page.goto(f"{site}/letters/{letter_id}?q=import:1")
        page.locator("summary", has_text="As designed by the writer").click()
        page.frame_locator("iframe").locator("body").wait_for(state="attached")
    page.wait_for_timeout(500)
    assert watch.dialogs == []
    assert watch.foreign == []
    assert watch.complaints == []


def test_it_is_worked_by_keys_alone(
    page: Page, site: str, store: Store, letters: list[int]
) -> None:
    """j reads on, e is done, z takes it back, / searches, g t goes to topics."""
    watch = Watch(site)
    watch.over(page)
    page.goto(f"{site}/letters/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/letters/6**")
    page.keyboard.press("e")
    page.wait_for_url("**/letters/5**")
    done = LetterFilter(states=(TriageState.DONE,))
    assert store.letters.find_ids(done) == [6]
    page.keyboard.press("z")
    page.get_by_text("Undone.").wait_for()
    assert store.letters.find_ids(done) == []
    page.keyboard.press("/")
    page.keyboard.type("refund")
    page.keyboard.press("Enter")
    page.wait_for_url("**/letters/?q=refund")
    assert page.locator(".letters .item").count() == 1
    page.keyboard.press("g")
    page.keyboard.press("t")
    page.wait_for_url("**/topics/**")
    assert (watch.dialogs, watch.foreign, watch.complaints) == ([], [], [])


def test_it_ticks_a_run_and_steps_out_by_escape(
    page: Page, site: str, store: Store, letters: list[int]
) -> None:
    """Shift+X and a click with Shift tick all from the last tick to here."""
    page.goto(f"{site}/letters/?q=")
    ticked = page.locator(".item input:checked")
    for key in "jxjj":
        page.keyboard.press(key)
    page.keyboard.press("Shift+X")
    assert ticked.count() == 3
    page.locator(".item input").nth(2).click()
    page.locator(".item input").nth(5).click(modifiers=["Shift"])
    assert ticked.count() == 6
    page.locator(".item input").nth(0).click()
    page.locator(".item input").nth(4).click(modifiers=["Shift"])
    assert ticked.count() == 1
    page.goto(f"{site}/letters/{letters[0]}?q=")
    page.keyboard.press("a")
    page.keyboard.press("Escape")
    assert page.locator("details.menu[open]").count() == 0
    page.keyboard.press("Escape")
    page.wait_for_url("**/letters/?q=")


def test_ticks_outlive_older_letters_and_reading_one(
    page: Page, site: str, store: Store
) -> None:
    texts = [("", f"Letter number {n} says that the plan is bad.") for n in range(120)]
    receive_letters(store, texts, source="many")
    page.goto(f"{site}/letters/?q=plan")
    page.locator(".item input").nth(0).check()
    page.locator(".item input").nth(1).check()
    page.locator(".item a").nth(2).click()
    assert page.locator(".item input:checked").count() == 2
    page.get_by_role("link", name="Older letters").click()
    page.get_by_text("2 ticked on other pages").wait_for()
    assert page.locator(".inbox .list").evaluate("list => list.scrollTop") == 0
    assert page.locator(".item input:checked").count() == 0
    page.locator(".item input").nth(0).check()
    page.get_by_text("Move …").click()
    page.get_by_role("button", name="waiting").click()
    page.get_by_text("3 letters moved").wait_for()
    assert page.locator("input[name=letter_ids]:checked").count() == 0
    assert page.get_by_text("ticked on other pages").is_hidden()
    assert store.letters.count_states()[TriageState.WAITING] == 3


def test_it_stays_with_the_letter_when_that_was_switched_on(
    page: Page, site: str, store: Store, letters: list[int]
) -> None:
    page.goto(f"{site}/guide")
    page.get_by_label("go on to the next letter").uncheck()
    page.goto(f"{site}/letters/{letters[3]}?q=")
    page.keyboard.press("e")
    page.get_by_text("moved to done").wait_for()
    assert f"/letters/{letters[3]}?" in page.url


def test_it_goes_anywhere_by_the_palette(
    page: Page, site: str, store: Store, letters: list[int]
) -> None:
    """Ctrl+K offers pages by name and the keys of this page; Escape leaves."""
    watch = Watch(site)
    watch.over(page)
    page.goto(f"{site}/letters/{letters[0]}")
    page.keyboard.press("Control+k")
    page.keyboard.type("chang pass")
    page.locator("#palette a.chosen", has_text="Change password").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/people/password")
    page.goto(f"{site}/letters/{letters[0]}")
    page.keyboard.press("Control+k")
    page.keyboard.type("not feedb")
    page.locator("#palette a.chosen", has_text="Not feedback").wait_for()
    page.keyboard.press("Enter")
    page.locator(".message", has_text="Undo").wait_for()
    found = store.letters.find_ids(LetterFilter(states=(TriageState.NOT_FEEDBACK,)))
    assert found == [letters[0]]
    page.keyboard.press("Control+k")
    page.keyboard.press("Escape")
    assert not page.locator("#palette").is_visible()
    assert (watch.dialogs, watch.foreign, watch.complaints) == ([], [], [])


def test_it_types_letters_into_fields_and_does_not_act_on_them(
    page: Page, site: str, store: Store, letters: list[int]
) -> None:
    page.goto(f"{site}/letters/{letters[0]}")
    page.locator("#note").fill("")
    page.locator("#note").press_sequentially("jexnwe /gt")
    assert page.locator("#note").input_value() == "jexnwe /gt"
    assert store.letters.get_letter(letters[0]).version == 1


@pytest.mark.parametrize("width", [360, 768, 1920])
def test_it_fits_every_width(
    page: Page, site: str, store: Store, letters: list[int], width: int
) -> None:
    """Nothing is wider than the window, from a small phone to a large screen."""
    store.letters.receive(1, [draft(99, "=" * 300, "_" * 300)], NOW)
    newest = max(store.letters.find_ids(LetterFilter()))
    page.set_viewport_size({"width": width, "height": 800})
    letter_paths = (f"/letters/{letters[0]}", f"/letters/{newest}", "/letters/")
    for path in (*letter_paths, "/topics/loose", "/people/", "/guide"):
        page.goto(site + path)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, path
