"""More like this: the letters that are nearest in meaning to one."""

from collections.abc import Sequence
from dataclasses import dataclass

from feedback.store import Store
from feedback.store.copy_index import ReadText
from feedback.topics.alike.closeness import FARTHEST, LONGEST_READ
from feedback.types import FEEDBACK_STATES, LetterFilter, Quote

MOST = 4_000
"""Letters compared with one, the latest of its topics and of all: in 0.3 seconds."""
NEAREST = 1 - FARTHEST**2 / 2
"""Cosine from which letters are like each other, as in groups of loose letters."""


@dataclass(frozen=True, slots=True)
class AlikeLetters:
    """Letters like one, the nearest first, out of so many that were ``compared``.

    Of those that say the same, the letter itself included, the nearest stands alone.
    """

    letters: tuple[Quote, ...]
    compared: int


def find_alike(store: Store, letter_id: int, count: int = 12) -> AlikeLetters:
    """Return letters that speak of what a letter speaks of; raises NotFound."""
    store.letters.get_letter(letter_id)
    (own,) = store.copy_index.find_texts([letter_id])
    others = store.copy_index.find_texts(_candidates(store, letter_id))
    if not others:
        return AlikeLetters((), 0)
    near = _find_near(own, others, 4 * count)
    chosen = _each_text_once(store, own, near)[:count]
    quotes = {one.letter_id: one for one in store.quotes.find_openings(chosen)}
    return AlikeLetters(tuple(quotes[one] for one in chosen), len(others))


def _candidates(store: Store, letter_id: int) -> list[int]:
    """Return the latest letters of the letter's topics, then the latest of all."""
    topics = {one.topic_id for one in store.assignments.find_for_letter(letter_id)}
    wanted = [
        *(
            LetterFilter(topic_id=topic_id, states=FEEDBACK_STATES, is_automatic=False)
            for topic_id in sorted(topics)
        ),
        LetterFilter(states=FEEDBACK_STATES, is_automatic=False),
    ]
    share = MOST // len(wanted)
    found = (one for each in wanted for one in store.letters.find_ids(each, share))
    return [one for one in dict.fromkeys(found) if one != letter_id]


def _find_near(own: ReadText, others: Sequence[ReadText], count: int) -> list[ReadText]:
    """Return those of the others that are like a text, the nearest first."""
    from models import find_similar

    texts = [one.text.strip()[:LONGEST_READ] for one in others]
    query = own.text.strip()[:LONGEST_READ]
    (numbers,), (cosines,) = find_similar(texts, [query], count)
    ranked = zip(numbers, cosines, strict=True)
    return [others[number] for number, cosine in ranked if cosine >= NEAREST]


def _each_text_once(store: Store, own: ReadText, near: Sequence[ReadText]) -> list[int]:
    """Return the first letter of each text, none of what the letter itself says."""
    groups = store.copies.find_groups([own.letter_id, *(one.letter_id for one in near)])
    seen = {groups.get(own.letter_id), own.fingerprint}
    chosen = []
    for one in near:
        said = {groups.get(one.letter_id), one.fingerprint} - {None, 0}
        if not said & seen:
            chosen.append(one.letter_id)
        seen |= said
    return chosen
