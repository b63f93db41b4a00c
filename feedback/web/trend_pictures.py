"""From counts to pictures: words for each point, links to its letters, marks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import url_for

from feedback.plurals import counted
from feedback.summaries.changes import Change
from feedback.summaries.charts import Line, Mark, Picture, Point
from feedback.topics.counts.trends import Series, Trend, last_complete_day, next_start
from feedback.types import Action, Import

Ranges = tuple[tuple[float, float] | None, ...]

UNCHANGED = "no change beyond chance in four weeks"
FAR_ABOVE = 2
"""So many times the upper end of its range, and a period is what a picture shows."""
FORMATS = {"day": "%-d %b %Y", "week": "%-d %b %Y", "month": "%b %Y"}


@dataclass(frozen=True, slots=True)
class Reading:
    """How a trend is read: ``of`` letters or writers, ``by_share`` or by count."""

    of: str = "letters"
    by_share: bool = False

    def values(self, series: Series) -> tuple[float | None, ...]:
        """Return the values of a series, one per period."""
        if self.by_share:
            return series.shares
        return series.writers if self.of == "writers" else series.letters

    def unit(self, period: str) -> str:
        """Name the y axis."""
        if self.by_share:
            return f"share of all letters of the {period}"
        return f"{self.of} a {period}"


@dataclass(frozen=True, slots=True)
class TrendRow:
    """One period of the table under a picture."""

    label: str
    letters: int
    writers: int
    share: float | None
    href: str


def rows_of(series: Series, trend: Trend) -> tuple[TrendRow, ...]:
    """Return the table under a picture, the latest period first."""
    rows = [
        TrendRow(
            label_of(start, trend.period),
            series.letters[place],
            series.writers[place],
            series.shares[place],
            _href(series, trend, place),
        )
        for place, start in enumerate(trend.starts)
    ]
    return tuple(reversed(rows))


def finding_of(
    series: Series,
    trend: Trend,
    change: Change | None,
    until: date,
    expected: Ranges = (),
    is_alarm: bool = False,
) -> str:
    """Say in a sentence what the picture of one topic shows.

    A picture that ends long before ``until`` is of a topic that nobody writes about.
    An alarm is of days, and may stand where the last four weeks are as before.
    """
    letters = sum(series.letters)
    if not letters:
        return f"No letters in the {len(trend.starts)} {trend.period}s shown"
    if trend.until < last_complete_day(until, trend.period):
        return (
            f"No letters since the {trend.period} of "
            f"{label_of(trend.starts[-1], trend.period)}; here is what came before"
        )
    if change is None:
        now = "more than expected in the last days" if is_alarm else UNCHANGED
        return f"{_outbreak(series, trend, expected) or _level(series, trend)}; {now}"
    way = "More" if change.is_rise else "Fewer"
    return (
        f"{way} than before: {_rate(change.before)} letters a week, then "
        f"{_rate(change.after)} in the last four weeks; {change.in_words} against the "
        "other topics"
    )


def _outbreak(series: Series, trend: Trend, expected: Ranges) -> str:
    """Name the largest period when it is far above its range, else return nothing."""
    place = series.letters.index(max(series.letters))
    bounds = expected[place] if expected else None
    if bounds is None or series.letters[place] < FAR_ABOVE * max(round(bounds[1]), 1):
        return ""
    return (
        f"Highest: {counted(series.letters[place], 'letter')} in the {trend.period} of "
        f"{label_of(trend.starts[place], trend.period)}, expected at most "
        f"{round(bounds[1]):,}"
    )


def _level(series: Series, trend: Trend) -> str:
    """Say how many letters there usually are."""
    letters, periods = sum(series.letters), len(trend.starts)
    if letters < periods:
        shown = counted(periods, trend.period)
        return f"{counted(letters, 'letter')} in {shown}"
    return f"About {_rate(letters / periods)} letters a {trend.period}"


def _rate(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:,.1f}".removesuffix(".0")


def peak_of(lines: Sequence[tuple[str, Series]], trend: Trend, reading: Reading) -> str:
    """Say in a sentence where the lines of a picture stand highest."""
    peaks = [
        (value, label_of(start, trend.period), name)
        for name, series in lines
        for value, start in zip(reading.values(series), trend.starts, strict=True)
        if value
    ]
    if not peaks:
        return "No letters in this time"
    value, when, name = max(peaks, key=lambda peak: peak[0])
    if reading.by_share:
        return f"Highest: {name}, {100 * value:.0f} % of all letters, {when}"
    return f"Highest: {name}, {value:,.0f} {reading.of}, {trend.period} of {when}"


def label_of(start: date, period: str) -> str:
    """Name a period by its first day, or its month."""
    return start.strftime(FORMATS[period])


def letters_url(topic_id: int | None, first: date, last: date) -> str:
    """Return the address of the letters of a topic from one day to another."""
    topic = f"topic:{topic_id} " if topic_id is not None else ""
    query = f"{topic}after:{first.isoformat()} before:{last.isoformat()}"
    return url_for("letters.inbox", q=query)


def points_of(
    series: Series, trend: Trend, reading: Reading, is_alarm: bool = False
) -> tuple[Point, ...]:
    """Return the points of a series with words and links; the last may be an alarm."""
    last = len(trend.starts) - 1
    return tuple(
        Point(
            value,
            _words(series, trend, place),
            _href(series, trend, place),
            is_alarm and place == last,
        )
        for place, value in enumerate(reading.values(series))
    )


def picture_of(
    name: str,
    title: str,
    trend: Trend,
    series: Sequence[tuple[str, Series]],
    reading: Reading,
    marks: Sequence[Mark] = (),
    is_alarm: bool = False,
    expected: Ranges = (),
) -> Picture:
    """Return the picture of some series over the periods of a trend.

    ``is_alarm`` marks the last point when more letters than ``expected`` stand there:
    the days of an alarm may lie in the period that is not over and has no point yet.
    """
    return Picture(
        name=name,
        title=title,
        unit=reading.unit(trend.period),
        labels=tuple(label_of(start, trend.period) for start in trend.starts),
        lines=tuple(
            Line(
                label,
                points_of(s, trend, reading, is_alarm and _is_above(s, expected)),
            )
            for label, s in series
        ),
        expected=expected if any(expected) else (),
        marks=tuple(marks),
        is_share=reading.by_share,
    )


def _is_above(series: Series, expected: Ranges) -> bool:
    bounds = expected[-1] if expected else None
    return bounds is not None and series.letters[-1] > round(bounds[1])


def marks_of(
    trend: Trend, actions: Sequence[Action], imports: Sequence[Import]
) -> tuple[Mark, ...]:
    """Return flags for actions that started and imports that landed in the time."""
    marks = [
        Mark(
            _place(action.started_on, trend),
            "action",
            f"{action.plan.title}, started {action.started_on:%-d %B %Y}",
            url_for("actions.action", action_id=action.id),
        )
        for action in actions
        if action.started_on and trend.since <= action.started_on <= trend.until
    ]
    return tuple(marks) + tuple(
        Mark(
            _place(one.started_at.date(), trend),
            "import",
            f"Import {one.id} from {one.source}: "
            f"{counted(one.counts.received, 'letter')}",
        )
        for one in imports
        if trend.since <= one.started_at.date() <= trend.until and not one.undone_at
    )


def _place(day: date, trend: Trend) -> int:
    return max(n for n, start in enumerate(trend.starts) if start <= day)


def _words(series: Series, trend: Trend, place: int) -> str:
    share = series.shares[place]
    of_all = f", {share:.1%} of all".replace("%", " %") if share is not None else ""
    when = label_of(trend.starts[place], trend.period)
    return (
        f"{trend.period.capitalize()} of {when}: "
        f"{counted(series.letters[place], 'letter')}, "
        f"{counted(series.writers[place], 'writer')}{of_all}"
    )


def _href(series: Series, trend: Trend, place: int) -> str:
    start = trend.starts[place]
    last = next_start(start, trend.period) - timedelta(days=1)
    return letters_url(series.topic_id, start, last)
