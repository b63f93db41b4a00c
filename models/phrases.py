"""Phrases that could name a topic, found in what its writers wrote.

Runs of words that begin and end where a phrase may are counted within clauses. A run
reads like a name when it is made of words that tell this topic from others, when many
letters hold it, and when it is whole: collocations (Manning and Schütze 1999, ch. 5)
always have the same neighbour and should not be cut there, whole clauses have none.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from math import fsum

from models.languages import (
    CLOSING_NEGATIONS,
    JOINTS,
    LEADS,
    NEGATIONS,
    OPENERS,
    PARTICLES,
    QUESTIONS,
    STOP_WORDS,
    SUBJECTS,
    VAGUE,
)
from models.words import is_han, split_words

LONGEST_NAME = 6  # words
LONGEST_TEXT = 600  # characters read of a passage
TORN = 0.8  # how much a run loses that always has the same neighbour
VERB_FIRST = 0.5  # how much a run loses whose subject was cut off
MAIN_WORDS = 4  # of the topic, one of which its name should hold
BESIDE_THE_POINT = 0.5  # what is left of a run without one
WHOLE = 0.3  # how much a run gains that is always a clause of its own
CONCISENESS = 0.5  # power of the number of words that a run is measured by
SPREAD = 0.5  # power of the share of letters with the run
SHORTEST_QUESTION = 4  # words
BEST_WORDS = range(3, 6)
BEST_SIGNS = range(4, 9)  # of a Chinese phrase

_CLAUSE_END = re.compile(
    r"[\n.!?。！？；;:：，,()（）\"“”…]+(?=\s|$|[^\x00-\x7f])|\n+|\s[-\u2013\u2014]+\s"
)
_FIGURE = re.compile(r"\d")

CLOSING = CLOSING_NEGATIONS | PARTICLES

Run = tuple[str, ...]


@dataclass
class _Seen:
    """How often a run was met, and beside what."""

    count: int = 0
    whole: int = 0
    denied: int = 0
    before: Counter[str] = field(default_factory=Counter)
    after: Counter[str] = field(default_factory=Counter)


def rank_phrases(texts: Sequence[str], weights: Mapping[str, float]) -> list[str]:
    """Phrases that two texts or more share, the best name first, as they are written.

    ``weights`` says how well each lower-case word tells the topic from others.
    """
    clauses = [list(_clauses(text[:LONGEST_TEXT])) for text in texts]
    spelling = _spelling(clauses)
    proper = {
        word for word, form in spelling.items() if len(word) > 1 and form[0].isupper()
    }
    runs = _count_runs(clauses, CLOSING | proper)
    main = set(sorted(weights, key=lambda word: (-weights[word], word))[:MAIN_WORDS])
    scores = {
        run: _score(run, seen, len(texts), weights)
        * (BESIDE_THE_POINT if main.isdisjoint(run) else 1)
        for run, seen in runs.items()
        if seen.count > 1
    }
    best = sorted(scores, key=lambda run: (-scores[run], run))
    return [_written(run, spelling) for run in best if scores[run] > 0]


def _clauses(text: str) -> Iterator[list[str]]:
    for part in _CLAUSE_END.split(text):
        words = [word for word in split_words(part) if word != "-"]
        if words:
            yield words


def _spelling(clauses: Sequence[Sequence[Sequence[str]]]) -> dict[str, str]:
    """The usual spelling of each word inside a clause, where capitals mean names."""
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text in clauses:
        for clause in text:
            for word in clause[1:]:
                forms[_plain(word)][word] += 1
    return {word: seen.most_common(1)[0][0] for word, seen in forms.items()}


def _plain(word: str) -> str:
    return word.lower().replace("’", "'")


def _count_runs(
    clauses: Sequence[Sequence[Sequence[str]]], closing: Set[str]
) -> dict[Run, _Seen]:
    found: defaultdict[Run, _Seen] = defaultdict(_Seen)
    for text in clauses:
        met: set[Run] = set()
        for clause in text:
            words = [_plain(word) for word in clause]
            for start, end in _runs(words, closing):
                run = tuple(words[start:end])
                if run not in met:
                    met.add(run)
                    _note(found[run], words, start, end)
    return found


def _note(seen: _Seen, words: Sequence[str], start: int, end: int) -> None:
    before = words[start - 1] if start else ""
    after = words[end] if end < len(words) else ""
    seen.count += 1
    seen.whole += not before and not after
    seen.denied += before in NEGATIONS or after in NEGATIONS
    seen.before[before] += 1
    seen.after[after] += 1


def _runs(words: Sequence[str], closing: Set[str]) -> Iterator[tuple[int, int]]:
    """Where runs stand that could be a phrase: two words or more, or one Chinese.

    A stop word ends none, unless it is of ``closing``, such as the One of a name.
    """
    for start, first in enumerate(words):
        if not first[0].isalpha() or first in OPENERS:
            continue
        for end in range(start + 1, min(start + LONGEST_NAME, len(words)) + 1):
            last = words[end - 1]
            if not last[0].isalnum():
                break
            may_end = last not in STOP_WORDS or last in closing
            if may_end and (end - start > 1 or (is_han(last) and len(last) > 1)):
                yield start, end


def _score(run: Run, seen: _Seen, letters: int, weights: Mapping[str, float]) -> float:
    # Squared: one word that most passages hold says more than several that few hold.
    telling = fsum(weights.get(word, 0.0) ** 2 for word in set(run))
    dense = telling / sum(word not in PARTICLES for word in run) ** CONCISENESS
    spread = (seen.count / letters) ** SPREAD
    figures = sum(_FIGURE.search(word) is not None for word in run)
    shape = _wholeness(seen) * _reads(run) * 0.3**figures
    return float(dense * spread * shape)


def _wholeness(seen: _Seen) -> float:
    """How well a run stands alone: not torn, not denied, its subject not cut off."""
    after = _usual_neighbour(seen.after, JOINTS) / seen.count
    before = _usual_neighbour(seen.before, LEADS | SUBJECTS) / seen.count
    subject = sum(seen.before[word] for word in SUBJECTS) / seen.count
    kept = (1 - TORN * after) * (1 - TORN * before) * (1 - VERB_FIRST * subject)
    return kept * (1 - seen.denied / seen.count) * (1 + WHOLE * seen.whole / seen.count)


def _usual_neighbour(beside: Counter[str], allowed: frozenset[str]) -> int:
    """How often the most frequent word stands there that ought to belong."""
    return max(
        (count for word, count in beside.items() if word and word not in allowed),
        default=0,
    )


def _reads(run: Run) -> float:
    """Longer than a pair of words, shorter than a sentence."""
    han = sum(len(word) for word in run if is_han(word))
    length, best = (han, BEST_SIGNS) if han else (len(run), BEST_WORDS)
    off = max(best.start - length, 0, length - best[-1])
    is_empty = run[0] in QUESTIONS and length < SHORTEST_QUESTION
    is_empty |= VAGUE.issuperset(run)
    return float(0.85**off * (0.1 if is_empty else 1))


def _written(run: Run, spelling: Mapping[str, str]) -> str:
    """The words as one writes them: Chinese without spaces, a capital in front."""
    text = " ".join(spelling.get(word, word) for word in run)
    text = re.sub(r"(?<=[\u3400-\u9fff]) | (?=[\u3400-\u9fff])", "", text)
    text = re.sub(r"\bi\b", "I", text)
    return text[:1].upper() + text[1:]
