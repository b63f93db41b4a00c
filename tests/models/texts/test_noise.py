"""What posts and pages carry beside their message."""

from time import process_time

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from benchmarks.labelled import made_letters
from models import discover
from models.texts.noise import blank_noise


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("RT @TheBank: my card is gone https://t.co/aB1", "my card is gone"),
        ("@a_b @c no refund?! #fail", "no refund?! fail"),
        ("@小米客服 手机坏了 http://t.cn/abc。怎么办", "手机坏了 。怎么办"),
        ("@小米客服你们的手机坏了", "@小米客服你们的手机坏了"),
        ("It broke.<br /><br />Twice &amp; badly", "It broke. Twice badly"),
        ("see www.example.org/a?b=1 for more", "see for more"),
        ("a.b@example.org wrote at 5 < 6 & 7 #1 @ noon", None),
    ],
)
def test_it_blanks_noise_only(text: str, said: str | None) -> None:
    found = blank_noise(text)
    assert len(found) == len(text)
    assert " ".join(found.split()) == (said or text)


def test_topics_are_those_of_the_same_letters_without_noise() -> None:
    letters = made_letters(700)["en"]
    rng = np.random.default_rng(0)
    posts = []
    for text in letters.texts:
        name, link = ("".join(rng.choice(list("abcdefgh"), 8)) for _ in range(2))
        posts.append(
            f"@{name if rng.random() < 0.5 else 'shop'} {text} https://t.co/{link}"
        )
    plain, noisy = discover(letters.texts).labels, discover(posts).labels
    assert adjusted_rand_score(plain, noisy) > 0.8


def test_it_takes_time_in_proportion_to_the_text() -> None:
    started = process_time()
    for part in ("@", "@a", "<a ", "&a", "www.", "http://", "#", "<", "&#1"):
        blank_noise(part * 100_000)
    assert process_time() - started < 4
