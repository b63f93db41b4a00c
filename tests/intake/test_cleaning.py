"""The language of a letter."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.intake.cleaning import _COMMON_WORDS, _by_common_words, detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I was charged twice and nobody answers my mail.", "en"),
        ("Ich habe die Rechnung nicht bekommen und warte seit Wochen.", "de"),
        ("Je ne peux pas ouvrir le fichier et vous ne répondez pas.", "fr"),
        ("No puedo entrar en mi cuenta y nadie me responde en la tienda.", "es"),
        ("Non riesco ad aprire il conto e non mi risponde nessuno.", "it"),
        ("Não consigo entrar na conta e ninguém responde ao meu pedido.", "pt"),
        ("Ik kan niet inloggen en het antwoord is er nog steeds niet.", "nl"),
        ("退款还没到账,已经两周了。", "zh"),
        ("アプリが起動しません。返金してください。", "ja"),
        ("앱이 계속 꺼져요. 환불해 주세요.", "ko"),
        ("Приложение постоянно падает, верните деньги.", "ru"),
        ("Uygulama sürekli kapanıyor, paramı geri istiyorum.", "tr"),  # noqa: RUF001
        ("Aplikacja ciągle się zawiesza, proszę o zwrot pieniędzy.", "pl"),
        ("XXXX XXXX XX/XX/2019 XXXX", ""),
        ("", ""),
        ("12345 67", ""),
        ("ok", ""),
    ],
)
def test_it_tells_the_language(text: str, language: str) -> None:
    assert detect_language(text) == language


def count_common_words(words: list[str]) -> str:
    """Tell the language as the rule says it, one word and one language at a time."""
    of = {code: set(common.split()) for code, common in _COMMON_WORDS.items()}
    known = [word for word in words if any(word in common for common in of.values())]
    counts = {code: sum(w in of[code] for w in known[:20]) for code in of}
    best, second = sorted(counts.values(), reverse=True)[:2]
    if best < 4 or best < 2 * second:
        return ""
    return max(counts, key=lambda code: counts[code])


@given(st.lists(st.sampled_from([*" ".join(_COMMON_WORDS.values()).split(), "sync"])))
def test_it_counts_the_common_words_of_every_language(words: list[str]) -> None:
    assert _by_common_words(" ".join(words)) == count_common_words(words)


def test_it_takes_a_few_microseconds_for_common_letters() -> None:
    text = (
        "The app crashes and I have to start it again, which is not what I want. " * 50
    )
    detect_language(text)
    start = time.process_time()
    for _ in range(2_000):
        detect_language(text)
    assert time.process_time() - start < 0.2
