"""The search index: whatever is asked for, SQLite gets a question it can answer."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.store import Store
from feedback.store.search_index import fingerprint, index_words, match_expression
from feedback.types import LetterFilter
from tests.builders import receive_letters
from tests.conftest import NOW

ROOT = Path(__file__).resolve().parents[2]
TYPED = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
TEXTS = st.lists(TYPED, max_size=4).map(tuple)
# The texts of case 54: each is an operator or a syntax error in raw FTS5.
TRAPS = [
    '"', "it's", "a AND", "NOT x", "x:y", "(((", "*", "^", "-", "NEAR(", "a-b", "{a",
    "\0", "AND", "(" * 200, "", "subject:x", "a*b", '""', "a NEAR/2 b", "^a", "*a",
    "a**",
]  # fmt: skip


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store(tmp_path_factory.mktemp("search") / "postbag.db") as store:
        receive_letters(store)
        yield store


@pytest.mark.parametrize("text", TRAPS)
def test_it_answers_every_trap(searched: Store, text: str) -> None:
    """Case 54."""
    for wanted in (
        LetterFilter(words=(text,)),
        LetterFilter(phrases=(text,)),
        LetterFilter(without=(text,)),
        LetterFilter(words=("charged",), without=(text,)),
        LetterFilter(writer=text, source=text, language=text),
    ):
        searched.letters.find_letters(wanted)


def test_it_answers_every_naughty_string(searched: Store, shared: Path) -> None:
    """Cases 54 and 56, with the Big List of Naughty Strings."""
    strings = json.loads((shared / "strings-blns" / "blns.json").read_text("utf-8"))
    assert len(strings) == 515
    for text in strings:
        words = tuple(text.split())
        searched.letters.find_ids(LetterFilter(words=words, phrases=(text,)))
        searched.letters.find_ids(LetterFilter(without=words, writer=text))
    assert searched.maintenance.count_tables()["letters"] == 6


@settings(max_examples=300)
@given(words=TEXTS, phrases=TEXTS, without=TEXTS)
def test_it_answers_whatever_is_typed(
    searched: Store,
    words: tuple[str, ...],
    phrases: tuple[str, ...],
    without: tuple[str, ...],
) -> None:
    searched.letters.find_ids(LetterFilter((), words, phrases, without))


@pytest.mark.parametrize("number", [300, 3000])
def test_it_answers_a_query_of_very_many_terms(searched: Store, number: int) -> None:
    """Case 55: hundreds of terms are no deeper a question than two."""
    many = tuple(f"term{n}*" for n in range(number))
    assert searched.letters.find_ids(LetterFilter(words=("charged", *many))) == []
    found = searched.letters.find_ids(LetterFilter(words=("charged",), without=many))
    assert len(found) == 2
    assert len(searched.letters.find_ids(LetterFilter(without=many))) == 6


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("เมื่อวานรอพัสดุทั้งวันแต่ไม่มีใครมาส่ง", "พัสดุ"),
        ("ធ្វើការទូទាត់ពីរដង", "ទូទាត់"),
        ("ကျွန်တော် ငွေပြန်ရချင်ပါတယ်", "ပြန်"),
        ("荷物が届きません", "荷物"),
        ("택배가 도착하지 않았습니다", "택배"),
        ("मेरे कार्ड पर भुगतान दो बार दिख रहा है।", "भुगतान"),
    ],
)
def test_it_finds_words_of_scripts_without_spaces(
    store: Store, text: str, word: str
) -> None:
    ids = receive_letters(store, [("", text), ("", text.replace(word, ""))], NOW)
    assert store.letters.find_ids(LetterFilter(words=(word,))) == ids[:1]


def test_it_takes_words_for_words_and_never_for_operators() -> None:
    assert match_expression(("a", "OR", "b"), (), ()) == '"a" AND "OR" AND "b"'
    assert match_expression(("x:y",), ('say "hi"',), ()) == '"x:y" AND "say ""hi"""'


def test_it_looks_for_nothing_when_only_punctuation_is_asked_for() -> None:
    assert match_expression(("...", "*"), ("?!",), ()) == ""
    assert match_expression((), (), ("late",)) == ""


def test_it_matches_beginnings_outside_of_the_quotes() -> None:
    assert match_expression(("refu*",), (), ()) == '"refu" *'


def test_it_cuts_chinese_into_characters_and_nothing_else() -> None:
    assert index_words("plain words") is None
    assert index_words("über größer") is None
    assert (index_words("退款 ok") or "").split() == ["退", "款", "ok"]


@given(st.text(max_size=200))
def test_it_gives_every_text_a_number_that_sqlite_can_hold(text: str) -> None:
    assert -(2**63) <= fingerprint("", text) < 2**63


def test_it_sees_through_case_digits_and_masks() -> None:
    one = fingerprint("Charged", "I paid $12.00 on XX/XX/2026")
    assert one == fingerprint("", "charged i PAID 15 on xxxx")
    assert one != fingerprint("", "I paid nothing")
    assert fingerprint("", "12 - 34 !") == 0


def test_one_module_adds_letters_and_so_can_index_them_by_batch() -> None:
    """What is added elsewhere would be missing from the index, silently."""
    adding = {
        path.name
        for path in (ROOT / "feedback").rglob("*.py")
        if "INTO letters " in path.read_text("utf-8")
    }
    assert adding == {"receiving.py"}


def test_words_of_subjects_are_found_in_any_script(store: Store) -> None:
    (letter_id,) = receive_letters(store, [("退款还没到账", "Please help.")])
    receive_letters(store, [("发票丢失", "Please help.")])

    def found(word: str) -> list[int]:
        return store.letters.find_ids(LetterFilter(words=(word,)))

    assert (found("退款"), found("发票")) == ([], [letter_id])
    store.letters.restore(store.imports.find_imports()[0].id, NOW)
    assert (found("退款"), found("发票")) == ([letter_id], [])
    assert store.maintenance.find_damage() == ()
