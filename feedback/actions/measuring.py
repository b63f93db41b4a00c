"""Measuring an action: the verdict that the numbers propose, in a sentence.

The number stays hidden until the action is due; who insists gets an early look,
which is marked as one.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from feedback.actions import sentences
from feedback.actions.verdicts import Verdict, rate_verdict, share_verdict
from feedback.errors import InvalidResult
from feedback.store import Store
from feedback.store.audiences import Arms
from feedback.topics.trends import DailyCounts, daily_counts
from feedback.types import Action, Direction, Link, MeasureKind, VerdictKind

PAST_DAYS = 160 * 7
"""Three years of placebo dates and the weeks before the first of them."""
STAYING_DAYS = 28
"""Who was seen in the last four weeks of the window is still active."""

_DID = {Link.RECALL: "came back", Link.KEEP: "were still active"}


@dataclass(frozen=True, slots=True)
class Measurement:
    """What the numbers say of an action, up to and including ``until_on``.

    ``estimate``, ``low`` and ``high`` are a ratio (0.56 means -44 %) or, when
    ``is_difference``, a difference of shares; they are None where no range is known.
    ``is_causal`` is true only with a holdout.
    """

    kind: VerdictKind
    sentence: str
    method: str
    until_on: date
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    is_difference: bool = False
    is_causal: bool = False
    is_early: bool = False


@dataclass(frozen=True, slots=True)
class OutsideNumbers:
    """A number typed in with its source, and what it was before or should reach."""

    after: float
    source: str
    before: float | None = None
    target: float | None = None


def is_hidden(action: Action, today: date) -> bool:
    """Tell whether the number is kept from sight, because it is not due yet."""
    return today < action.plan.due_on


def measure(
    store: Store, action: Action, today: date, outside: OutsideNumbers | None = None
) -> Measurement:
    """Return what the action's own measure says today.

    Raises InvalidResult, which says what is missing, when there is nothing to
    measure; so it does for a reading, which people answer.
    """
    if action.started_on is None:
        raise InvalidResult("This action has not started, so nothing was measured.")
    match action.plan.measure:
        case MeasureKind.RETURNS:
            return _measure_returns(store, action, today)
        case MeasureKind.LETTERS if action.holdout_size:
            return _measure_writing_again(store, action, today)
        case MeasureKind.LETTERS:
            return _measure_letters(store, action, today)
        case MeasureKind.OUTSIDE:
            return measure_outside(action, today, outside)
        case MeasureKind.READING:
            raise InvalidResult("A reading is answered by people, with quotes.")


def measure_outside(
    action: Action, today: date, numbers: OutsideNumbers | None
) -> Measurement:
    """Return what a typed number says: without a range, no change is never said.

    Raises InvalidResult when the number, its source or its base is missing.
    """
    if numbers is None or not numbers.source.strip():
        raise InvalidResult("Type the number and say where it comes from.")
    base = numbers.before if numbers.before is not None else numbers.target
    if base is None:
        raise InvalidResult("A number needs a value before the start, or a target.")
    is_target = numbers.before is None
    return Measurement(
        kind=_outside_kind(numbers.after, base, is_target, action),
        sentence=sentences.outside_sentence(
            numbers.after, base, numbers.source.strip(), is_target
        ),
        method="Typed in from outside; Postbag did not check it.",
        until_on=today,
        estimate=numbers.after / base if base > 0 else None,
        is_early=is_hidden(action, today),
    )


def letter_window(action: Action, today: date, last_letter_on: date) -> date:
    """Return the last whole day that counts as after the start.

    The due day itself does not count, nor do days after the last known letter: an
    inbox that nobody has filled since is no silence.
    """
    end = min(action.plan.due_on, today) - timedelta(days=1)
    return min(end, last_letter_on)


def topic_counts(
    store: Store, action: Action, since: date, until: date
) -> tuple[DailyCounts, NDArray[np.int64]]:
    """Return all topics' daily counts, and a table with the action's own in front.

    Column 0 of the table is the sum of the action's topics; the others follow.
    """
    found = daily_counts(store, since, until)
    roots = store.topics.find_roots()
    own = {roots[topic_id] for topic_id in action.plan.topic_ids}
    is_own = np.array([topic_id in own for topic_id in found.topic_ids], dtype=bool)
    joined = found.counts[:, is_own].sum(axis=1, keepdims=True)
    return found, np.hstack([joined, found.counts[:, ~is_own]])


def _measure_letters(store: Store, action: Action, today: date) -> Measurement:
    started_on = _started_on(action)
    period = store.trends.get_period(today)
    until = letter_window(action, today, period[1]) if period else started_on
    if period is None or until < started_on:
        raise InvalidResult("No whole day with letters has passed since the start.")
    since = max(period[0], started_on - timedelta(days=PAST_DAYS))
    if since >= started_on:
        raise InvalidResult("There are no letters from before the start.")
    counted, table = topic_counts(store, action, since, until)
    start, end = counted.row_of(started_on), len(counted.days)
    plan = action.plan
    found = rate_verdict(table, 0, start, end, plan.smallest_change, plan.direction)
    return _from_rate(found, action, today, until)


def _from_rate(found: Verdict, action: Action, today: date, until: date) -> Measurement:
    if found.ratio is None or found.before is None or found.after is None:
        raise InvalidResult(found.reason)
    return Measurement(
        kind=found.kind,
        sentence=sentences.rate_sentence(
            found.kind,
            (found.ratio, found.low, found.high),
            (found.before, found.after),
        ),
        method=found.reason,
        until_on=until,
        estimate=found.ratio,
        low=found.low,
        high=found.high,
        is_early=is_hidden(action, today),
    )


def _measure_returns(store: Store, action: Action, today: date) -> Measurement:
    since = _started_on(action) + timedelta(days=1)
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


def _measure_writing_again(store: Store, action: Action, today: date) -> Measurement:
    since = _started_on(action) + timedelta(days=1)
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
    is_due = until >= action.plan.due_on - timedelta(days=1)
    if not arms.holdout_size:
        return Measurement(
            kind=VerdictKind.CANNOT_TELL,
            sentence=sentences.unheld_sentence((arms.hits, arms.size), did),
            method="The audience alone, without a holdout.",
            until_on=until,
            is_early=not is_due,
        )
    found = share_verdict(
        arms.hits,
        arms.size,
        arms.holdout_hits,
        arms.holdout_size,
        margin,
        action.plan.direction,
        is_due,
    )
    return _from_share(found, arms, action, until, did)


def _from_share(
    found: Verdict, arms: Arms, action: Action, until: date, did: str
) -> Measurement:
    cost = action.plan.cost if action.plan.direction is Direction.UP else None
    return Measurement(
        kind=found.kind,
        sentence=sentences.lift_sentence(
            found.kind,
            (arms.hits, arms.size),
            (arms.holdout_hits, arms.holdout_size),
            (found.low, found.high),
            did,
            cost,
        ),
        method=found.reason,
        until_on=until,
        estimate=found.difference,
        low=found.low,
        high=found.high,
        is_difference=True,
        is_causal=True,
        is_early=until < action.plan.due_on - timedelta(days=1),
    )


def _outside_kind(
    after: float, base: float, is_target: bool, action: Action
) -> VerdictKind:
    """Compare without a range: a small difference is no proof that nothing changed."""
    way = 1 if action.plan.direction is Direction.UP else -1
    gain = way * (after - base)
    needed = action.plan.smallest_change * abs(base)
    if (is_target and gain >= 0) or gain >= needed > 0:
        return VerdictKind.IMPROVED
    return VerdictKind.WORSE if gain <= -needed < 0 else VerdictKind.CANNOT_TELL


def _started_on(action: Action) -> date:
    if action.started_on is None:
        raise InvalidResult("This action has not started, so nothing was measured.")
    return action.started_on
