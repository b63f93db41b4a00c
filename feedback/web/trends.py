"""The page of trends: one large picture of chosen topics, a small one of each."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, request, url_for

from feedback.plurals import counted
from feedback.summaries.changes import Change, find_changes
from feedback.summaries.charts import draw, sparkline
from feedback.topics.counts.trends import (
    PERIODS,
    Series,
    Trend,
    empty_series,
    last_complete_day,
    not_before_letters,
    read_trend,
    reference_day,
    start_of,
)
from feedback.types import Topic, TopicState
from feedback.web.context import render, store, today
from feedback.web.trend_pictures import (
    Reading,
    label_of,
    marks_of,
    peak_of,
    picture_of,
)

blueprint = Blueprint("trends", __name__, url_prefix="/trends")
SHOWN_DAYS = {"day": 60, "week": 364, "month": 3 * 365}
MOST_DAYS = {"day": 366, "week": 5 * 366, "month": 20 * 366}
MOST_LINES = 5


@dataclass(frozen=True, slots=True)
class SmallTrend:
    """One topic of the small pictures; ``number`` is its line in the large one."""

    topic: Topic
    letters: int
    picture: str
    change: Change | None
    number: int | None


@dataclass(frozen=True, slots=True)
class TrendTable:
    """The table under the large picture: a row per period, a column per topic."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[float | None, ...]], ...]


@dataclass(frozen=True, slots=True)
class TrendsPage:
    """How the trends are read, the large picture, and the small ones by change.

    ``earlier`` and ``later`` are addresses, empty where there is nothing to see.
    """

    period: str
    reading: Reading
    since: date
    until: date
    title: str
    picture: str
    table: TrendTable
    small: tuple[SmallTrend, ...]
    earlier: str
    later: str


@blueprint.route("/")
def trends() -> str:
    """Show how topics move, by day, week or month."""
    period = _chosen("by", PERIODS, "week")
    reading = Reading(
        _chosen("of", ("letters", "writers"), "letters"),
        _chosen("as", ("count", "share"), "count") == "share",
    )
    now_on = reference_day(store(), today())
    latest = last_complete_day(now_on, period)
    until = min(_day("until") or latest, latest)
    since = _day("since") or until - timedelta(days=SHOWN_DAYS[period] - 1)
    earliest = until - timedelta(days=MOST_DAYS[period])
    since = not_before_letters(store(), max(since, earliest), until)
    since = start_of(min(since, until), period)
    trend = read_trend(store(), since, until, period)
    # The latest picture ends with the last whole period, the last four weeks do not:
    # they are those that the page of topics speaks of.
    changes = find_changes(store(), now_on if until == latest else trend.until)
    return render("trends/trends.html", _page(trend, reading, latest, changes))


def _page(
    trend: Trend, reading: Reading, latest: date, changes: dict[int, Change]
) -> TrendsPage:
    opened = store()
    topics = opened.topics.find_topics()
    chosen = _chosen_topics(topics, trend, changes)
    lines = [(topic.name, _series(topic, trend)) for topic in chosen]
    title = peak_of(lines, trend, reading)
    shown = [t for t in topics if t.state is not TopicState.ARCHIVED]
    numbers = {topic.id: number for number, topic in enumerate(chosen)}
    marks = marks_of(
        trend, opened.actions.find_actions(), opened.imports.find_imports()
    )
    return TrendsPage(
        period=trend.period,
        reading=reading,
        since=trend.since,
        until=trend.until,
        title=title,
        picture=draw(picture_of("trends", title, trend, lines, reading, marks)),
        table=_table(lines, trend, reading),
        small=tuple(
            _small(topic, trend, reading, changes.get(topic.id), numbers.get(topic.id))
            for topic in sorted(shown, key=lambda t: _rank(t, trend, changes))
        ),
        earlier=_earlier_url(trend),
        later=_later_url(trend, latest),
    )


def _earlier_url(trend: Trend) -> str:
    period = store().trends.get_period(trend.until)
    if period is None or period[0] >= trend.since:
        return ""
    return _shown_until(trend.since - timedelta(days=1))


def _later_url(trend: Trend, latest: date) -> str:
    if trend.until >= latest:
        return ""
    shown = timedelta(days=SHOWN_DAYS[trend.period])
    return _shown_until(min(trend.until + shown, latest))


def _shown_until(day: date) -> str:
    """Return the address of the same pictures up to another day."""
    names = ("by", "of", "as", "topic")
    kept: dict[str, Any] = {name: request.args.getlist(name) for name in names}
    return url_for("trends.trends", **kept, until=day.isoformat())


def _small(
    topic: Topic,
    trend: Trend,
    reading: Reading,
    change: Change | None,
    number: int | None,
) -> SmallTrend:
    series = _series(topic, trend)
    letters = sum(series.letters)
    periods = counted(len(trend.starts), trend.period)
    words = f"{topic.name}: {counted(letters, 'letter')} in {periods}"
    values = [value or 0 for value in reading.values(series)]
    return SmallTrend(
        topic=topic,
        letters=letters,
        picture=sparkline(values, words),
        change=change,
        number=number,
    )


def _chosen_topics(
    topics: tuple[Topic, ...], trend: Trend, changes: dict[int, Change]
) -> list[Topic]:
    """Return the topics asked for, or the first of the small pictures."""
    wanted = request.args.getlist("topic", type=int)
    if wanted:
        roots = store().topics.find_roots()
        ids = {roots[topic_id] for topic_id in wanted if topic_id in roots}
        return [topic for topic in topics if topic.id in ids][:MOST_LINES]
    live = [t for t in topics if t.state is not TopicState.ARCHIVED]
    return sorted(live, key=lambda t: _rank(t, trend, changes))[:3]


def _rank(
    topic: Topic, trend: Trend, changes: dict[int, Change]
) -> tuple[float, int, int]:
    """Sort by how much a topic changed beyond chance, then by letters."""
    change = changes.get(topic.id)
    size = max(change.ratio, 1 / change.ratio) if change and change.ratio else 0.0
    return -size, -sum(_series(topic, trend).letters), topic.id


def _series(topic: Topic, trend: Trend) -> Series:
    return trend.topics.get(topic.id) or empty_series(topic.id, trend)


def _table(
    lines: list[tuple[str, Series]], trend: Trend, reading: Reading
) -> TrendTable:
    columns = [reading.values(series) for _, series in lines]
    rows = [
        (label_of(start, trend.period), tuple(column[place] for column in columns))
        for place, start in enumerate(trend.starts)
    ]
    return TrendTable(tuple(name for name, _ in lines), tuple(reversed(rows)))


def _chosen(name: str, choices: tuple[str, ...], default: str) -> str:
    value = request.args.get(name, default)
    return value if value in choices else default


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
