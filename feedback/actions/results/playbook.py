"""The playbook: what was tried on a topic and its relatives, and what it taught."""

from collections.abc import Collection
from dataclasses import dataclass

from feedback.store import Store
from feedback.types import Action, ActionState, DataResult

NEAR_TOPICS = 3
"""So many topics that share most letters with a topic count as its relatives."""


@dataclass(frozen=True, slots=True)
class PastAction:
    """A concluded action; ``is_related`` when it answered a relative of the topics."""

    action: Action
    result: DataResult
    is_related: bool


def find_playbook(store: Store, topic_ids: Collection[int]) -> tuple[PastAction, ...]:
    """Return concluded actions on the topics, then on their relatives.

    Relatives stand under the same theme or share letters. The latest first.
    """
    if not topic_ids:
        return ()
    own = _concluded(store, topic_ids)
    near = _concluded(store, find_relatives(store, topic_ids))
    known = {action.id for action in own}
    return (
        *_with_results(store, own, False),
        *_with_results(store, [a for a in near if a.id not in known], True),
    )


def find_all(store: Store) -> tuple[PastAction, ...]:
    """Return every concluded action with its result, the latest result first."""
    return tuple(
        PastAction(store.actions.get_action(result.action_id), result, False)
        for result in store.results.find_results()
    )


def find_running(store: Store, topic_ids: Collection[int]) -> tuple[Action, ...]:
    """Return the running actions that answer the same topics."""
    if not topic_ids:
        return ()
    return store.actions.find_actions([ActionState.RUNNING], list(topic_ids))


def find_relatives(store: Store, topic_ids: Collection[int]) -> frozenset[int]:
    """Return the topics under the same themes, and those that share most letters."""
    roots = store.topics.find_roots()
    own = {roots[topic_id] for topic_id in topic_ids if topic_id in roots}
    topics = store.topics.find_topics()
    themes = {topic.theme for topic in topics if topic.id in own} - {""}
    related = {topic.id for topic in topics if topic.theme in themes}
    for topic_id in own:
        related |= {near for near, _ in store.trends.find_near(topic_id, NEAR_TOPICS)}
    return frozenset(related - own)


def _concluded(store: Store, topic_ids: Collection[int]) -> list[Action]:
    if not topic_ids:
        return []
    found = store.actions.find_actions([ActionState.CONCLUDED], list(topic_ids))
    return sorted(found, key=lambda action: action.id, reverse=True)


def _with_results(
    store: Store, actions: list[Action], is_related: bool
) -> list[PastAction]:
    return [
        PastAction(action, store.results.get_result(action.id), is_related)
        for action in actions
    ]
