"""Corrections: a person's word on where letters belong, which holds for ever."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime

from feedback.errors import NotFound, Refused
from feedback.store import Store
from feedback.store.assignments import Placing, time_of
from feedback.store.topic_events import Change
from feedback.topics.life import check_free_name
from feedback.types import Origin, TopicState


def file_letter(
    store: Store, letter_id: int, topic_id: int, person_id: int, moment: datetime
) -> int:
    """Say that a letter belongs to a topic; returns the event's id.

    Raises NotFound, or Refused when a person has filed it there already.
    """
    with store.transaction():
        root_id = _root(store, topic_id)
        _check_letters(store, [letter_id])
        if (letter_id, root_id) in store.corrections.find_filed():
            raise Refused("This letter was filed there by hand already.")
        taken = store.assignments.take([letter_id], root_id)
        made = _file(store, [letter_id], root_id, taken, person_id, moment)
        return _record(
            store,
            "filed",
            root_id,
            [letter_id],
            taken,
            made,
            person_id,
            moment,
            f"Letter {letter_id} filed here by hand.",
        )


def refuse_letter(
    store: Store, letter_id: int, topic_id: int, person_id: int, moment: datetime
) -> int:
    """Say that a letter does not belong to a topic; returns the event's id."""
    with store.transaction():
        root_id = _root(store, topic_id)
        _check_letters(store, [letter_id])
        taken = store.assignments.take([letter_id], root_id)
        made = store.corrections.add([letter_id], root_id, False, person_id, moment)
        return _record(
            store,
            "refused",
            root_id,
            [letter_id],
            taken,
            made,
            person_id,
            moment,
            f"Letter {letter_id} taken out by hand.",
        )


def split_off(
    store: Store,
    topic_id: int,
    letter_ids: Sequence[int],
    name: str,
    person_id: int,
    moment: datetime,
) -> int:
    """Make a new topic of some letters of a topic; returns the new topic's id.

    The letters leave the topic with the passages that put them there, so that its
    history splits too. Raises Refused without letters of this topic, or for a name
    that cannot be used.
    """
    with store.transaction():
        root_id = _root(store, topic_id)
        name = check_free_name(store, name)
        taken = store.assignments.take(letter_ids, root_id)
        leaving = sorted({placing.letter_id for placing in taken})
        if not leaving:
            raise Refused("Select at least one letter of this topic first.")
        new_id = _open_topic(store, root_id, name, Origin.PERSON, moment)
        out = store.corrections.add(leaving, root_id, False, person_id, moment)
        made = _file(store, leaving, new_id, taken, person_id, moment)
        _record(
            store,
            "split",
            root_id,
            leaving,
            taken,
            (*out, *made),
            person_id,
            moment,
            f"{len(leaving):,} letters split off into “{name}”.",
            new_id,
        )
        return new_id


def split_as_found(
    store: Store,
    topic_id: int,
    letter_ids: Sequence[int],
    name: str,
    person_id: int,
    moment: datetime,
) -> int:
    """Make a new topic of the letters that a fit would split off; returns its id.

    The models keep the word on these letters; what people filed by hand stays.
    """
    with store.transaction():
        root_id = _root(store, topic_id)
        by_hand = {
            letter for letter, root in store.corrections.find_filed() if root == root_id
        }
        moving = [one for one in letter_ids if one not in by_hand]
        taken = store.assignments.take(moving, root_id)
        leaving = sorted({placing.letter_id for placing in taken})
        new_id = _open_topic(store, root_id, name, Origin.MODEL, moment)
        store.assignments.add_all(replace(one, topic_id=new_id) for one in taken)
        _record(
            store,
            "split",
            root_id,
            leaving,
            taken,
            (),
            person_id,
            moment,
            f"{len(leaving):,} letters split off into “{name}”.",
            new_id,
        )
        return new_id


def restore(store: Store, change: Change, moment: datetime) -> None:
    """Put letters back to where they were before a correction or a split."""
    new_id = change.after.get("topic_id")
    if new_id is not None:
        store.assignments.take(change.after["letter_ids"], new_id)
        if store.topics.get_topic(new_id).letters:
            raise Refused("The new topic has other letters by now; merge it instead.")
        store.topics.link(new_id, change.topic_id)
    store.corrections.undo(change.before["correction_ids"], moment)
    store.assignments.add_all(_read_placing(row) for row in change.before["taken"])


def _file(
    store: Store,
    letter_ids: Sequence[int],
    topic_id: int,
    taken: Sequence[Placing],
    person_id: int,
    moment: datetime,
) -> tuple[int, ...]:
    """File letters by hand, on the passages that were taken where there are any."""
    made = store.corrections.add(letter_ids, topic_id, True, person_id, moment)
    best: dict[int, Placing] = {}
    for placing in sorted(taken, key=lambda one: one.confidence):
        best[placing.letter_id] = placing
    store.assignments.add_all(
        Placing(
            letter_id=letter_id,
            topic_id=topic_id,
            start=best[letter_id].start if letter_id in best else 0,
            end=best[letter_id].end if letter_id in best else 0,
            confidence=1.0,
            origin=Origin.PERSON.value,
            assigned_at=time_of(moment),
            words=best[letter_id].words if letter_id in best else (),
            correction_id=correction_id,
            person_id=person_id,
        )
        for letter_id, correction_id in zip(letter_ids, made, strict=True)
    )
    return made


def _open_topic(
    store: Store, from_id: int, name: str, named_by: Origin, moment: datetime
) -> int:
    origin = store.topics.get_topic(from_id)
    reason = f"Split off from “{origin.name}”."
    new_id = store.topics.add(name, named_by, TopicState.ACTIVE, moment, reason)
    store.topics.describe(new_id, origin.theme, origin.keywords)
    return new_id


def _record(
    store: Store,
    kind: str,
    topic_id: int,
    letter_ids: Sequence[int],
    taken: Sequence[Placing],
    correction_ids: Sequence[int],
    person_id: int,
    moment: datetime,
    detail: str,
    new_id: int | None = None,
) -> int:
    before = {
        "taken": [asdict(placing) for placing in taken],
        "correction_ids": list(correction_ids),
    }
    after = {"letter_ids": list(letter_ids), "topic_id": new_id}
    change = Change(topic_id, kind, before, after, detail)
    return store.topic_events.record(change, person_id, moment)


def _read_placing(row: dict[str, object]) -> Placing:
    words = row["words"]
    return Placing(**{**row, "words": tuple(words)})  # type: ignore[arg-type]


def _root(store: Store, topic_id: int) -> int:
    roots = store.topics.find_roots()
    if topic_id not in roots:
        raise NotFound("topic", topic_id)
    return roots[topic_id]


def _check_letters(store: Store, letter_ids: Sequence[int]) -> None:
    for letter_id in letter_ids:
        store.letters.get_letter(letter_id)
