"""More like this: by what letters are about, not by what all of them share."""

import numpy as np

from benchmarks.labelled import made_letters
from models import find_similar
from models.vectors.neighbours import nearest
from models.vectors.similarity import embed_meaning
from models.vectors.vectors import StaticEmbedder


def test_what_all_letters_share_makes_none_of_them_alike() -> None:
    """Chinese letters have most in common that says nothing."""
    made = made_letters(1500, seed=5)["zh"]

    def share_alike(found: np.ndarray) -> float:
        return float(np.mean(made.labels[found[:, 1:]] == made.labels[:, None]))

    found, cosines = find_similar(made.texts, made.texts, 6)
    rows = StaticEmbedder().embed(made.texts)
    plainly, _ = nearest(rows, rows, 6)
    assert share_alike(found) > share_alike(plainly) + 0.08
    assert (np.diff(cosines, axis=1) <= 0).all()


def test_the_same_words_count_beside_the_same_meaning() -> None:
    for letters in made_letters(1500, seed=5).values():
        found, _ = find_similar(letters.texts, letters.texts, 6)
        rows = embed_meaning(letters.texts)
        by_meaning, _ = nearest(rows, rows, 6)
        alike, before = (
            np.mean(letters.labels[numbers[:, 1:]] == letters.labels[:, None])
            for numbers in (found, by_meaning)
        )
        assert alike > before + 0.015


def test_texts_without_a_word_are_like_none() -> None:
    _, likeness = find_similar(["", "...", "refund"], ["", "refund"], 3)
    assert likeness[0].tolist() == [0, 0, 0]
    assert likeness[1, 0] > 0
