"""Learning a tone from letters that people marked.

Bayesian logistic regression by its mode (Gelman et al. 2008): the lexicon gives the
odds to begin with, each saying and word has a weight that moves them, believed to be
about zero until marks say otherwise.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from models.errors import NotEnoughData
from models.texts.languages import STOP_WORDS
from models.tone.heard import FINDERS, LONGEST_READ, Heard, say_of
from models.tone.scoring import ToneLessons, odds_of
from models.vectors.features import GAP, split_terms

SPREAD_OF_SAYINGS = 1.5  # standard deviation of what a saying may be moved by
SPREAD_OF_WORDS = 1.0
LEAST_LETTERS = 3  # marked letters in which a word must stand to be learned
MOST_WORDS = 400
LEAST_WEIGHT = 0.01
STEPS = 30


def learn_tone(tone: str, texts: Sequence[str], marks: Sequence[bool]) -> ToneLessons:
    """What ``marks`` (one a text: it is so, or not) teach of ``leaving`` or ``anger``.

    Without marks nothing is learned and the lexicon speaks alone.
    """
    if len(texts) != len(marks):
        raise NotEnoughData("learn_tone needs one mark for each text")
    if not texts:
        return ToneLessons()
    found = [FINDERS[tone](Heard.of(text)) for text in texts]
    names = [{one.name for one in own} for own in found]
    words = [_words(text) for text in texts]
    sayings = sorted(set(chain.from_iterable(names)))
    terms = _frequent(words)
    design = np.hstack([_holds(names, sayings), _holds(words, terms)])
    spread = np.full(len(sayings) + len(terms), SPREAD_OF_WORDS)
    spread[: len(sayings)] = SPREAD_OF_SAYINGS
    start = np.array([odds_of(say_of(own)) for own in found])
    weights = _mode(design, start, np.array(marks, dtype=float), spread**-2)
    return ToneLessons(
        _notable(sayings, weights[: len(sayings)]),
        _notable(terms, weights[len(sayings) :]),
        len(texts),
    )


def _holds(owned: Sequence[set[str]], columns: list[str]) -> NDArray[np.float64]:
    """Which text (row) has which of the columns, 1 or 0."""
    places = {name: place for place, name in enumerate(columns)}
    held = np.zeros((len(owned), len(columns)))
    for row, names in enumerate(owned):
        held[row, [places[name] for name in names if name in places]] = 1
    return held


def _notable(names: list[str], weights: NDArray[np.float64]) -> dict[str, float]:
    return {
        name: round(float(weight), 4)
        for name, weight in zip(names, weights, strict=True)
        if abs(weight) >= LEAST_WEIGHT
    }


def _frequent(words: Sequence[set[str]]) -> list[str]:
    """Words of enough letters, the most frequent first."""
    counts = Counter(chain.from_iterable(words))
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
