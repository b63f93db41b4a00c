"""The top line of the inbox: what came, what needs a look, what is due."""

import re
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from feedback.inbox.top_line import last_working_day
from feedback.store import Store
from feedback.store.moves import MoveTo
from feedback.types import LetterFilter, SourceKind, TopicState, TriageState, WriterHint
from tests.builders import draft
from tests.conftest import NOW
from tests.topics.conftest import receive_plain, record

ANNA = WriterHint("anna@example.com", "Anna")


@pytest.mark.parametrize(
    ("day", "expected"),
    [(2, 27), (3, 2), (6, 5), (7, 6), (8, 6), (9, 6)],
)
def test_a_weekend_is_looked_back_over(day: int, expected: int) -> None:
    today = date(2026, 3, day)
    assert last_working_day(today).day == expected
    assert last_working_day(today).weekday() < 5


def top_line(client: FlaskClient, path: str = "/letters/") -> str:
    found = re.search(r'<p class="top-line">(.*?)</p>', client.get(path).text, re.S)
    assert found, path
    return " ".join(re.sub(r"<[^>]+>", "", found[1]).split())


def test_it_counts_what_came_since_friday_and_leads_to_it(
    client: FlaskClient, store: Store
) -> None:
    many = receive_plain(store, 20)
    assert top_line(client) == "No new letter since Friday."
    import_id = store.imports.start("mail", SourceKind.FILE, "mail.csv", NOW)
    drafts = [
        draft(90 + n, written_at=NOW - timedelta(days=n), writer=ANNA) for n in range(5)
    ]
    store.letters.receive(import_id, drafts, NOW)
    assert top_line(client) == "4 new letters since Friday from 1 writer."
    found = client.get("/letters/?q=is:new+after:2026-02-27").text
    assert "4 letters, 1 writer" in found
    record(store, {"A": many[:10], "B": many[10:]})
    store.topics.set_state(1, TopicState.ESCALATING, "")
    store.topics.set_state(2, TopicState.REGRESSED, "")
    done = store.letters.find_ids(LetterFilter(since=NOW.date()))
    store.moves.move(done, MoveTo(TriageState.DONE), None, NOW)
    line = "3 new letters since Friday from 1 writer. 2 topics need a look."
    assert top_line(client) == line


def test_other_searches_have_none(client: FlaskClient, letters: list[int]) -> None:
    assert "top-line" not in client.get("/letters/?q=is:new").text
