"""Plans: what an action says before it starts, and what it may change later.

A plan can be rewritten until its action starts. From then on it is frozen: every
later change is an amendment, dated, with a reason.
"""

import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from feedback.actions.audiences.finding import check_query
from feedback.actions.audiences.holdout import draw_audience
from feedback.actions.plans.freezing import plan_fields, plan_fingerprint
from feedback.errors import InvalidPlan, Refused
from feedback.store import Store
from feedback.store.actions import Change
from feedback.types import (
    Action,
    ActionState,
    Link,
    MeasureKind,
    Plan,
)

LARGEST_HOLDOUT_SHARE = 0.9
SHORTEST_PURPOSE = 12
LONGEST_WINDOW = timedelta(days=731)
DRAWN_FIELDS = ("audience_query", "holdout_share")
"""Fields that lots were drawn by: they cannot change once the action has started."""


def check_plan(plan: Plan) -> None:
    """Raise InvalidPlan, with a sentence for each field that lacks something."""
    problems = {
        **_check_words(plan),
        **_check_measure(plan),
        **_check_numbers(plan),
        **check_query(plan.audience_query),
    }
    if problems:
        raise InvalidPlan(problems)


def plan_action(
    store: Store, plan: Plan, created_at: datetime, seed: int | None = None
) -> int:
    """Keep a plan and return its action's id; raises InvalidPlan.

    ``seed`` draws the holdout; a random one is taken, and kept, when none is given.
    """
    check_plan(plan)
    _check_day(plan, created_at.date())
    chosen = secrets.randbelow(2**31) if seed is None else seed
    return store.actions.add(plan, chosen, created_at)


def amend_plan(
    store: Store,
    action_id: int,
    plan: Plan,
    version: int,
    person_id: int,
    reason: str,
    amended_at: datetime,
) -> tuple[Change, ...]:
    """Change a plan and return what changed; after the start, as amendments.

    Raises InvalidPlan, Conflict when ``version`` is no longer the action's, Refused
    after the end, for a missing reason, or for a field that lots were drawn by.
    """
    check_plan(plan)
    with store.transaction():
        action = store.actions.get_action(action_id)
        changes = _changes(action.plan, plan)
        if action.state is not ActionState.PLANNED:
            _check_amendment(action, changes, reason)
            store.actions.add_amendments(
                action_id, changes, person_id, reason.strip(), amended_at
            )
        store.actions.replace_plan(action_id, plan, version)
    return changes


def start_action(
    store: Store,
    action_id: int,
    version: int,
    started_at: datetime,
    leave_out_waiting: bool = False,
) -> Action:
    """Freeze the plan under its fingerprint and draw the audience.

    ``leave_out_waiting`` leaves out writers whose complaint is still open. Raises
    InvalidPlan, Conflict, or Refused when it is not a planned action.
    """
    with store.transaction():
        action = store.actions.get_action(action_id)
        if action.state is not ActionState.PLANNED:
            raise Refused(f"This action is {action.state.value} already.")
        check_plan(action.plan)
        _check_day(action.plan, started_at.date())
        store.actions.start(
            action_id, version, plan_fingerprint(plan_fields(action.plan)), started_at
        )
        members = draw_audience(store, action, started_at.date(), leave_out_waiting)
        store.audiences.keep(action_id, members)
    return store.actions.get_action(action_id)


def cancel_action(
    store: Store, action_id: int, version: int, reason: str, cancelled_at: datetime
) -> None:
    """Give an action up, saying why; raises Refused or Conflict."""
    if not reason.strip():
        raise Refused("Say in a sentence why this action is given up.")
    action = store.actions.get_action(action_id)
    if action.state not in (ActionState.PLANNED, ActionState.RUNNING):
        raise Refused(f"This action is {action.state.value} already.")
    store.actions.cancel(action_id, version, reason.strip(), cancelled_at)


def _changes(before: Plan, after: Plan) -> tuple[Change, ...]:
    old, new = plan_fields(before), plan_fields(after)
    return tuple(
        Change(name, old[name], new[name]) for name in old if old[name] != new[name]
    )


def _check_amendment(action: Action, changes: Iterable[Change], reason: str) -> None:
    if action.state is not ActionState.RUNNING:
        raise Refused(f"This action is {action.state.value}; its plan stays as it is.")
    if any(change.field in DRAWN_FIELDS for change in changes):
        raise Refused(
            "The audience was drawn when the action started and cannot change. "
            "Plan another action for other people."
        )
    if not reason.strip():
        raise Refused("Say why the plan changes: it is shown beside the result.")


def _check_words(plan: Plan) -> dict[str, str]:
    problems = {}
    if not plan.title.strip():
        problems["title"] = "Give the action a short name."
    if len(plan.purpose.strip()) < SHORTEST_PURPOSE:
        problems["purpose"] = "Say in a sentence what we do, for whom, so that what."
    if not plan.topic_ids and plan.link in (Link.KEEP, Link.RECALL):
        problems["topic_ids"] = "Choose the topics that this action answers."
    return problems


def _check_measure(plan: Plan) -> dict[str, str]:
    problems = {}
    if plan.measure is MeasureKind.LETTERS and not plan.topic_ids:
        problems["topic_ids"] = "Letters are counted by topic: choose at least one."
    if plan.measure is MeasureKind.REPEATS:
        if not plan.topic_ids:
            problems["topic_ids"] = "Say what they must not write about again."
        if not plan.audience_query.strip():
            problems["audience_query"] = "Say who may write again: search for letters."
    if plan.measure is MeasureKind.RETURNS and not plan.audience_query.strip():
        problems["audience_query"] = "Say whose return is counted: search for letters."
    if plan.measure is MeasureKind.READING and not plan.criterion.strip():
        problems["criterion"] = "State beforehand which question reading must answer."
    if plan.measure is MeasureKind.OUTSIDE and not plan.measure_note.strip():
        problems["measure_note"] = "Name the number and where it comes from."
    return problems


def _check_numbers(plan: Plan) -> dict[str, str]:
    problems = {}
    if not 0 < plan.smallest_change <= 1:
        problems["smallest_change"] = "The smallest change lies from 1 to 100 %."
    if plan.cost is not None and not 0 <= plan.cost < 1e12:
        problems["cost"] = "The cost is a number, 0 or more."
    if not 0 <= plan.holdout_share <= LARGEST_HOLDOUT_SHARE:
        problems["holdout_share"] = "The holdout lies from 0 to 90 %."
    elif plan.holdout_share and not plan.audience_query.strip():
        problems["holdout_share"] = "A holdout needs an audience to be drawn from."
    return problems


def _check_day(plan: Plan, today: date) -> None:
    if not today < plan.due_on <= today + LONGEST_WINDOW:
        raise InvalidPlan({"due_on": "The due day lies ahead, within two years."})
