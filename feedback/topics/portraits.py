"""One topic in full: what people say, who they are, and what was done about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from feedback.store import Store
from feedback.store.assignments import ByDecision
from feedback.store.corrections import Correction
from feedback.store.trends import AspectCount
from feedback.types import Action, Assignment, Quote, Topic, TopicEvent

ASPECTS = ("writers", "sources", "languages", "segments")
QUOTES = 5
EVENTS, ALL_EVENTS = 30, 10_000
"""Events of its history that a topic's page shows, and on demand."""
SHORTEST_SUMMARY = 40
ALIKE = 0.5
"""Share of words from which two quotes say the same."""


@dataclass(frozen=True, slots=True)
class Near:
    """Another topic with the letters that speak of both."""

    topic: Topic
    letters: int


@dataclass(frozen=True, slots=True)
class Portrait:
    """Everything about a topic but its trend.

    ``summary`` is the shortest of the most typical passages, ``quotes`` the others;
    ``who`` maps an aspect to its commonest values with their letters and writers.
    The latest ``events`` are there, and whether it ``has_older`` ones.
    """

    topic: Topic
    into: Topic | None
    summary: Quote | None
    merged: tuple[Topic, ...]
    quotes: tuple[Quote, ...]
    who: dict[str, tuple[AspectCount, ...]]
    near: tuple[Near, ...]
    decided: ByDecision
    corrections: tuple[Correction, ...]
    events: tuple[TopicEvent, ...]
    has_older: bool
    actions: tuple[Action, ...]


def get_portrait(store: Store, topic_id: int, shown: int = EVENTS) -> Portrait:
    """Read a topic in full, with so many events at most; raises NotFound."""
    topic = store.topics.get_topic(topic_id)
    quotes = find_quotes(store, topic_id, QUOTES + 1)
    summary = min(quotes, key=_as_summary, default=None)
    into = store.topics.get_topic(topic.merged_into) if topic.merged_into else None
    events = store.topic_events.find_events(topic_id, shown + 1)
    return Portrait(
        topic=topic,
        into=into,
        merged=store.topics.find_merged(topic_id),
        summary=summary,
        quotes=tuple(quote for quote in quotes if quote is not summary),
        who={aspect: store.trends.count_aspect(topic_id, aspect) for aspect in ASPECTS},
        near=tuple(
            Near(store.topics.get_topic(near_id), letters)
            for near_id, letters in store.trends.find_near(topic_id)
        ),
        decided=store.assignments.count_by_decision(topic_id),
        corrections=store.corrections.find_for_topic(topic_id),
        events=events[:shown],
        has_older=len(events) > shown,
        actions=store.actions.find_actions((), [topic_id]),
    )


def find_quotes(store: Store, topic_id: int, limit: int) -> tuple[Quote, ...]:
    """Return passages that say best what a topic is about, each in words of its own."""
    typical = store.quotes.find_exemplars(topic_id, 4 * limit)
    chosen = choose_distinct(typical, limit)
    if len(chosen) == limit:
        return chosen
    confident = store.quotes.find_confident(topic_id, 8 * limit)
    return choose_distinct((*chosen, *confident), limit)


def _as_summary(quote: Quote) -> tuple[bool, int]:
    """Sort short quotes first, but not those too short to say anything."""
    return len(quote.text) < SHORTEST_SUMMARY, len(quote.text)


def choose_distinct(quotes: Sequence[Quote], limit: int) -> tuple[Quote, ...]:
    """Return the first quotes that share less than half of their words."""
    chosen: list[tuple[Quote, frozenset[str]]] = []
    for quote in quotes:
        words = frozenset(quote.text.casefold().split()) or frozenset({quote.text})
        if all(len(words & own) < ALIKE * len(words | own) for _, own in chosen):
            chosen.append((quote, words))
    return tuple(quote for quote, _ in chosen[:limit])


def assignments_of(store: Store, letter_id: int) -> tuple[Assignment, ...]:
    """Return where a letter is placed and why, most confident first.

    One per topic: the passage that speaks for it most clearly.
    """
    best: dict[int, Assignment] = {}
    for assignment in store.assignments.find_for_letter(letter_id):
        best.setdefault(assignment.topic_id, assignment)
    return tuple(best.values())
