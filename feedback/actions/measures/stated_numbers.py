"""Numbers from outside: typed in with their source, and taken for what they are."""

from datetime import date
from math import isfinite
from statistics import fmean

from feedback.actions import sentences
from feedback.actions.measures.measurement import Measurement, OutsideNumbers, is_hidden
from feedback.actions.statistics.judging import Verdict
from feedback.actions.statistics.values import target_verdict, value_verdict
from feedback.errors import InvalidResult
from feedback.types import Action, Direction, VerdictKind

_METHOD = "Typed in from outside; Postbag did not check it."


def measure_outside(
    action: Action, today: date, numbers: OutsideNumbers | None
) -> Measurement:
    """Return what typed numbers say.

    Several values give a range. A single one has none, so that a small difference
    is ``cannot_tell`` and never ``no_change``. Raises InvalidResult when the numbers,
    their source or what to compare them with is missing.
    """
    if numbers is None or not numbers.after or not numbers.source.strip():
        raise InvalidResult("Type the number and say where it comes from.")
    base = fmean(numbers.before) if numbers.before else numbers.target
    if base is None:
        raise InvalidResult("A number needs a value before the start, or a target.")
    found = _verdict(numbers, base, action)
    after = fmean(numbers.after)
    limits = (found.low, found.high) if found else None
    return Measurement(
        kind=found.kind if found else _single_kind(after, base, numbers, action),
        sentence=sentences.outside_sentence(
            after, base, numbers.source.strip(), not numbers.before, limits
        ),
        method=f"{found.reason} {_METHOD}" if found else _METHOD,
        until_on=today,
        estimate=after - base,
        low=found.low if found else None,
        high=found.high if found else None,
        is_difference=True,
        is_early=is_hidden(action, today),
    )


def _verdict(numbers: OutsideNumbers, base: float, action: Action) -> Verdict | None:
    """Return the verdict on several values, None where they give no range."""
    plan = action.plan
    margin = plan.smallest_change * abs(base)
    if len(numbers.after) < 2 or not margin:
        return None
    if numbers.before:
        found = value_verdict(numbers.before, numbers.after, margin, plan.direction)
    else:
        found = target_verdict(numbers.after, base, margin, plan.direction)
    return found if isfinite(found.high) else None


def _single_kind(
    after: float, base: float, numbers: OutsideNumbers, action: Action
) -> VerdictKind:
    way = 1 if action.plan.direction is Direction.UP else -1
    gain = way * (after - base)
    needed = action.plan.smallest_change * abs(base)
    if (not numbers.before and gain >= 0) or gain >= needed > 0:
        return VerdictKind.IMPROVED
    return VerdictKind.WORSE if gain <= -needed < 0 else VerdictKind.CANNOT_TELL
