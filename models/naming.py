"""Names, keywords and typical passages of topics, in the writers' own words.

Keywords are words that many passages of this topic hold and few of the others (class
TF-IDF, Grootendorst 2022). A name is a phrase of its writers made of such words; where
they share none it is a short sentence of theirs. Nobody's sentence is invented.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain, pairwise
from math import fsum, log, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.languages import is_chinese_word, tells_alone
from models.phrases import LONGEST_TEXT, rank_phrases
from models.words import split_words

KEYWORDS = 8
EXEMPLARS = 4
LONGEST_EXEMPLAR = 240  # characters
LONGEST_SENTENCE = 60  # characters of a sentence that may be a name
READ = 150  # passages of a topic that are read for its name
TYPICAL = 60  # passages of a topic that exemplars are chosen from

Names = list[tuple[str, list[str], list[str]]]


class _Topic(NamedTuple):
    """Texts read for the name, share of them that hold each word, typical texts."""

    texts: list[str]
    shares: dict[str, float]
    typical: list[str]


def name_topics(
    read: Callable[[int], str],
    labels: NDArray[np.int64],
    confidence: NDArray[np.float32],
) -> Names:
    """Name, keywords and exemplars of each topic, in the order of the labels.

    ``labels`` and ``confidence`` are those of passages, ``read`` gives their texts.
    """
    topics = [_read_topic(read, rows) for rows in _members(labels, confidence)]
    usual: Counter[str] = Counter()
    for topic in topics:
        usual.update(topic.shares)
    names: set[str] = set()
    named = []
    for topic in topics:
        weights = _weigh_words(topic.shares, usual, len(topics))
        words = sorted(weights, key=lambda word: (-weights[word], word))
        exemplars = _exemplars(topic.typical, weights)
        name = _unused(_candidates(topic, weights, exemplars, words), names)
        names.add(name.casefold())
        named.append((name, words[:KEYWORDS], exemplars))
    return named


def _members(
    labels: NDArray[np.int64], confidence: NDArray[np.float32]
) -> list[NDArray[np.int64]]:
    """The passages of each topic, the surest first."""
    # Rounded, because the last bits of a product depend on where arrays lie.
    order = np.lexsort((-np.round(confidence, 2), labels))
    total = int(labels.max(initial=-1)) + 1
    bounds = np.searchsorted(labels[order], np.arange(total + 1))
    return [order[start:end] for start, end in pairwise(bounds)]


def _read_topic(read: Callable[[int], str], rows: NDArray[np.int64]) -> _Topic:
    """Read passages from all over the topic, not only those most like its middle,
    which are often one and the same sentence."""
    spread = np.linspace(0, len(rows) - 1, min(len(rows), READ)).astype(np.int64)
    texts = [read(int(row)) for row in rows[spread]]
    counts = Counter(chain.from_iterable(map(_telling, texts)))
    least = 2 if len(texts) > 3 else 1
    shares = {w: n / len(texts) for w, n in counts.items() if n >= least}
    return _Topic(texts, shares, [read(int(row)) for row in rows[:TYPICAL]])


def _telling(text: str) -> set[str]:
    """The lower-case words of a text that can tell a topic from others."""
    lowered = {word.lower() for word in split_words(text[:LONGEST_TEXT])}
    return {
        word
        for word in lowered
        if word[0].isalpha()
        and tells_alone(word)
        and (len(word) > 2 or is_chinese_word(word))
    }


def _weigh_words(
    shares: Mapping[str, float], usual: Mapping[str, float], topics: int
) -> dict[str, float]:
    """Share of the topic's passages with the word, times how unusual that is."""
    return {
        word: share * log(1 + share * topics / usual[word])
        for word, share in shares.items()
    }


def _exemplars(texts: list[str], weights: Mapping[str, float]) -> list[str]:
    """A few different passages, typical and of a length that reads at a glance."""
    candidates = list(dict.fromkeys(" ".join(text.split()) for text in texts if text))
    fitting = [text for text in candidates if 15 <= len(text.encode()) <= 200]
    ranked = sorted(
        (fitting or candidates)[:TYPICAL],
        key=lambda text: -_density(split_words(text), weights),
    )
    return [text[:LONGEST_EXEMPLAR] for text in ranked[:EXEMPLARS]]


def _density(words: list[str], weights: Mapping[str, float]) -> float:
    found = {word.lower() for word in words}
    total = fsum(weights.get(word, 0.0) for word in found)
    return total / sqrt(len(found) + 6)


def _candidates(
    topic: _Topic,
    weights: Mapping[str, float],
    exemplars: Sequence[str],
    words: Sequence[str],
) -> Iterator[str]:
    """Possible names, best first: shared phrases, then sentences, then words."""
    yield from rank_phrases(topic.texts, weights)
    yield from (text for text in exemplars if len(text) <= LONGEST_SENTENCE)
    yield from (f"{one}, {two}".capitalize() for one, two in pairwise(words))
    yield from words


def _unused(candidates: Iterator[str], names: set[str]) -> str:
    """The first candidate no other topic bears; numbered when all are taken."""
    first = "Unnamed"
    for position, candidate in enumerate(candidates):
        if candidate.casefold() not in names:
            return candidate
        first = first if position else candidate
    number = 2
    while f"{first} ({number})".casefold() in names:
        number += 1
    return f"{first} ({number})" if first.casefold() in names else first
