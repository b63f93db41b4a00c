"""The picture of an action: letters a week on its topics, and when it started."""

from dataclasses import dataclass
from datetime import date, timedelta

from feedback.store import Store
from feedback.summaries.charts import Line, Mark, Picture, Point, draw
from feedback.topics.trends import daily_counts, period_starts, start_of
from feedback.types import Action

WEEKS_BEFORE = 12
WEEKS_AFTER = 12


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
    svg: str
    weeks: tuple[WeekCount, ...]


def draw_action(store: Store, action: Action, last_day: date) -> ActionPicture | None:
    """Draw the weeks around an action's start, up to ``last_day``; None if empty.

    Only whole weeks are drawn, so that the last one never falls by itself.
    """
    if not action.plan.topic_ids or action.started_on is None:
        return None
    weeks = count_weeks(store, action, action.started_on, last_day)
    if not any(week.letters for week in weeks):
        return None
    title = f"Letters a week on {' and '.join(action.topics)}"
    return ActionPicture(title, draw(_picture(action, title, weeks)), weeks)


def count_weeks(
    store: Store, action: Action, started_on: date, last_day: date
) -> tuple[WeekCount, ...]:
    """Count the letters on an action's topics in each whole week around its start."""
    since = start_of(started_on, "week") - timedelta(weeks=WEEKS_BEFORE)
    until = min(last_day, started_on + timedelta(weeks=WEEKS_AFTER))
    until = start_of(until + timedelta(days=1), "week") - timedelta(days=1)
    counted = daily_counts(store, since, until)
    roots = store.topics.find_roots()
    own = [
        counted.column_of(root) for root in {roots[i] for i in action.plan.topic_ids}
    ]
    daily = counted.counts[:, own].sum(axis=1)
    return tuple(
        WeekCount(
            starts_on=start,
            letters=int(daily[(start - since).days :][:7].sum()),
            holds_start=start == start_of(started_on, "week"),
        )
        for start in period_starts(since, until, "week")
    )


def _picture(action: Action, title: str, weeks: tuple[WeekCount, ...]) -> Picture:
    started = [number for number, week in enumerate(weeks) if week.holds_start]
    return Picture(
        name=f"action-{action.id}",
        title=title,
        unit="letters a week",
        labels=tuple(f"{w.starts_on.day} {w.starts_on:%b}" for w in weeks),
        lines=(Line("letters", tuple(_point(action, week) for week in weeks)),),
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
