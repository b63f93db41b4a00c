"""Side effects of an action: the other topics that moved with it."""

from dataclasses import dataclass
from datetime import date

from feedback.actions.measures.letter_counts import count_around
from feedback.actions.sentences import change_range
from feedback.actions.statistics.moved_topics import moved_topics
from feedback.errors import InvalidResult
from feedback.store import Store
from feedback.types import Action, MeasureKind


@dataclass(frozen=True, slots=True)
class SideTopic:
    """A topic that moved while the action ran; ``change`` says how far, in words."""

    topic_id: int
    name: str
    change: str


def find_side_topics(
    store: Store, action: Action, last_day: date
) -> tuple[SideTopic, ...]:
    """Return the other topics that moved from the start to ``last_day``.

    One in twenty of those listed may have moved by chance. Empty for an action that
    is not measured by letters, or has none to compare with.
    """
    if action.plan.measure is not MeasureKind.LETTERS:
        return ()
    try:
        around = count_around(store, action, last_day)
    except InvalidResult:
        return ()
    moved = moved_topics(around.counts.table, around.start, around.end, except_topic=0)
    names = {topic.id: topic.name for topic in store.topics.find_topics()}
    return tuple(
        SideTopic(topic_id, names[topic_id], change_range(one.ratio, one.low, one.high))
        for one in moved
        for topic_id in [around.counts.other_ids[one.topic - 1]]
    )
