"""Names, keywords and typical passages of topics, in the writers' own words.

Keywords are words that many passages of this topic hold and few of the others (class
TF-IDF, Grootendorst 2022). A name is a phrase of its writers made of such words; where
they share none it is a short sentence of theirs. Nobody's sentence is invented.

What opens a letter, its subject above all, says more often what it is about; what is
copied word for word says it once; and what also stands in passages that carry no topic,
such as courtesies, says it least.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from functools import cache, partial
from itertools import chain, islice, pairwise
from math import fsum, log, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.naming.contrast import Contrast, telling_forms
from models.naming.gist import Gist
from models.naming.phrases import rank_phrases
from models.naming.sayings import without_copies
from models.naming.spelling import with_self
from models.texts.clauses import Clauses, as_said, plain, read_clauses
from models.texts.languages import NEGATIONS, PRAISE, VAGUE, may_name, tells_alone
from models.texts.words import is_han, split_words
from models.vectors.sampling import spread

KEYWORDS = 8
HOLDING = 4  # of them that should hold a topic together
EXEMPLARS = 4
LONGEST_EXEMPLAR = 240  # characters
LONGEST_SENTENCE = 60  # characters of a sentence that may be a name
LOOKED_AT = 600  # passages of a topic that are looked at for its name
READ = 150  # of them that are read
TYPICAL = 60  # passages of a topic that exemplars are chosen from
OTHERS = 3_000  # passages read that carry no topic
APPROVAL = "♥"  # stands for any word of praise
OPENING = 2.0  # what a passage that opens its letter counts, others count one


_DEPENDENT = VAGUE | NEGATIONS
# Emoji, arrows and ornaments, with the signs that join and colour them.
_PICTURES = re.compile(
    "[\u200d\u20e3\u2190-\u2bff\u3030\u303d\ufe0e\ufe0f\U0001f000-\U0001faff]+"
)
# Where a sentence or a line ends.
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])|\n")


class Named(NamedTuple):
    """What a topic is called, its words, typical passages, and which share of its
    passages is ``held`` together by one of the first words, 0 to 1."""

    name: str
    keywords: list[str]
    exemplars: list[str]
    held: float


class _Topic(NamedTuple):
    """Texts read for the name and what each counts, share of them (so counted) that
    hold each word, numbers of typical texts."""

    texts: list[Clauses]
    counts: list[float]
    shares: dict[str, float]
    typical: list[int]


def name_topics(
    read: Callable[[int], str],
    labels: NDArray[np.int64],
    confidence: NDArray[np.float32],
    opens: NDArray[np.bool_] | None = None,
) -> list[Named]:
    """What each topic is called, in the order of the labels.

    ``labels``, ``confidence`` and ``opens`` (whether it opens its letter; all do by
    default) are those of passages, ``read`` gives their texts.
    """
    return Namer(read, confidence, opens).name(labels)


class Namer:
    """Names the topics of passages; each is read once, however often they are named.

    ``read``, ``confidence`` and ``opens`` are as in ``name_topics``.
    """

    def __init__(
        self,
        read: Callable[[int], str],
        confidence: NDArray[np.float32],
        opens: NDArray[np.bool_] | None = None,
    ) -> None:
        everywhere = np.ones(len(confidence), dtype=bool)
        self._source = _Source(read)
        self._confidence = confidence
        self._opens = everywhere if opens is None else opens

    def name(self, labels: NDArray[np.int64]) -> list[Named]:
        """What each topic is called, in the order of the labels."""
        members = _members(labels, self._confidence)
        topics = [_read_topic(self._source, rows, self._opens) for rows in members]
        return _name_all(topics, self._source, _other_texts(self._source, labels))


class _Source:
    """Passages by number, as said and as clauses, which are made once."""

    def __init__(self, read: Callable[[int], str]) -> None:
        self.text = cache(lambda row: as_said(read(row)))
        self.clauses = cache(lambda row: read_clauses(self.text(row)))


def _name_all(
    topics: Sequence[_Topic], source: _Source, others: list[Clauses]
) -> list[Named]:
    texts = [topic.texts for topic in topics]
    contrast = Contrast([*texts, others])
    gist = Gist(texts)
    usual: Counter[str] = Counter()
    for topic in topics:
        usual.update(topic.shares)
    names: set[frozenset[str] | str] = set()
    named = []
    for number, topic in enumerate(topics):
        weights = _weigh_words(topic.shares, usual, len(topics))
        lifted = _lift_praise(weights, weights.pop(APPROVAL, 0.0))
        words = sorted(weights, key=lambda word: (-weights[word], word))
        typical = _typical(source, topic.typical, weights)
        favour = partial(contrast.favour, topic=number)
        near = partial(gist.nearness, topic=number)
        clear = partial(contrast.clearness, topic=number)
        phrases = rank_phrases(topic.texts, lifted, favour, topic.counts, near, clear)
        name = _unused(_candidates(phrases, typical, words), names)
        names |= {name.casefold(), telling_forms(split_words(name))}
        keywords = _keywords(words)
        exemplars = [_in_line(text)[:LONGEST_EXEMPLAR] for text in typical]
        named.append(Named(name, keywords, exemplars, _held(topic.texts, keywords)))
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
    source: _Source, rows: NDArray[np.int64], opens: NDArray[np.bool_]
) -> _Topic:
    """Read passages from all over the topic, not only those most like its middle,
    which are often one and the same sentence. They are taken in the order of the
    letters, so that no name hangs on the last bits of a confidence."""
    looked_at = _spread(np.sort(rows), LOOKED_AT)
    own = np.fromiter(without_copies(source.text, looked_at.tolist()), dtype=np.int64)
    chosen = [int(row) for row in _spread(own, READ)]
    texts = [source.clauses(row) for row in chosen]
    counts = [OPENING if opens[row] else 1.0 for row in chosen]
    typical = rows[:TYPICAL].tolist()
    return _Topic(texts, counts, _word_shares(texts, counts), typical)


def _other_texts(source: _Source, labels: NDArray[np.int64]) -> list[Clauses]:
    """Passages from all over the letters that do not carry their topic."""
    others = _spread(np.flatnonzero(labels < 0), OTHERS)
    return [source.clauses(int(row)) for row in others]


def _spread(rows: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """So many of the rows at most, at even distances."""
    return rows[spread(len(rows), most)]


def _word_shares(texts: Sequence[Clauses], counts: Sequence[float]) -> dict[str, float]:
    """The share of the texts, as each counts, that hold each telling word; a word
    needs two of them unless there are hardly any."""
    weights: defaultdict[str, float] = defaultdict(float)
    seen: Counter[str] = Counter()
    words = [_words_and_praise(text) for text in texts]
    for count in sorted(set(counts)):
        like = (own for own, mine in zip(words, counts, strict=True) if mine == count)
        found = Counter(chain.from_iterable(like))
        seen.update(found)
        for word, times in found.items():
            weights[word] += count * times
    least, total = (2 if len(texts) > 3 else 1), fsum(counts)
    told = (word for word in seen if seen[word] >= least)
    telling = (word for word in told if word == APPROVAL or may_name(word))
    return {word: weights[word] / total for word in telling}


def _words_and_praise(text: Clauses) -> set[str]:
    words = set(map(plain, chain.from_iterable(text)))
    return words if words.isdisjoint(PRAISE) else words | {APPROVAL}


def _lift_praise(weights: Mapping[str, float], praise: float) -> dict[str, float]:
    """The weights, those of words of praise half way to that of all such words
    together, so that of them the usual ones still weigh more."""
    return {
        word: max(weight, sqrt(weight * praise)) if word in PRAISE else weight
        for word, weight in weights.items()
    }


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
    many words and says as little as an English syllable, a "problem" can be any, and
    what denies says nothing without what it denies."""
    telling = (word for word in words if word not in _DEPENDENT)
    return list(islice(filter(tells_alone, telling), KEYWORDS))


