"""Several topics at once: merged, accepted or archived, and taken back as one."""

from collections.abc import Callable, Sequence
from datetime import datetime

from feedback.errors import Refused
from feedback.store import Store
from feedback.topics.life import life
from feedback.topics.life.undoing import undo_event
from feedback.types import TopicState

Change = Callable[[int], int]


def merge_together(
    store: Store,
    topic_ids: Sequence[int],
    into_id: int,
    person_id: int,
    moment: datetime,
) -> tuple[int, ...]:
    """Let ``into_id`` speak for all the topics; returns the events' ids.

    Raises Refused for fewer than two topics, or when one of them is merged already.
    """
    others = [topic_id for topic_id in dict.fromkeys(topic_ids) if topic_id != into_id]
    if not others:
        raise Refused("Tick at least two topics to merge.")
    return _each(
        store,
        others,
        lambda topic_id: life.merge(store, topic_id, into_id, person_id, moment),
    )


def accept_together(
    store: Store, topic_ids: Sequence[int], person_id: int, moment: datetime
) -> tuple[int, ...]:
    """Accept those of the topics that are proposed; returns the events' ids."""
    proposed = _in_state(store, topic_ids, {TopicState.PROPOSED})
    if not proposed:
        raise Refused("Tick at least one topic that is proposed.")
    return _each(
        store,
        proposed,
        lambda topic_id: life.accept(store, topic_id, person_id, moment),
    )


def archive_together(
    store: Store, topic_ids: Sequence[int], person_id: int, moment: datetime
) -> tuple[int, ...]:
    """Archive those of the topics that are not; returns the events' ids."""
    shown = _in_state(store, topic_ids, set(TopicState) - {TopicState.ARCHIVED})
    if not shown:
        raise Refused("Tick at least one topic to archive.")
    return _each(
        store,
        shown,
        lambda topic_id: life.archive(store, topic_id, "", person_id, moment),
    )


def undo_together(
    store: Store, event_ids: Sequence[int], person_id: int, moment: datetime
) -> int:
    """Take several events back, the latest first, all or none; returns how many."""
    with store.transaction():
        for event_id in sorted(set(event_ids), reverse=True):
            undo_event(store, event_id, person_id, moment)
    return len(set(event_ids))


def _in_state(
    store: Store, topic_ids: Sequence[int], states: set[TopicState]
) -> list[int]:
    unique = dict.fromkeys(topic_ids)
    return [one for one in unique if store.topics.get_topic(one).state in states]


def _each(store: Store, topic_ids: Sequence[int], change: Change) -> tuple[int, ...]:
    with store.transaction():
        return tuple(map(change, topic_ids))
