"""Actions: the list, an action's page, starting it, giving it up, looking early."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, Response, redirect, url_for
from werkzeug.wrappers import Response as Redirect

from feedback.actions.audiences import exchange
from feedback.actions.audiences.finding import Audience, find_audience
from feedback.actions.measures.measurement import is_hidden
from feedback.actions.plans.freezing import is_intact
from feedback.actions.plans.planning import cancel_action, start_action
from feedback.actions.results import concluding
from feedback.actions.results.playbook import PastAction, find_playbook
from feedback.store.action_notes import ActionNote
from feedback.store.mailings import Mailing, Replies
from feedback.store.notices import Notice
from feedback.summaries.action_pictures import ActionPicture, draw_action
from feedback.topics.counts.resolving import topics_of
from feedback.types import (
    Action,
    ActionState,
    Amendment,
    DataResult,
    Evidence,
    MeasureKind,
    Quote,
    Role,
    Topic,
)
from feedback.web.action_forms import (
    ActionNoteForm,
    ActivityForm,
    CancelForm,
    LookForm,
    StartForm,
)
from feedback.web.context import flash_done, needs, now, person, render, store, today
from feedback.web.letter_files import download
from feedback.web.uploaded_text import read_text

blueprint = Blueprint("actions", __name__, url_prefix="/actions")
SUGGESTED_PASSAGES = 6


@dataclass(frozen=True, slots=True)
class RunningAction:
    """A running action; ``progress_share`` of its time has passed."""

    action: Action
    progress_share: float
    is_due: bool
    overdue_days: int


@dataclass(frozen=True, slots=True)
class ConcludedAction:
    """An action with what it led to."""

    action: Action
    result: DataResult


@dataclass(frozen=True, slots=True)
class ActionsPage:
    """All work, in the order in which it asks for something."""

    planned: tuple[Action, ...]
    running: tuple[RunningAction, ...]
    concluded: tuple[ConcludedAction, ...]
    is_empty: bool


@dataclass(frozen=True, slots=True)
class ActionPage:
    """An action whole.

    ``audience`` is whom it would reach if it started today, for a planned action;
    ``passages`` are letters since the start that could serve as evidence.
    """

    action: Action
    running: RunningAction | None
    amendments: tuple[Amendment, ...]
    is_intact: bool
    is_hidden: bool
    cancel_reason: str
    result: DataResult | None
    may_countersign: bool
    evidence: tuple[Evidence, ...]
    passages: tuple[Quote, ...]
    audience: Audience | None
    playbook: tuple[PastAction, ...]
    picture: ActionPicture | None
    notes: tuple[ActionNote, ...]
    notices: tuple[Notice, ...]
    topics: tuple[Topic, ...]
    mailings: tuple[Mailing, ...]
    replies: Replies


@blueprint.route("/")
def actions() -> str:
    """Show what is planned, what runs and what was concluded this month."""
    found = store().actions.find_actions()
    page = ActionsPage(
        planned=tuple(a for a in found if a.state is ActionState.PLANNED),
        running=tuple(
            _running(a, today()) for a in found if a.state is ActionState.RUNNING
        ),
        concluded=_concluded_since(today().replace(day=1)),
        is_empty=not found,
    )
    return render("actions/actions.html", page)


@blueprint.route("/<int:action_id>")
def action(action_id: int) -> str:
    """Show an action: plan, audience, amendments, evidence, result."""
    return render("actions/action.html", _action_page(action_id))


@blueprint.route("/<int:action_id>/start", methods=["POST"])
@needs(Role.AGENT)
def start(action_id: int) -> Redirect:
    """Freeze the plan and draw the audience."""
    form = StartForm.checked()
    started = start_action(
        store(), action_id, form.version.data, now(), form.leave_out_waiting.data
    )
    flash_done(f"Started. The plan is frozen as {started.fingerprint[:8]}.")
    return _to_action(action_id)


@blueprint.route("/<int:action_id>/cancel", methods=["POST"])
@needs(Role.AGENT)
def cancel(action_id: int) -> Redirect:
    """Give an action up."""
    form = CancelForm.checked()
    cancel_action(store(), action_id, form.version.data, form.reason.data, now())
    flash_done("Given up. Plan and reason stay on the record.")
    return redirect(url_for("actions.actions"), 303)


@blueprint.route("/<int:action_id>/look", methods=["POST"])
@needs(Role.AGENT)
def look(action_id: int) -> Redirect:
    """Show the number before it is due, and keep that somebody looked."""
    form = LookForm.checked()
    concluding.look_early(store(), action_id, form.reason.data, person().id, now())
    flash_done("Looked early; what was seen stands among the amendments.")
    return _to_action(action_id)


@blueprint.route("/<int:action_id>/audience.csv")
@needs(Role.AGENT)
def audience(action_id: int) -> Response:
    """Download the audience for the mailing tool, with the arm of each writer."""
    content = exchange.export_audience(store(), action_id)
    return download(content.encode("utf-8-sig"), f"audience-{action_id}.csv")


@blueprint.route("/<int:action_id>/activity", methods=["POST"])
@needs(Role.AGENT)
def activity(action_id: int) -> Redirect:
    """Read who used the product on which day."""
    form = ActivityForm.checked()
    kept = exchange.import_activity(store(), read_text(form.file.data))
    flash_done(f"{kept:,} days of activity kept.")
    return _to_action(action_id)


@blueprint.route("/<int:action_id>/notes", methods=["POST"])
@needs(Role.AGENT)
def add_note(action_id: int) -> Redirect:
    """Write a note for colleagues beside the action."""
    form = ActionNoteForm.checked()
    store().action_notes.add(action_id, person().id, form.text.data.strip(), now())
    flash_done("Note kept.")
    return redirect(
        url_for("actions.action", action_id=action_id, _anchor="notes"), 303
    )


def _to_action(action_id: int) -> Redirect:
    return redirect(url_for("actions.action", action_id=action_id), 303)


def _running(found: Action, day: date) -> RunningAction:
    started_on, due_on = found.started_on or day, found.plan.due_on
    planned = max((due_on - started_on).days, 1)
    return RunningAction(
        action=found,
        progress_share=min(max((day - started_on).days / planned, 0.0), 1.0),
        is_due=day >= due_on,
        overdue_days=max((day - due_on).days, 0),
    )


def _concluded_since(day: date) -> tuple[ConcludedAction, ...]:
    return tuple(
        ConcludedAction(store().actions.get_action(result.action_id), result)
        for result in store().results.find_results(since=day)
    )


def _action_page(action_id: int) -> ActionPage:
    found = store().actions.get_action(action_id)
    amendments = store().actions.find_amendments(action_id)
    is_running = found.state is ActionState.RUNNING
    is_planned = found.state is ActionState.PLANNED
    return ActionPage(
        action=found,
        running=_running(found, today()) if is_running else None,
        amendments=amendments,
        is_intact=is_planned or is_intact(found, amendments),
        is_hidden=is_hidden(found, today()),
        cancel_reason=store().actions.get_cancel_reason(action_id),
        result=_find_result(found),
        may_countersign=not store().results.is_author(action_id, person().id),
        evidence=store().evidence.find_evidence(action_id),
        passages=_passages(found) if is_running else (),
        audience=find_audience(store(), found.plan.audience_query, today())
        if is_planned
        else None,
        playbook=_others(found),
        picture=_picture(found),
        notes=store().action_notes.find_notes(action_id),
        notices=store().notices.find_of_action(action_id),
        topics=topics_of(store(), found),
        mailings=store().mailings.find_mailings(action_id),
        replies=store().mailings.count_replies(action_id),
    )


def _find_result(found: Action) -> DataResult | None:
    if found.state is not ActionState.CONCLUDED:
        return None
    return store().results.get_result(found.id)


def _passages(found: Action) -> tuple[Quote, ...]:
    quoted = {item.letter_id for item in store().evidence.find_evidence(found.id)}
    passages = store().evidence.find_passages(
        found.plan.topic_ids,
        found.started_on or today(),
        today() + timedelta(days=1),
        SUGGESTED_PASSAGES + len(quoted),
    )
    return tuple(q for q in passages if q.letter_id not in quoted)[:SUGGESTED_PASSAGES]


def _picture(found: Action) -> ActionPicture | None:
    """Draw up to the start while the number is hidden, else up to yesterday."""
    if found.plan.measure is MeasureKind.RETURNS:
        return None
    hidden = found.state is ActionState.RUNNING and is_hidden(found, today())
    last = (found.started_on or today()) if hidden else today()
    result = _find_result(found)
    return draw_action(store(), found, last - timedelta(days=1), result)


def _others(found: Action) -> tuple[PastAction, ...]:
    return tuple(
        past
        for past in find_playbook(store(), found.plan.topic_ids)
        if past.action.id != found.id
    )
