"""All topics side by side: how large each is, how it moves, what it asks for."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from feedback.store import Store
from feedback.summaries.changes import Change, find_changes
from feedback.topics.counts.trends import (
    Trend,
    empty_series,
    last_complete_day,
    read_trend,
    reference_day,
    start_of,
)
from feedback.topics.discovery.placing import SURE
from feedback.types import ActionState, Topic, TopicState

NO_THEME = "Other topics"
FEW_LETTERS = 100
SMALL_SHARE = 0.1
MANY_LETTERS = 2_000
"""So many letters of late say what people write about, however many came before."""
_URGENCY = {TopicState.ESCALATING: 0, TopicState.REGRESSED: 1}


class Span(StrEnum):
    """How far back an overview looks."""

    QUARTER = "quarter"
    YEAR = "year"
    ALL = "all"


_WEEKS = {Span.QUARTER: 13, Span.YEAR: 52}


@dataclass(frozen=True, slots=True)
class TopicLine:
    """A topic as one line: its ``letters`` in the span, their ``share`` of all.

    ``steps`` are letters per week, or per month over all time, the running one left
    out.
    """

    topic: Topic
    letters: int
    share: float | None
    steps: tuple[int, ...]
    change: Change | None
    actions: int


@dataclass(frozen=True, slots=True)
class Theme:
    """Topics under one heading, those that need a look first.

    ``letters`` on more than one of them count once.
    """

    name: str
    letters: int
    lines: tuple[TopicLine, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """The topics of a span; ``sure``, ``less_sure`` and ``unplaced`` are letters.

    ``quiet`` topics had no letter in the span and ask for nothing.
    """

    span: Span
    since: date
    until: date
    letters: int
    sure: int
    less_sure: int
    unplaced: int
    themes: tuple[Theme, ...]
    quiet: tuple[Topic, ...]
    archived: tuple[Topic, ...]


def find_overview(store: Store, today: date, span: Span | None = None) -> Overview:
    """Read the topics over a span of time up to today or the last letter.

    Without a ``span``, the shortest is taken that has enough letters to speak of.
    """
    until = reference_day(store, today)
    span = span or _telling_span(store, until)
    since, period = _since(store, span, until), "month" if span is Span.ALL else "week"
    topics = store.topics.find_topics()
    shown = [topic for topic in topics if topic.state is not TopicState.ARCHIVED]
    lines = _lines(store, shown, read_trend(store, since, until, period))
    placed = store.trends.count_placed(since, until, SURE)
    return Overview(
        span=span,
        since=since,
        until=until,
        letters=sum(placed.values()),
        sure=placed[True],
        less_sure=placed[False],
        unplaced=placed[None],
        themes=_themes(store, [x for x in lines if not _is_quiet(x)], since, until),
        quiet=tuple(line.topic for line in lines if _is_quiet(line)),
        archived=tuple(t for t in topics if t.state is TopicState.ARCHIVED),
    )


def _telling_span(store: Store, until: date) -> Span:
    """Return the shortest span that speaks for the inbox.

    A pile of old letters has few of late, and its topics lie further back.
    """
    total = store.trends.count_between(date.min, until)
    for span in (Span.QUARTER, Span.YEAR):
        found = store.trends.count_between(_since(store, span, until), until)
        is_share = found >= FEW_LETTERS and found >= SMALL_SHARE * total
        if is_share or found >= MANY_LETTERS:
            return span
    return Span.ALL


def _since(store: Store, span: Span, until: date) -> date:
    if span is Span.ALL:
        period = store.trends.get_period(until)
        return period[0] if period else until
    return start_of(until, "week") - timedelta(weeks=_WEEKS[span] - 1)


def _lines(store: Store, topics: list[Topic], trend: Trend) -> list[TopicLine]:
    changes = find_changes(store, trend.until)
    actions = _count_actions(store)
    return [
        _line(topic, trend, changes.get(topic.id), actions[topic.id])
        for topic in topics
    ]


def _line(topic: Topic, trend: Trend, change: Change | None, actions: int) -> TopicLine:
    series = trend.topics.get(topic.id) or empty_series(topic.id, trend)
    letters, total = sum(series.letters), sum(trend.everything.letters)
    share = letters / total if total else None
    is_over = last_complete_day(trend.until, trend.period) == trend.until
    steps = series.letters if is_over else series.letters[:-1]
    return TopicLine(topic, letters, share, steps, change, actions)


def _count_actions(store: Store) -> Counter[int]:
    """Count planned and running actions of each topic that speaks for itself."""
    roots = store.topics.find_roots()
    found = store.actions.find_actions([ActionState.PLANNED, ActionState.RUNNING])
    return Counter(
        root
        for action in found
        for root in {roots[topic_id] for topic_id in action.plan.topic_ids}
    )


def _themes(
    store: Store, lines: list[TopicLine], since: date, until: date
) -> tuple[Theme, ...]:
    headings = _headings(lines)
    letters = store.trends.count_under(headings, since, until)
    grouped: dict[str, list[TopicLine]] = {}
    for line in sorted(lines, key=_rank):
        grouped.setdefault(headings[line.topic.id], []).append(line)
    themes = [
        Theme(name, letters.get(name, 0), tuple(group))
        for name, group in grouped.items()
    ]
    return tuple(sorted(themes, key=_theme_rank))


def _headings(lines: list[TopicLine]) -> dict[int, str]:
    """Return the heading of each topic: its theme, if it shares that with another.

    Over a single topic, the name of a theme would be a second name for it; and what is
    left of a theme after a fit often bears the name of a topic that stands elsewhere.
    """
    sizes = Counter(line.topic.theme for line in lines)
    return {
        line.topic.id: line.topic.theme
        if line.topic.theme and sizes[line.topic.theme] > 1
        else NO_THEME
        for line in lines
    }


def _theme_rank(theme: Theme) -> tuple[int, bool, int]:
    """Sort what needs a look first, then by letters, what has no theme last."""
    return _rank(theme.lines[0])[0], theme.name == NO_THEME, -theme.letters


def _is_quiet(line: TopicLine) -> bool:
    return not line.letters and line.topic.state not in _URGENCY


def _rank(line: TopicLine) -> tuple[int, int, int]:
    urgency = _URGENCY.get(line.topic.state, 2)
    return urgency, -line.letters, -line.topic.letters
