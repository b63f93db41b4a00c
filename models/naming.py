"""Names, keywords and typical passages of topics, in the writers' own words.

A name is a phrase that the writers of this topic use and others do not: runs of two
to six words are counted, scored by how many letters of the topic hold them against
all others (class TF-IDF, Grootendorst 2022) and by how well they read. Nobody's
sentence is invented.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import log, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.languages import (
    CLOSING_NEGATIONS,
    NEGATIONS,
    OPENERS,
    STOP_WORDS,
    is_chinese_word,
)
from models.words import is_han, split_words

KEYWORDS = 8
EXEMPLARS = 4
LONGEST_EXEMPLAR = 240  # characters
TYPICAL = 60  # letters of a topic that are read for its name
LONGEST_NAME = 5  # words
TORN = 0.6  # how much a run loses that always stands in the same longer one


class _Topic(NamedTuple):
    texts: list[list[str]]
    words: Counter[str]


def name_topics(
    texts: Sequence[str], labels: NDArray[np.int64], confidence: NDArray[np.float32]
) -> list[tuple[str, list[str], list[str]]]:
    """Name, keywords and exemplars of each topic, in the order of the labels."""
    total = int(labels.max(initial=-1)) + 1
    members = [_most_typical(labels == number, confidence) for number in range(total)]
    topics = [_read_topic([texts[row] for row in rows[:TYPICAL]]) for rows in members]
    spread = Counter(word for topic in topics for word in topic.words)
    names: set[str] = set()
    named = []
    for topic, rows in zip(topics, members, strict=True):
        weights = _weigh_words(topic, spread, total)
        keywords = sorted(weights, key=lambda word: (-weights[word], word))[:KEYWORDS]
        exemplars = _exemplars([texts[row] for row in rows], weights)
        name = _unused(_phrases(topic, weights, exemplars), names)
        names.add(name.casefold())
        named.append((name, keywords, exemplars))
    return named


def _most_typical(
    chosen: NDArray[np.bool_], confidence: NDArray[np.float32]
) -> NDArray[np.int64]:
    rows = np.flatnonzero(chosen)
    order: NDArray[np.int64] = rows[np.argsort(-confidence[rows], kind="stable")]
    return order


def _read_topic(texts: list[str]) -> _Topic:
    lines = [split_words(text[:600]) for text in texts]
    return _Topic(lines, Counter(word for line in lines for word in _telling(line)))


def _telling(line: list[str]) -> set[str]:
    """The lower-case words of a text that can tell a topic from others."""
    lowered = {word.lower() for word in line if word[0].isalpha()}
    return {
        word
        for word in lowered
        if word not in STOP_WORDS and (len(word) > 2 or is_chinese_word(word))
    }


def _weigh_words(topic: _Topic, spread: Counter[str], total: int) -> dict[str, float]:
    """Share of the topic's letters with the word, times how few topics have it."""
    letters = max(len(topic.texts), 1)
    return {
        word: count / letters * log(1 + total / spread[word])
        for word, count in topic.words.items()
        if count > 1 or letters < 4
    }


def _exemplars(texts: list[str], weights: dict[str, float]) -> list[str]:
    """A few different passages, typical and of a length that reads at a glance."""
    candidates = list(dict.fromkeys(" ".join(text.split()) for text in texts if text))
    fitting = [text for text in candidates if 15 <= len(text.encode()) <= 200]
    ranked = sorted(
        (fitting or candidates)[:TYPICAL],
        key=lambda text: -_density(split_words(text), weights),
    )
    return [text[:LONGEST_EXEMPLAR] for text in ranked[:EXEMPLARS]]


def _density(words: list[str], weights: dict[str, float]) -> float:
    found = {word.lower() for word in words}
    total = sum(weights.get(word, 0.0) for word in found)
    return total / sqrt(len(found) + 6)


def _phrases(
    topic: _Topic, weights: dict[str, float], exemplars: list[str]
) -> list[str]:
    """Possible names, best first: shared phrases, then sentences, then words."""
    counts: Counter[tuple[str, ...]] = Counter()
    denied: Counter[tuple[str, ...]] = Counter()
    for line in topic.texts:
        found = list(_runs(line))
        counts.update({run for run, _ in found})
        denied.update({run for run, is_denied in found if is_denied})
    torn = _torn_shares(counts)
    scores = {
        run: _score(run, count, weights)
        * (1 - TORN * torn.get(run, 0.0))
        * (1 - denied[run] / count)
        for run, count in counts.items()
        if count > 1
    }
    best = sorted(scores, key=lambda run: (-scores[run], run))
    words = sorted(weights, key=lambda word: (-weights[word], word))
    plain = [f"{one}, {two}" for one, two in pairwise(words)]
    sentences = [text for text in exemplars if len(text) <= 60]
    return [_written(run) for run in best[:50]] + sentences + plain + words


def _runs(line: list[str]) -> Iterator[tuple[tuple[str, ...], bool]]:
    """Runs of two to LONGEST_NAME words that could stand alone as a phrase.

    With each goes whether a negation stands right beside it: without that word it
    says the opposite of what was written.
    """
    words = [word.lower().replace("’", "'") for word in line]
    for start, first in enumerate(words):
        if not first[0].isalpha() or first in OPENERS:
            continue
        for end in range(start + 1, min(start + LONGEST_NAME, len(words)) + 1):
            last = words[end - 1]
            if not last[0].isalnum():
                break
            may_end = last not in STOP_WORDS or last in CLOSING_NEGATIONS
            if may_end and (end - start > 1 or is_han(last)):
                beside = words[start - 1 : start] + words[end : end + 1]
                is_denied = not NEGATIONS.isdisjoint(beside)
                yield tuple(words[start:end]), is_denied


def _torn_shares(counts: Counter[tuple[str, ...]]) -> dict[tuple[str, ...], float]:
    """Share of a run's letters in which one and the same longer run holds it."""
    shares: dict[tuple[str, ...], float] = {}
    for longer, count in counts.items():
        for part in (longer[1:], longer[:-1]):
            if part in counts:
                shares[part] = max(shares.get(part, 0.0), count / counts[part])
    return shares


def _score(run: tuple[str, ...], count: int, weights: dict[str, float]) -> float:
    """Telling words carry a phrase; being shared makes it the topic's own.

    Each further word must earn its place, and a phrase of three or four reads best.
    """
    known = [weights.get(word, 0.0) for word in set(run)]
    telling = sum(known) / sqrt(len(run))
    figures = sum(any(mark.isdigit() for mark in word) for word in run)
    fillers = sum(word in STOP_WORDS for word in run)
    shared = log(1 + count) ** 1.5
    return float(telling * shared * (1 - 0.05 * fillers) * 0.3**figures)


def _written(run: tuple[str, ...]) -> str:
    """The words as one writes them: Chinese without spaces, a capital in front."""
    text = " ".join(run)
    text = re.sub(r"(?<=[\u3400-\u9fff]) | (?=[\u3400-\u9fff])", "", text)
    text = re.sub(r"\bi\b", "I", text)
    return text[:1].upper() + text[1:]


def _unused(candidates: list[str], names: set[str]) -> str:
    """The first candidate no other topic bears; numbered when all are taken."""
    for candidate in candidates:
        if candidate.casefold() not in names:
            return candidate
    first = candidates[0] if candidates else "Unnamed"
    number = 2
    while f"{first} ({number})".casefold() in names:
        number += 1
    return f"{first} ({number})" if candidates or first.casefold() in names else first
