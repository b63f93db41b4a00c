"""Plans: what they must say, freezing, amendments, and two people at once."""

from datetime import date

import pytest

from feedback.actions.plans.freezing import is_intact
from feedback.actions.plans.planning import (
    amend_plan,
    cancel_action,
    check_plan,
    plan_action,
    start_action,
)
from feedback.errors import Conflict, InvalidPlan, NotFound, Refused
from feedback.types import ActionState, Link, MeasureKind
from tests.worlds import noon

MONDAY = noon(date(2026, 9, 7))
THURSDAY = noon(date(2026, 9, 10))


@pytest.fixture
def planned(world):
    return plan_action(world.store, world.plan(), MONDAY)


def test_it_keeps_a_plan_as_it_was_given(world, planned):
    action = world.store.actions.get_action(planned)
    assert action.plan == world.plan()
    assert (action.state, action.owner) == (ActionState.PLANNED, "Ana")
    assert action.topics == ("Charged twice",)


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"title": " "}, {"title"}),
        ({"purpose": "Fix it"}, {"purpose"}),
        ({"topic_ids": ()}, {"topic_ids"}),
        ({"measure": MeasureKind.REPEATS}, {"audience_query"}),
        (
            {"measure": MeasureKind.REPEATS, "topic_ids": (), "audience_query": "x"},
            {"topic_ids"},
        ),
        ({"smallest_change": 0.0}, {"smallest_change"}),
        ({"smallest_change": float("nan")}, {"smallest_change"}),
        ({"cost": -1.0}, {"cost"}),
        ({"holdout_share": 0.3}, {"holdout_share"}),
        ({"holdout_share": 0.95, "audience_query": "x"}, {"holdout_share"}),
        ({"measure": MeasureKind.READING}, {"criterion"}),
        ({"measure": MeasureKind.OUTSIDE}, {"measure_note"}),
        ({"measure": MeasureKind.RETURNS}, {"audience_query"}),
        ({"title": "", "purpose": ""}, {"title", "purpose"}),
    ],
)
def test_it_names_every_field_that_lacks_something(world, changes, fields):
    with pytest.raises(InvalidPlan) as refusal:
        check_plan(world.plan(**changes))
    assert set(refusal.value.problems) == fields


def test_it_records_work_on_finding_users_without_a_topic(world):
    check_plan(
        world.plan(
            link=Link.FIND,
            topic_ids=(),
            measure=MeasureKind.OUTSIDE,
            measure_note="Interviews held, by the research diary",
        )
    )


@pytest.mark.parametrize("due_on", [MONDAY.date(), date(2028, 9, 8), date.max])
def test_it_refuses_a_due_day_in_the_past_or_far_away(world, due_on):
    with pytest.raises(InvalidPlan, match="ahead"):
        plan_action(world.store, world.plan(due_on=due_on), MONDAY)


def test_it_refuses_a_topic_that_does_not_exist(world):
    with pytest.raises(NotFound):
        plan_action(world.store, world.plan(topic_ids=(99,)), MONDAY)
    assert world.store.actions.find_actions() == ()


def test_it_rewrites_a_plan_freely_before_the_start(world, planned):
    plan = world.plan(title="Refund double charges")
    amend_plan(world.store, planned, plan, 1, world.lead, "", MONDAY)
    assert world.store.actions.get_action(planned).plan == plan
    assert world.store.actions.find_amendments(planned) == ()


def test_it_freezes_the_plan_at_the_start(world, planned):
    action = start_action(world.store, planned, 1, THURSDAY)
    assert action.state is ActionState.RUNNING
    assert action.started_on == THURSDAY.date()
    assert len(action.fingerprint) == 64
    assert is_intact(action, ())


def test_it_gives_equal_plans_equal_fingerprints(world):
    ids = [plan_action(world.store, world.plan(), MONDAY) for _ in range(2)]
    prints = [start_action(world.store, i, 1, THURSDAY).fingerprint for i in ids]
    assert prints[0] == prints[1]


def test_it_keeps_changes_after_the_start_as_amendments(world, planned):
    start_action(world.store, planned, 1, THURSDAY)
    later = world.plan(due_on=date(2026, 10, 22), cost=500.0)
    amend_plan(world.store, planned, later, 2, world.lead, "The fix slipped", THURSDAY)
    action = world.store.actions.get_action(planned)
    amendments = world.store.actions.find_amendments(planned)
    assert [(a.field, a.before, a.after) for a in amendments] == [
        ("due_on", "2026-10-08", "2026-10-22"),
        ("cost", "", "500"),
    ]
    assert {a.reason for a in amendments} == {"The fix slipped"}
    assert is_intact(action, amendments)


def test_it_notices_a_plan_changed_behind_its_back(world, planned):
    start_action(world.store, planned, 1, THURSDAY)
    world.store.actions.replace_plan(planned, world.plan(smallest_change=0.01), 2)
    assert not is_intact(world.store.actions.get_action(planned), ())


def test_it_refuses_an_amendment_without_a_reason(world, planned):
    start_action(world.store, planned, 1, THURSDAY)
    with pytest.raises(Refused, match="why"):
        amend_plan(
            world.store, planned, world.plan(cost=1.0), 2, world.lead, " ", THURSDAY
        )


def test_it_refuses_to_change_an_audience_that_is_drawn(world, planned):
    start_action(world.store, planned, 1, THURSDAY)
    other = world.plan(audience_query="refund")
    with pytest.raises(Refused, match="drawn"):
        amend_plan(world.store, planned, other, 2, world.lead, "More", THURSDAY)


@pytest.mark.parametrize("version", [0, 2])
def test_it_tells_the_second_of_two_people(world, planned, version):
    with pytest.raises(Conflict):
        start_action(world.store, planned, version, THURSDAY)
    with pytest.raises(Conflict):
        cancel_action(world.store, planned, version, "No", THURSDAY)
    assert world.store.actions.get_action(planned).state is ActionState.PLANNED


def test_it_starts_an_action_once(world, planned):
    start_action(world.store, planned, 1, THURSDAY)
    with pytest.raises(Refused, match="running already"):
        start_action(world.store, planned, 2, THURSDAY)


def test_it_refuses_to_start_after_the_due_day(world, planned):
    with pytest.raises(InvalidPlan, match="ahead"):
        start_action(world.store, planned, 1, noon(date(2026, 10, 8)))


def test_it_gives_an_action_up_only_with_a_reason(world, planned):
    with pytest.raises(Refused, match="why"):
        cancel_action(world.store, planned, 1, "", THURSDAY)
    cancel_action(world.store, planned, 1, "Solved by the supplier", THURSDAY)
    action = world.store.actions.get_action(planned)
    assert action.state is ActionState.CANCELLED
    reason = world.store.actions.get_cancel_reason(planned)
    assert reason == "Solved by the supplier"


def test_it_finds_actions_by_topic_through_merges(world, planned):
    store = world.store
    store.topics.link(world.topics[0], world.topics[1])
    found = store.actions.find_actions(topic_ids=[world.topics[1]])
    assert [action.id for action in found] == [planned]
    assert found[0].topics == ("Loses edits",)
    assert store.actions.find_actions(topic_ids=[world.topics[2]]) == ()
