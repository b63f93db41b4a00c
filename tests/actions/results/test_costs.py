"""Costs: what a user kept or won back has cost, with its range."""

from datetime import date

import pytest

from feedback.actions.results.costs import find_costs
from feedback.actions.results.playbook import PastAction
from tests.worlds import lifted, start_recall


@pytest.fixture
def recall(full_world):
    return start_recall(full_world, date(2026, 9, 10), cost=300.0)


def cost_of(action, *bounds):
    return find_costs([PastAction(action, lifted(action.id, *bounds), False)])


def test_it_says_what_each_user_has_cost_and_how_surely(recall):
    [cost] = cost_of(recall, 0.1, 0.05, 0.2)
    size = recall.audience_size
    assert (cost.people, cost.low_people) == (round(0.1 * size), round(0.05 * size))
    assert cost.low_each < cost.each < cost.high_each
    assert cost.each == pytest.approx(300 / cost.people)
    assert cost.low_each == pytest.approx(300 / cost.high_people)


def test_it_names_no_highest_cost_while_perhaps_nobody_came(recall):
    [cost] = cost_of(recall, 0.1, -0.02, 0.2)
    assert (cost.low_people, cost.high_each) == (0, None)
    [cost] = cost_of(recall, -0.01, -0.1, 0.05)
    assert (cost.people, cost.each) == (0, None)


def test_it_knows_no_cost_without_a_range(recall):
    assert cost_of(recall, None, None, None) == ()
