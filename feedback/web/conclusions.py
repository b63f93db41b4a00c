"""Conclusions: evidence, the verdict with its number, and the second person."""

from dataclasses import dataclass

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response as Redirect

from feedback.actions.measures.measurement import Measurement, is_hidden
from feedback.actions.measures.measuring import measure
from feedback.actions.results import concluding, evidence
from feedback.actions.results.concluding import RECOMMENDED_QUOTES, planned_basis
from feedback.errors import InvalidResult
from feedback.types import Action, ActionState, Evidence, MeasureKind, Role
from feedback.web.action_forms import ConcludeForm, EvidenceForm
from feedback.web.addresses import safe_path
from feedback.web.context import flash_done, needs, now, person, render, store, today

blueprint = Blueprint("conclusions", __name__, url_prefix="/actions")

Answer = str | Redirect | tuple[str, int]


@dataclass(frozen=True, slots=True)
class ConcludePage:
    """The proposed verdict, the quotes, and the form.

    ``measurement`` is None while the number is hidden or there is none; ``missing``
    says why then.
    """

    action: Action
    form: ConcludeForm
    measurement: Measurement | None
    missing: str
    is_hidden: bool
    evidence: tuple[Evidence, ...]
    recommended_quotes: int
    problem: str = ""


@blueprint.route("/<int:action_id>/conclude")
@needs(Role.AGENT)
def form(action_id: int) -> Answer:
    """Show the proposed verdict and ask for the person's own.

    A colleague may have concluded the action meanwhile: then show the result.
    """
    action = store().actions.get_action(action_id)
    if action.state is ActionState.CONCLUDED:
        return redirect(url_for("results.result", action_id=action_id), 303)
    if action.state is not ActionState.RUNNING:
        return redirect(url_for("actions.action", action_id=action_id), 303)
    shown = ConcludeForm(
        formdata=None,
        basis=planned_basis(action).value,
        version=action.version,
        source=action.plan.measure_note,
    )
    return _show(action, shown)


@blueprint.route("/<int:action_id>/conclude", methods=["POST"])
@needs(Role.AGENT)
def conclude(action_id: int) -> Answer:
    """Close the action with its data result."""
    sent = ConcludeForm()
    action = store().actions.get_action(action_id)
    if not sent.validate_on_submit():
        return _show(action, sent, "Choose a verdict and what it rests on."), 422
    try:
        concluding.conclude(store(), action_id, sent.conclusion(), person().id, now())
    except InvalidResult as refusal:
        return _show(action, sent, str(refusal)), 422
    undo_url = url_for("conclusions.take_back", action_id=action_id)
    flash_done("Concluded. Ask a colleague to countersign.", undo_url)
    return redirect(url_for("results.result", action_id=action_id), 303)


@blueprint.route("/<int:action_id>/conclude/undo", methods=["POST"])
@needs(Role.AGENT)
def take_back(action_id: int) -> Redirect:
    """Take an own result back, so that the action runs on."""
    concluding.take_back(store(), action_id, person().id, now())
    flash_done("Taken back; the action runs on. What it said stays below.")
    return redirect(url_for("actions.action", action_id=action_id), 303)


@blueprint.route("/<int:action_id>/countersign", methods=["POST"])
@needs(Role.AGENT)
def countersign(action_id: int) -> Redirect:
    """Agree with a colleague's result."""
    concluding.countersign(store(), action_id, person().id, now())
    flash_done("Countersigned.")
    return redirect(url_for("results.result", action_id=action_id), 303)


@blueprint.route("/<int:action_id>/evidence", methods=["POST"])
@needs(Role.AGENT)
def add_evidence(action_id: int) -> Redirect:
    """Keep a letter's own words as evidence."""
    sent = EvidenceForm.checked()
    evidence.add_evidence(
        store(),
        action_id,
        sent.letter_id.data,
        sent.quote.data,
        person().id,
        now(),
        sent.note.data or "",
    )
    flash_done("Kept as evidence.")
    back = safe_path(request.form.get("back", ""))
    return redirect(back, 303) if back else _to_evidence(action_id)


@blueprint.route("/<int:action_id>/evidence/<int:evidence_id>/remove", methods=["POST"])
@needs(Role.AGENT)
def remove_evidence(action_id: int, evidence_id: int) -> Redirect:
    """Take a quote away again."""
    evidence.remove_evidence(store(), action_id, evidence_id)
    flash_done("Taken away from the evidence.")
    return _to_evidence(action_id)


def _to_evidence(action_id: int) -> Redirect:
    url = url_for("actions.action", action_id=action_id, _anchor="evidence")
    return redirect(url, 303)


def _show(action: Action, shown: ConcludeForm, problem: str = "") -> str:
    measurement, missing = _measured(action)
    if measurement and not shown.verdict.data:
        shown.verdict.data = measurement.kind.value
    page = ConcludePage(
        action=action,
        form=shown,
        measurement=measurement,
        missing=missing,
        is_hidden=is_hidden(action, today()),
        evidence=store().evidence.find_evidence(action.id),
        recommended_quotes=RECOMMENDED_QUOTES,
        problem=problem,
    )
    return render("actions/conclude.html", page)


def _measured(action: Action) -> tuple[Measurement | None, str]:
    """Return what the numbers propose, or why there is nothing to see."""
    if action.plan.measure in (MeasureKind.READING, MeasureKind.OUTSIDE):
        return None, ""
    if is_hidden(action, today()):
        return None, f"The number is hidden until {action.plan.due_on}."
    try:
        return measure(store(), action, today()), ""
    except InvalidResult as refusal:
        return None, str(refusal)
