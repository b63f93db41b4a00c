"""Every page of the demo, looked at in light, dark and on a phone.

With ``make pictures`` the README's picture is taken anew; otherwise the pictures are
only looked at by this test: nothing overflows, nothing fails to load.
"""

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from app import create_app
from feedback.samples import sample_world
from feedback.samples.demo import fill_demo
from feedback.settings import Settings
from feedback.store import Store
from feedback.types import LetterFilter, Role
from tests.browser.conftest import ADDRESS, postbag, sign_in
from tests.conftest import add_person
from tests.web.routes import routes

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.timeout(600)]

LOOKS = {
    "light": {"viewport": {"width": 1366, "height": 850}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1366, "height": 850}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 360, "height": 740}, "color_scheme": "light"},
}
PAGES = (
    "/letters/", "/letters/?q=", "/topics/", "/topics/1", "/trends/", "/actions/",
    "/actions/1", "/actions/plan?topic=1", "/results/", "/results/1", "/digest/",
    "/imports/", "/sources/", "/sources/1", "/audit/", "/writers/", "/writers/1",
    "/letters/1/copies", "/people/",
    "/people/password", "/guide",
)  # fmt: skip
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    """The demo served, and the id of a letter with a marked passage."""
    folder = tmp_path_factory.mktemp("demo")
    with Store(folder / "demo.db") as store:
        people = [
            add_person(store, ADDRESS, Role.ADMIN),
            add_person(store, "tom@example.com", Role.AGENT),
        ]
        world = sample_world(1, 1500, end_on=date.today())  # noqa: DTZ011
        fill_demo(store, world, folder / "files", people, lambda text: None)
        letter_id = _letter_to_show(store)
    with postbag(folder / "demo.db") as base:
        yield base, letter_id


def _letter_to_show(store: Store) -> int:
    wanted = LetterFilter(with_topic=True, language="en", is_automatic=False)
    for item in store.letters.find_letters(wanted).items:
        marked = store.assignments.find_for_letter(item.id)
        if item.subject and any(0 < a.end - a.start < 200 for a in marked):
            return item.id
    return item.id


@pytest.mark.parametrize("look", LOOKS)
def test_it_shows_every_page_whole(
    browser: Browser, demo: tuple[str, int], look: str
) -> None:
    base, letter_id = demo
    context = browser.new_context(**LOOKS[look])  # type: ignore[arg-type]
    page, problems = _watched_page(context)
    sign_in(page, base)
    for path in (*PAGES, f"/letters/{letter_id}?q="):
        answer = page.goto(f"{base}{path}")
        assert answer is not None
        assert answer.status == 200, path
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= page.viewport_size["width"], f"{path} overflows"  # type: ignore[index]
        assert page.title().endswith("Postbag")
    assert not problems
    context.close()


@pytest.mark.parametrize("look", LOOKS)
def test_everybody_can_use_every_page(
    browser: Browser, demo: tuple[str, int], look: str, tmp_path: Path
) -> None:
    base, letter_id = demo
    app = create_app(Settings(db=tmp_path / "p.db", secret_key="k" * 32))
    gets = {it.path for it in routes(app) if it.method == "GET"}
    context = browser.new_context(**LOOKS[look], bypass_csp=True)  # type: ignore[arg-type]
    page = context.new_page()
    sign_in(page, base)
    broken = []
    for path in sorted({*gets, *PAGES, f"/letters/{letter_id}?q="}):
        if not _is_page_of_ours(context, base, path):
            continue
        page.goto(f"{base}{path}")
        options = {"runOnly": RULES, "resultTypes": ["violations"]}
        for rule in Axe().run(page, options=options).response["violations"]:
            broken.append((path, rule["id"], rule["nodes"][0]["html"]))
    assert not broken
    context.close()


def _is_page_of_ours(context: BrowserContext, base: str, path: str) -> bool:
    """Whether something is shown there; a mail as it came is its writer's page."""
    if path.endswith(("/html", "/sign-out")):
        return False
    answer = context.request.get(f"{base}{path}", max_redirects=0)
    return answer.ok and answer.headers["content-type"].startswith("text/html")


def test_it_takes_the_picture_of_the_readme(
    browser: Browser, demo: tuple[str, int], tmp_path: Path
) -> None:
    base, letter_id = demo
    context = browser.new_context(**LOOKS["light"])  # type: ignore[arg-type]
    page, _ = _watched_page(context)
    sign_in(page, base)
    page.goto(f"{base}/letters/{letter_id}?q=")
    folder = Path(os.environ.get("POSTBAG_PICTURES", tmp_path))
    page.screenshot(path=folder / "inbox.png")
    assert (folder / "inbox.png").stat().st_size > 20_000
    context.close()


def _watched_page(context: BrowserContext) -> tuple[Page, list[str]]:
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on(
        "console",
        lambda message: (
            problems.append(message.text) if message.type == "error" else None
        ),
    )
    return page, problems
