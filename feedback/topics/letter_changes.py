"""Taking letters from topics and filing them, so that it can be undone exactly."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from feedback.errors import NotFound, Refused
from feedback.store import Store
from feedback.store.assignments import Placing, time_of
from feedback.store.topic_events import Change
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


def speaking_id(store: Store, topic_id: int) -> int:
    """Return the id of the topic that speaks for a topic; raises NotFound."""
    roots = store.topics.find_roots()
    if topic_id not in roots:
        raise NotFound("topic", topic_id)
    return roots[topic_id]


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

    Raises Refused when that topic has been given other letters since.
    """
    new_id = change.after.get("topic_id")
    if new_id is not None:
        store.assignments.take(change.after["letter_ids"], new_id)
        if store.topics.get_topic(new_id).letters:
            raise Refused("The new topic has other letters by now; merge it instead.")
        store.topics.link(new_id, change.topic_id)
    store.corrections.undo(change.before["correction_ids"], moment)
    rules = {None, *(rule.id for rule in store.rules.find_standing())}
    kept = map(read_placing, change.before["taken"])
    store.assignments.add_all(placing for placing in kept if placing.rule_id in rules)


def read_placing(kept: Mapping[str, Any]) -> Placing:
    """Read a placing from an event."""
    return Placing(**{**kept, "words": tuple(kept["words"])})
