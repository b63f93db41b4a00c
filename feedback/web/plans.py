"""Plans: the one page on which an action is planned, and changed."""

from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response as Redirect

from feedback.actions.audiences.writer_lists import list_chosen, matching_query
from feedback.actions.plans.advice import Advice, advise
from feedback.actions.plans.planning import amend_plan, check_plan, plan_action
from feedback.errors import InvalidPlan
from feedback.types import Action, ActionState, Direction, Link, MeasureKind, Role
from feedback.web.action_forms import ChosenLettersForm, PlanForm
from feedback.web.context import flash_done, needs, now, person, render, store, today

blueprint = Blueprint("plans", __name__, url_prefix="/actions")
FIRST_WINDOW_DAYS = 28

Answer = str | Redirect | tuple[str, int]


@dataclass(frozen=True, slots=True)
class PlanPage:
    """The form, and beside it what is known about such an action.

    ``action`` is None while the plan is new; ``advice`` before anything was chosen.
    """

    form: PlanForm
    action: Action | None
    advice: Advice | None
    is_checked: bool = False


@blueprint.route("/plan")
@needs(Role.AGENT)
def new() -> str:
    """Show an empty plan, or one begun from a topic or a search."""
    form = _form()
    form.link.data, form.measure.data = Link.KEEP.value, MeasureKind.LETTERS.value
    form.direction.data, form.smallest_percent.data = Direction.DOWN.value, 30
    form.due_on.data = today() + timedelta(days=FIRST_WINDOW_DAYS)
    form.owner_id.data = person().id
    form.topic_ids.data = request.args.getlist("topic", type=int)
    form.audience_query.data = request.args.get("q", "")
    return _show(form, None)


@blueprint.route("/plan/writers", methods=["POST"])
@needs(Role.AGENT)
def begin() -> Redirect:
    """Begin a plan for the writers of ticked letters, or of all that match."""
    form = ChosenLettersForm.checked()
    if form.expected.data:
        return redirect(url_for("plans.new", q=matching_query(form.q.data or "")), 303)
    chosen = list_chosen(store(), form.letter_ids.data, person().id, now())
    flash_done("Their writers are kept as a list, which is the audience of this plan.")
    begun = url_for("plans.new", q=f"list:{chosen.list_id}", topic=chosen.topic_ids)
    return redirect(begun, 303)


@blueprint.route("/plan", methods=["POST"])
@needs(Role.AGENT)
def create() -> Answer:
    """Keep a new plan, or only check it and show what is known."""
    form = _form()
    if problem := _check(form, None):
        return problem
    try:
        action_id = plan_action(store(), form.plan(), now())
    except InvalidPlan as refusal:
        return _refused(form, None, refusal)
    flash_done("Planned. Read it once more, then start it.")
    return redirect(url_for("actions.action", action_id=action_id), 303)


@blueprint.route("/<int:action_id>/plan")
@needs(Role.AGENT)
def edit(action_id: int) -> str:
    """Show an action's plan, to change it."""
    action = store().actions.get_action(action_id)
    form = _form()
    form.fill(action)
    return _show(form, action)


@blueprint.route("/<int:action_id>/plan", methods=["POST"])
@needs(Role.AGENT)
def amend(action_id: int) -> Answer:
    """Change a plan; once the action runs, as a dated amendment."""
    action = store().actions.get_action(action_id)
    form = _form()
    if problem := _check(form, action):
        return problem
    version, reason = form.version.data or 0, form.reason.data or ""
    try:
        changes = amend_plan(
            store(), action_id, form.plan(), version, person().id, reason, now()
        )
    except InvalidPlan as refusal:
        return _refused(form, action, refusal)
    is_running = action.state is ActionState.RUNNING
    kept = f"{len(changes)} changes kept" if len(changes) != 1 else "One change kept"
    flash_done(f"{kept} as amendments." if is_running else f"{kept}.")
    return redirect(url_for("actions.action", action_id=action_id), 303)


def _form() -> PlanForm:
    form = PlanForm()
    form.offer(store().topics.find_topics(), store().people.find_people())
    return form


def _check(form: PlanForm, action: Action | None) -> Answer | None:
    """Return the form again when it was only checked, or cannot be read; else None."""
    if not form.validate_on_submit():
        return _show(form, action), 422
    if "check" not in request.form:
        return None
    try:
        check_plan(form.plan())
    except InvalidPlan as refusal:
        form.show_problems(refusal.problems)
    return _show(form, action, is_checked=True)


def _refused(form: PlanForm, action: Action | None, refusal: InvalidPlan) -> Answer:
    form.show_problems(refusal.problems)
    return _show(form, action), 422


def _show(form: PlanForm, action: Action | None, is_checked: bool = False) -> str:
    is_readable = form.due_on.data and form.measure.data and form.owner_id.data
    advice = advise(store(), form.plan(), today()) if is_readable else None
    return render("actions/plan.html", PlanPage(form, action, advice, is_checked))
