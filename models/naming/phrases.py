"""Phrases that could name a topic, found in what its writers wrote.

Runs of words that begin and end where a phrase may are counted within clauses. A run
reads like a name when it is made of words that tell this topic from others, when many
letters hold it and few of others, and when it is whole: collocations (Manning and
Schütze 1999, ch. 5) always have the same neighbour and should not be cut there, whole
clauses have none.
"""

import re
from collections.abc import Callable, Mapping, Sequence, Set
from functools import partial
from itertools import pairwise, takewhile
from math import exp, fsum, sqrt

from models.naming.contrast import Contrast
from models.naming.runs import Run, Seen, shared_runs
from models.naming.spelling import Spelling
from models.texts.clauses import Clauses
from models.texts.languages import (
    CLOSING_NEGATIONS,
    CONNECTIVES,
    COPULAS,
    DETERMINERS,
    ENDINGS,
    JOINTS,
    LEADS,
    PARTICLES,
    POINTERS,
    PREPOSITIONS,
    QUESTIONS,
    STOP_WORDS,
    SUBJECTS,
    TURNS,
    VAGUE,
)
from models.texts.words import is_han

TORN = 0.8  # how much a run loses that always has the same neighbour
CUT = 0.95  # how much a run loses whose noun was cut off: "search finds" (the title)
OFTEN_LED_ON = 0.75  # share of its places behind which one preposition may stand
FEWEST_LED_ON = 5  # that the texts with a run count, for this to be no chance
UNCLOSED = 0.3  # how much a run loses after which its clause always goes on
VERB_FIRST = 0.5  # how much a run loses whose subject was cut off
MAIN_WORDS = 4  # of the topic, one of which its name should hold
BESIDE_THE_POINT = 0.5  # what is left of a run without one
FAINTEST = 0.02  # of the weight of the first word, squared, that a run needs
KNOWN_WORDS = 8  # of the topic, beside which a proper noun is a detail
DETAIL = 0.5  # what is left of a run with one, such as "Compliment for Marta"
CONSIDERED = 80  # runs whose meaning is asked for
MEANING = 6.0  # what a phrase gains in the middle of the meaning, as a logarithm
COMPARED = 12  # runs that are compared with other topics one by one
CLEAR = 0.8  # of the passages with a name of two words, that of one other topic added
FIGURE = 0.3  # what is left of a run for each figure
POINTING = 0.3  # what is left of a run that points at what was said before
TURNED = 0.1  # what is left of a run that goes on to another clause
COMMON = 0.25  # power of the share of texts with the very words of a run
WHOLE = 0.3  # how much a run gains that is always a clause of its own
HEADED = 0.7  # how much more a Chinese one that always heads its letter, as subjects do
CONCISENESS = 0.5  # power of the number of words that a run is measured by
SHORTEST_QUESTION = 4  # words
LONE = 0.25  # what is left of a single Chinese word, which says no more than a keyword
BEST_WORDS = range(3, 6)
BEST_SIGNS = range(4, 9)  # of a Chinese phrase

_FIGURE = re.compile(r"\d")

_LEADING = LEADS | SUBJECTS
# Before a verb "to" may stand: "to wait for".
_LEADING_A_PHRASE = _LEADING - PREPOSITIONS | {"to"}
_BEFORE_A_VERB = STOP_WORDS - DETERMINERS  # subjects, auxiliaries and adverbs
_LED_ON = PREPOSITIONS - {"by"} | {"as"}  # by whom is left out
_NONE: frozenset[str] = frozenset()
_CLOSERS = JOINTS | {""}
_MODALS = "will would can could shall should must may might won't can't cannot couldn't"
_HANGS_ON = {
    "be": frozenset(f"to not wouldn't shouldn't {_MODALS}".split()),
    "been": frozenset(["has", "have", "had", "hasn't", "haven't", "hadn't", "having"]),
}
CLOSING = CLOSING_NEGATIONS | PARTICLES | ENDINGS


