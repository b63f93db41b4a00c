"""Placing new letters at once, as the letters that have a topic teach.

No topic is made here and no letter moved: that is what a fit proposes. What people
filed by hand is learned first, so that a correction changes its look-alikes at the
next placing.
"""

from collections.abc import Sequence, Set
from dataclasses import replace
from typing import TYPE_CHECKING

from feedback import clock
from feedback.clock import Clock
from feedback.store import Store
from feedback.store.assignments import Placing, time_of
from feedback.topics.discovery.found import LetterText
from feedback.topics.discovery.grouping import CLEAR, MOST_FURTHER
from feedback.topics.filing.kept_assigner import open_assigner
from feedback.topics.filing.rules import apply_rules
from feedback.types import Origin

if TYPE_CHECKING:
    from models import Assigner, Placement

BATCH = 2_000


def place_new_letters(store: Store, now: Clock = clock.now) -> int:
    """Place letters without a topic on the topics there are; returns how many.

    What models or rules said of a text that has changed since is forgotten before.
    The rules speak first, then the models.

    A letter that no topic is likely enough for stays without one, to be read again
    by the next fit.
    """
    store.assignments.drop_outdated()
    ruled = apply_rules(store, now())
    loose = [
        LetterText.of(letter_id, subject, body)
        for letter_id, subject, body in store.assignments.find_loose()
    ]
    assigner = open_assigner(store) if loose else None
    if assigner is None:
        return ruled
    placed = ruled
    for first in range(0, len(loose), BATCH):
        placed += _place(store, assigner, loose[first : first + BATCH], now)
    return placed


def _place(
    store: Store, assigner: "Assigner", letters: Sequence[LetterText], now: Clock
) -> int:
    judged = _judge(assigner, letters)
    with store.transaction():
        latest = store.fits.find_latest()
        refused = store.corrections.find_refused()
        known = {topic.id for topic in store.topics.find_topics()}
        placings = [
            _placing(letter, said, known, latest.id if latest else None, now)
            for letter, placements in judged
            for said in _telling(letter, placements, known, refused)
        ]
        store.assignments.add_all(placings)
    return len({placing.letter_id for placing in placings})


def _judge(
    assigner: "Assigner", letters: Sequence[LetterText]
) -> "list[tuple[LetterText, list[Placement]]]":
    """Return what the assigner says of every passage of each letter, surest first."""
    from models.texts.passages import passages

    spans = [passages(letter.text) for letter in letters]
    texts = [
        letter.text[span.start : span.end]
        for letter, own in zip(letters, spans, strict=True)
        for span in own
    ]
    said = iter(assigner.assign(texts))
    return [
        (
            letter,
            sorted(
                (replace(next(said), span=span) for span in own),
                key=lambda one: -one.confidence,
            ),
        )
        for letter, own in zip(letters, spans, strict=True)
    ]


def _telling(
    letter: LetterText,
    placements: "Sequence[Placement]",
    known: Set[int],
    refused: Set[tuple[int, int]],
) -> "list[Placement]":
    """Return the surest passage of each topic: one, and further ones if clear."""
    chosen: dict[int, Placement] = {}
    for said in placements:
        topic_id = int(said.label) if said.label else 0
        is_free = topic_id in known and (letter.letter_id, topic_id) not in refused
        if is_free and (not chosen or said.confidence >= CLEAR):
            chosen.setdefault(topic_id, said)
    return list(chosen.values())[: 1 + MOST_FURTHER]


def _placing(
    letter: LetterText,
    said: "Placement",
    known: Set[int],
    fit_id: int | None,
    now: Clock,
) -> Placing:
    rival_id = int(said.rival) if said.rival and int(said.rival) in known else None
    start, end = letter.in_body(*said.span) if said.span else (0, 0)
    return Placing(
        letter_id=letter.letter_id,
        topic_id=int(said.best),
        start=start,
        end=end,
        confidence=said.confidence,
        origin=Origin.MODEL.value,
        assigned_at=time_of(now()),
        words=tuple(said.words),
        rival_topic_id=rival_id,
        rival_confidence=said.rival_confidence if rival_id else None,
        fit_id=fit_id,
    )
