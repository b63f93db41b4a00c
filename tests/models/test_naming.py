"""Names of topics: phrases that their writers would recognise."""

import numpy as np
import pytest

from models.naming import name_topics
from models.phrases import rank_phrases

CARD = [
    "I called Capital One about my card.",
    "we called Capital One yesterday, no answer",
    "Called Capital One again about the card",
    "She called Capital One. They hung up.",
]


def test_it_keeps_together_what_always_stands_together() -> None:
    weights = {"called": 0.4, "capital": 0.5, "card": 0.3}
    assert rank_phrases(CARD, weights)[0] == "Called Capital One"
    assert "Called capital" not in rank_phrases(CARD, weights)[:3]


def test_it_writes_names_as_their_writers_do() -> None:
    texts = ["please unblock my PIN", "how to unblock my PIN?", "Unblock my PIN now"]
    assert rank_phrases(texts, {"unblock": 1.0, "pin": 1.0})[0] == "Unblock my PIN"


@pytest.mark.parametrize(
    ("texts", "name"),
    [
        (["Is there an auto top up?", "set an auto top up", "auto top up"], "Auto top"),
        (["The card is not working", "my card is not working"], "Working"),
        (["The answer is 42 days 17", "the 42 days 17"], "42 days 17"),
    ],
)
def test_it_does_not_name_by_what_was_torn_out(texts: list[str], name: str) -> None:
    words = dict.fromkeys(" ".join(texts).lower().split(), 1.0)
    assert name not in rank_phrases(texts, words)[:1]


def test_it_ends_a_clause_where_the_writer_did() -> None:
    texts = ["Slow start\n\nSearch is fine", "Slow start\n\nSearch works"]
    weights = {"slow": 1.0, "start": 1.0, "search": 1.0}
    assert rank_phrases(texts, weights)[0] == "Slow start"
    assert not any("start search" in name for name in rank_phrases(texts, weights))


def test_it_names_chinese_topics_without_spaces() -> None:
    texts = ["图片上传不了，急", "图片上传不了", "今天图片上传不了"]
    assert rank_phrases(texts, {"图片": 1.0, "上传": 1.0})[0] == "图片上传不了"


def test_it_does_not_call_a_topic_a_problem() -> None:
    texts = ["表格问题", "问题：表格打不开", "有问题，表格又乱了", "问题"]
    weights = {"问题": 1.0, "表格": 0.8}
    assert rank_phrases(texts, weights)[0] != "问题"


def test_it_never_gives_two_topics_one_name() -> None:
    texts = ["The app crashes", "The app crashes"] * 4
    labels = np.repeat([0, 1], 4)
    named = name_topics(texts.__getitem__, labels, np.ones(8, dtype=np.float32))
    assert len({name for name, _, _ in named}) == 2


def test_it_names_by_a_sentence_where_nothing_is_shared() -> None:
    texts = ["Sync lost my notes.", "Everything vanished"]
    labels, sure = np.zeros(2, dtype=np.int64), np.ones(2, dtype=np.float32)
    name, _, exemplars = name_topics(texts.__getitem__, labels, sure)[0]
    assert name in texts
    assert set(exemplars) == set(texts)