def rank_phrases(
    texts: Sequence[Clauses],
    weights: Mapping[str, float],
    favour: Callable[[Run], float] | None = None,
    counts: Sequence[float] | None = None,
    nearness: Callable[[Sequence[str]], Sequence[float]] | None = None,
    clearness: Callable[[Run], float] | None = None,
) -> list[str]:
    """Phrases that two texts or more share, the best name first, as they are written.

    ``weights`` says how well each lower-case word tells the topic from others,
    ``favour`` how well a run of words does (by the texts that hold it, if not given),
    ``counts`` what each text counts (one), ``nearness`` how near phrases are in meaning
    to the topic (alike), ``clearness`` how well a run tells it from each other topic.
    """
    weights = {word: weights[word] for word in weights if word not in VAGUE}
    favour = favour or partial(Contrast([texts]).favour, topic=0)
    spelling = Spelling(texts)
    proper = {
        word
        for word, form in spelling.words.items()
        if len(word) > 1 and form[0].isupper()
    }
    counts = counts or [1.0] * len(texts)
    runs = shared_runs(texts, counts, CLOSING | proper)
    scores = _scores(runs, fsum(counts), weights, favour, proper)
    best = sorted(scores, key=lambda run: (-scores[run], run))
    best = [run for run in best[:CONSIDERED] if scores[run] > 0]
    near = nearness(list(map(spelling.spaced, best))) if nearness else [0.0] * len(best)
    told = sorted(
        (-scores[run] * exp(MEANING * cosine), place)
        for place, (run, cosine) in enumerate(zip(best, near, strict=True))
    )
    if clearness:
        told[:COMPARED] = _told_apart(told[:COMPARED], best, clearness)
    return [spelling.write(best[place]) for _, place in told]


def _scores(
    runs: Mapping[Run, Seen],
    total: float,
    weights: Mapping[str, float],
    favour: Callable[[Run], float],
    proper: Set[str],
) -> dict[Run, float]:
    """How well each run names a topic whose texts count ``total``, as far as words
    say it; ``proper`` are names. Runs without a telling word are left out."""
    known = sorted(weights, key=lambda word: (-weights[word], word))[:KNOWN_WORDS]
    details = proper - STOP_WORDS - set(known)
    least = min((weights[word] for word in known[:MAIN_WORDS]), default=0.0)
    main = {word for word, weight in weights.items() if weight >= least}
    dense = {run: _dense(run, weights) for run in runs}
    faint = FAINTEST * max(weights.values(), default=0.0) ** 2
    return {
        run: favour(run)
        * dense[run]
        * (seen.count / total) ** COMMON
        * _wholeness(run, seen)
        * _reads(run)
        * (BESIDE_THE_POINT if main.isdisjoint(run) else 1)
        * (1 if details.isdisjoint(run) else DETAIL)
        for run, seen in runs.items()
        if dense[run] > faint
    }


def _told_apart(
    told: Sequence[tuple[float, int]],
    runs: Sequence[Run],
    clearness: Callable[[Run], float],
) -> list[tuple[float, int]]:
    """Scores, the least first, with the places of their runs, in the order that they
    have when it counts how well each tells the topic from every other."""
    return sorted(
        (score * _tells_apart(runs[place], clearness), place) for score, place in told
    )


def _tells_apart(run: Run, clearness: Callable[[Run], float]) -> float:
    """What a name of two words keeps which another topic could bear as well: "top up"
    where that of one failed and that of another is pending."""
    return sqrt(min(clearness(run) / CLEAR, 1.0)) if len(run) == 2 else 1.0


def _dense(run: Run, weights: Mapping[str, float]) -> float:
    """How telling the words of a run are for its length. Squared, because one word
    that most passages hold says more than several that few hold."""
    telling = fsum(weights.get(word, 0.0) ** 2 for word in set(run))
    length = sum(word not in PARTICLES for word in run)
    return float(telling / max(length, 1) ** CONCISENESS)


def _wholeness(run: Run, seen: Seen) -> float:
    """How well a run stands alone: not torn, not denied, its subject not cut off, best
    of all in place of a subject line; a question has to be asked to its end."""
    cut = CUT * _share_beside(seen.after, DETERMINERS, seen.count)
    torn = max(TORN * _usual_neighbour(seen.after, JOINTS) / seen.count, cut)
    torn = max(torn, TORN * _led_on(seen))
    asked = 1 - _share_beside(seen.before, QUESTIONS, seen.count)
    if run[0] in QUESTIONS:
        torn, asked = 0.0, seen.after.get("", 0.0) / seen.count
    before = _usual_neighbour(seen.before, _leading(run)) / seen.count
    subject = _share_beside(seen.before, SUBJECTS, seen.count)
    kept = asked * (1 - torn) * (1 - TORN * before) * (1 - VERB_FIRST * subject)
    kept *= 1 - seen.denied / seen.count
    told = WHOLE * seen.whole / seen.count
    closes = 1.0
    # Chinese has few words that join, so that what follows says little there; and it
    # has no vectors, so that what heads a letter says more.
    if is_han(run[-1]):
        told += HEADED * seen.headings / seen.count
    else:
        closes = _share_beside(seen.after, _CLOSERS, seen.count)
    return kept * (1 - UNCLOSED * (1 - closes)) * (1 + told)


