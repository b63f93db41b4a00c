"""Letters without a topic, near ones side by side, and new topics made of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from feedback.errors import Refused
from feedback.plurals import counted
from feedback.store import Store
from feedback.store.topic_events import Change
from feedback.topics.alike.closeness import FARTHEST, LONGEST_READ, group_close
from feedback.topics.filing.letter_changes import file_by_hand
from feedback.topics.names import check_free_name, unused_name
from feedback.topics.speaking import get_speaking
from feedback.types import Origin, Quote, TopicState

MOST = 400
"""Letters compared with each other, the latest ones."""


@dataclass(frozen=True, slots=True)
class LooseLetters:
    """Letters without a topic: ``groups`` of close ones, large first, and ``single``.

    ``total`` counts all of them; at most MOST are compared.
    """

    total: int
    groups: tuple[tuple[Quote, ...], ...]
    single: tuple[Quote, ...]


def find_loose_letters(store: Store) -> LooseLetters:
    """Return letters without a topic, sorted by how close they are to each other."""
    from models.vectors.similarity import embed_meaning

    loose = store.assignments.find_loose()
    latest = loose[-MOST:]
    rows = embed_meaning([f"{s}\n{b}"[:LONGEST_READ] for _, s, b in latest])
    quotes = store.quotes.find_openings([letter_id for letter_id, _, _ in latest])
    by_letter = {quote.letter_id: quote for quote in quotes}
    groups = [
        tuple(by_letter[latest[row][0]] for row in group)
        for group in group_close(rows, FARTHEST)
    ]
    return LooseLetters(
        total=len(loose),
        groups=tuple(group for group in groups if len(group) > 1),
        single=tuple(group[0] for group in groups if len(group) == 1),
    )


def make_topic(
    store: Store,
    letter_ids: Sequence[int],
    name: str,
    person_id: int,
    moment: datetime,
) -> int:
    """Make a topic of letters that have none, filed by hand; returns the event's id.

    Letters that found a topic since are left there. Raises Refused without letters,
    or for a name that cannot be used.
    """
    with store.transaction():
        name = check_free_name(store, name)
        loose = {letter_id for letter_id, _, _ in store.assignments.find_loose()}
        gathered = sorted(loose & set(letter_ids))
        if not gathered:
            raise Refused("Select at least one letter without a topic first.")
        detail = f"Made of {counted(len(gathered), 'letter')} without a topic."
        topic_id = store.topics.add(
            name, Origin.PERSON, TopicState.ACTIVE, moment, detail
        )
        made = file_by_hand(store, gathered, topic_id, (), person_id, moment)
        change = Change(
            topic_id,
            "gathered",
            {"correction_ids": made},
            {"letter_ids": gathered},
            detail,
        )
        return store.topic_events.record(change, person_id, moment)


def disband(store: Store, change: Change, moment: datetime) -> None:
    """Take back that letters were made a topic: they have none again.

    Nor have those that models placed there since, and the name is free. Raises Refused
    when people did more with the topic.
    """
    topic = get_speaking(store, change.topic_id)
    if store.topics.find_merged(topic.id):
        raise Refused("Other topics are merged into this one; un-merge them first.")
    if any(rule.root_id == topic.id for rule in store.rules.find_standing()):
        raise Refused("A rule puts letters on this topic; undo that first.")
    store.corrections.undo(change.before["correction_ids"], moment)
    placed = store.assignments.find_passages(topic.id)
    store.assignments.take([letter_id for letter_id, _ in placed], topic.id)
    if store.topics.get_topic(topic.id).letters:
        raise Refused("The topic has other letters by now; archive or merge it.")
    name = unused_name(store, f"{topic.name} (taken back)", ())
    store.topics.rename(topic.id, name, topic.named_by)
    store.topics.set_state(topic.id, TopicState.ARCHIVED, "Taken back.")
