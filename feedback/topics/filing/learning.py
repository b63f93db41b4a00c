"""Placing letters at once, as the letters that have a topic teach.

No topic is made here and no letter moved: that is what a fit proposes. What people
filed by hand is learned first, so that a correction changes its look-alikes at the
next placing. The models' own guess is for letters that no fit has read yet; what one
left without a topic waits for people.
"""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from feedback import clock
from feedback.clock import Clock
from feedback.store import Store
from feedback.store.assignments import Lesson, Placing, time_of
from feedback.topics.discovery.found import LetterText
from feedback.topics.discovery.grouping import CLEAR, MOST_FURTHER
from feedback.topics.filing.kept_assigner import find_lessons_by_hand, open_assigner
from feedback.topics.filing.rules import apply_rules
from feedback.types import Origin

if TYPE_CHECKING:
    from models import Assigner, Placement
    from models.texts.passages import Span

BATCH = 2_000
WHOLE = 600
"""Characters that stand for a letter as a whole, as in what people filed whole."""


@dataclass(frozen=True, slots=True)
class _Part:
    """What is judged of a letter: a passage, or the letter as a whole (no ``span``)."""

    letter: LetterText
    span: "Span | None"
    text: str


@dataclass(frozen=True, slots=True)
class _Said:
    """A placement, and the correction of the filed letter that it follows, if any."""

    placement: "Placement"
    like_correction_id: int | None


def place_new_letters(store: Store, now: Clock = clock.now) -> int:
    """Place letters without a topic on the topics there are; returns how many.

    What models or rules said of a text that has changed since is forgotten before.
    The rules speak first, then what people filed, then the models, but for letters
    that the latest fit has left out.

    A letter that no topic is likely enough for stays without one, to be read again
    by the next fit.
    """
    store.assignments.drop_outdated()
    ruled = apply_rules(store, now())
    return ruled + _place(store, now)


def place_look_alikes(store: Store, now: Clock = clock.now) -> int:
    """Place letters without a topic that are like what people filed; returns how many.

    A fit does so before its own word, so that a correction teaches it too.
    """
    store.assignments.drop_outdated()
    return _place(store, now, must_follow=True)


def _read_loose(store: Store) -> list[LetterText]:
    return [
        LetterText.of(letter_id, subject, body)
        for letter_id, subject, body in store.assignments.find_loose()
    ]


def _place(store: Store, now: Clock, must_follow: bool = False) -> int:
    """Place letters without a topic, those that a fit left out as people filed alone.

    Where they ``must_follow``, only those that are like what people filed.
    """
    by_hand = find_lessons_by_hand(store)
    if must_follow and not by_hand:
        return 0
    read_at = now()
    letters, left_out = _read_loose(store), store.fits.find_left_out()
    if not by_hand:
        letters = [one for one in letters if one.letter_id not in left_out]
    assigner = open_assigner(store, by_hand) if letters else None
    if assigner is None:
        return 0
    placed = 0
    for first in range(0, len(letters), BATCH):
        judged = _judge(assigner, by_hand, letters[first : first + BATCH], left_out)
        if must_follow:
            judged = [one for one in judged if any(map(_follows, one[1]))]
        placed += _write(store, judged, read_at)
    return placed


def _write(
    store: Store,
    judged: Sequence[tuple[LetterText, Sequence[_Said]]],
    read_at: datetime,
) -> int:
    """Place letters that nobody has placed while they were judged; returns how many.

    Dated to when they were read, so that one that has changed is placed anew.
    """
    with store.transaction():
        taken = store.letters.find_placements([one.letter_id for one, _ in judged])
        latest = store.fits.find_latest()
        refused = store.corrections.find_refused()
        known = {topic.id for topic in store.topics.find_topics()}
        placings = [
            _placing(letter, said, known, latest.id if latest else None, read_at)
            for letter, each in judged
            if letter.letter_id not in taken
            for said in _telling(letter, each, known, refused)
        ]
        store.assignments.add_all(placings)
    return len({placing.letter_id for placing in placings})


