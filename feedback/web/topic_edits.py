"""What people do to topics: every change from the pages, each with its undo."""

from collections.abc import Sequence

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from feedback.topics.filing import corrections
from feedback.topics.filing.moving import file_several, move_several
from feedback.topics.life import life, proposals
from feedback.topics.life.gathering import make_topic
from feedback.topics.life.halving import propose_halves
from feedback.topics.life.splitting import split_off
from feedback.topics.life.undoing import undo_event
from feedback.types import Role
from feedback.web.addresses import safe_path
from feedback.web.context import flash_done, needs, now, person, store
from feedback.web.filters import count
from feedback.web.selecting import chosen_ids
from feedback.web.topic_forms import (
    CorrectForm,
    DecideForm,
    FileForm,
    MergeForm,
    PickingForm,
    RenameForm,
    SplitForm,
    StateForm,
)

blueprint = Blueprint("topic_edits", __name__, url_prefix="/topics")

_PUT = {
    "active": life.activate,
    "resolved": life.resolve,
    "archived": life.archive,
}
_STAYS_AWAY = "Dismissed; not proposed again until the topic has twice its letters."
_DISMISSED = {"new": "Dismissed; the topic is archived with its letters."}


@blueprint.route("/<int:topic_id>/rename", methods=["POST"])
@needs(Role.AGENT)
def rename(topic_id: int) -> Response:
    """Give a topic a name that holds through every fit."""
    name = RenameForm.checked().name.data
    event_id = life.rename(store(), topic_id, name, person().id, now())
    flash_done("Renamed.", _undo_url(event_id))
    return _to_topic(topic_id)


@blueprint.route("/<int:topic_id>/state", methods=["POST"])
@needs(Role.AGENT)
def set_state(topic_id: int) -> Response:
    """Accept a topic, or put it into another state with a reason."""
    form = StateForm.checked()
    state = form.state.data
    if state == "accepted":
        event_id = life.accept(store(), topic_id, person().id, now())
    else:
        reason = form.reason.data or ""
        event_id = _PUT[state](store(), topic_id, reason, person().id, now())
    flash_done(f"{state.capitalize()}.", _undo_url(event_id))
    return _back(url_for("topics.topic", topic_id=topic_id))


@blueprint.route("/<int:topic_id>/merge", methods=["POST"])
@needs(Role.AGENT)
def merge(topic_id: int) -> Response:
    """Let another topic speak for this one."""
    into_id = MergeForm.checked().into_id.data
    name = store().topics.get_topic(topic_id).name
    event_id = life.merge(store(), topic_id, into_id, person().id, now())
    flash_done(f"“{name}” merged into this topic.", _undo_url(event_id))
    return _to_topic(store().topics.find_roots()[into_id])


@blueprint.route("/<int:topic_id>/unmerge", methods=["POST"])
@needs(Role.AGENT)
def unmerge(topic_id: int) -> Response:
    """Let a merged topic speak for itself again."""
    life.unmerge(store(), topic_id, person().id, now())
    flash_done("Un-merged, with the letters that it had.")
    return _to_topic(topic_id)


@blueprint.route("/<int:topic_id>/split", methods=["POST"])
@needs(Role.AGENT)
def split(topic_id: int) -> Response:
    """Make a new topic of the ticked letters."""
    form = SplitForm.checked()
    chosen, name = form.letter_ids.data, form.name.data
    new_id, event_id = split_off(store(), topic_id, chosen, name, person().id, now())
    left_out = _left_out(event_id, chosen, "had left the topic meanwhile")
    flash_done(f"Split off into this topic.{left_out}", _undo_url(event_id))
    return _to_topic(new_id)


@blueprint.route("/<int:topic_id>/split/pages", methods=["POST"])
@needs(Role.AGENT)
def turn_page(topic_id: int) -> Response:
    """Go to other letters of a topic that is being split, with what is ticked."""
    form = PickingForm.checked()
    address = url_for(
        "topics.split",
        topic_id=topic_id,
        cursor=form.cursor.data or None,
        name=form.name.data or None,
        ticked=form.letter_ids.data,
    )
    return redirect(address, 303)


@blueprint.route("/loose", methods=["POST"])
@needs(Role.AGENT)
def gather() -> Response:
    """Make a new topic of ticked letters that have none."""
    form = SplitForm.checked()
    chosen, name = form.letter_ids.data, form.name.data
    event_id = make_topic(store(), chosen, name, person().id, now())
    left_out = _left_out(event_id, chosen, "had got a topic meanwhile")
    flash_done(f"A new topic, filed by hand.{left_out}", _undo_url(event_id))
    return _to_topic(store().topic_events.get_event(event_id)[0].topic_id)


