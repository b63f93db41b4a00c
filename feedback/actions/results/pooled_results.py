"""What alike actions achieved together, for the playbook."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite

from feedback.actions.results.playbook import PastAction
from feedback.actions.sentences import change_range
from feedback.actions.statistics.pooling import (
    Estimate,
    Pooled,
    pool_differences,
    pool_ratios,
)
from feedback.types import Link, MeasureKind

ALIKE = (MeasureKind.LETTERS, MeasureKind.REPEATS, MeasureKind.RETURNS)
FEWEST = 3
"""Two actions together leave nearly everything possible."""


@dataclass(frozen=True, slots=True)
class PooledResult:
    """Several actions of one link and measure, with what they achieved together."""

    link: Link
    measure: MeasureKind
    actions: int
    sentence: str


def pool_results(past: Iterable[PastAction]) -> tuple[PooledResult, ...]:
    """Pool the actions that are alike: same link, same measure, a range each.

    Groups of fewer than ``FEWEST`` are left out: they speak for themselves.
    """
    groups: dict[tuple[Link, MeasureKind], list[Estimate]] = {}
    for item in past:
        if estimate := _estimate(item):
            plan = item.action.plan
            groups.setdefault((plan.link, plan.measure), []).append(estimate)
    return tuple(
        PooledResult(link, measure, len(found), _sentence(measure, found))
        for (link, measure), found in groups.items()
        if len(found) >= FEWEST
    )


def _estimate(item: PastAction) -> Estimate | None:
    result, plan = item.result, item.action.plan
    if plan.measure not in ALIKE or result.estimate is None:
        return None
    if plan.measure is MeasureKind.LETTERS and item.action.holdout_size:
        return None  # a difference among ratios
    low, high = result.low, result.high
    if low is None or high is None or not isfinite(high) or low >= high:
        return None
    if plan.measure is MeasureKind.LETTERS and low <= 0:
        return None
    return Estimate(result.estimate, low, high)


def _sentence(measure: MeasureKind, found: list[Estimate]) -> str:
    if measure is MeasureKind.LETTERS:
        pooled = pool_ratios(found)
        told = change_range(pooled.value, pooled.low, pooled.high)
        return f"{told} letters, {_together(pooled)}"
    pooled = pool_differences(found)
    value, low, high = (100 * x for x in (pooled.value, pooled.low, pooled.high))
    told = f"{value:+.1f} points ({low:+.1f} to {high:+.1f})"
    return f"{told} over the holdout, {_together(pooled)}"


def _together(pooled: Pooled) -> str:
    text = f"{pooled.actions} actions together"
    if pooled.spread_share >= 0.5:
        return f"{text}; they differ more than by chance."
    return f"{text}."
