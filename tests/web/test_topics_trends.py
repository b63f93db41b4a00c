"""What pictures of topics say: the same on every page, and what stands out in them."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from feedback.store import Store
from feedback.topics.counts.watching import watch_topics
from feedback.types import LetterFilter, SourceKind
from tests.builders import draft
from tests.conftest import NOW
from tests.topics.conftest import record
from tests.web.test_topics_pages import text_of

FINDING = re.compile(r"<figcaption>([^<]+)")


def receive_until_now(store: Store, counts: list[int], source: str) -> list[int]:
    """Receive so many letters a day, those of the last day some hours ago."""
    import_id = store.imports.start(source, SourceKind.FILE, "daily.csv", NOW)
    first = NOW - timedelta(days=len(counts) - 1, hours=5)
    days = [day for day, count in enumerate(counts) for _ in range(count)]
    drafts = [
        draft(n, body=f"{source} {n}", written_at=first + timedelta(days=day))
        for n, day in enumerate(days)
    ]
    store.letters.receive(import_id, drafts, NOW)
    return sorted(store.letters.find_ids(LetterFilter(import_id=import_id)))


def record_daily(store: Store, counts: list[int]) -> int:
    """Let a topic have these letters a day beside steady ones; returns its id."""
    ids = receive_until_now(store, counts, "watched")
    steady = {
        name: receive_until_now(store, [3] * len(counts), name)
        for name in ("A", "B", "C")
    }
    record(store, {"Watched": ids, **steady})
    watch_topics(store, NOW)
    return next(t.id for t in store.topics.find_topics() if t.name == "Watched")


def test_the_last_four_weeks_are_the_same_on_every_page(
    client: FlaskClient, store: Store
) -> None:
    """Today, a Monday, belongs to them wherever they are spoken of."""
    topic_id = record_daily(store, [4] * 168 + [14] * 27 + [40])
    said = [
        re.findall(r"[▲▼] ([^<]+)", re.sub("</?span[^>]*>", "", text_of(client, path)))
        for path in ("/topics/", f"/topics/{topic_id}", "/trends/", "/trends/?by=month")
    ]
    assert said[0]
    assert all(set(one) == set(said[0]) for one in said)


def test_the_title_of_a_picture_says_what_a_change_is_against(
    client: FlaskClient, store: Store
) -> None:
    """The rates alone would give another number when all topics grow."""
    topic_id = record_daily(store, [4] * 168 + [14] * 28)
    (finding,) = FINDING.findall(text_of(client, f"/topics/{topic_id}"))
    assert re.fullmatch(
        r"More than before: 28 letters a week, then 98 in the last four weeks; "
        r".+ \(.+\) against the other topics",
        finding,
    )


def test_an_alarm_of_the_last_days_stands_beside_quiet_weeks(
    client: FlaskClient, store: Store
) -> None:
    topic_id = record_daily(store, [1] * 195 + [9])
    page = text_of(client, f"/topics/{topic_id}")
    assert "9 letters on 2 March 2026, expected" in page
    assert FINDING.findall(page) == [
        "About 7 letters a week; more than expected in the last days"
    ]
    assert "dots alarm" not in page


def test_a_week_above_its_range_is_marked_while_the_alarm_stands(
    client: FlaskClient, store: Store
) -> None:
    topic_id = record_daily(store, [1] * 190 + [6, 6, 6, 6, 6, 0])
    assert "dots alarm" in text_of(client, f"/topics/{topic_id}")


def test_a_picture_is_titled_with_the_outbreak_that_it_shows(
    client: FlaskClient, store: Store
) -> None:
    topic_id = record_daily(store, [1] * 105 + [20] * 7 + [1] * 84)
    (finding,) = FINDING.findall(text_of(client, f"/topics/{topic_id}"))
    assert re.fullmatch(
        r"Highest: 1\d\d letters in the week of 1 Dec 2025, expected at most \d+; "
        "no change beyond chance in four weeks",
        finding,
    )


def test_few_letters_are_counted_and_no_rate(client: FlaskClient, store: Store) -> None:
    topic_id = record_daily(store, [8] + [0] * 90 + [1] + [0] * 104)
    (finding,) = FINDING.findall(text_of(client, f"/topics/{topic_id}"))
    assert finding.startswith("1 letter in 26 weeks; ")


def test_small_pictures_say_their_numbers(client: FlaskClient, store: Store) -> None:
    """For those who hear the page; the week that has just begun has no step."""
    record_daily(store, [2] * 64 + [5] * 7 + [1])
    page = text_of(client, "/topics/?over=quarter")
    assert re.search(r"Letters in the last 12 weeks: [0-9, ]+, 14, 14, 35\W", page)


@pytest.mark.parametrize(
    "path", ["/topics/{}", "/trends/", "/trends/?since=2025-01-01"]
)
def test_pictures_begin_with_the_first_letters(
    client: FlaskClient, store: Store, path: str
) -> None:
    """Before them nothing is known, and a line at zero would say that all was well."""
    topic_id = record_daily(store, [2] * 50)
    page = text_of(client, path.format(topic_id))
    first = re.findall(r'<th scope="row">(?:<a [^>]+>)?([^<]+)', page)[-1]
    assert first == "12 Jan 2026"
