"""Splitting a topic: some of its letters become a topic of their own."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from feedback.errors import Refused
from feedback.plurals import counted
from feedback.store import Store
from feedback.store.assignments import Placing
from feedback.store.proposals import Group
from feedback.topics.filing.letter_changes import (
    LetterChange,
    file_by_hand,
    letters_of,
    take_out,
)
from feedback.topics.names import check_free_name, unused_name
from feedback.topics.speaking import speaking_id
from feedback.types import Origin, TopicState


def split_off(
    store: Store,
    topic_id: int,
    letter_ids: Sequence[int],
    name: str,
    person_id: int,
    moment: datetime,
) -> tuple[int, int]:
    """Make a new topic of some letters of a topic; returns its id and the event's.

    The letters leave the topic with the passages that put them there, so that its
    history splits too. Raises Refused without letters of this topic, or for a name
    that cannot be used.
    """
    with store.transaction():
        root_id = speaking_id(store, topic_id)
        name = check_free_name(store, name)
        leaving = letters_of(store.assignments.find_placed(letter_ids, root_id))
        if not leaving:
            raise Refused("Select at least one letter of this topic first.")
        new_id = _open_topic(store, root_id, name, Origin.PERSON, moment)
        taken, out = take_out(store, leaving, root_id, person_id, moment)
        made = file_by_hand(store, leaving, new_id, taken, person_id, moment)
        change = _split(root_id, taken, (*out, *made), name, new_id)
        return new_id, store.topic_events.record(change.as_event(), person_id, moment)


def split_as_found(
    store: Store, topic_id: int, group: Group, person_id: int, moment: datetime
) -> int | None:
    """Make a new topic of the letters that a fit would split off.

    The models keep the word on these letters; what people or rules put there stays.
    Returns the event's id, None when nothing else would leave: then nothing happens.
    """
    with store.transaction():
        root_id = speaking_id(store, topic_id)
        said = store.rules.find_said(root_id)
        moving = [one for one in group.letter_ids if one not in said]
        taken = store.assignments.take(moving, root_id)
        if not taken:
            return None
        name = unused_name(store, group.name, group.keywords)
        new_id = _open_topic(store, root_id, name, Origin.MODEL, moment)
        theme = store.topics.get_topic(root_id).theme
        store.topics.describe(new_id, theme, group.keywords)
        store.assignments.add_all(replace(one, topic_id=new_id) for one in taken)
        change = _split(root_id, taken, (), name, new_id)
        return store.topic_events.record(change.as_event(), person_id, moment)


def _split(
    topic_id: int,
    taken: tuple[Placing, ...],
    correction_ids: tuple[int, ...],
    name: str,
    new_id: int,
) -> LetterChange:
    leaving = letters_of(taken)
    detail = f"{counted(len(leaving), 'letter')} split off into “{name}”."
    return LetterChange(
        "split", topic_id, leaving, taken, correction_ids, detail, new_id
    )


def _open_topic(
    store: Store, from_id: int, name: str, named_by: Origin, moment: datetime
) -> int:
    origin = store.topics.get_topic(from_id)
    reason = f"Split off from “{origin.name}”."
    new_id = store.topics.add(name, named_by, TopicState.ACTIVE, moment, reason)
    store.topics.describe(new_id, origin.theme, origin.keywords)
    return new_id
