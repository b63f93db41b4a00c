"""The nearest rival of each placed passage: where it would stand otherwise."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from feedback.topics.found import Found, LetterText

if TYPE_CHECKING:
    from models import Assigner

SAMPLE_OF_CLUSTER = 60
PART = 10_000  # passages compared at a time
LONGEST_WHOLE = 2_000


def add_rivals(
    letters: Sequence[LetterText], found: list[Found], random_state: int
) -> None:
    """Add the nearest rival of each passage, in place, as an assigner learned them.

    The assigner reads a sample of the passages, then all, some at a time. With fewer
    than two clusters there is nothing to tell apart.
    """
    from models import Assigner

    if len({one.cluster for one in found}) < 2:
        return
    texts = {letter.letter_id: letter for letter in letters}
    sample = [found[place] for place in _sample([one.cluster for one in found])]
    assigner = Assigner(random_state=random_state).fit(
        [_passage_text(texts[one.letter_id], one) for one in sample],
        [str(one.cluster) for one in sample],
    )
    for first in range(0, len(found), PART):
        part = found[first : first + PART]
        passages = [_passage_text(texts[one.letter_id], one) for one in part]
        found[first : first + PART] = _with_rivals(assigner, part, passages)


def _with_rivals(
    assigner: "Assigner", found: Sequence[Found], passages: Sequence[str]
) -> list[Found]:
    shares = assigner.predict_proba(passages)
    numbers = [int(name) for name in assigner.classes_]
    columns = {number: column for column, number in enumerate(numbers)}
    rows = range(len(found))
    shares[rows, [columns[one.cluster] for one in found]] = -1.0
    nearest = shares.argmax(axis=1)
    return [
        replace(
            one,
            rival=numbers[column],
            rival_confidence=min(float(shares[row, column]), 1 - one.confidence),
        )
        for row, (one, column) in enumerate(zip(found, nearest, strict=True))
    ]


def _sample(clusters: Sequence[int]) -> list[int]:
    """Return places of at most so many passages of each cluster, evenly spread."""
    places: dict[int, list[int]] = defaultdict(list)
    for place, cluster in enumerate(clusters):
        places[cluster].append(place)
    return [
        place
        for own in places.values()
        for place in own[:: max(1, len(own) // SAMPLE_OF_CLUSTER)][:SAMPLE_OF_CLUSTER]
    ]


def _passage_text(letter: LetterText, found: Found) -> str:
    if found.end > found.start:
        return letter.quote(found.start, found.end)
    return letter.text[:LONGEST_WHOLE]
