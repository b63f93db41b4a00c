"""Taking letters from topics and filing them, so that it can be undone exactly."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from feedback.errors import Refused
from feedback.store import Store
from feedback.store.assignments import Placing, time_of
from feedback.store.rules import Rule
from feedback.store.topic_events import Change
from feedback.topics.speaking import get_speaking, speaking_id
from feedback.types import Origin


@dataclass(frozen=True, slots=True)
class LetterChange:
    """Letters that a person moved: what was taken, and which corrections hold now.

    ``new_id`` is the topic that was made for them, when one was.
    """

    kind: str
    topic_id: int
    letter_ids: tuple[int, ...]
    taken: tuple[Placing, ...]
    correction_ids: tuple[int, ...]
    detail: str
    new_id: int | None = None

    def as_event(self) -> Change:
        """Return the event that holds all that is needed to take it back."""
        before = {
            "taken": [asdict(placing) for placing in self.taken],
            "correction_ids": self.correction_ids,
        }
        after = {"letter_ids": self.letter_ids, "topic_id": self.new_id}
        return Change(self.topic_id, self.kind, before, after, self.detail)


def letters_of(taken: Sequence[Placing]) -> tuple[int, ...]:
    """Return the letters of placings, each once."""
    return tuple(sorted({placing.letter_id for placing in taken}))


def find_filed(store: Store, letter_ids: Sequence[int], topic_id: int) -> set[int]:
    """Return those of the letters that people filed on a topic and that stand there.

    The word alone is not enough: an un-merge once left words without a letter.
    """
    said = store.corrections.find_filed()
    return {
        one.letter_id
        for one in store.assignments.find_placed(letter_ids, topic_id)
        if one.origin == Origin.PERSON and (one.letter_id, topic_id) in said
    }


def take_out(
    store: Store,
    letter_ids: Sequence[int],
    topic_id: int,
    person_id: int,
    moment: datetime,
) -> tuple[tuple[Placing, ...], tuple[int, ...]]:
    """Take letters from the topic that speaks; returns what was taken, corrections.

    It is said of the merged topics that they stood on too, so that the word of a
    person holds after an un-merge.
    """
    taken = store.assignments.take(letter_ids, topic_id)
    stood: dict[int, set[int]] = {}
    for placing in taken:
        stood.setdefault(placing.topic_id, set()).add(placing.letter_id)
    stood.pop(topic_id, None)
    said = [(sorted(own), merged_id) for merged_id, own in sorted(stood.items())]
    made = [
        correction_id
        for own, own_id in [*said, (list(letter_ids), topic_id)]
        for correction_id in store.corrections.add(
            own, own_id, False, person_id, moment
        )
    ]
    return taken, tuple(made)


def put_by_hand(
    store: Store,
    letter_ids: Sequence[int],
    topic_id: int,
    left: Sequence[Placing],
    person_id: int,
    moment: datetime,
) -> tuple[tuple[Placing, ...], tuple[int, ...]]:
    """File letters under the topic that speaks, on passages that they ``left`` or have.

    Returns what was taken, and corrections. What merged topics have of these letters
    stays theirs, so that an un-merge gives it back.
    """
    there = store.assignments.find_placed(letter_ids, topic_id)
    taken = store.assignments.take(letter_ids, topic_id, with_merged=False)
    made = file_by_hand(store, letter_ids, topic_id, (*left, *there), person_id, moment)
    return taken, made


def file_by_hand(
    store: Store,
    letter_ids: Sequence[int],
    topic_id: int,
    taken: Sequence[Placing],
    person_id: int,
    moment: datetime,
) -> tuple[int, ...]:
    """File letters on the passages that were taken, or whole; returns corrections."""
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


def restore(store: Store, change: Change, moment: datetime) -> None:
    """Put letters back to where they were; a topic made for them joins its origin.

    Where a rule had put them that was taken back since, they return to where they
    were before it. Raises Refused when the topic made for them was merged, or given
    other letters by people since.
    """
    new_id = change.after.get("topic_id")
    if new_id is not None:
        _close(store, new_id, change)
    store.corrections.undo(change.before["correction_ids"], moment)
    kept = [read_placing(one) for one in change.before["taken"]]
    ended = _ended_rules(store, {one.rule_id for one in kept if one.rule_id})
    ruled = {(one.rule_id, one.letter_id) for one in kept}
    put_back(store, [one for one in kept if one.rule_id not in ended])
    taken = [
        one
        for rule in ended.values()
        for one in _taken_by(store, rule)
        if (rule.id, one.letter_id) in ruled
    ]
    put_back(store, taken)


def put_back(store: Store, placings: Sequence[Placing]) -> None:
    """Put placings back, but for those that models have made anew since."""
    topic_ids = {one.topic_id for one in placings}
    letter_ids = list({one.letter_id for one in placings})
    anew = {
        (one.letter_id, one.topic_id)
        for topic_id in topic_ids
        for one in store.assignments.find_placed(letter_ids, topic_id)
        if one.origin == Origin.MODEL
    }
    store.assignments.add_all(
        one
        for one in placings
        if one.origin != Origin.MODEL or (one.letter_id, one.topic_id) not in anew
    )


def _close(store: Store, new_id: int, change: Change) -> None:
    """Take letters from the topic made for them, and let its origin speak for it.

    What models have placed there since is of the origin then: they would have said so.
    """
    get_speaking(store, new_id)
    if speaking_id(store, change.topic_id) == new_id:
        get_speaking(store, change.topic_id)
    store.assignments.take(change.after["letter_ids"], new_id)
    if store.topics.find_merged(new_id):
        raise Refused("Other topics are merged into the new one; un-merge them first.")
    if store.rules.find_said(new_id):
        raise Refused(
            "People or rules have put other letters on the new topic since; merge it "
            "instead."
        )
    store.topics.link(new_id, change.topic_id)


def _ended_rules(store: Store, rule_ids: Set[int]) -> dict[int, Rule]:
    rules = map(store.rules.get_rule, rule_ids)
    return {rule.id: rule for rule in rules if not rule.is_standing}


def _taken_by(store: Store, rule: Rule) -> list[Placing]:
    """Return what the models had said of the letters that a rule placed."""
    if rule.event_id is None:
        return []
    change = store.topic_events.get_event(rule.event_id)[1]
    return [read_placing(one) for one in change.before["taken"]]


def read_placing(kept: Mapping[str, Any]) -> Placing:
    """Read a placing from an event."""
    return Placing(**{**kept, "words": tuple(kept["words"])})
