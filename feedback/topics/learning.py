"""Placing new letters at once, as the letters that have a topic teach.

No topic is made here and no letter moved: that is what a fit proposes. What people
filed by hand is learned first, so that a correction changes its look-alikes at the
next placing.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from feedback import clock
from feedback.clock import Clock
from feedback.store import Store
from feedback.store.assignments import Placing, time_of
from feedback.topics.found import LetterText
from feedback.topics.grouping import words_in
from feedback.types import Origin

if TYPE_CHECKING:
    from models import Assigner, Placement, Span

LESSONS = 80
"""Passages learned from each topic."""
BATCH = 2_000


def place_new_letters(store: Store, now: Clock = clock.now) -> int:
    """Place letters without a topic on the topics there are; returns how many.

    A letter that no topic is likely enough for stays without one, to be read again
    by the next fit.
    """
    loose = [
        LetterText(letter_id, subject, body)
        for letter_id, subject, body in store.assignments.find_loose()
    ]
    assigner = _learn(store) if loose else None
    if assigner is None:
        return 0
    placed = 0
    for first in range(0, len(loose), BATCH):
        placed += _place(store, assigner, loose[first : first + BATCH], now)
    return placed


def _learn(store: Store) -> "Assigner | None":
    from models import Assigner

    lessons = store.assignments.find_lessons(LESSONS)
    if len({topic_id for topic_id, _ in lessons}) < 2:
        return None
    texts = [text for _, text in lessons]
    return Assigner().fit(texts, [str(topic_id) for topic_id, _ in lessons])


def _place(
    store: Store, assigner: "Assigner", letters: Sequence[LetterText], now: Clock
) -> int:
    chosen = list(_choose(assigner, letters))
    with store.transaction():
        latest = store.fits.find_latest()
        fit_id = latest.id if latest else None
        refused = store.corrections.find_refused()
        keywords = {topic.id: topic.keywords for topic in store.topics.find_topics()}
        placings = [
            _placing(letter, span, said, keywords, fit_id, time_of(now()))
            for letter, span, said in chosen
            if said.label is not None
            and int(said.label) in keywords
            and (letter.letter_id, int(said.label)) not in refused
        ]
        store.assignments.add_all(placings)
    return len(placings)


def _choose(
    assigner: "Assigner", letters: Sequence[LetterText]
) -> "Iterator[tuple[LetterText, Span, Placement]]":
    """Yield the surest passage of each letter with what the assigner says of it."""
    from models.passages import passages

    spans = [(letter, span) for letter in letters for span in passages(letter.text)]
    said = assigner.assign([one.text[span.start : span.end] for one, span in spans])
    best: dict[int, int] = {}
    for place, (letter, _) in enumerate(spans):
        known = best.get(letter.letter_id)
        if known is None or said[place].confidence > said[known].confidence:
            best[letter.letter_id] = place
    for place in best.values():
        yield (*spans[place], said[place])


def _placing(
    letter: LetterText,
    span: "Span",
    said: "Placement",
    keywords: dict[int, tuple[str, ...]],
    fit_id: int | None,
    assigned_at: str,
) -> Placing:
    topic_id = int(said.label or 0)
    rival_id = int(said.rival) if said.rival else None
    start, end = letter.in_body(span.start, span.end)
    return Placing(
        letter_id=letter.letter_id,
        topic_id=topic_id,
        start=start,
        end=end,
        confidence=said.confidence,
        origin=Origin.MODEL.value,
        assigned_at=assigned_at,
        words=words_in(letter.text[span.start : span.end], keywords[topic_id]),
        rival_topic_id=rival_id if rival_id in keywords else None,
        rival_confidence=said.rival_confidence if rival_id in keywords else None,
        fit_id=fit_id,
    )
