"""The topics side by side: over a span that speaks for the inbox."""

from datetime import date, datetime, timedelta

import pytest

from feedback.store import Store
from feedback.summaries.overview import NO_THEME, Span, find_overview
from feedback.types import LetterFilter, SourceKind
from tests.builders import draft
from tests.conftest import NOW
from tests.topics.conftest import receive_plain, record

TODAY = date(2026, 3, 2)


def receive(store: Store, days_ago: list[int]) -> None:
    """Receive letters of these ages, all on one topic."""
    import_id = store.imports.start("old", SourceKind.FILE, "old.csv", NOW)
    moment = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=NOW.tzinfo)
    drafts = [
        draft(n, "", f"Letter {n}", written_at=moment - timedelta(days=age))
        for n, age in enumerate(days_ago)
    ]
    store.letters.receive(import_id, drafts, NOW)
    record(store, {"Refunds": store.letters.find_ids(LetterFilter())})


@pytest.mark.parametrize(
    ("days_ago", "span"),
    [
        ([n % 80 for n in range(150)], Span.QUARTER),
        ([n % 300 for n in range(150)], Span.YEAR),
        ([0, *(2_000 + n for n in range(150))], Span.ALL),
        ([0, 1, 2], Span.ALL),
    ],
)
def test_it_looks_as_far_back_as_it_must(
    store: Store, days_ago: list[int], span: Span
) -> None:
    receive(store, days_ago)
    overview = find_overview(store, TODAY)
    assert overview.span is span
    assert overview.letters == len(days_ago)
    (line,) = overview.themes[0].lines
    assert line.letters == len(days_ago)


def test_it_looks_as_far_back_as_it_is_told(store: Store) -> None:
    receive(store, [0, 5, 200, 2_000])
    letters = [find_overview(store, TODAY, span).letters for span in Span]
    assert letters == [2, 3, 4]


def test_a_letter_on_two_topics_of_a_theme_is_one_letter(store: Store) -> None:
    ids = receive_plain(store, 10)
    record(store, {"Refunds": ids, "Fees": ids[:4], "Old": ids[4:]})
    for topic in store.topics.find_topics():
        store.topics.describe(topic.id, "Money" if topic.name != "Old" else "", ())
    themes = {theme.name: theme for theme in find_overview(store, TODAY).themes}
    assert sorted(line.letters for line in themes["Money"].lines) == [4, 10]
    assert {name: theme.letters for name, theme in themes.items()} == {
        "Money": 10,
        NO_THEME: 6,
    }


def test_a_theme_of_one_topic_has_no_heading_of_its_own(store: Store) -> None:
    ids = receive_plain(store, 9)
    groups = {"A": ids, "B": ids[:3], "C": ids[3:6], "D": ids[4:]}
    record(store, groups)
    themes = {"A": "Money", "B": "Money", "C": "Speed", "D": ""}
    for topic in store.topics.find_topics():
        store.topics.describe(topic.id, themes[topic.name], ())
    shown = find_overview(store, TODAY).themes
    assert [
        (theme.name, [line.topic.name for line in theme.lines], theme.letters)
        for theme in shown
    ] == [("Money", ["A", "B"], 9), (NO_THEME, ["D", "C"], 6)]


def test_it_has_nothing_to_show_without_letters(store: Store) -> None:
    overview = find_overview(store, TODAY)
    assert (overview.letters, overview.themes) == (0, ())
