"""What a plan can hope to see, in a sentence, before anybody starts."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import ceil, isfinite

from feedback.actions.audiences.finding import Audience
from feedback.actions.measures.letter_counts import PAST_DAYS, count_topics
from feedback.actions.measures.measuring import STAYING_DAYS
from feedback.actions.sentences import MANY_TIMES, few
from feedback.actions.statistics.power import (
    audience_to_see,
    days_to_see,
    smallest_visible_lift,
    smallest_visible_ratio,
)
from feedback.errors import InvalidResult
from feedback.store import Store
from feedback.topics.counts.rates import WEEK
from feedback.types import Direction, Link, MeasureKind, Plan

LONGEST_DAYS = 731
SILENCE = 0.005
"""Below this ratio a fall is written as 100 %."""
OTHER_HOLDOUT_SHARES = (0.3, 0.5)
"""What a smaller holdout is compared with; half sees most, and costs most."""
USUAL_SHARE = 0.1
"""How many do it by themselves while nobody knows better: one in ten."""


@dataclass(frozen=True, slots=True)
class Usual:
    """What a ``share`` of people does by itself, and the change that is hoped for."""

    change: str
    anyway: str
    by_themselves: str
    share: float = USUAL_SHARE


COMING_BACK = Usual("lift", "one in ten comes back", "have come by themselves")
WRITING_AGAIN = Usual("fall", "one in ten writes again", "have stopped by themselves")
STAYING = Usual("lift", "{share} stay, as were active lately,", "have stayed anyway")


def foresee(store: Store, plan: Plan, audience: Audience | None, today: date) -> str:
    """Say which fall or lift this plan could see; empty for other measures.

    The chance to see it is four in five.
    """
    if plan.measure is MeasureKind.LETTERS and plan.topic_ids:
        return _foresee_letters(store, plan, today)
    if not audience or not audience.members:
        return ""
    people, wanted = len(audience.members), plan.smallest_change
    if plan.measure is MeasureKind.REPEATS:
        return lift_outlook(
            people, plan.holdout_share, wanted * USUAL_SHARE, WRITING_AGAIN
        )
    if plan.measure is MeasureKind.RETURNS and plan.link is Link.KEEP:
        staying = replace(STAYING, share=_active_share(audience, today))
        return lift_outlook(people, plan.holdout_share, wanted, staying)
    if plan.measure is MeasureKind.RETURNS:
        return lift_outlook(people, plan.holdout_share, wanted)
    return ""


def rate_outlook(
    ratio: float,
    days: int,
    change: float,
    needed: int | None,
    direction: Direction = Direction.DOWN,
) -> str:
    """Say which change ``days`` can show, and how long the one that is wanted takes."""
    noun = "fall" if direction is Direction.DOWN else "rise"
    text = f"At today's volume {_visible(ratio, noun)} in {_weeks(days)}"
    wanted = f"a {noun} of {change:.0%}"
    if needed is None:
        told = f"{wanted} cannot be seen within half a year"
    elif needed > days:
        told = f"{wanted} needs {_weeks(needed)}"
    else:
        told = f"{wanted} needs only {_weeks(needed)}"
    return f"{text}; {told}.".replace("%", " %")


def _visible(ratio: float, noun: str) -> str:
    if ratio == 0:
        return "not even silence would be seen"
    if ratio < SILENCE:
        return "nothing but silence can be seen"
    if not isfinite(ratio):
        return "not even a thousand times as many would be seen"
    if ratio > MANY_TIMES:
        return f"no rise below {few(ratio)} times as many can be seen"
    return f"a {noun} of {abs(1 - ratio):.0%} can be seen"


def lift_outlook(
    people: int, holdout_share: float, wanted: float, usual: Usual | None = None
) -> str:
    """Say which lift an audience of so many can show against its holdout.

    ``usual`` is what people do by themselves; coming back, when nothing is given.
    """
    usual = usual or COMING_BACK
    held = round(people * holdout_share)
    if not 0 < held < people:
        return (
            f"Without a holdout nobody can say how many would {usual.by_themselves}: "
            "hold some people out."
        )
    most = 0.9 * (1 - usual.share)
    needed = audience_to_see(min(wanted, most), usual.share, holdout_share)
    enough = (
        f"{needed:,} people would show {100 * wanted:g} points."
        if needed > people
        else f"That is enough for the {100 * wanted:g} points you want."
    )
    seen = _points(people, holdout_share, usual)
    return (
        f"With {_percent(holdout_share)} held out ({people - held:,} written to, "
        f"{held:,} left alone), only a {usual.change} of {seen} or more is likely to "
        f"be seen{_with_more_held_out(people, holdout_share, usual)}, if "
        f"{usual.anyway.format(share=f'{100 * usual.share:.0f} %')} anyway. {enough}"
    )


def _with_more_held_out(people: int, holdout_share: float, usual: Usual) -> str:
    """Say what the next larger usual holdout would show; empty when there is none."""
    for share in OTHER_HOLDOUT_SHARES:
        if share > holdout_share + 0.05:
            return f"; with {_percent(share)}, of {_points(people, share, usual)}"
    return ""


def _points(people: int, holdout_share: float, usual: Usual) -> str:
    held = round(people * holdout_share)
    lift = smallest_visible_lift(people - held, held, usual.share)
    return f"{100 * lift:.1f} points"


def _percent(share: float) -> str:
    return f"{100 * share:g} %"


def _active_share(audience: Audience, today: date) -> float:
    """Return how many of an audience were seen lately, away from 0 and 1."""
    since = (today - timedelta(days=STAYING_DAYS)).isoformat()
    active = sum(member.last_active_on >= since for member in audience.members)
    return min(max(active / len(audience.members), 0.05), 0.95)


def _foresee_letters(store: Store, plan: Plan, today: date) -> str:
    yesterday = today - timedelta(days=1)
    days = (plan.due_on - today).days
    try:
        counts = count_topics(
            store, plan.topic_ids, today - timedelta(days=PAST_DAYS), yesterday
        )
    except InvalidResult as nothing:
        return str(nothing)
    if not 1 <= days <= LONGEST_DAYS or not 0 < plan.smallest_change < 1:
        return ""
    change, way = plan.smallest_change, plan.direction
    ratio = smallest_visible_ratio(counts.table, 0, days, way)
    needed = days_to_see(counts.table, 0, change, way)
    return rate_outlook(ratio, days, change, needed, way)


def _weeks(days: int) -> str:
    weeks = ceil(days / WEEK)
    return "a week" if weeks == 1 else f"{weeks} weeks"
