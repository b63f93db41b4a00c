"""The nearest rival of each placed passage: where it would stand otherwise."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from feedback.topics.found import Found, LetterText

SAMPLE_OF_CLUSTER = 60
LONGEST_WHOLE = 2_000


def add_rivals(
    letters: Sequence[LetterText], found: Sequence[Found], random_state: int
) -> list[Found]:
    """Add the nearest rival of each passage, as an assigner learned them to be.

    The assigner reads a sample of the passages; with fewer than two clusters there
    is nothing to tell apart.
    """
    from models import Assigner

    if len({one.cluster for one in found}) < 2:
        return list(found)
    texts = {letter.letter_id: letter for letter in letters}
    passages = [_passage_text(texts[one.letter_id], one) for one in found]
    sample = _sample([one.cluster for one in found])
    assigner = Assigner(random_state=random_state).fit(
        [passages[place] for place in sample],
        [str(found[place].cluster) for place in sample],
    )
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
        return letter.body[found.start : found.end]
    return letter.text[:LONGEST_WHOLE]
