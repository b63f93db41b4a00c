"""Several letters filed under a topic that is there, or moved to it from another."""

from collections.abc import Sequence
from datetime import datetime

from feedback.errors import Refused
from feedback.plurals import counted
from feedback.store import Store
from feedback.topics.filing.letter_changes import (
    LetterChange,
    find_filed,
    letters_of,
    put_by_hand,
    take_out,
)
from feedback.topics.speaking import speaking_id


def file_several(
    store: Store,
    letter_ids: Sequence[int],
    topic_id: int,
    person_id: int,
    moment: datetime,
) -> int:
    """Say that letters belong to a topic; returns the event's id.

    Those that a person has filed there stay as they are. Raises NotFound, and Refused
    when no other letter is left.
    """
    with store.transaction():
        for letter_id in letter_ids:
            store.letters.get_letter(letter_id)
        root_id = speaking_id(store, topic_id)
        filed = find_filed(store, letter_ids, root_id)
        fresh = [one for one in dict.fromkeys(letter_ids) if one not in filed]
        if not fresh:
            raise Refused("Select at least one letter that nobody has filed there yet.")
        taken, made = put_by_hand(store, fresh, root_id, (), person_id, moment)
        detail = f"{counted(len(fresh), 'letter')} filed here by hand."
        change = LetterChange("filed", root_id, tuple(fresh), taken, made, detail)
        return store.topic_events.record(change.as_event(), person_id, moment)


def move_several(
    store: Store,
    letter_ids: Sequence[int],
    from_id: int,
    topic_id: int,
    person_id: int,
    moment: datetime,
) -> int:
    """Let letters of one topic belong to another instead; returns the event's id.

    They move with the passages that put them there. Raises NotFound, and Refused
    without letters of ``from_id`` or when both are one topic.
    """
    with store.transaction():
        root_id, origin_id = speaking_id(store, topic_id), speaking_id(store, from_id)
        if root_id == origin_id:
            raise Refused("These letters are on that topic already.")
        moving = letters_of(store.assignments.find_placed(letter_ids, origin_id))
        if not moving:
            raise Refused("Select at least one letter of this topic first.")
        left, out = take_out(store, moving, origin_id, person_id, moment)
        there, made = put_by_hand(store, moving, root_id, left, person_id, moment)
        origin = store.topics.get_topic(origin_id).name
        detail = f"{counted(len(moving), 'letter')} moved here from “{origin}”."
        change = LetterChange(
            "filed", root_id, moving, (*left, *there), (*out, *made), detail
        )
        return store.topic_events.record(change.as_event(), person_id, moment)