def _judge(
    assigner: "Assigner",
    by_hand: Sequence[Lesson],
    letters: Sequence[LetterText],
    left_out: Set[int],
) -> list[tuple[LetterText, list[_Said]]]:
    """Return what is said of each letter: by people's word, then by the models.

    By people's word of passages and of the whole, by the models of passages only;
    of each the surest first.
    """
    parts = list(_parts(letters, with_whole=bool(by_hand)))
    placements = assigner.assign([part.text for part in parts])
    told = _find_told(assigner, by_hand, parts, placements)
    judged: dict[int, list[_Said]] = {one.letter_id: [] for one in letters}
    for row, part in enumerate(parts):
        is_guess = part.span is not None and part.letter.letter_id not in left_out
        if row in told or is_guess:
            placement = replace(placements[row], span=part.span)
            judged[part.letter.letter_id].append(_Said(placement, told.get(row)))
    return [
        (
            one,
            sorted(
                judged[one.letter_id],
                key=lambda said: (not _follows(said), -said.placement.confidence),
            ),
        )
        for one in letters
    ]


def _follows(said: _Said) -> bool:
    return said.like_correction_id is not None


def _parts(letters: Sequence[LetterText], with_whole: bool) -> Iterator[_Part]:
    from models.texts.passages import passages

    for letter in letters:
        for span in passages(letter.text):
            yield _Part(letter, span, letter.text[span.start : span.end])
        if with_whole:
            yield _Part(letter, None, letter.text[:WHOLE])


def _find_told(
    assigner: "Assigner",
    by_hand: Sequence[Lesson],
    parts: Sequence[_Part],
    placements: "Sequence[Placement]",
) -> dict[int, int | None]:
    """Return, for each row that is like what people filed there, that correction.

    The assigner was told ``by_hand`` in this order.
    """
    from models.filing.assigner import LOOK_ALIKE

    sure = [row for row, one in enumerate(placements) if one.label]
    if not sure or not by_hand:
        return {}
    rows = assigner.features_.rows([parts[row].text for row in sure])
    likeness = rows.likeness(assigner.corrected_rows_)
    told = {}
    for row, alike in zip(sure, likeness, strict=True):
        # Of equal ones the latest speaks, as in the assigner.
        nearest = len(alike) - 1 - int(alike[::-1].argmax())
        is_there = str(by_hand[nearest].topic_id) == placements[row].label
        if is_there and alike[nearest] >= LOOK_ALIKE:
            told[row] = by_hand[nearest].correction_id
    return told


def _telling(
    letter: LetterText,
    each: Sequence[_Said],
    known: Set[int],
    refused: Set[tuple[int, int]],
) -> list[_Said]:
    """Return the first passage of each topic: one, and further ones if clear."""
    chosen: dict[int, _Said] = {}
    for said in each:
        label, confidence = said.placement.label, said.placement.confidence
        topic_id = int(label) if label else 0
        is_free = topic_id in known and (letter.letter_id, topic_id) not in refused
        if is_free and (not chosen or confidence >= CLEAR):
            chosen.setdefault(topic_id, said)
    return list(chosen.values())[: 1 + MOST_FURTHER]


def _placing(
    letter: LetterText,
    said: _Said,
    known: Set[int],
    fit_id: int | None,
    read_at: datetime,
) -> Placing:
    placement, rival_id = said.placement, None
    if placement.rival and int(placement.rival) in known:
        rival_id = int(placement.rival)
    start, end = letter.in_body(*placement.span) if placement.span else (0, 0)
    return Placing(
        letter_id=letter.letter_id,
        topic_id=int(placement.best),
        start=start,
        end=end,
        confidence=placement.confidence,
        origin=Origin.MODEL.value,
        assigned_at=time_of(read_at),
        words=tuple(placement.words),
        rival_topic_id=rival_id,
        rival_confidence=placement.rival_confidence if rival_id else None,
        fit_id=fit_id,
        like_correction_id=said.like_correction_id,
    )