@blueprint.route("/<int:topic_id>/halves", methods=["POST"])
@needs(Role.AGENT)
def halve(topic_id: int) -> Response:
    """Let the models propose two halves of a topic."""
    propose_halves(store(), topic_id)
    return redirect(url_for("topics.split", topic_id=topic_id), 303)


@blueprint.route("/letters/<int:letter_id>", methods=["POST"])
@needs(Role.AGENT)
def correct(letter_id: int) -> Response:
    """Say that a letter belongs to a topic, or that it does not."""
    form = CorrectForm.checked()
    belongs = form.belongs.data == "yes"
    change = corrections.file_letter if belongs else corrections.refuse_letter
    topic_id, seen = form.topic_id.data, form.seen.data
    event_id = change(store(), letter_id, topic_id, person().id, now(), seen)
    done = "Filed by hand; no fit will move it." if belongs else "Taken out, for good."
    flash_done(done, _undo_url(event_id))
    return _back(url_for("letters.letter", letter_id=letter_id))


@blueprint.route("/letters", methods=["POST"])
@needs(Role.AGENT)
def file_letters() -> Response:
    """File letters under a topic that is there, or move them to it from another."""
    form = FileForm.checked()
    chosen = chosen_ids(form.letter_ids.data, form.expected.data)
    topic_id, from_id, who = form.topic_id.data, form.from_id.data, (person().id, now())
    if from_id:
        event_id = move_several(store(), chosen, from_id, topic_id, *who)
    else:
        event_id = file_several(store(), chosen, topic_id, *who)
    event, change = store().topic_events.get_event(event_id)
    filed = count(len(change.after["letter_ids"]), "letter")
    name = store().topics.get_topic(event.topic_id).name
    flash_done(f"{filed} filed under “{name}” by hand.", _undo_url(event_id))
    return _back(url_for("topics.topic", topic_id=event.topic_id))


@blueprint.route("/proposals/<int:proposal_id>", methods=["POST"])
@needs(Role.AGENT)
def decide(proposal_id: int) -> Response:
    """Accept or dismiss what a refit proposes."""
    if DecideForm.checked().decision.data == "accept":
        events = proposals.accept_proposal(store(), proposal_id, person().id, now())
        flash_done("Accepted.", url_for("topics_together.undo", event=events))
    else:
        said_no = proposals.dismiss_proposal(store(), proposal_id, person().id, now())
        undo_url = url_for("topic_edits.reopen", proposal_id=proposal_id)
        flash_done(_DISMISSED.get(said_no.kind, _STAYS_AWAY), undo_url)
    return _back(url_for("topics.topics"))


@blueprint.route("/proposals/<int:proposal_id>/reopen", methods=["POST"])
@needs(Role.AGENT)
def reopen(proposal_id: int) -> Response:
    """Put a dismissed proposal before people again."""
    proposals.reopen_proposal(store(), proposal_id, person().id, now())
    return redirect(url_for("topics.topics"), 303)


@blueprint.route("/events/<int:event_id>/undo", methods=["POST"])
@needs(Role.AGENT)
def undo(event_id: int) -> Response:
    """Take back something that was done to a topic."""
    done = undo_event(store(), event_id, person().id, now())
    flash_done(f"Undone: {done}")
    return _back(url_for("topics.topics"))


@blueprint.route("/refit", methods=["POST"])
@needs(Role.AGENT)
def refit() -> Response:
    """Ask for a fit; it runs beside the pages."""
    store().jobs.add("fit", {}, person().id, now())
    flash_done("The models are reading all letters. You can go on working.")
    return redirect(url_for("topics.topics"), 303)


def _undo_url(event_id: int) -> str:
    return url_for("topic_edits.undo", event_id=event_id)


def _left_out(event_id: int, chosen: Sequence[int], why: str) -> str:
    """Say of how many chosen letters somebody else had disposed before."""
    moved = store().topic_events.get_event(event_id)[1].after["letter_ids"]
    stayed = len(set(chosen) - set(moved))
    return f" {count(stayed, 'ticked letter')} {why}." if stayed else ""


def _to_topic(topic_id: int) -> Response:
    return redirect(url_for("topics.topic", topic_id=topic_id), 303)


def _back(otherwise: str) -> Response:
    return redirect(safe_path(request.form.get("back", "")) or otherwise, 303)
