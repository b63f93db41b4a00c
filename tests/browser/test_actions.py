"""Three actions from plan to data result, as people see and press it in a browser."""

import csv
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app import create_app
from feedback.settings import Settings
from feedback.store import Store
from tests.browser.conftest import served
from tests.worlds import fill_year, noon, open_world

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.timeout(300)]

STARTED = date(2026, 9, 10)
DUE = date(2026, 10, 8)
LEAD, COLLEAGUE = 1, 2


@dataclass
class Office:
    """A year of letters served; its clock stands at noon of ``day``."""

    browser: Browser
    path: Path
    base: str = ""
    day: date = STARTED
    opened: list[BrowserContext] = field(default_factory=list)

    def now(self) -> datetime:
        return noon(self.day)

    def open_app(self) -> Flask:
        self.app = create_app(Settings(db=self.path, secret_key="k" * 32), now=self.now)
        return self.app

    def seat(self, person_id: int) -> Page:
        """Open a window of somebody who has just signed in."""
        token = f"{person_id}-{self.day}-{len(self.opened)}"
        with Store(self.path) as store:
            store.sign_ins.begin(person_id, token, self.now())
        client = self.app.test_client()
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = token, True
        cookie = client.get_cookie("postbag")
        assert cookie
        context = self.browser.new_context(viewport={"width": 1366, "height": 850})
        context.add_cookies(
            [{"name": "postbag", "value": cookie.value, "url": self.base}]
        )
        self.opened.append(context)
        return context.new_page()


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("year") / "postbag.db"
    fill_year(path)
    return path


@pytest.fixture
def office(browser: Browser, year: Path, tmp_path: Path) -> Iterator[Office]:
    opened = Office(browser, Path(shutil.copy(year, tmp_path / "postbag.db")))
    with served(opened.open_app()) as opened.base:
        yield opened
        for context in opened.opened:
            context.close()


def plan(page: Page, office: Office, measure: str, title: str) -> None:
    """Fill in what every plan of these tests says; the caller saves it."""
    page.goto(f"{office.base}/topics/1")
    page.get_by_role("link", name="Plan an action").click()
    expect(page.get_by_label("Charged twice")).to_be_checked()
    page.get_by_label("Purpose").fill("We mend it for those who pay, so that they stay")
    page.get_by_label("Short name").fill(title)
    page.get_by_label(measure).check()
    page.get_by_label("Due day").fill(DUE.isoformat())


def save_and_start(page: Page) -> str:
    """Save the plan, start it, and return the action's address."""
    page.get_by_role("button", name="Save the plan").click()
    expect(page.get_by_text("Planned. Read it once more")).to_be_visible()
    page.get_by_role("button", name="Start it: the plan freezes").click()
    expect(page.get_by_text("Started. The plan is frozen as")).to_be_visible()
    return page.url


def conclude(page: Page, learned: str) -> None:
    page.get_by_label("What was learned?").fill(learned)
    page.get_by_role("button", name="Conclude").click()
    expect(page.get_by_text("Concluded. Ask a colleague")).to_be_visible()


def test_it_ends_a_fix_in_a_number(office: Office) -> None:
    page = office.seat(LEAD)
    plan(page, office, "Letters on the topics, before and after", "Mend the charge")
    page.get_by_role("button", name="Check it first").click()
    expect(page.get_by_text("Nothing is missing.")).to_be_visible()
    expect(page.get_by_text("At today's volume a fall of")).to_be_visible()
    address = save_and_start(page)
    expect(page.get_by_text("The number is hidden until then.")).to_be_visible()

    office.day = DUE
    page = office.seat(LEAD)
    page.goto(address)
    expect(page.get_by_text("due today")).to_be_visible()
    page.get_by_role("link", name="Conclude").click()
    expect(page.locator(".result-head .verdict")).to_have_text("improved")
    conclude(page, "Refund before they write.")
    result = page.locator("main")
    expect(result).to_contain_text("letters a week before")
    expect(result).to_contain_text("observational")
    expect(page.locator("svg.chart").first).to_be_visible()


def test_it_says_what_can_be_seen_while_the_plan_is_filled_in(office: Office) -> None:
    page = office.seat(LEAD)
    page.goto(f"{office.base}/actions/plan")
    known = page.get_by_label("What is known")
    expect(known).not_to_contain_text("can be seen")
    page.get_by_label("Charged twice").check()
    expect(known).to_contain_text("a fall of 30 %")
    page.get_by_label("by at least, in %").fill("60")
    page.get_by_label("Due day").fill(DUE.isoformat())
    expect(known).to_contain_text("a fall of 60 %")
    page.get_by_text("Audience and holdout").click()
    page.get_by_label("Audience", exact=True).fill('"charged twice"')
    page.get_by_label("Short name").click()
    expect(known).to_contain_text("would be in it")
    expect(page.get_by_label("Audience", exact=True)).to_have_value('"charged twice"')


