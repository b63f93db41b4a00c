"""Texts as rows: of many, only the main directions of meaning are kept."""

import numpy as np
import pytest

from models.features import DIRECTIONS, MANY_TEXTS, Features

SUBJECTS = ["refund", "parcel", "password", "invoice", "courier", "login", "bank"]
TROUBLES = ["never came", "is broken", "was charged twice", "cannot be opened"]


def make_texts(number: int) -> list[str]:
    return [
        f"my {SUBJECTS[i % 7]} {TROUBLES[i % 4]}, order {i % 97} of {SUBJECTS[i % 5]}"
        for i in range(number)
    ]


@pytest.mark.parametrize(
    ("number", "directions"), [(MANY_TEXTS - 1, 256), (MANY_TEXTS, DIRECTIONS)]
)
def test_it_keeps_the_main_directions_of_many_texts(
    number: int, directions: int
) -> None:
    features = Features.learn(make_texts(number))
    assert features.rows(["my parcel"]).static.shape == (1, directions)


def test_it_keeps_how_alike_texts_are() -> None:
    texts = make_texts(MANY_TEXTS)
    few, many = Features.learn(texts[:-1]), Features.learn(texts)
    shown = texts[:50]
    alike = few.rows(shown).static @ few.rows(shown).static.T
    kept = many.rows(shown).static @ many.rows(shown).static.T
    np.testing.assert_allclose(kept, alike, atol=0.02)
