"""What the blind re-checks say: agreement with the models, by topic, between people."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations

from feedback.store import Store
from feedback.store.rechecks import Answer, Recheck
from feedback.topics.rechecks.agreement import Agreement, PairAgreement, compare_people
from feedback.topics.rechecks.rechecking import differs

PERIOD = timedelta(days=365)
"""How far back answers count."""


FEWEST_MIXED = 2
"""So many letters between two topics are more than a slip."""
MOST_MIXED = 5


@dataclass(frozen=True, slots=True)
class MixUp:
    """Two topics, by id: ``letters`` that models put on one and people on the other.

    They are ``of`` so many that anybody put on either.
    """

    topic_ids: tuple[int, int]
    letters: int
    of: int


@dataclass(frozen=True, slots=True)
class RecheckState:
    """The latest re-check, how many of its letters nobody filed, and what all said.

    ``overall`` is of the latest re-check that has answers; ``by_topic``, by the topic
    that the models were surest of, ``mixed`` topics, the most often first, and
    ``pairs`` are of a year. A letter counts once, as its first reader filed it.
    """

    latest: Recheck | None
    waiting: int
    overall: Agreement
    by_topic: dict[int, Agreement]
    mixed: tuple[MixUp, ...]
    pairs: tuple[PairAgreement, ...]


def get_state(store: Store, person_id: int, moment: datetime) -> RecheckState:
    """Read what re-checks say, and what waits for a person."""
    latest = store.rechecks.find_latest()
    unread = store.rechecks.find_waiting(latest.id, person_id) if latest else ()
    answers = store.rechecks.find_filed(moment - PERIOD)
    first = _first_readings(answers)
    newest = max((one.recheck_id for one in first), default=0)
    return RecheckState(
        latest=latest,
        waiting=sum(not one.is_filed for one in unread),
        overall=_agreement(one for one in first if one.recheck_id == newest),
        by_topic=_by_topic(first),
        mixed=_mixed(first),
        pairs=_pairs(answers),
    )


def _first_readings(answers: Sequence[Answer]) -> list[Answer]:
    first: dict[int, Answer] = {}
    for answer in answers:
        first.setdefault(answer.letter_id, answer)
    return list(first.values())


def _agreement(answers: Iterable[Answer]) -> Agreement:
    same = [not differs(answer) for answer in answers]
    return Agreement(sum(same), len(same))


def _by_topic(answers: Sequence[Answer]) -> dict[int, Agreement]:
    of_topic: dict[int, list[Answer]] = defaultdict(list)
    for answer in answers:
        of_topic[answer.model_ids[0]].append(answer)
    return {topic_id: _agreement(own) for topic_id, own in of_topic.items()}


def _mixed(answers: Sequence[Answer]) -> tuple[MixUp, ...]:
    placed = [(answer.model_ids[0], answer.topic_id) for answer in answers]
    found = Counter(
        (min(one, other), max(one, other))
        for (one, other), answer in zip(placed, answers, strict=True)
        if other is not None and differs(answer)
    )
    return tuple(
        MixUp(pair, letters, sum(not {*pair}.isdisjoint(both) for both in placed))
        for pair, letters in found.most_common(MOST_MIXED)
        if letters >= FEWEST_MIXED
    )


def _pairs(answers: Sequence[Answer]) -> tuple[PairAgreement, ...]:
    labels: dict[int, dict[int, str]] = defaultdict(dict)
    names = {answer.person_id: answer.person for answer in answers}
    for answer in answers:
        labels[answer.person_id][answer.letter_id] = str(answer.topic_id or "none")
    compared = []
    for one, other in combinations(sorted(labels), 2):
        both = sorted(labels[one].keys() & labels[other].keys())
        if both:
            pairs = [(labels[one][letter], labels[other][letter]) for letter in both]
            compared.append(compare_people((names[one], names[other]), pairs))
    return tuple(compared)
