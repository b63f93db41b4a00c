"""Names, keywords and typical passages of topics, in the writers' own words.

Keywords are words that many passages of this topic hold and few of the others (class
TF-IDF, Grootendorst 2022). A name is a phrase of its writers made of such words; where
they share none it is a short sentence of theirs. Nobody's sentence is invented.

What opens a letter, its subject above all, says more often what it is about; what is
copied word for word says it once; and what also stands in passages that carry no topic,
such as courtesies, says it least.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from functools import partial
from itertools import pairwise
from math import fsum, log, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.contrast import LONGEST_TEXT, Contrast, telling_forms
from models.gist import Gist
from models.languages import may_name, tells_alone
from models.phrases import rank_phrases
from models.words import split_words

KEYWORDS = 8
EXEMPLARS = 4
LONGEST_EXEMPLAR = 240  # characters
LONGEST_SENTENCE = 60  # characters of a sentence that may be a name
LOOKED_AT = 600  # passages of a topic that are looked at for its name
READ = 150  # of them that are read
TYPICAL = 60  # passages of a topic that exemplars are chosen from
OTHERS = 3_000  # passages read that carry no topic
OPENING = 2.0  # what a passage that opens its letter counts, others count one
LONGEST_SAYING = 120  # bytes of a passage that many may write alike
MOST_COPIES = 2  # of one longer that are read
SAME_OPENING = 8  # words, with which a long passage begins that was copied

Names = list[tuple[str, list[str], list[str]]]


class _Topic(NamedTuple):
    """Texts read for the name and what each counts, share of them (so counted) that
    hold each word, typical texts."""

    texts: list[str]
    counts: list[float]
    shares: dict[str, float]
    typical: list[str]


def name_topics(
    read: Callable[[int], str],
    labels: NDArray[np.int64],
    confidence: NDArray[np.float32],
    opens: NDArray[np.bool_] | None = None,
) -> Names:
    """Name, keywords and exemplars of each topic, in the order of the labels.

    ``labels``, ``confidence`` and ``opens`` (whether it opens its letter; all do by
    default) are those of passages, ``read`` gives their texts.
    """
    opens = np.ones(len(labels), dtype=bool) if opens is None else opens
    members = _members(labels, confidence)
    topics = [_read_topic(read, rows, opens) for rows in members]
    contrast = Contrast(
        [*(topic.texts for topic in topics), _other_texts(read, labels)]
    )
    gist = Gist([topic.texts for topic in topics])
    usual: Counter[str] = Counter()
    for topic in topics:
        usual.update(topic.shares)
    names: set[frozenset[str] | str] = set()
    named = []
    for number, topic in enumerate(topics):
        weights = _weigh_words(topic.shares, usual, len(topics))
        words = sorted(weights, key=lambda word: (-weights[word], word))
        exemplars = _exemplars(topic.typical, weights)
        favour = partial(contrast.favour, topic=number)
        near = partial(gist.nearness, topic=number)
        phrases = rank_phrases(topic.texts, weights, favour, topic.counts, near)
        name = _unused(_candidates(phrases, exemplars, words), names)
        names |= {name.casefold(), telling_forms(split_words(name))}
        named.append((name, _keywords(words), exemplars))
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


def _read_topic(
    read: Callable[[int], str], rows: NDArray[np.int64], opens: NDArray[np.bool_]
) -> _Topic:
    """Read passages from all over the topic, not only those most like its middle,
    which are often one and the same sentence. They are taken in the order of the
    letters, so that no name hangs on the last bits of a confidence."""
    looked_at = _spread(np.sort(rows), LOOKED_AT)
    own = np.fromiter(_without_copies(read, looked_at), dtype=np.int64)
    chosen = [int(row) for row in _spread(own, READ)]
    texts = [read(row) for row in chosen]
    counts = [OPENING if opens[row] else 1.0 for row in chosen]
    typical = [read(int(row)) for row in rows[:TYPICAL]]
    return _Topic(texts, counts, _word_shares(texts, counts), typical)


def _other_texts(read: Callable[[int], str], labels: NDArray[np.int64]) -> list[str]:
    """Passages from all over the letters that do not carry their topic."""
    return [read(int(row)) for row in _spread(np.flatnonzero(labels < 0), OTHERS)]


def _spread(rows: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """So many of the rows at most, at even distances."""
    places = np.linspace(0, len(rows) - 1, min(len(rows), most)).astype(np.int64)
    return rows[places]


def _without_copies(
    read: Callable[[int], str], rows: NDArray[np.int64]
) -> Iterator[int]:
    """The passages, of long ones that begin alike a few only: templates and quoted
    law. Short ones may be what everybody calls the matter."""
    met: Counter[str] = Counter()
    for row in map(int, rows):
        text = read(row)
        if len(text.encode()) > LONGEST_SAYING:
            opening = " ".join(text[:LONGEST_SAYING].lower().split()[:SAME_OPENING])
            met[opening] += 1
            if met[opening] > MOST_COPIES:
                continue
        yield row


def _word_shares(texts: Sequence[str], counts: Sequence[float]) -> dict[str, float]:
    """The share of the texts, as each counts, that hold each telling word; a word
    needs two of them unless there are hardly any."""
    weights: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for text, count in zip(texts, counts, strict=True):
        found = {word.lower() for word in split_words(text[:LONGEST_TEXT])}
        telling = sorted(filter(may_name, found))
        seen.update(telling)
        weights.update(dict.fromkeys(telling, count))
    least, total = (2 if len(texts) > 3 else 1), fsum(counts)
    return {word: weights[word] / total for word in seen if seen[word] >= least}


def _weigh_words(
    shares: Mapping[str, float], usual: Mapping[str, float], topics: int
) -> dict[str, float]:
    """Share of the topic's passages with the word, times how unusual that is: the
    square keeps manners low and still leaves what every letter is about a weight."""
    return {
        word: share * log(1 + (share * topics / usual[word]) ** 2) / 2
        for word, share in shares.items()
    }


def _keywords(words: Sequence[str]) -> list[str]:
    """The first words that say something by themselves: one Chinese sign is part of
    many words and says as little as an English syllable."""
    return [word for word in words if tells_alone(word)][:KEYWORDS]


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
    phrases: Sequence[str], exemplars: Sequence[str], words: Sequence[str]
) -> Iterator[str]:
    """Possible names, best first: shared phrases, then sentences, then words."""
    yield from phrases
    yield from (text for text in exemplars if len(text) <= LONGEST_SENTENCE)
    yield from (f"{one}, {two}".capitalize() for one, two in pairwise(words))
    yield from words


def _unused(candidates: Iterator[str], names: Set[frozenset[str] | str]) -> str:
    """The first candidate that no other topic bears, nor one that differs in small
    words and plurals alone; numbered when all are taken."""
    first = "Unnamed"
    for position, candidate in enumerate(candidates):
        if names.isdisjoint(
            (candidate.casefold(), telling_forms(split_words(candidate)))
        ):
            return candidate
        first = first if position else candidate
    number = 2
    while f"{first} ({number})".casefold() in names:
        number += 1
    return f"{first} ({number})" if first.casefold() in names else first
