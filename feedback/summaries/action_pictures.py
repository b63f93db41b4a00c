"""The picture of an action: letters a week on its topics, its start, its result."""

from dataclasses import dataclass
from datetime import date, timedelta

from feedback.actions.sentences import change_range
from feedback.store import Store
from feedback.summaries.charts import Line, Mark, Picture, Point, draw
from feedback.topics.trends import daily_counts, period_starts, start_of
from feedback.types import Action, DataResult, MeasureKind

WEEKS_BEFORE = 12
WEEKS_AFTER = 12
BASELINE_WEEKS = 4
"""A verdict compares with the four weeks before the start."""

Band = tuple[float, float]


@dataclass(frozen=True, slots=True)
class WeekCount:
    """Letters in the week from ``starts_on``; the start of the action may lie in it."""

    starts_on: date
    letters: int
    holds_start: bool


@dataclass(frozen=True, slots=True)
class ActionPicture:
    """An SVG with its title and the numbers it shows."""

    title: str
    caption: str
    svg: str
    weeks: tuple[WeekCount, ...]


def draw_action(
    store: Store, action: Action, last_day: date, result: DataResult | None = None
) -> ActionPicture | None:
    """Draw the weeks around an action's start, up to ``last_day``; None if empty.

    Only whole weeks are drawn, so that the last one never falls by itself. With a
    result by letters, its interval is drawn from the start on.
    """
    if not action.plan.topic_ids or action.started_on is None:
        return None
    weeks = count_weeks(store, action, action.started_on, last_day)
    if not any(week.letters for week in weeks):
        return None
    drawn = _by_letters(action, result)
    title = _title(action, drawn)
    picture = _picture(action, title, weeks, _expected(weeks, drawn))
    return ActionPicture(title, _caption(drawn), draw(picture), weeks)


def count_weeks(
    store: Store, action: Action, started_on: date, last_day: date
) -> tuple[WeekCount, ...]:
    """Count the letters on an action's topics in each whole week around its start."""
    since = start_of(started_on, "week") - timedelta(weeks=WEEKS_BEFORE)
    until = min(last_day, started_on + timedelta(weeks=WEEKS_AFTER))
    until = start_of(until + timedelta(days=1), "week") - timedelta(days=1)
    counted = daily_counts(store, since, until)
    roots = store.topics.find_roots()
    own = {roots[topic_id] for topic_id in action.plan.topic_ids}
    daily = counted.counts[:, [counted.column_of(root) for root in own]].sum(axis=1)
    return tuple(
        WeekCount(
            starts_on=start,
            letters=int(daily[(start - since).days :][:7].sum()),
            holds_start=start == start_of(started_on, "week"),
        )
        for start in period_starts(since, until, "week")
    )


def _by_letters(action: Action, result: DataResult | None) -> DataResult | None:
    """Return the result if its interval is one of letters, else None."""
    is_rate = action.plan.measure is MeasureKind.LETTERS and not action.holdout_size
    has_range = result and result.low is not None and result.high is not None
    return result if is_rate and has_range else None


def _title(action: Action, result: DataResult | None) -> str:
    topics = " and ".join(action.topics)
    if result is None or result.estimate is None:
        return f"Letters a week on {topics}"
    low, high = result.low or 0.0, result.high or 0.0
    return f"{topics}: {change_range(result.estimate, low, high)} since the start"


def _caption(result: DataResult | None) -> str:
    text = "Letters in each whole week; the flag marks the start."
    if result is None:
        return text
    return f"{text} The band is the result's range around the mean of the weeks before."


def _expected(
    weeks: tuple[WeekCount, ...], result: DataResult | None
) -> tuple[Band, ...]:
    """Return the mean before the start, and from then on what the result allows.

    The band ends at twice the highest week, so that a wide range hides no letters.
    """
    started = [number for number, week in enumerate(weeks) if week.holds_start]
    if result is None or not started or result.low is None or result.high is None:
        return ()
    before = [week.letters for week in weeks[: started[0]]][-BASELINE_WEEKS:]
    mean = sum(before) / max(len(before), 1)
    top = 2.0 * max(week.letters for week in weeks)
    after = (min(mean * result.low, top), min(mean * result.high, top))
    return tuple((mean, mean) if n < started[0] else after for n in range(len(weeks)))


def _picture(
    action: Action, title: str, weeks: tuple[WeekCount, ...], expected: tuple[Band, ...]
) -> Picture:
    started = [number for number, week in enumerate(weeks) if week.holds_start]
    return Picture(
        name=f"action-{action.id}",
        title=title,
        unit="letters a week",
        labels=tuple(f"{w.starts_on.day} {w.starts_on:%b}" for w in weeks),
        lines=(Line("letters", tuple(_point(action, week) for week in weeks)),),
        expected=expected,
        marks=tuple(
            Mark(n, "action", f"Start of {action.plan.title}") for n in started
        ),
        height=220,
    )


def _point(action: Action, week: WeekCount) -> Point:
    last = week.starts_on + timedelta(days=6)
    topic_id = action.plan.topic_ids[0]
    return Point(
        week.letters,
        f"Week from {week.starts_on}: {week.letters} letters",
        f"/letters/?q=topic:{topic_id}+after:{week.starts_on}+before:{last}",
    )
