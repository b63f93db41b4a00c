"""The search language: what people type, and that nothing they type is an error."""

import json
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.inbox.search import OPERATORS, Names, parse_query
from feedback.store import Store
from feedback.types import LetterFilter, PlacedBy, TriageState

NAMES = Names({"charged twice": 3}, me=7)
BIGGEST_ID = 2**63 - 1


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("", LetterFilter()),
        ("refund late", LetterFilter(words=("refund", "late"))),
        ('"charged twice"', LetterFilter(phrases=("charged twice",))),
        ('"never closed', LetterFilter(phrases=("never closed",))),
        ("-refund", LetterFilter(without=("refund",))),
        ('-"my refund"', LetterFilter(without=("my refund",))),
        ("refu*", LetterFilter(words=("refu*",))),
        ("is:open", LetterFilter(states=(TriageState.OPEN,))),
        (
            "is:new is:not-feedback",
            LetterFilter(states=(TriageState.NEW, TriageState.NOT_FEEDBACK)),
        ),
        ("IS:done", LetterFilter(states=(TriageState.DONE,))),
        ("is:automatic", LetterFilter(is_automatic=True)),
        ("is:leaving is:angry", LetterFilter(is_leaving=True, is_angry=True)),
        ("has:attachment", LetterFilter(has_attachment=True)),
        ("has:topic", LetterFilter(with_topic=True)),
        ("topic:none", LetterFilter(without_topic=True)),
        ("placed:Hand", LetterFilter(placed_by=PlacedBy.HAND)),
        ("topic:12", LetterFilter(topic_id=12)),
        ('topic:"Charged twice"', LetterFilter(topic_id=3)),
        ("assigned:me", LetterFilter(assignee_id=7)),
        ("assigned:none", LetterFilter(unassigned=True)),
        ("assigned:4", LetterFilter(assignee_id=4)),
        ("score:<3", LetterFilter(score_below=3.0)),
        ("score:>3.5", LetterFilter(score_above=3.5)),
        ("from:anna", LetterFilter(writer="anna")),
        ('from:"Anna Smith"', LetterFilter(writer="Anna Smith")),
        ("segment:Plus", LetterFilter(segment="Plus")),
        ("source:play", LetterFilter(source="play")),
        ("lang:ZH", LetterFilter(language="zh")),
        ("after:2026-03-01", LetterFilter(since=date(2026, 3, 1))),
        ("before:2026-03-01", LetterFilter(until=date(2026, 3, 1))),
        ("import:2", LetterFilter(import_id=2)),
        ("action:2", LetterFilter(action_id=2)),
        ("answers:2", LetterFilter(answers_action_id=2)),
        ("writer:2", LetterFilter(writer_id=2)),
        ("same:2", LetterFilter(same_text_as=2)),
        ("same:once", LetterFilter(each_text_once=True)),
        ("conversation:2", LetterFilter(conversation_id=2)),
        (f"import:{BIGGEST_ID}", LetterFilter(import_id=BIGGEST_ID)),
    ],
)
def test_it_reads_what_people_mean(query: str, wanted: LetterFilter) -> None:
    search = parse_query(query, NAMES)
    assert search.wanted == wanted
    assert search.notes == ()


def test_it_finds_an_exact_score_within_a_hair() -> None:
    wanted = parse_query("score:4").wanted
    assert wanted.score_below is not None
    assert wanted.score_above is not None
    assert wanted.score_above < 4 < wanted.score_below


@pytest.mark.parametrize(
    "query",
    [
        "is:nothing",
        "has:nothing",
        "topic:unknown",
        "assigned:me",
        "after:tomorrow",
        "score:high",
        "import:x",
        f"import:{BIGGEST_ID + 1}",
        "writer:-1",
        f"topic:{'9' * 30}",
        f"same:{'9' * 5000}",
        "url:https",
        "-is:open",
        "is:",
    ],
)
def test_it_searches_words_where_an_operator_makes_no_sense(query: str) -> None:
    search = parse_query(query)
    assert len(search.notes) == (0 if query == "is:" else 1)
    text = search.wanted.words or search.wanted.without
    assert text == (query.lstrip("-"),)


def test_it_says_whether_the_operator_or_its_value_is_unknown() -> None:
    said = {query: parse_query(query).notes for query in ("topic:Nope", "url:https")}
    assert said == {
        "topic:Nope": ("topic: knows no “Nope”; searched as words.",),
        "url:https": ("url: is no operator here; searched as words.",),
    }


def test_it_combines_everything() -> None:
    wanted = parse_query('is:open from:anna "charged twice" -refund app').wanted
    assert wanted == LetterFilter(
        states=(TriageState.OPEN,),
        writer="anna",
        phrases=("charged twice",),
        without=("refund",),
        words=("app",),
    )


@given(st.text(max_size=200))
def test_it_never_fails_on_what_is_typed(query: str) -> None:
    assert parse_query(query, NAMES).query == query.strip()


@settings(max_examples=200)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "-"]),
            st.sampled_from([*OPERATORS, "url", ""]),
            st.sampled_from(["", ":", '"', ':"', ":<", ":>"]),
            st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
            | st.integers().map(str)
            | st.sampled_from(["nan", "inf", "-inf", "1e400", "²", "٣", "9" * 20]),
        ).map("".join),
        max_size=5,
    ).map(" ".join)
)
def test_it_never_asks_the_store_for_what_it_cannot_answer(
    tmp_path_factory: pytest.TempPathFactory, query: str
) -> None:
    """Case 54: from the typed text all the way through SQLite."""
    path = tmp_path_factory.getbasetemp() / "searches.db"
    with Store(path) as store:
        store.letters.find_letters(parse_query(query, NAMES).wanted)


def test_it_survives_the_naughty_strings(store: Store, shared: Path) -> None:
    strings = json.loads((shared / "strings-blns" / "blns.json").read_text("utf-8"))
    for text in strings:
        for query in (text, f'"{text}"', f"from:{text}", f"topic:{text} -{text}"):
            store.letters.find_ids(parse_query(query, NAMES).wanted)


def test_it_offers_an_operator_for_what_a_filter_can_say() -> None:
    """Nothing a LetterFilter narrows by is out of reach of a search."""
    reachable = {name for _, wanted in _EXAMPLES for name in wanted}
    assert {field.name for field in fields(LetterFilter)} == reachable


_EXAMPLES = [
    (query, {f.name for f in fields(LetterFilter)
             if getattr(parse_query(query, NAMES).wanted, f.name)
             != getattr(LetterFilter(), f.name)})
    for query in (
        "a", '"a b"', "-a", "is:open", "is:automatic", "is:leaving", "is:angry",
        "has:attachment", "has:topic", "placed:low",
        "topic:1", "topic:none", "assigned:1", "assigned:none", "score:1", "from:a",
        "segment:a", "source:a", "lang:en",
        "after:2026-01-01", "before:2026-01-01", "import:1",
        "action:1", "writer:1", "same:1", "same:once", "answers:1", "conversation:1",
    )
]  # fmt: skip
