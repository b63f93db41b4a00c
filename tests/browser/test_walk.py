"""One person's way through the product on real letters, in a real browser.

Letters are read and triaged, a topic is accepted, renamed and merged, an action is
planned, started and concluded, and coverage and digest show what came of it. The
clock stands in 2019 for the plan and is moved on to the due day, because the real
letters were written then.
"""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app import create_app
from feedback.intake.receiving import import_paths
from feedback.settings import Settings
from feedback.store import Store
from feedback.topics.fitting import run_fit
from feedback.types import Role
from tests.browser.conftest import ADDRESS, served, sign_in
from tests.conftest import add_person

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.timeout(900)]

START = datetime(2019, 1, 14, 9, tzinfo=UTC)
DUE_ON = date(2019, 4, 8)


class MovableClock:
    """A clock that stands where the test puts it."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture(scope="module")
def complaints(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of the real complaint letters, fitted once."""
    path = tmp_path_factory.mktemp("complaints") / "postbag.db"
    with Store(path) as store:
        done = import_paths(store, [shared / "cfpb" / "complaints.csv"])
        assert done.counts.received == 10_920
        run_fit(store)
        add_person(store, ADDRESS, Role.ADMIN)
    return path


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(START)


@pytest.fixture
def inbox(
    complaints: Path, tmp_path: Path, clock: MovableClock, page: Page
) -> Iterator[str]:
    """The complaints served from a copy, with the person signed in."""
    path = tmp_path / "postbag.db"
    shutil.copy(complaints, path)
    app = create_app(Settings(db=path, secret_key="k" * 32), now=clock)
    with served(app) as base:
        sign_in(page, base)
        yield base


def test_it_is_triaged_by_keyboard_and_undone(inbox: str, page: Page) -> None:
    page.goto(f"{inbox}/letters/")
    first = page.locator(".letters .item").first.get_attribute("data-id")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator(".letter-text").first).not_to_be_empty()
    page.keyboard.press("e")
    expect(page.get_by_text("Letter moved to done.")).to_be_visible()
    assert f"/letters/{first}" not in page.url
    page.keyboard.press("z")
    expect(page.get_by_text("Undone.")).to_be_visible()
    page.goto(f"{inbox}/letters/{first}")
    expect(page.locator(".standing .state-new")).to_be_visible()


def test_it_is_searched_and_read_with_reasons(inbox: str, page: Page) -> None:
    page.goto(f"{inbox}/letters/")
    page.keyboard.press("/")
    page.keyboard.type('"identity theft" has:topic')
    page.keyboard.press("Enter")
    page.wait_for_url("**q=*identity*")
    page.locator(".letters .item a").first.click()
    expect(page.locator(".letter-text").first).to_contain_text(
        re.compile("identity theft", re.IGNORECASE)
    )
    page.locator(".why summary .link").first.click()
    expect(page.get_by_text("Nearest rival").first).to_be_visible()
    expect(page.get_by_text("the model of fit 1").first).to_be_visible()


def test_it_accepts_renames_and_merges_topics(inbox: str, page: Page) -> None:
    page.goto(f"{inbox}/topics/")
    page.locator(".topic-table .name a, details .plain a").first.wait_for()
    page.goto(f"{inbox}/topics/1")
    page.get_by_role("button", name="Accept").click()
    expect(page.locator(".topic-active").first).to_be_visible()
    page.get_by_text("Rename", exact=True).first.click()
    page.get_by_label("Name", exact=True).fill("A name that a person gave")
    page.locator("details[open] button", has_text="Rename").click()
    expect(page.locator("h1")).to_have_text("A name that a person gave")
    expect(page.locator("figure.picture svg")).to_be_visible()
    expect(page.get_by_text("What they say")).to_be_visible()
    before = page.locator("main").inner_text()
    page.get_by_text("Merge …", exact=True).click()
    page.get_by_role("button", name="Look at both").click()
    page.get_by_role("button", name=re.compile("^Merge into")).click()
    page.goto(f"{inbox}/topics/1")
    page.get_by_role("button", name="Un-merge").click()
    page.goto(f"{inbox}/topics/1")
    count = re.compile(r"([\d,]+) letters, ([\d,]+) writers")
    after = page.locator("main").inner_text()
    assert count.search(after).group() == count.search(before).group()  # type: ignore[union-attr]


def test_it_plans_starts_and_concludes_an_action(
    inbox: str, page: Page, clock: MovableClock
) -> None:
    _plan(page, inbox, "Answer disputes within a week")
    page.get_by_role("button", name=re.compile("^Start it")).click()
    expect(page.get_by_text("The number is hidden until then.")).to_be_visible()
    clock.moment = datetime.combine(DUE_ON + timedelta(days=1), START.timetz())
    sign_in(page, inbox)
    page.goto(f"{inbox}/actions/1")
    page.get_by_role("link", name="Conclude").click()
    expect(page.get_by_text("The numbers propose")).to_be_visible()
    saying = " ".join(page.locator(".saying").first.inner_text().split())
    assert "letters a week before" in saying
    proposed = page.locator(".result-head .verdict").inner_text()
    page.get_by_role("button", name="Conclude").click()
    page.get_by_label(re.compile("learned", re.IGNORECASE)).fill("")
    _choose_verdict(page, proposed)
    page.get_by_label(re.compile("learned", re.IGNORECASE)).fill(
        "Answers in time matter more than long answers."
    )
    page.get_by_role("button", name="Conclude").click()
    expect(page.locator(".verdict").first).to_have_text(proposed)
    page.goto(f"{inbox}/results/")
    expect(page.get_by_text("1 of 1 action has a data result")).to_be_visible()
    expect(page.get_by_text("1 with a number")).to_be_visible()
    page.goto(f"{inbox}/digest/?day={DUE_ON}")
    expect(page.get_by_text("Answer disputes within a week").first).to_be_visible()
    text = page.request.get(f"{inbox}/digest/text?day={DUE_ON}").text()
    assert "Answer disputes within a week" in text
    assert all(len(line) <= 78 for line in text.splitlines())


def test_it_asks_what_work_without_a_result_was_for(
    inbox: str, page: Page, clock: MovableClock
) -> None:
    _plan(page, inbox, "Send a brochure")
    page.get_by_role("button", name=re.compile("^Start it")).click()
    clock.moment = datetime.combine(DUE_ON + timedelta(days=1), START.timetz())
    sign_in(page, inbox)
    page.goto(f"{inbox}/results/")
    expect(page.get_by_text("0 of 1 action has a data result")).to_be_visible()
    expect(page.locator("#without")).to_contain_text("Send a brochure")
    expect(page.locator(".question")).to_contain_text("What was it for?")


def _plan(page: Page, inbox: str, title: str) -> None:
    page.goto(f"{inbox}/actions/plan?topic=1")
    page.get_by_label("Purpose", exact=True).fill(
        "We answer disputes within a week, so that people need not write twice."
    )
    page.get_by_label("Short name", exact=True).fill(title)
    page.get_by_label("Due day", exact=True).fill(DUE_ON.isoformat())
    page.get_by_role("button", name="Save the plan").click()
    expect(page.locator("h1")).to_have_text(title)


def _choose_verdict(page: Page, words: str) -> None:
    page.locator("fieldset.verdicts").get_by_label(words, exact=False).first.check()
