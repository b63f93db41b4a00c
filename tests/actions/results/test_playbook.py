"""The playbook: what was tried on a topic and its relatives, alone and together."""

from dataclasses import replace
from datetime import date

import pytest

from feedback.actions.measures.side_topics import find_side_topics
from feedback.actions.plans.planning import plan_action, start_action
from feedback.actions.results.concluding import Conclusion, conclude
from feedback.actions.results.playbook import find_all, find_playbook, find_running
from feedback.actions.results.pooled_results import pool_results
from feedback.types import Basis, Link, MeasureKind, VerdictKind
from tests.worlds import noon

STARTED = noon(date(2026, 9, 10))
DUE = noon(date(2026, 10, 8))


def run(world, concluded=True, **changes):
    action_id = plan_action(world.store, world.plan(**changes), STARTED)
    start_action(world.store, action_id, 1, STARTED)
    if concluded:
        conclusion = Conclusion(
            VerdictKind.IMPROVED, Basis.QUANTITATIVE, "Refund first.", 2, "Agreed"
        )
        conclude(world.store, action_id, conclusion, world.lead, DUE)
    return action_id


def test_it_knows_nothing_before_anything_was_concluded(full_world):
    run(full_world, concluded=False)
    assert find_playbook(full_world.store, full_world.topics) == ()
    assert find_playbook(full_world.store, []) == ()


def test_it_shows_what_was_tried_on_a_topic_then_on_its_relatives(full_world):
    store, topics = full_world.store, full_world.topics
    for topic in topics[:2]:
        store.topics.describe(topic, "Billing", ["money"])
    related = run(full_world, topic_ids=(topics[1],))
    own = run(full_world)
    run(full_world, topic_ids=(topics[3],))
    found = find_playbook(store, [topics[0]])
    assert [(p.action.id, p.is_related) for p in found] == [
        (own, False),
        (related, True),
    ]
    assert found[0].result.learned == "Refund first."


def test_it_names_what_runs_on_the_same_topics(full_world):
    running = run(full_world, concluded=False)
    run(full_world)
    found = find_running(full_world.store, [full_world.topics[0]])
    assert [action.id for action in found] == [running]
    assert find_running(full_world.store, []) == ()


def test_it_pools_alike_actions(full_world):
    for topic in full_world.topics[:2]:
        run(full_world, topic_ids=(topic,))
    assert pool_results(find_all(full_world.store)) == ()
    run(full_world, topic_ids=(full_world.topics[2],))
    run(full_world, link=Link.RECALL)
    [pooled] = pool_results(find_all(full_world.store))
    assert (pooled.link, pooled.measure, pooled.actions) == ("keep", "letters", 3)
    assert "3 actions together" in pooled.sentence


@pytest.mark.parametrize(
    "changes",
    [{"low": None}, {"low": 0.0}, {"high": float("inf")}, {"low": 2.0, "high": 1.0}],
)
def test_it_pools_no_result_without_a_range(full_world, changes):
    for _ in range(3):
        run(full_world)
    past = [
        replace(item, result=replace(item.result, **changes))
        for item in find_all(full_world.store)
    ]
    assert pool_results(past) == ()


def test_it_pools_returns_as_points(full_world):
    for _ in range(3):
        run(full_world)
    past = [
        replace(
            item,
            action=replace(
                item.action, plan=full_world.plan(measure=MeasureKind.RETURNS)
            ),
            result=replace(item.result, estimate=0.05, low=0.02, high=0.08),
        )
        for item in find_all(full_world.store)
    ]
    [pooled] = pool_results(past)
    assert pooled.sentence.startswith("+5.0 points (")


def test_it_lists_the_topics_that_moved_with_an_action(full_world):
    store = full_world.store
    other = run(full_world, concluded=False, topic_ids=(full_world.topics[1],))
    found = find_side_topics(store, store.actions.get_action(other), DUE.date())
    assert [side.name for side in found] == ["Charged twice"]
    assert found[0].change.startswith("-")
    fallen = run(full_world, concluded=False)
    action = store.actions.get_action(fallen)
    assert find_side_topics(store, action, DUE.date()) == ()
    assert find_side_topics(store, action, STARTED.date()) == ()
