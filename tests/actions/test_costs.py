"""Costs: what a user kept or won back has cost, with its range."""

from datetime import date

import pytest

from feedback.actions.costs import find_costs
from feedback.actions.plans import plan_action, start_action
from feedback.actions.playbook import PastAction
from feedback.types import (
    Basis,
    DataResult,
    Direction,
    Link,
    MeasureKind,
    VerdictKind,
)
from tests.worlds import noon

STARTED = noon(date(2026, 9, 10))


@pytest.fixture
def recall(full_world):
    """A recall of two hundred writers, thirty in a hundred held out, for 300."""
    plan = full_world.plan(
        link=Link.RECALL,
        measure=MeasureKind.RETURNS,
        direction=Direction.UP,
        audience_query='"charged twice" before:2026-03-01',
        holdout_share=0.3,
        cost=300.0,
    )
    action_id = plan_action(full_world.store, plan, STARTED, seed=1)
    return start_action(full_world.store, action_id, 1, STARTED)


def past(action, estimate, low, high):
    result = DataResult(
        action_id=action.id,
        verdict=VerdictKind.IMPROVED,
        basis=Basis.QUANTITATIVE,
        sentence="",
        reason="",
        learned="",
        next_step="",
        concluded_by="Ana",
        concluded_at=noon(date(2026, 10, 8)),
        estimate=estimate,
        low=low,
        high=high,
    )
    return PastAction(action, result, False)


def test_it_says_what_each_user_has_cost_and_how_surely(recall):
    [cost] = find_costs([past(recall, 0.1, 0.05, 0.2)])
    size = recall.audience_size
    assert (cost.people, cost.low_people) == (round(0.1 * size), round(0.05 * size))
    assert cost.low_each < cost.each < cost.high_each
    assert cost.each == pytest.approx(300 / cost.people)
    assert cost.low_each == pytest.approx(300 / cost.high_people)


def test_it_names_no_highest_cost_while_perhaps_nobody_came(recall):
    [cost] = find_costs([past(recall, 0.1, -0.02, 0.2)])
    assert (cost.low_people, cost.high_each) == (0, None)
    [cost] = find_costs([past(recall, -0.01, -0.1, 0.05)])
    assert (cost.people, cost.each) == (0, None)


def test_it_knows_no_cost_without_a_range(recall):
    assert find_costs([past(recall, None, None, None)]) == ()
