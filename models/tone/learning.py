"""Learning a tone from letters that people marked.

Bayesian logistic regression by its mode (Gelman et al. 2008): the lexicon gives the
odds to begin with, each phrase and word has a weight that moves them, believed to be
about zero until marks say otherwise.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from models.errors import NotEnoughData
from models.texts.languages import STOP_WORDS
from models.tone.scoring import (
    FINDERS,
    LONGEST_READ,
    Heard,
    ToneLessons,
    odds_of,
    say_of,
)
from models.vectors.features import GAP, split_terms

SPREAD_OF_PHRASES = 1.5  # standard deviation of what a phrase may be moved by
SPREAD_OF_WORDS = 1.0
LEAST_LETTERS = 3  # marked letters in which a word must stand to be learned
MOST_WORDS = 400
STEPS = 30


def learn_tone(tone: str, texts: Sequence[str], marks: Sequence[bool]) -> ToneLessons:
    """What ``marks`` (one a text: it is so, or not) teach of ``leaving`` or ``anger``.

    Without marks nothing is learned and the lexicon speaks alone.
    """
    if len(texts) != len(marks):
        raise NotEnoughData("learn_tone needs one mark for each text")
    if not texts:
        return ToneLessons()
    phrases = [FINDERS[tone](Heard.of(text)) for text in texts]
    words = [_words(text) for text in texts]
    known = sorted(set(chain.from_iterable(phrases)))
    terms = [*known, *_frequent(words, known)]
    columns = {term: column for column, term in enumerate(terms)}
    design = np.zeros((len(texts), len(terms)))
    for row, found in enumerate(zip(phrases, words, strict=True)):
        design[row, [columns[t] for t in chain(*found) if t in columns]] = 1
    spread = np.full(len(terms), SPREAD_OF_WORDS)
    spread[: len(known)] = SPREAD_OF_PHRASES
    start = np.array([odds_of(say_of(found)) for found in phrases])
    weights = _mode(design, start, np.array(marks, dtype=float), spread**-2)
    return ToneLessons(
        {
            term: round(float(weight), 4)
            for term, weight in zip(terms, weights, strict=True)
            if abs(weight) >= 0.01
        },
        len(texts),
    )


def _frequent(words: Sequence[set[str]], known: Sequence[str]) -> list[str]:
    """Words of enough letters, the most frequent first."""
    counts = Counter(chain.from_iterable(words))
    for phrase in known:
        counts.pop(phrase, None)
    ranked = sorted(counts, key=lambda word: (-counts[word], word))
    return [word for word in ranked if counts[word] >= LEAST_LETTERS][:MOST_WORDS]


def _words(text: str) -> set[str]:
    """Telling words and pairs of neighbours."""
    terms = split_terms(text[:LONGEST_READ])
    return {term for term in terms if GAP not in term and _tells(term)}


def _tells(term: str) -> bool:
    words = term.split()
    return all(word[0].isalpha() for word in words) and not STOP_WORDS.issuperset(words)


def _mode(
    design: NDArray[np.float64],
    start: NDArray[np.float64],
    marks: NDArray[np.float64],
    precision: NDArray[np.float64],
) -> NDArray[np.float64]:
    """The likeliest weights, by Newton's method."""
    weights = np.zeros(design.shape[1])
    for _ in range(STEPS):
        said = 1 / (1 + np.exp(-np.clip(start + design @ weights, -30, 30)))
        slope = design.T @ (said - marks) + precision * weights
        bend = (design * (said * (1 - said))[:, None]).T @ design + np.diag(precision)
        step = np.linalg.solve(bend, slope)
        weights = weights - np.clip(step, -2, 2)
        if np.abs(step).max(initial=0) < 1e-8:
            break
    return weights
