"""Taking back what happened to a topic, the latest first."""

from datetime import datetime

from feedback.errors import Conflict, Refused
from feedback.store import Store
from feedback.store.resolutions import Resolution
from feedback.store.topic_events import Change
from feedback.topics.filing.letter_changes import restore
from feedback.topics.filing.rules import end_rule
from feedback.topics.life import life
from feedback.topics.life.gathering import disband
from feedback.topics.names import check_name_left
from feedback.types import Origin, TopicState

_LETTER_KINDS = frozenset({"filed", "refused", "split", "gathered"})


def undo_event(store: Store, event_id: int, person_id: int, moment: datetime) -> str:
    """Take an event back and return what it was, in a sentence.

    Raises NotFound, Refused when it cannot be or already is undone, and Conflict when
    something later rests on it.
    """
    with store.transaction():
        event, change = store.topic_events.get_event(event_id)
        if event.undone_at:
            raise Refused("This is undone already.")
        if not event.is_undoable:
            raise Refused("This cannot be undone.")
        for later in store.topic_events.find_later(event_id):
            if _rests_on(later, change):
                raise Conflict(_changed_again(store, later))
        _restore(store, change, person_id, moment)
        store.topic_events.mark_undone(event_id, moment)
        store.proposals.dismiss_undone(event_id, person_id, moment)
    return change.detail


def _changed_again(store: Store, later: Change) -> str:
    name = store.topics.get_topic(later.topic_id).name
    done = later.detail.rstrip(".")
    return f"The same was changed again since: “{name}”, {done}; undo that first."


def _rests_on(later: Change, change: Change) -> bool:
    if change.kind in _LETTER_KINDS and later.kind in _LETTER_KINDS:
        return bool(set(later.after["letter_ids"]) & set(change.after["letter_ids"]))
    return later.kind == change.kind != "ruled"


def _restore(store: Store, change: Change, person_id: int, moment: datetime) -> None:
    before = change.before
    if change.kind == "renamed":
        check_name_left(store, before["name"], change.topic_id)
        store.topics.rename(change.topic_id, before["name"], Origin(before["named_by"]))
    elif change.kind == "state":
        _restore_state(store, change)
    elif change.kind == "merged":
        life.unmerge(store, change.topic_id, person_id, moment)
    elif change.kind == "gathered":
        disband(store, change, moment)
    elif change.kind == "ruled":
        end_rule(store, change, moment)
    else:
        restore(store, change, moment)


def _restore_state(store: Store, change: Change) -> None:
    """Put a topic back into its state, with the rate that was tolerated then."""
    before = change.before
    state = TopicState(before["state"])
    store.topics.set_state(change.topic_id, state, before["reason"])
    if before.get("resolution"):
        store.resolutions.keep(Resolution.from_json(before["resolution"]))
    elif "resolution" in before:
        store.resolutions.forget(change.topic_id)
