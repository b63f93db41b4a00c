"""Words of many texts: what each text alone would be split into."""

import numpy as np
import pytest

from models.texts import words
from models.texts.languages import tells_alone
from models.texts.words import read_words, split_words

TEXTS = [
    "I can't open it!!  I can't.",
    "I CAN'T OPEN IT",
    "",
    "退款 refund，还没收到。退款",
    "アプリがFAQを開きません",
    "tab\tnew\nline\u3000wide\u2028end",
    "I can't open it!!",
]


@pytest.mark.parametrize("texts", [TEXTS, [""], []], ids=["some", "empty", "none"])
def test_it_reads_many_texts_as_it_splits_one(texts: list[str]) -> None:
    table = read_words(texts)
    assert len(table) == len(texts)
    for row, text in enumerate(texts):
        ids = table.ids[table.starts[row] : table.starts[row + 1]]
        assert [table.vocabulary[number] for number in ids] == split_words(text)


def test_it_reads_texts_some_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = read_words(TEXTS)
    monkeypatch.setattr(words, "PART", 2)
    parts = read_words(TEXTS)
    assert np.array_equal(parts.ids, whole.ids)
    assert np.array_equal(parts.starts, whole.starts)


def test_it_numbers_words_as_they_come() -> None:
    table = read_words(TEXTS)
    firsts = [np.flatnonzero(table.ids == n)[0] for n in range(len(table.vocabulary))]
    assert firsts == sorted(firsts)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("मेरे कार्ड पर भुगतान।", ["मेरे", "कार्ड", "पर", "भुगतान", "।"]),
        ("ยังไม่ได้รับเงินคืน", ["ยัง", "ไม่", "ได้", "รับ", "เงิน", "คืน"]),
        ("แอป2เปิด退款", ["แอป", "2", "เปิด", "退款"]),
        ("كِتَابٌ!", ["كِتَابٌ", "!"]),
        ("می\u200cخو", ["می\u200cخو"]),
        ("de\u0301bite\u0301 deux", ["débité", "deux"]),
        ("退款 l’e\u0301te\u0301", ["退款", "l’été"]),
        ("ok👍\ufe0f", ["ok", "👍", "\ufe0f"]),
    ],
)
def test_vowel_signs_and_accents_belong_to_their_words(
    text: str, words: list[str]
) -> None:
    assert split_words(text) == words


def test_japanese_falls_apart_where_its_script_changes() -> None:
    words = split_words("アプリがWebを開きません。")
    assert words == ["アプリ", "が", "Web", "を", "開", "きません", "。"]


def test_what_is_short_may_abbreviate_something_in_another_language() -> None:
    assert tells_alone("EST")
    assert not tells_alone("nicht")
    assert not tells_alone("ので")
