"""Measuring an action: the verdict that the numbers propose, in a sentence.

The number stays hidden until the action is due; who insists gets an early look,
which is marked as one.
"""

from datetime import date, timedelta

from feedback.actions import sentences
from feedback.actions.measures.letter_counts import ActionCounts, count_around
from feedback.actions.measures.measurement import Measurement, OutsideNumbers, is_hidden
from feedback.actions.measures.stated_numbers import measure_outside
from feedback.actions.statistics.judging import Verdict
from feedback.actions.statistics.power import days_to_see
from feedback.actions.verdicts import rate_verdict, share_verdict
from feedback.errors import InvalidResult
from feedback.store import Store
from feedback.store.audiences import Arms
from feedback.types import (
    Action,
    ActionState,
    Direction,
    Link,
    MeasureKind,
    Plan,
    VerdictKind,
)

STAYING_DAYS = 28
"""Who was seen in the last four weeks of the window is still active."""

_DID = {Link.RECALL: "came back", Link.KEEP: "were still active"}


def measure(
    store: Store, action: Action, today: date, outside: OutsideNumbers | None = None
) -> Measurement:
    """Return what the action's own measure says today.

    Raises InvalidResult, which says what is missing, when there is nothing to
    measure; so it does for a reading, which people answer.
    """
    if action.started_on is None or action.state is ActionState.PLANNED:
        raise InvalidResult("This action has not started, so nothing was measured.")
    match action.plan.measure:
        case MeasureKind.RETURNS:
            return _measure_returns(store, action, action.started_on, today)
        case MeasureKind.LETTERS | MeasureKind.REPEATS if action.counts_repeats:
            return _measure_writing_again(store, action, action.started_on, today)
        case MeasureKind.LETTERS | MeasureKind.REPEATS:
            return _measure_letters(store, action, today)
        case MeasureKind.OUTSIDE:
            return measure_outside(action, today, outside)
        case MeasureKind.READING:
            raise InvalidResult("A reading is answered by people, with quotes.")


def _measure_letters(store: Store, action: Action, today: date) -> Measurement:
    around = count_around(store, action, today)
    plan = action.plan
    found = rate_verdict(
        around.counts.table,
        0,
        around.start,
        around.end,
        plan.smallest_change,
        plan.direction,
        not is_hidden(action, today),
    )
    if found.ratio is None or found.before is None or found.after is None:
        raise InvalidResult(found.reason)
    sentence = sentences.rate_sentence(
        found.kind, (found.ratio, found.low, found.high), (found.before, found.after)
    )
    return Measurement(
        kind=found.kind,
        sentence=f"{sentence} {_outlook(found, around, plan)}".strip(),
        method=found.reason,
        until_on=around.counts.until,
        estimate=found.ratio,
        low=found.low,
        high=found.high,
        is_early=is_hidden(action, today),
    )


def _outlook(found: Verdict, around: ActionCounts, plan: Plan) -> str:
    """Say how much longer it takes to tell, where nothing can be told yet."""
    change = plan.smallest_change
    if found.kind is not VerdictKind.CANNOT_TELL or not around.start or change >= 1:
        return ""
    past = around.counts.table[: around.start]
    needed = days_to_see(past, 0, change, plan.direction)
    return sentences.longer_sentence(change, needed, around.end - around.start)


def _measure_returns(
    store: Store, action: Action, started_on: date, today: date
) -> Measurement:
    since = started_on + timedelta(days=1)
    known = store.audiences.get_last_activity()
    until = min(action.plan.due_on, today, known or date.min)
    if until < since:
        raise InvalidResult(
            "No activity from after the start is known. Import who used the product."
        )
    if action.plan.link is Link.KEEP:
        since = max(since, until - timedelta(days=STAYING_DAYS - 1))
    arms = store.audiences.count_active(action.id, since, until)
    did = _DID.get(action.plan.link, "were active")
    return _compare_arms(arms, action, until, did, action.plan.smallest_change)


def _measure_writing_again(
    store: Store, action: Action, started_on: date, today: date
) -> Measurement:
    since = started_on + timedelta(days=1)
    until = min(action.plan.due_on, today) - timedelta(days=1)
    if until < since:
        raise InvalidResult("No whole day has passed since the start.")
    arms = store.audiences.count_wrote(action.id, action.plan.topic_ids, since, until)
    # The plan speaks of a share of the rate, the comparison of a difference.
    rate = max(arms.holdout_hits, 0.5) / max(arms.holdout_size, 1)
    margin = action.plan.smallest_change * rate
    return _compare_arms(arms, action, until, "wrote about it again", margin)


def _compare_arms(
    arms: Arms, action: Action, until: date, did: str, margin: float
) -> Measurement:
    if not arms.size:
        raise InvalidResult("The audience is empty, so nobody's answer was counted.")
    is_early = until < action.plan.due_on - timedelta(days=1)
    if not arms.holdout_size:
        return Measurement(
            kind=VerdictKind.CANNOT_TELL,
            sentence=sentences.unheld_sentence((arms.hits, arms.size), did),
            method="The audience alone, without a holdout.",
            until_on=until,
            is_early=is_early,
        )
    found = share_verdict(
        arms.hits,
        arms.size,
        arms.holdout_hits,
        arms.holdout_size,
        margin,
        action.plan.direction,
        not is_early,
    )
    return Measurement(
        kind=found.kind,
        sentence=_lift_sentence(found, arms, action, did),
        method=found.reason,
        until_on=until,
        estimate=found.difference,
        low=found.low,
        high=found.high,
        is_difference=True,
        is_causal=True,
        is_early=is_early,
    )


def _lift_sentence(found: Verdict, arms: Arms, action: Action, did: str) -> str:
    cost = action.plan.cost if action.plan.direction is Direction.UP else None
    return sentences.lift_sentence(
        found.kind,
        (arms.hits, arms.size),
        (arms.holdout_hits, arms.holdout_size),
        (found.low, found.high),
        did,
        cost,
    )