def test_it_ends_a_recall_in_a_lift_over_its_holdout(
    office: Office, tmp_path: Path
) -> None:
    page = office.seat(LEAD)
    plan(page, office, "Who came back or stayed", "Write to those who left")
    page.get_by_label("Link").select_option("recall")
    page.get_by_label("It should").select_option("up")
    page.get_by_label("by at least, in %").fill("5")
    audience = page.get_by_label("Audience", exact=True)
    if not audience.is_visible():
        page.get_by_text("Audience and holdout").click()
    audience.fill('"charged twice"')
    page.get_by_label("Held out, in %").fill("30")
    page.get_by_role("button", name="Save the plan").click()
    expect(page.get_by_text("a complaint that is still open")).to_be_visible()
    page.get_by_label("Leave them out").uncheck()
    page.get_by_role("button", name="Start it: the plan freezes").click()
    address = page.url
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as CSV").click()
    came = write_activity(Path(download.value.path()), tmp_path / "activity.csv")

    office.day = DUE
    page = office.seat(LEAD)
    page.goto(address)
    page.get_by_label("Who used the product?").set_input_files(came)
    page.get_by_role("button", name="Import activity").click()
    expect(page.get_by_text("days of activity kept.")).to_be_visible()
    page.get_by_role("link", name="Conclude").click()
    expect(page.locator(".result-head .verdict")).to_have_text("improved")
    conclude(page, "An honest list brings people back.")
    expect(page.locator("main")).to_contain_text("came back")
    expect(page.locator("main")).to_contain_text("held out")
    expect(page.locator("main")).to_contain_text("because of it")


def write_activity(exported: Path, path: Path) -> Path:
    """Let a third of the audience and a tenth of the holdout come back."""
    every = {"audience": 3, "holdout": 10}
    seen = {"audience": 0, "holdout": 0}
    lines = ["key,active_on"]
    with exported.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            seen[row["arm"]] += 1
            if seen[row["arm"]] % every[row["arm"]] == 0:
                lines.append(f"{row['key']},2026-09-25")
    assert min(seen.values()) > 100
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_it_ends_a_reading_with_a_second_person(office: Office) -> None:
    page = office.seat(LEAD)
    plan(page, office, "A question, answered by reading letters", "Ask what they fear")
    question = page.get_by_label("Question that reading must answer")
    if not question.is_visible():
        page.get_by_text("For a reading").click()
    question.fill("Do letters still speak of a double charge?")
    address = save_and_start(page)

    office.day = DUE
    page = office.seat(LEAD)
    page.goto(address)
    page.get_by_role("button", name="keep as evidence", exact=True).first.click()
    expect(page.get_by_text("Kept as evidence.")).to_be_visible()
    page.get_by_role("link", name="Conclude").click()
    page.get_by_label("What do the letters show?").fill("Some letters still do.")
    page.get_by_label("no change", exact=True).check()
    conclude(page, "The second invoice has to be explained.")
    expect(page.get_by_text("Not countersigned yet.")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("ountersign"))).to_have_count(0)

    other = office.seat(COLLEAGUE)
    other.goto(page.url)
    other.get_by_role("button", name=re.compile("ountersign")).click()
    expect(other.get_by_text("Countersigned by Ben")).to_be_visible()
    expect(other.locator("blockquote").first).to_contain_text("charged twice")


def test_it_closes_the_loop_from_download_to_answer(
    office: Office, tmp_path: Path
) -> None:
    """Download who waits, mail them elsewhere, give the file back, see who answered."""
    page = office.seat(LEAD)
    page.goto(f"{office.base}/topics/1")
    page.get_by_role("link", name="Who was told what became of it").click()
    expect(page.locator(".purpose")).to_contain_text("Nobody of")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download those not told yet").click()
    mailed = keep_first(Path(download.value.path()), tmp_path / "mailed.csv", 40)
    page.get_by_label("They were told").select_option("later")
    page.get_by_label("In which words").fill("We mend it in October.")
    page.get_by_label("Or to the writers in this CSV file").set_input_files(mailed)
    page.get_by_role("button", name="Record").click()
    expect(page.get_by_text("Recorded for 40 writers of the topic.")).to_be_visible()

    office.day = DUE
    answer_one(office.path, mailed)
    page = office.seat(LEAD)
    page.goto(f"{office.base}/topics/1/notices")
    expect(page.locator(".purpose")).to_contain_text("40 of")
    page.get_by_role("link", name="Wrote again since").click()
    page.get_by_role("link", name="Read what they wrote since").click()
    expect(page.locator(".letter-text").first).to_contain_text("charged twice")


def keep_first(exported: Path, path: Path, writers: int) -> Path:
    lines = exported.read_text(encoding="utf-8-sig").splitlines()
    path.write_text("\n".join(lines[: writers + 1]), encoding="utf-8")
    return path


def answer_one(database: Path, mailed: Path) -> None:
    """Let one of those who were mailed write another letter."""
    with mailed.open(encoding="utf-8", newline="") as file:
        key = next(csv.DictReader(file))["key"]
    world = open_world(database)
    with world.store:
        world.write_again([key], date(2026, 9, 20))
