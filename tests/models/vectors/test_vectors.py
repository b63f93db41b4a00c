"""Word vectors of texts."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from models.vectors import vectors
from models.vectors.vectors import reduce_terms, word_pieces

WORDS = ["refund", "Überweisung", "unbelievableness", "refund"]


@pytest.fixture
def forgetful() -> None:
    """As if no word had been met."""
    vectors._known_pieces.cache_clear()


@pytest.mark.usefixtures("forgetful")
@pytest.mark.parametrize("most", [0, 2, 50_000])
def test_pieces_are_the_same_however_many_words_are_kept(
    most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = word_pieces(WORDS).toarray()
    vectors._known_pieces.cache_clear()
    monkeypatch.setattr(vectors, "MOST_KNOWN", most)
    word_pieces(WORDS[:2])
    assert np.array_equal(word_pieces(WORDS).toarray(), first)
    assert len(vectors._known_pieces()) <= most


@pytest.mark.usefixtures("forgetful")
def test_a_word_is_cut_once(monkeypatch: pytest.MonkeyPatch) -> None:
    word_pieces(WORDS)
    monkeypatch.setattr(vectors, "_cut", lambda _, words: [[] for _ in words])
    assert np.array_equal(
        word_pieces(WORDS).toarray()[0], word_pieces(WORDS[:1])[0].toarray()[0]
    )
    assert word_pieces(WORDS).nnz > 0


def test_the_last_direction_that_is_kept_counts_for_nothing() -> None:
    rng = np.random.default_rng(0)
    terms = csr_matrix(rng.random((40, 6)) * [8.0, 4.0, 4.0, 1.0, 1.0, 1.0])
    marks = np.arange(40, dtype=np.uint64)
    cut, whole = (reduce_terms(terms, marks, kept, 0) for kept in (3, 6))
    assert (np.abs(cut).max(axis=0) > 1e-3).tolist() == [True, True, False]
    assert (np.abs(whole).max(axis=0) > 1e-3).tolist() == [True] * 5
