"""The language of a letter."""

import time

import pytest

from feedback.intake.cleaning import detect_language


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


def test_it_takes_a_few_microseconds_for_common_letters() -> None:
    text = (
        "The app crashes and I have to start it again, which is not what I want. " * 50
    )
    detect_language(text)
    start = time.process_time()
    for _ in range(2_000):
        detect_language(text)
    assert time.process_time() - start < 0.2
