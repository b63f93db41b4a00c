"""Runs of words that two passages or more share, and what stands beside them."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, pairwise
from typing import NamedTuple

from models.texts.clauses import Clauses, is_tied, plain
from models.texts.languages import LOOSE, NEGATIONS, STOP_WORDS, TAILS, opens_no_phrase
from models.texts.words import is_han

LONGEST_RUN = 6  # words
LONGEST_CHINESE_RUN = 8  # of which many have one sign
NUMBER = "0"  # stands for every number beside a run
LONG_NUMBER = re.compile(r"\d{4}")  # somebody's own, no part of a name

Run = tuple[str, ...]
# The words before and after a run, whether the word before those is a negation, and
# whether it stands in the first clause.
_Beside = tuple[str, str, bool, bool]


@dataclass(slots=True)
class Seen:
    """What the texts that have a run count together, those of which it is a ``whole``
    clause, those it heads, those that deny it, and what stands beside it."""

    count: float = 0
    whole: float = 0
    headings: float = 0
    denied: float = 0
    before: dict[str, float] = field(default_factory=dict)
    after: dict[str, float] = field(default_factory=dict)


def shared_runs(
    texts: Sequence[Clauses], counts: Sequence[float], closing: Set[str]
) -> dict[Run, Seen]:
    """Runs that could be a phrase and stand in two texts or more.

    ``counts`` says what each text counts, more than one if it opens its letter: its
    first clause is, or stands in place of, a subject line. Stop words of ``closing``
    may end a run. Only the first place in a text counts.
    """
    lowered = [[list(map(plain, clause)) for clause in text] for text in texts]
    said = set(chain.from_iterable(chain.from_iterable(texts)))
    tied = set(filter(is_tied, said))
    shared = _shared_links(lowered)
    ends = _Ends(closing)
    places: defaultdict[Run, dict[int, _Beside]] = defaultdict(dict)
    for number, text in enumerate(lowered):
        for clause, words in enumerate(text):
            last = _last(words)
            written = texts[number][clause]
            bound = _FREE if tied.isdisjoint(written) else _bound(written, words)
            for start, end in _runs(words, shared, ends, bound):
                beside = (
                    _neighbour(words[start - 1]) if start else "",
                    _neighbour(words[end]) if end < last else "",
                    start > 1 and words[start - 2] in NEGATIONS,
                    clause == 0,
                )
                places[tuple(words[start:end])].setdefault(number, beside)
    return {
        run: _seen(found, counts) for run, found in places.items() if len(found) > 1
    }


def _last(words: Sequence[str]) -> int:
    """Where the particles begin that end a Chinese clause and are no part of it."""
    last = len(words)
    while last > 1 and words[last - 1] in TAILS:
        last -= 1
    return last


@lru_cache(maxsize=50_000)
def _neighbour(word: str) -> str:
    """The word, or one sign for all numbers: whose number it is does not matter."""
    return NUMBER if word[0].isdigit() else word


def _shared_links(texts: Sequence[Sequence[Sequence[str]]]) -> set[tuple[str, str]]:
    """Pairs of neighbours that two texts or more have: a run of several words that is
    shared is made of such pairs alone. None ends with a mark but "&"."""
    seen: Counter[tuple[str, str]] = Counter()
    for text in texts:
        seen.update(set(chain.from_iterable(map(pairwise, text))))
    shared = (pair for pair, count in seen.items() if count > 1)
    return {
        pair
        for pair in shared
        if (pair[1][0].isalnum() or pair[1] == "&") and not LONG_NUMBER.search(pair[1])
    }


class _Ends(dict[str, bool]):
    """Whether a run may end with a word."""

    def __init__(self, closing: Set[str]) -> None:
        super().__init__()
        self._closing = closing

    def __missing__(self, word: str) -> bool:
        may = (word not in STOP_WORDS or word in self._closing) and word not in LOOSE
        self[word] = may = may and word[0].isalnum()
        return may


class _Bound(NamedTuple):
    """Where compounds of a clause decide that a run begins, or ends, or does not."""

    opens: dict[int, bool]
    closes: dict[int, bool]


_FREE = _Bound({}, {})


def _bound(written: Sequence[str], words: Sequence[str]) -> _Bound:
    """No run begins or ends within a compound; a small word may be part of one that
    does: "sign-up", "in-app", "AT&T"."""
    bound = _Bound({}, {})
    tied = list(map(is_tied, written))
    start = 0
    while True in tied[start:]:
        start = end = tied.index(True, start)
        while end < len(words) - 1 and tied[end]:
            end += 1
            bound.opens[end] = bound.closes[end] = False
        if words[end] not in STOP_WORDS and not LONG_NUMBER.search(words[start]):
            bound.opens[start] = True
        if words[start] not in STOP_WORDS:
            bound.closes[end + 1] = True
        start = end + 1
    return bound


def _runs(
    words: Sequence[str],
    shared: Set[tuple[str, str]],
    ends: Mapping[str, bool],
    bound: "_Bound",
) -> Iterator[tuple[int, int]]:
    """Where runs stand that could be a phrase: two words or more, or one Chinese."""
    links = [pair in shared for pair in pairwise(words)]
    links.append(False)
    opens, closes = bound
    for start, first in enumerate(words):
        alone = _is_long_chinese(first)
        if not (alone or links[start]):
            continue
        if not opens.get(start, not opens_no_phrase(first)):
            continue
        if alone and ends[first]:
            yield start, start + 1
        longest = LONGEST_CHINESE_RUN if is_han(first) else LONGEST_RUN
        for end in range(start + 1, start + longest):
            if not links[end - 1]:
                break
            if closes.get(end + 1, ends[words[end]]):
                yield start, end + 1


@lru_cache(maxsize=50_000)
def _is_long_chinese(word: str) -> bool:
    return len(word) > 1 and is_han(word)


def _seen(places: Mapping[int, _Beside], counts: Sequence[float]) -> Seen:
    seen = Seen()
    befores, afters = seen.before, seen.after
    for number, (before, after, denied, first) in places.items():
        count = counts[number]
        seen.count += count
        if not before and not after:
            seen.whole += count
            if first and count > 1:
                seen.headings += count
        if denied or before in NEGATIONS or after in NEGATIONS:
            seen.denied += count
        befores[before] = befores.get(before, 0) + count
        afters[after] = afters.get(after, 0) + count
    return seen
