"""What a user kept or won back has cost, action by action."""

from collections.abc import Iterable
from dataclasses import dataclass

from feedback.actions.results.playbook import PastAction
from feedback.types import Action, Direction, MeasureKind


@dataclass(frozen=True, slots=True)
class UserCost:
    """People who came or stayed because of an action, and the cost of each.

    ``high_each`` is None when perhaps nobody did; ``each`` too when even the estimate
    says so.
    """

    action: Action
    people: int
    low_people: int
    high_people: int
    each: float | None
    low_each: float | None
    high_each: float | None


def find_costs(past: Iterable[PastAction]) -> tuple[UserCost, ...]:
    """Return the costs of those actions that had a price and a holdout.

    Without a holdout nobody knows who would have come by themselves.
    """
    found = (_cost(item) for item in past)
    return tuple(cost for cost in found if cost)


def _cost(item: PastAction) -> UserCost | None:
    action, result = item.action, item.result
    plan, bounds = action.plan, (result.estimate, result.low, result.high)
    is_counted = plan.measure is MeasureKind.RETURNS and action.holdout_size
    if not (is_counted and plan.cost and plan.direction is Direction.UP):
        return None
    if any(bound is None for bound in bounds):
        return None
    people, low, high = (
        max(round((bound or 0.0) * action.audience_size), 0) for bound in bounds
    )
    each, dearest, cheapest = (
        plan.cost / share if share else None for share in (people, low, high)
    )
    return UserCost(action, people, low, high, each, cheapest, dearest)
