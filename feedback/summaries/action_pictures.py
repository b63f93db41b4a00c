"""The picture of an action: letters a week on its topics, its start, its result."""

from dataclasses import dataclass
from datetime import date, timedelta

from feedback.actions.sentences import change_range, few
from feedback.plurals import counted
from feedback.store import Store
from feedback.summaries.charts import Line, Mark, Picture, Point, draw
from feedback.topics.counts.trends import daily_counts, period_starts, start_of
from feedback.types import Action, DataResult, MeasureKind

WEEKS_BEFORE = 12
WEEKS_AFTER = 12

Band = tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class WeekCount:
    """Letters in the week from ``starts_on``; the start of the action may lie in it.

    ``is_judged`` says that the verdict speaks of the whole week.
    """

    starts_on: date
    letters: int
    holds_start: bool
    is_judged: bool


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
    result by letters, what was to be expected is drawn with its range beside what came,
    over the weeks that the verdict speaks of.
    """
    if not action.plan.topic_ids or action.started_on is None:
        return None
    weeks = count_weeks(store, action, action.started_on, last_day, result)
    if not any(week.letters for week in weeks):
        return None
    drawn = _by_letters(action, result)
    title = _title(action, drawn)
    picture = _picture(action, title, weeks, drawn)
    return ActionPicture(title, _caption(picture), draw(picture), weeks)


def count_weeks(
    store: Store,
    action: Action,
    started_on: date,
    last_day: date,
    result: DataResult | None = None,
) -> tuple[WeekCount, ...]:
    """Count the letters on an action's topics in each whole week around its start."""
    since = start_of(started_on, "week") - timedelta(weeks=WEEKS_BEFORE)
    until = min(last_day, started_on + timedelta(weeks=WEEKS_AFTER))
    until = start_of(until + timedelta(days=1), "week") - timedelta(days=1)
    counted = daily_counts(store, since, until)
    roots = store.topics.find_roots()
    own = {roots[topic_id] for topic_id in action.plan.topic_ids}
    judged_until = action.plan.due_on
    if result:
        judged_until = min(judged_until, result.concluded_at.date())
    daily = counted.counts[:, [counted.column_of(root) for root in own]].sum(axis=1)
    return tuple(
        WeekCount(
            starts_on=start,
            letters=int(daily[(start - since).days :][:7].sum()),
            holds_start=start == start_of(started_on, "week"),
            is_judged=started_on <= start <= judged_until - timedelta(weeks=1),
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


def _caption(picture: Picture) -> str:
    text = "Letters in each whole week; the flag marks the start."
    if not picture.expected:
        return text
    return (
        f"{text} The band is what was to be expected without a change, with its range "
        "at 95 %; the dashed line is the mean that came."
    )


def _expected(
    weeks: tuple[WeekCount, ...], mean: float, result: DataResult
) -> tuple[Band, ...]:
    """Return what was to be expected in the judged weeks, given the mean that came.

    The band ends at twice the highest week, so that a wide range hides no letters.
    """
    low, high = result.low or 0.0, result.high or 0.0
    top = 2.0 * max(week.letters for week in weeks)
    dearth = min(mean / high, top) if high else 0.0
    plenty = min(mean / low, top) if low else top
    return tuple((dearth, plenty) if week.is_judged else None for week in weeks)


def _picture(
    action: Action,
    title: str,
    weeks: tuple[WeekCount, ...],
    result: DataResult | None,
) -> Picture:
    started = [number for number, week in enumerate(weeks) if week.holds_start]
    judged = [week.letters for week in weeks if week.is_judged]
    lines = [Line("letters", tuple(_point(action, week) for week in weeks))]
    expected: tuple[Band, ...] = ()
    if result and len(judged) > 1:
        # A silent window has no ratio; half a letter stands for it, as in the verdict.
        mean = max(sum(judged), 0.5) / len(judged)
        expected = _expected(weeks, mean, result)
        lines.append(Line("mean since", tuple(_mean_point(w, mean) for w in weeks)))
    return Picture(
        name=f"action-{action.id}",
        title=title,
        unit="letters a week",
        labels=tuple(f"{w.starts_on.day} {w.starts_on:%b}" for w in weeks),
        lines=tuple(lines),
        expected=expected,
        marks=tuple(
            Mark(n, "action", f"Start of {action.plan.title}") for n in started
        ),
        height=220,
    )


def _mean_point(week: WeekCount, mean: float) -> Point:
    return Point(mean if week.is_judged else None, f"{few(mean)} letters a week since")


def _point(action: Action, week: WeekCount) -> Point:
    last = week.starts_on + timedelta(days=6)
    topic_id = action.plan.topic_ids[0]
    return Point(
        week.letters,
        f"Week from {week.starts_on}: {counted(week.letters, 'letter')}",
        f"/letters/?q=topic:{topic_id}+after:{week.starts_on}+before:{last}",
    )