def _held(texts: Sequence[Clauses], keywords: Sequence[str]) -> float:
    """The share of the texts that hold one of the first words."""
    wanted = set(keywords[:HOLDING])
    holding = (not wanted.isdisjoint(map(plain, chain(*text))) for text in texts)
    return sum(holding) / max(len(texts), 1)


def _typical(
    source: _Source, rows: Iterable[int], weights: Mapping[str, float]
) -> list[str]:
    """A few different passages, typical and of a length that reads at a glance."""
    candidates = {_in_line(source.text(row)): row for row in rows}
    candidates.pop("", None)
    fitting = [text for text in candidates if 15 <= len(text.encode()) <= 200]
    ranked = sorted(
        fitting or candidates,
        key=lambda text: -_density(source.clauses(candidates[text]), weights),
    )
    return [source.text(candidates[text]) for text in ranked[:EXEMPLARS]]


def _in_line(text: str) -> str:
    return " ".join(text.split())


def _density(text: Clauses, weights: Mapping[str, float]) -> float:
    found = set(map(plain, chain.from_iterable(text)))
    total = fsum(weights.get(word, 0.0) for word in found)
    return total / sqrt(len(found) + 6)


def _candidates(
    phrases: Sequence[str], typical: Sequence[str], words: Sequence[str]
) -> Iterator[str]:
    """Possible names, best first: shared phrases, then sentences, then words."""
    yield from phrases
    sentences = (_as_name(_first_said(text)) for text in typical)
    yield from (said for said in sentences if 0 < len(said) <= LONGEST_SENTENCE)
    yield from (f"{one}, {two}".capitalize() for one, two in pairwise(words))
    yield from words


def _first_said(text: str) -> str:
    """The subject or the first sentence of a passage that says something, or all."""
    parts = _SENTENCE_END.split(text)
    said = (part for part in parts if len(telling_forms(split_words(part))) > 1)
    return next(said, text)


def _as_name(sentence: str) -> str:
    """A sentence without pictures and its last stop, not shouted; "" if none stays."""
    said = _in_line(_PICTURES.sub(" ", sentence)).rstrip(".。!！ ")
    if said.isupper() and not is_han(said):
        said = said.lower()
    said = with_self(said)
    return said[:1].upper() + said[1:]


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
