"""Corrections: a person's word on where letters belong, which holds for ever."""

from datetime import datetime

from feedback.errors import Conflict, Refused
from feedback.store import Store
from feedback.topics.filing.letter_changes import (
    LetterChange,
    find_filed,
    put_by_hand,
    take_out,
)
from feedback.topics.speaking import speaking_id


def file_letter(
    store: Store,
    letter_id: int,
    topic_id: int,
    person_id: int,
    moment: datetime,
    seen: int | None = None,
) -> int:
    """Say that a letter belongs to a topic; returns the event's id.

    ``seen`` is the latest correction of the letter that the person saw. Raises
    NotFound, Refused when a person has filed it there already, and Conflict when a
    colleague has said where it belongs since.
    """
    with store.transaction():
        store.letters.get_letter(letter_id)
        _check_seen(store, letter_id, seen, person_id)
        root_id = speaking_id(store, topic_id)
        if find_filed(store, [letter_id], root_id):
            raise Refused("This letter was filed there by hand already.")
        taken, made = put_by_hand(store, [letter_id], root_id, (), person_id, moment)
        detail = f"Letter {letter_id} filed here by hand."
        change = LetterChange("filed", root_id, (letter_id,), taken, made, detail)
        return store.topic_events.record(change.as_event(), person_id, moment)


def refuse_letter(
    store: Store,
    letter_id: int,
    topic_id: int,
    person_id: int,
    moment: datetime,
    seen: int | None = None,
) -> int:
    """Say that a letter does not belong to a topic; returns the event's id.

    Raises NotFound, and Conflict when a colleague has said where it belongs since the
    correction that was ``seen``.
    """
    with store.transaction():
        store.letters.get_letter(letter_id)
        _check_seen(store, letter_id, seen, person_id)
        root_id = speaking_id(store, topic_id)
        taken, made = take_out(store, [letter_id], root_id, person_id, moment)
        detail = f"Letter {letter_id} taken out by hand."
        change = LetterChange("refused", root_id, (letter_id,), taken, made, detail)
        return store.topic_events.record(change.as_event(), person_id, moment)


def _check_seen(store: Store, letter_id: int, seen: int | None, person_id: int) -> None:
    if seen is None:
        return
    said = store.corrections.find_said_since(letter_id, seen, person_id)
    if said is not None:
        person, topic, belongs = said
        what = "belongs to" if belongs else "does not belong to"
        raise Conflict(
            f"Meanwhile {person} said that this letter {what} “{topic}”. Nothing was "
            "changed; go back and look at the letter again."
        )
