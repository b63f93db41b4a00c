"""All topics side by side: how large each is, how it moves, what it asks for."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from feedback.store import Store
from feedback.summaries.changes import Change, find_changes
from feedback.topics.placing import SURE
from feedback.topics.trends import (
    Trend,
    empty_series,
    last_complete_day,
    read_trend,
    reference_day,
    start_of,
)
from feedback.types import ActionState, Topic, TopicState

OVERVIEW_WEEKS = 13
NO_THEME = "Other topics"
_URGENCY = {TopicState.ESCALATING: 0, TopicState.REGRESSED: 1}


@dataclass(frozen=True, slots=True)
class TopicLine:
    """A topic as one line: ``letters`` and ``writers`` of the period.

    ``weeks`` are letters per week, the running one left out; ``share`` is of all
    letters of the period.
    """

    topic: Topic
    letters: int
    share: float | None
    weeks: tuple[int, ...]
    change: Change | None
    actions: int


@dataclass(frozen=True, slots=True)
class Theme:
    """Topics under one heading, those that need a look first."""

    name: str
    letters: int
    lines: tuple[TopicLine, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """The topics of a period; ``sure``, ``less_sure`` and ``unplaced`` are letters.

    ``quiet`` topics had no letter in the period and ask for nothing.
    """

    since: date
    until: date
    letters: int
    sure: int
    less_sure: int
    unplaced: int
    themes: tuple[Theme, ...]
    quiet: tuple[Topic, ...]
    archived: tuple[Topic, ...]


def find_overview(store: Store, today: date) -> Overview:
    """Read the topics over the thirteen weeks up to today or the last letter."""
    until = reference_day(store, today)
    since = start_of(until, "week") - timedelta(weeks=OVERVIEW_WEEKS - 1)
    topics = store.topics.find_topics()
    shown = [topic for topic in topics if topic.state is not TopicState.ARCHIVED]
    lines = _lines(store, shown, since, until)
    placed = store.trends.count_placed(since, until, SURE)
    return Overview(
        since=since,
        until=until,
        letters=sum(placed.values()),
        sure=placed[True],
        less_sure=placed[False],
        unplaced=placed[None],
        themes=_themes([line for line in lines if not _is_quiet(line)]),
        quiet=tuple(line.topic for line in lines if _is_quiet(line)),
        archived=tuple(t for t in topics if t.state is TopicState.ARCHIVED),
    )


def _lines(
    store: Store, topics: list[Topic], since: date, until: date
) -> list[TopicLine]:
    trend = read_trend(store, since, until, "week")
    changes = find_changes(store, until)
    actions = _count_actions(store)
    return [
        _line(topic, trend, changes.get(topic.id), actions[topic.id])
        for topic in topics
    ]


def _line(topic: Topic, trend: Trend, change: Change | None, actions: int) -> TopicLine:
    series = trend.topics.get(topic.id) or empty_series(topic.id, trend)
    letters, total = sum(series.letters), sum(trend.everything.letters)
    share = letters / total if total else None
    is_over = last_complete_day(trend.until, "week") == trend.until
    weeks = series.letters if is_over else series.letters[:-1]
    return TopicLine(topic, letters, share, weeks, change, actions)


def _count_actions(store: Store) -> Counter[int]:
    """Count planned and running actions of each topic that speaks for itself."""
    roots = store.topics.find_roots()
    found = store.actions.find_actions([ActionState.PLANNED, ActionState.RUNNING])
    return Counter(
        root
        for action in found
        for root in {roots[topic_id] for topic_id in action.plan.topic_ids}
    )


def _themes(lines: list[TopicLine]) -> tuple[Theme, ...]:
    grouped: dict[str, list[TopicLine]] = {}
    for line in lines:
        grouped.setdefault(line.topic.theme or NO_THEME, []).append(line)
    themes = [
        Theme(
            name, sum(line.letters for line in group), tuple(sorted(group, key=_rank))
        )
        for name, group in grouped.items()
    ]
    return tuple(
        sorted(themes, key=lambda theme: (_rank(theme.lines[0])[0], -theme.letters))
    )


def _is_quiet(line: TopicLine) -> bool:
    return not line.letters and line.topic.state not in _URGENCY


def _rank(line: TopicLine) -> tuple[int, int, int]:
    urgency = _URGENCY.get(line.topic.state, 2)
    return urgency, -line.letters, -line.topic.letters
