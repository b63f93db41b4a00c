"""Scores for "about to leave" and for anger and urgency, with the words behind them.

Lexicon first: a score is 1 minus the product of what each found saying leaves in
doubt (noisy-or), so that every number can be read off the words shown beside it. What
people say of letters then moves the odds of that score by a weight for each saying and
word: Bayesian logistic regression in which the lexicon is what is believed beforehand.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from models.tone.heard import (
    LONGEST_READ,
    Found,
    Heard,
    find_anger,
    find_leaving,
    say_of,
)

NOTABLE = 0.1  # a weight from which a word is shown as learned
LEAST, MOST = 0.05, 0.97  # what the lexicon is taken to say when people know better


@dataclass(frozen=True)
class ToneScore:
    """A score from 0 to 1 and the phrases of the text that gave it, in order.

    ``learned`` are those of ``words`` that people's marks taught or moved,
    ``against`` those that the marks taught to speak against it.
    """

    score: float
    words: list[str]
    learned: list[str] = field(default_factory=list)
    against: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Tone:
    """How a letter sounds: ``leaving`` about to leave, ``anger`` and urgency."""

    leaving: ToneScore
    anger: ToneScore


@dataclass(frozen=True)
class ToneLessons:
    """What people's marks taught of one tone: how far each moves its odds.

    ``sayings`` go by their names in the lexicon, ``terms`` are words and pairs.
    """

    sayings: Mapping[str, float] = field(default_factory=dict)
    terms: Mapping[str, float] = field(default_factory=dict)
    examples: int = 0


NO_LESSONS = ToneLessons()


def score_tone(
    text: str, leaving: ToneLessons = NO_LESSONS, anger: ToneLessons = NO_LESSONS
) -> Tone:
    """Read one letter's tone off the lexicon and what people's marks taught."""
    heard = Heard.of(text)
    return Tone(
        _score(text, find_leaving(heard), leaving),
        _score(text, find_anger(heard), anger),
    )


def odds_of(say: float) -> float:
    """Log odds of a score, kept off certainty so that people can be heard."""
    kept = min(max(say, LEAST), MOST)
    return float(np.log(kept / (1 - kept)))


def known_terms(text: str, weights: Mapping[str, float]) -> list[str]:
    """Terms of the text that marks taught something of, in order."""
    from models.vectors.features import split_terms

    terms = dict.fromkeys(split_terms(text[:LONGEST_READ]))
    return [term for term in terms if term in weights]


def _score(text: str, found: list[Found], lessons: ToneLessons) -> ToneScore:
    say = say_of(found)
    words = [one.words for one in found]
    if not lessons.examples:
        return ToneScore(round(say, 3), words)
    taught = {one.name: lessons.sayings.get(one.name, 0.0) for one in found}
    terms = {term: lessons.terms[term] for term in known_terms(text, lessons.terms)}
    moved = sum(taught.values()) + sum(terms.values())
    score = 1 / (1 + np.exp(-odds_of(say) - moved)) if moved else say
    learned = [one.words for one in found if abs(taught[one.name]) >= NOTABLE]
    learned += [term for term, weight in terms.items() if weight >= NOTABLE]
    return ToneScore(
        round(float(score), 3),
        list(dict.fromkeys([*words, *learned])),
        list(dict.fromkeys(learned)),
        [term for term, weight in terms.items() if weight <= -NOTABLE],
    )
