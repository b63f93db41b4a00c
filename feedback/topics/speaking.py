"""Which topic speaks: one that was merged is spoken for by another."""

from feedback.errors import NotFound, Refused
from feedback.store import Store
from feedback.types import Topic


def get_speaking(store: Store, topic_id: int) -> Topic:
    """Return a topic that speaks for itself; raises Refused for a merged one."""
    topic = store.topics.get_topic(topic_id)
    if topic.merged_into is not None:
        into = store.topics.get_topic(topic.merged_into)
        raise Refused(
            f"“{topic.name}” is merged into “{into.name}”; un-merge it first."
        )
    return topic


def speaking_id(store: Store, topic_id: int) -> int:
    """Return the id of the topic that speaks for a topic; raises NotFound."""
    roots = store.topics.find_roots()
    if topic_id not in roots:
        raise NotFound("topic", topic_id)
    return roots[topic_id]
