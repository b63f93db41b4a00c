"""What words say for topics, each letter's own say left out."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from models.discovery.wording import PRIOR, Wording


def _drawn(seed: int, letters: int, terms: int, topics: int) -> tuple[csr_matrix, ...]:
    """Letters with random terms and shares of topics, one empty of each among them."""
    rng = np.random.default_rng(seed)
    has = (rng.random((letters, terms)) < 0.3).astype(np.float32)
    shares = rng.random((letters, topics)) * (rng.random((letters, topics)) < 0.5)
    shares /= np.maximum(shares.sum(axis=1, keepdims=True), 1e-9)
    has[0], shares[1] = 0, 0
    return csr_matrix(has), csr_matrix(shares.astype(np.float32))


def _slowly(wording: Wording, terms: csr_matrix) -> np.ndarray:
    """The same by the formula, letter by letter."""
    said = np.zeros((terms.shape[0], len(wording.sizes)))
    for letter, row in enumerate(terms):
        for term in row.indices:
            usual = wording.usual[term]
            likely = (wording.counts[term] + PRIOR * usual) / (wording.sizes + PRIOR)
            said[letter] += np.log(likely / usual) / len(row.indices)
    return said


@given(st.integers(0, 1_000), st.integers(2, 12), st.integers(1, 9), st.integers(1, 4))
def test_a_letter_hears_what_it_would_had_it_not_been_there(
    seed: int, letters: int, terms: int, topics: int
) -> None:
    has, shares = _drawn(seed, letters, terms, topics)
    whole = Wording.learn(has, shares)
    said = whole.said_of_own(has, shares)
    for letter in range(letters):
        others = csr_matrix(shares.multiply(np.arange(letters)[:, None] != letter))
        without = Wording.learn(has, others.astype(np.float32))
        assert np.allclose(said[letter], _slowly(without, has[letter]), atol=1e-4)


def test_words_speak_for_the_topic_whose_letters_have_them() -> None:
    terms = csr_matrix(np.eye(3, dtype=np.float32)[[0, 0, 1, 1, 2]])
    shares = csr_matrix(np.eye(2, dtype=np.float32)[[0, 0, 1, 1, 0]])
    said = Wording.learn(terms, shares).said(csr_matrix(np.eye(3, dtype=np.float32)))
    assert said[0, 0] > 0 > said[0, 1]
    assert said[1, 1] > 0 > said[1, 0]


def test_few_letters_say_little() -> None:
    few = csr_matrix(np.array([[1, 0], [0, 1]], dtype=np.float32))
    both = csr_matrix(np.eye(2, dtype=np.float32))
    many = csr_matrix(np.vstack([few.toarray()] * 500))
    one = Wording.learn(few, both).said(few)
    other = Wording.learn(many, csr_matrix(np.vstack([both.toarray()] * 500))).said(few)
    assert 0 < 10 * one[0, 0] < other[0, 0]
