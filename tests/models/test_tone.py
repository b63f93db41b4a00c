"""Tone: scores that can be read off the words beside them, in two languages."""

import pytest

from models import score_tone


@pytest.mark.parametrize(
    ("text", "leaving", "anger"),
    [
        ("I want to cancel my subscription.", 0.8, 0.0),
        ("Cancel  my\nsubscription, this is unacceptable", 0.8, 0.6),
        ("I stopped using it and uninstalled it", 0.84, 0.0),
        ("The export button is on the left.", 0.0, 0.0),
        ("我要注销账号，不再续费", 0.94, 0.0),
        ("太过分了，我要投诉", 0.0, 0.8),
        ("请问怎么导出笔记", 0.0, 0.0),
    ],
)
def test_it_scores_what_the_words_say(text: str, leaving: float, anger: float) -> None:
    tone = score_tone(text)
    assert tone.leaving.score == pytest.approx(leaving)
    assert tone.anger.score == pytest.approx(anger)


def test_it_shows_the_words_in_the_order_of_the_text() -> None:
    words = score_tone("Ridiculous. I'm angry. Ridiculous!").anger.words
    assert words == ["ridiculous", "angry"]


@pytest.mark.parametrize("text", ["I am not angry at all.", "我没有生气", "not urgent"])
def test_it_hears_a_negation(text: str) -> None:
    assert score_tone(text).anger.score == 0


def test_it_hears_shouting() -> None:
    tone = score_tone("WHERE IS MY REFUND")
    assert tone.anger.score == pytest.approx(0.3)
    assert tone.anger.words == ["WHERE IS MY REFUND"]