def _leading(run: Run) -> Set[str]:
    """The words that may always stand before a run which is named without them."""
    if run[0] == "not":  # behind the verb that it belongs to: "was not authorized"
        return _NONE
    if len(run) > 1 and run[1] in PREPOSITIONS:  # "in line with", "on behalf of"
        return _LEADING_A_PHRASE
    return _LEADING


def _led_on(seen: Seen) -> float:
    """How sure it is that a run was cut before a preposition that always follows:
    "identifies as" (what), "in line with" (what), 0 to 1."""
    if seen.count < FEWEST_LED_ON:
        return 0.0
    leading = _LED_ON.intersection(seen.after)
    usual = max((seen.after[word] for word in leading), default=0.0) / seen.count
    return max(0.0, usual - OFTEN_LED_ON) / (1 - OFTEN_LED_ON)


def _share_beside(beside: Mapping[str, float], words: Set[str], count: float) -> float:
    return fsum(found for word, found in beside.items() if word in words) / count


def _usual_neighbour(beside: Mapping[str, float], allowed: Set[str]) -> float:
    """How often the most frequent word stands there that ought to belong."""
    return max(
        (count for word, count in beside.items() if word and word not in allowed),
        default=0,
    )


def _reads(run: Run) -> float:
    """Longer than a pair of words, shorter than a sentence, of one clause, and
    understood by itself."""
    han = sum(len(word) for word in run if is_han(word))
    figures = sum(_FIGURE.search(word) is not None for word in run)
    # A verb and its particle are one word: "top up" alone says as little as "pay".
    words = sum(word not in PARTICLES for word in run)
    length, best = (han, BEST_SIGNS) if han else (words - figures, BEST_WORDS)
    off = max(best.start - length, 0, length - best[-1])
    is_empty = run[0] in QUESTIONS and length < SHORTEST_QUESTION
    is_empty |= len(run) > len(set(run)) or (not han and length < 2)
    is_empty |= VAGUE.issuperset(word for word in run if word not in STOP_WORDS)
    turned = TURNED if _turns_to_another_clause(run) else 1
    turned *= 1 if POINTERS.isdisjoint(run) else POINTING
    turned *= 1 if len(run) > 1 else LONE
    turned *= POINTING if _turns_to_somebody(run) or _says_what_is(run) else 1
    turned *= POINTING if _lacks_an_auxiliary(run) else 1
    return float(0.85**off * (0.1 if is_empty else 1) * FIGURE**figures * turned)


def _lacks_an_auxiliary(run: Run) -> bool:
    """Whether what "be" or "been" hangs on was cut off: "accounts be verified"."""
    return any(
        word in _HANGS_ON and _HANGS_ON[word].isdisjoint(run[:place])
        for place, word in enumerate(run)
    )


def _turns_to_another_clause(run: Run) -> bool:
    """Whether another clause begins behind the first word, be it one without a
    connective of its own: "card and was charged", "in the app and there is"."""
    if not TURNS.isdisjoint(run[1:]):
        return True
    return not CONNECTIVES.isdisjoint(run) and any(
        word in CONNECTIVES and after in _BEFORE_A_VERB for word, after in pairwise(run)
    )


def _turns_to_somebody(run: Run) -> bool:
    """Whether a subject follows that no question asks about: "report they sent"."""
    before = list(takewhile(lambda word: word not in QUESTIONS, run))
    return any(
        word.partition("'")[0] in SUBJECTS and following != "的"
        for word, following in pairwise([*before[1:], ""])
    )


def _says_what_is(run: Run) -> bool:
    """Whether a subject is called something, and no question asks: "name is my"."""
    pairs = takewhile(lambda pair: pair[0] not in QUESTIONS, pairwise(run))
    return any(word in COPULAS and after in DETERMINERS for word, after in pairs)
