"""One inbox in several languages: each letter finds its own kind."""

import numpy as np
import pytest

from models import Assigner, discover, find_similar

KINDS = {
    "refund": (
        "I still wait for my refund of order {n}.",
        "The refund for order {n} has not arrived, please send my money back.",
    ),
    "crash": (
        "The app crashes when I open photo {n}.",
        "It crashes again on photo {n} since the update.",
    ),
    "Rückgabe": (
        "Meine Rückerstattung für Bestellung {n} ist noch nicht angekommen.",
        "Bitte überweisen Sie die Rückerstattung der Bestellung {n} endlich.",
    ),
    "Absturz": (
        "Die App stürzt ab, wenn ich Foto {n} öffne.",
        "Seit dem Update stürzt sie bei Foto {n} ständig ab.",
    ),
    "退款": (
        "订单{n}的退款还没有到账。",
        "请尽快退款，订单{n}的钱还没收到。",
        "申请退款两周了，订单{n}一直没有退。",
        "退款到底什么时候到账，订单{n}？",
    ),
    "闪退": (
        "打开照片{n}的时候应用就闪退。",
        "更新以后照片{n}一打开就闪退。",
        "应用又闪退了，照片{n}看不了。",
        "每次点照片{n}都闪退，应用没法用。",
    ),
}


@pytest.fixture(scope="module")
def inbox() -> tuple[list[str], list[str]]:
    texts = [
        (sentence.format(n=n * 7 % 41), kind)
        for n in range(10)
        for kind, own in KINDS.items()
        for sentence in own
    ]
    return [text for text, _ in texts], [kind for _, kind in texts]


def test_letters_are_filed_in_their_language(
    inbox: tuple[list[str], list[str]],
) -> None:
    texts, kinds = inbox
    model = Assigner().fit(texts, kinds)
    asked = {
        "Where is the refund for my order?": "refund",
        "App crashed with a photo": "crash",
        "Wo bleibt die Rückerstattung meiner Bestellung?": "Rückgabe",
        "Die App stürzt mit jedem Foto ab": "Absturz",
        "我的订单退款在哪里？": "退款",
        "照片一打开就闪退，怎么办": "闪退",
    }
    placed = model.assign(list(asked))
    assert [one.best for one in placed] == list(asked.values())
    assert all(one.words for one in placed)


def test_topics_do_not_mix_scripts_and_are_named_in_their_own(
    inbox: tuple[list[str], list[str]],
) -> None:
    texts, kinds = inbox
    found = discover(texts)
    chinese = np.array([kind in ("退款", "闪退") for kind in kinds])
    placed = found.labels >= 0
    shared = set(found.labels[placed & chinese]) & set(found.labels[placed & ~chinese])
    assert not shared
    assert np.mean(placed) >= 0.8
    for number in set(found.labels[placed & chinese]):
        name = found.topics[int(number)].name
        assert any("\u4e00" <= letter <= "\u9fff" for letter in name)


def test_more_like_this_stays_in_the_language(
    inbox: tuple[list[str], list[str]],
) -> None:
    texts, kinds = inbox
    queries = ["Rückerstattung Bestellung", "退款什么时候到账", "refund order"]
    found, _ = find_similar(texts, queries, 5)
    for row, kind in zip(found, ["Rückgabe", "退款", "refund"], strict=True):
        assert sum(kinds[one] == kind for one in row) >= 4


def test_other_scripts_are_read_by_their_words() -> None:
    texts = [
        "Где мой возврат?",
        "Возврат не пришёл",
        "Приложение падает",
        "Падает снова",
    ]
    model = Assigner().fit(texts * 3, ["возврат", "возврат", "сбой", "сбой"] * 3)
    assert list(model.predict(["возврат где", "падает"])) == ["возврат", "сбой"]
