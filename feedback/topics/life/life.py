"""The life of a topic: accepted, renamed, merged, archived, and each of it undone.

A merge is a link, so that taking it apart is exact. Every change is an event that
holds what is needed to take it back.
"""

from datetime import datetime

from feedback.errors import Refused
from feedback.plurals import counted
from feedback.store import Store
from feedback.store.topic_events import Change
from feedback.topics.names import check_name, check_name_left
from feedback.topics.speaking import get_speaking, speaking_id
from feedback.types import Origin, Topic, TopicState


def accept(store: Store, topic_id: int, person_id: int, moment: datetime) -> int:
    """Take a proposed topic on; returns the event's id. Raises NotFound, Refused."""
    with store.transaction():
        topic = get_speaking(store, topic_id)
        if topic.state is not TopicState.PROPOSED:
            raise Refused(f"“{topic.name}” is {topic.state.value} already.")
        reason = "Accepted."
        return _set_state(store, topic, TopicState.ACTIVE, reason, person_id, moment)


def archive(
    store: Store, topic_id: int, reason: str, person_id: int, moment: datetime
) -> int:
    """Take a topic off the list until it gets worse."""
    return _move(store, topic_id, TopicState.ARCHIVED, reason, person_id, moment)


def activate(
    store: Store, topic_id: int, reason: str, person_id: int, moment: datetime
) -> int:
    """Put a topic back on the list."""
    return _move(store, topic_id, TopicState.ACTIVE, reason, person_id, moment)


def resolve(
    store: Store, topic_id: int, reason: str, person_id: int, moment: datetime
) -> int:
    """Say that what people complained about is mended; any tolerated rate is gone."""
    with store.transaction():
        event_id = _move(
            store, topic_id, TopicState.RESOLVED, reason, person_id, moment
        )
        store.resolutions.forget(topic_id)
    return event_id


def note_state(
    store: Store, topic: Topic, state: TopicState, reason: str, moment: datetime
) -> int:
    """Record a state that the counts themselves have led to."""
    return _set_state(store, topic, state, reason, None, moment)


def rename(
    store: Store, topic_id: int, name: str, person_id: int, moment: datetime
) -> int:
    """Give a topic a name, which then holds through every fit.

    Raises Refused for a name that is empty, too long or in use.
    """
    name = " ".join(name.split())
    with store.transaction():
        topic = get_speaking(store, topic_id)
        check_name(store, name, topic_id)
        store.topics.rename(topic_id, name, Origin.PERSON)
        before = {"name": topic.name, "named_by": topic.named_by.value}
        detail = f"Renamed from “{topic.name}” to “{name}”."
        change = Change(topic_id, "renamed", before, {"name": name}, detail)
        return store.topic_events.record(change, person_id, moment)


def merge(
    store: Store, topic_id: int, into_id: int, person_id: int, moment: datetime
) -> int:
    """Let ``into_id`` speak for a topic too; returns the event's id.

    Raises Refused when they are one topic already, NotFound without either.
    """
    with store.transaction():
        topic = get_speaking(store, topic_id)
        store.topics.get_topic(into_id)
        root = store.topics.get_topic(store.topics.find_roots()[into_id])
        if root.id == topic_id:
            raise Refused("A topic cannot be merged into itself.")
        store.topics.link(topic_id, root.id)
        took_in = _record_took_in(store, root, topic, person_id, moment)
        change = Change(
            topic_id,
            "merged",
            {"merged_into": topic.merged_into},
            {"merged_into": root.id, "took_in": took_in},
            f"Merged into “{root.name}”.",
        )
        return store.topic_events.record(change, person_id, moment)


def unmerge(store: Store, topic_id: int, person_id: int, moment: datetime) -> None:
    """Let a merged topic speak for itself again, with what it had.

    What people took out meanwhile stays out; letters that came meanwhile stay with the
    topic that spoke for it, and the history says so. One whose split was taken back
    has no letters, and no merge to take back either.
    Raises Refused when it is not merged, or another topic took its name meanwhile.
    """
    with store.transaction():
        topic = store.topics.get_topic(topic_id)
        if topic.merged_into is None:
            raise Refused(f"“{topic.name}” is not merged into another topic.")
        check_name_left(store, topic.name, topic_id)
        store.topics.link(topic_id, None)
        event_id = store.topic_events.find_standing(topic_id, "merged")
        detail = "Speaks for itself again."
        if event_id is not None:
            spoke = store.topics.find_names()[speaking_id(store, topic.merged_into)]
            detail = f"Speaks for itself again; what came meanwhile stays on “{spoke}”."
            _mark_unmerged(store, event_id, moment)
        change = Change(topic_id, "unmerged", {}, {}, detail)
        store.topic_events.record(change, person_id, moment)


def _record_took_in(
    store: Store, root: Topic, topic: Topic, person_id: int, moment: datetime
) -> int:
    detail = f"Took in “{topic.name}” with {counted(topic.letters, 'letter')}."
    change = Change(root.id, "took_in", {}, {"topic_id": topic.id}, detail)
    return store.topic_events.record(change, person_id, moment)


def _mark_unmerged(store: Store, event_id: int, moment: datetime) -> None:
    """Note in the history of both topics that a merge was taken back."""
    store.topic_events.mark_undone(event_id, moment)
    took_in = store.topic_events.get_event(event_id)[1].after.get("took_in")
    if took_in is not None:
        store.topic_events.mark_undone(took_in, moment)


def _move(
    store: Store,
    topic_id: int,
    state: TopicState,
    reason: str,
    person_id: int,
    moment: datetime,
) -> int:
    with store.transaction():
        topic = get_speaking(store, topic_id)
        if topic.state is state:
            raise Refused(f"“{topic.name}” is {state.value} already.")
        return _set_state(store, topic, state, reason.strip(), person_id, moment)


def _set_state(
    store: Store,
    topic: Topic,
    state: TopicState,
    reason: str,
    person_id: int | None,
    moment: datetime,
) -> int:
    with store.transaction():
        tolerated = store.resolutions.find_resolutions().get(topic.id)
        store.topics.set_state(topic.id, state, reason)
        change = Change(
            topic.id,
            "state",
            {
                "state": topic.state.value,
                "reason": topic.state_reason,
                "resolution": tolerated.as_json() if tolerated else None,
            },
            {"state": state.value},
            f"{state.value.capitalize()}. {reason}".strip(),
        )
        if person_id is not None:
            is_wanted = state is not TopicState.ARCHIVED
            decision = "accepted" if is_wanted else "dismissed"
            store.proposals.settle_new(topic.id, decision, person_id, moment)
            if is_wanted:
                store.proposals.dismiss_retired(topic.id, person_id, moment)
        return store.topic_events.record(change, person_id, moment)
