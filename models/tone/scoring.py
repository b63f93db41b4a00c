"""Scores for "about to leave" and for anger and urgency, with the words behind them.

Lexicon first: a score is 1 minus the product of what each found phrase leaves in
doubt (noisy-or), so that every number can be read off the words shown beside it. What
people say of letters then moves the odds of that score by a weight for each word:
Bayesian logistic regression in which the lexicon is what is believed beforehand.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Self

import numpy as np

from models.tone.lexicon import ANGER, LEAVING, PhraseFinder, is_negated, words_in

LONGEST_READ = 100_000  # characters
SHOUTING = 0.3
NOTABLE = 0.1  # a weight from which a word is shown as learned
LEAST, MOST = 0.05, 0.97  # what the lexicon is taken to say when people know better

# Written so that the first sign is one of a set, which the engine looks for quickly.
_CAPITALS = re.compile(r"[A-Z](?<!\w[A-Z])[A-Z]{3,}(?:\W+[A-Z]{2,}){2,}\b")
_CALLS = re.compile(r"[!！](?:(?<=!)!+|(?<=！)！+)")


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
    """What people's marks taught of one tone: how far each term moves its odds."""

    weights: Mapping[str, float] = field(default_factory=dict)
    examples: int = 0


NO_LESSONS = ToneLessons()


class Heard(NamedTuple):
    """A text as it is read for its tone: as written, in lower case, and its words."""

    written: str
    lowered: str
    words: frozenset[str]

    @classmethod
    def of(cls, text: str) -> Self:
        """The beginning of a very long text, the whole of any other."""
        written = text[:LONGEST_READ]
        lowered = written.replace("’", "'").lower()
        return cls(written, lowered, words_in(lowered))


def score_tone(
    text: str, leaving: ToneLessons = NO_LESSONS, anger: ToneLessons = NO_LESSONS
) -> Tone:
    """Read one letter's tone off the lexicon and what people's marks taught."""
    heard = Heard.of(text)
    return Tone(
        _score(text, find_leaving(heard), leaving),
        _score(text, find_anger(heard), anger),
    )


def find_leaving(heard: Heard) -> dict[str, float]:
    """Phrases of the text about leaving, in order, and the say of each."""
    return _found(heard, LEAVING, _LEAVING_FINDER)


def find_anger(heard: Heard) -> dict[str, float]:
    """Phrases of the text about anger and urgency, shouting first."""
    shouts = (_CAPITALS.search(heard.written), _CALLS.search(heard.written))
    first = min(filter(None, shouts), key=re.Match.start, default=None)
    shouted = {first[0][:40]: SHOUTING} if first else {}
    return shouted | _found(heard, ANGER, _ANGER_FINDER)


FINDERS: Mapping[str, Callable[[Heard], dict[str, float]]] = {
    "leaving": find_leaving,
    "anger": find_anger,
}

_LEAVING_FINDER = PhraseFinder(LEAVING)
_ANGER_FINDER = PhraseFinder(ANGER)


def say_of(phrases: Mapping[str, float]) -> float:
    """What phrases say together: the noisy-or of each one's say, 0 to 1."""
    doubt = 1.0
    for weight in phrases.values():
        doubt *= 1 - weight
    return 1 - doubt


def odds_of(say: float) -> float:
    """Log odds of a score, kept off certainty so that people can be heard."""
    kept = min(max(say, LEAST), MOST)
    return float(np.log(kept / (1 - kept)))


def known_terms(text: str, weights: Mapping[str, float]) -> list[str]:
    """Terms of the text that marks taught something of, in order."""
    from models.vectors.features import split_terms

    terms = dict.fromkeys(split_terms(text[:LONGEST_READ]))
    return [term for term in terms if term in weights]


def _found(
    heard: Heard, lexicon: Mapping[str, float], finder: PhraseFinder
) -> dict[str, float]:
    found: dict[str, float] = {}
    for match in finder.find(heard.lowered, heard.words):
        phrase = " ".join(match[0].split())
        if not is_negated(heard.lowered, match.start()):
            found.setdefault(phrase, lexicon[phrase])
    return found


def _score(text: str, phrases: dict[str, float], lessons: ToneLessons) -> ToneScore:
    say = say_of(phrases)
    if not lessons.weights:
        return ToneScore(round(say, 3), list(phrases))
    known = list(dict.fromkeys([*phrases, *known_terms(text, lessons.weights)]))
    moved = {term: lessons.weights.get(term, 0.0) for term in known}
    score = say
    if any(moved.values()):
        score = 1 / (1 + np.exp(-odds_of(say) - sum(moved.values())))
    words, learned, against = _heard(phrases, moved)
    return ToneScore(round(float(score), 3), words, learned, against)


def _heard(
    phrases: Mapping[str, float], moved: Mapping[str, float]
) -> tuple[list[str], list[str], list[str]]:
    """Terms that speak for a tone, those of them that are learned, those against."""
    heard: Sequence[str] = [
        term for term in moved if term in phrases or moved[term] >= NOTABLE
    ]
    learned = [term for term in heard if abs(moved[term]) >= NOTABLE]
    against = [
        term for term in moved if term not in phrases and moved[term] <= -NOTABLE
    ]
    return list(heard), learned, against
