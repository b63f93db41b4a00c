"""Coverage: which actions count, in which month, and what too few results ask."""

from datetime import date

import pytest

from feedback.actions.plans.planning import plan_action, start_action
from feedback.actions.results.concluding import Conclusion, conclude
from feedback.actions.results.coverage import (
    Kind,
    Wanted,
    count_coverage,
    count_overdue,
    coverage_by,
    coverage_question,
    find_coverage,
    month_outcomes,
    select_outcomes,
)
from feedback.types import Coverage, Link, VerdictKind
from tests.worlds import noon

STARTED = noon(date(2026, 1, 5))
NOT_MEASURED = Conclusion(
    VerdictKind.NOT_MEASURED, None, "Decide first how to measure.", 2, "No time"
)


def running(world, due_on, **changes):
    plan = world.plan(due_on=due_on, **changes)
    action_id = plan_action(world.store, plan, STARTED)
    return start_action(world.store, action_id, 1, STARTED).id


def counts(world, day, today):
    return count_coverage(month_outcomes(world.store, day, today))


def test_it_has_no_share_without_actions(world):
    coverage = counts(world, date(2026, 2, 1), date(2026, 2, 20))
    assert (coverage.actions, coverage.with_result_share) == (0, None)
    assert coverage_question(coverage) == ""


def test_it_counts_an_action_once_its_due_day_has_come(world):
    running(world, date(2026, 2, 10))
    assert counts(world, date(2026, 2, 1), date(2026, 2, 9)).actions == 0
    assert counts(world, date(2026, 2, 1), date(2026, 2, 10)).none == 1


def test_it_leaves_planned_and_cancelled_actions_out(world):
    plan_action(world.store, world.plan(due_on=date(2026, 2, 10)), STARTED)
    assert counts(world, date(2026, 2, 1), date(2026, 3, 1)).actions == 0


def test_it_counts_an_action_in_the_month_it_fell_due(world):
    action_id = running(world, date(2026, 2, 10))
    conclude(world.store, action_id, NOT_MEASURED, world.lead, noon(date(2026, 3, 3)))
    assert counts(world, date(2026, 2, 1), date(2026, 3, 3)) == Coverage(0, 0, 1)
    assert counts(world, date(2026, 3, 1), date(2026, 3, 3)).actions == 0


def test_it_counts_an_action_concluded_early_in_that_month(world):
    action_id = running(world, date(2026, 4, 10))
    conclude(world.store, action_id, NOT_MEASURED, world.lead, noon(date(2026, 2, 3)))
    assert counts(world, date(2026, 2, 1), date(2026, 2, 3)).actions == 1
    assert counts(world, date(2026, 4, 1), date(2026, 4, 30)).actions == 0


def test_it_shows_the_last_months_in_order(world):
    running(world, date(2026, 1, 31))
    running(world, date(2026, 2, 28))
    months = find_coverage(world.store, date(2026, 3, 2), 4)
    assert [m.starts_on for m in months] == [
        date(2025, 12, 1),
        date(2026, 1, 1),
        date(2026, 2, 1),
        date(2026, 3, 1),
    ]
    assert [m.coverage.none for m in months] == [0, 1, 1, 0]


def test_it_counts_by_person_the_busiest_first(world):
    running(world, date(2026, 2, 10))
    for _ in range(2):
        running(world, date(2026, 2, 11), owner_id=world.colleague)
    outcomes = month_outcomes(world.store, date(2026, 2, 1), date(2026, 2, 20))
    groups = coverage_by(outcomes, lambda outcome: [outcome.owner])
    assert [(name, c.actions) for name, c in groups] == [("Ben", 2), ("Ana", 1)]


def test_it_counts_an_action_under_each_of_its_topics(world):
    running(world, date(2026, 2, 10), topic_ids=tuple(world.topics[:2]))
    running(world, date(2026, 2, 11))
    outcomes = month_outcomes(world.store, date(2026, 2, 1), date(2026, 2, 20))
    groups = coverage_by(outcomes, lambda outcome: outcome.topics)
    assert [(name, c.none) for name, c in groups] == [
        ("Charged twice", 2),
        ("Loses edits", 1),
    ]


def test_it_lists_what_stands_behind_each_number(world):
    measured = running(world, date(2026, 2, 10))
    conclude(world.store, measured, NOT_MEASURED, world.lead, noon(date(2026, 2, 12)))
    late = running(
        world, date(2026, 2, 11), owner_id=world.colleague, link=Link.RECALL,
        topic_ids=(world.topics[1],),
    )  # fmt: skip
    outcomes = month_outcomes(world.store, date(2026, 2, 1), date(2026, 2, 20))
    ids = lambda **wanted: [  # noqa: E731
        outcome.action_id for outcome in select_outcomes(outcomes, Wanted(**wanted))
    ]
    assert ids() == ids(kind=Kind.NONE) == [late, measured]
    assert ids(kind=Kind.OVERDUE) == [late]
    assert count_overdue(outcomes) == 1
    assert ids(kind=Kind.QUANTITATIVE) == []
    assert ids(owner="Ben") == ids(link="recall") == ids(topic="Loses edits") == [late]
    assert ids(owner="Ana", topic="Loses edits") == []


@pytest.mark.parametrize(
    ("coverage", "question"),
    [
        (Coverage(6, 0, 4), ""),
        (Coverage(5, 2, 5), "Five pieces of work have no data result."),
        (Coverage(1, 0, 1), "One piece of work has no data result."),
        (Coverage(0, 0, 12), "12 pieces of work have no data result."),
    ],
)
def test_it_asks_what_work_without_a_result_was_for(coverage, question):
    asked = coverage_question(coverage, 0.4)
    assert asked.startswith(question)
    assert bool(asked) == bool(question)
