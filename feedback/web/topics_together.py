"""Several ticked topics at once: look before they become one, accept, archive."""

from dataclasses import dataclass

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from feedback.topics.life import together
from feedback.topics.portraits import find_quotes
from feedback.types import Quote, Role, Topic
from feedback.web.context import flash_done, needs, now, person, render, store
from feedback.web.topic_forms import TickedForm

blueprint = Blueprint("topics_together", __name__, url_prefix="/topics/together")
QUOTES = 2


@dataclass(frozen=True, slots=True)
class TogetherPage:
    """Topics about to become one, the largest first: it speaks unless told else.

    ``quotes`` are what each says, by topic id.
    """

    topics: tuple[Topic, ...]
    quotes: dict[int, tuple[Quote, ...]]


@blueprint.route("/")
@needs(Role.AGENT)
def look() -> str | Response:
    """Ask which of the ticked topics shall speak for the others."""
    ticked = dict.fromkeys(request.args.getlist("topic_ids", type=int))
    if len(ticked) < 2:
        flash_done("Tick at least two topics to merge.")
        return redirect(url_for("topics.topics"), 303)
    topics = [store().topics.get_topic(topic_id) for topic_id in ticked]
    page = TogetherPage(
        topics=tuple(sorted(topics, key=lambda topic: -topic.letters)),
        quotes={it.id: find_quotes(store(), it.id, QUOTES) for it in topics},
    )
    return render("topics/together.html", page)


@blueprint.route("/", methods=["POST"])
@needs(Role.AGENT)
def choose() -> Response:
    """Go on to the look at the ticked topics."""
    ticked = TickedForm.checked().topic_ids.data
    return redirect(url_for("topics_together.look", topic_ids=ticked), 303)


@blueprint.route("/merge", methods=["POST"])
@needs(Role.AGENT)
def merge() -> Response:
    """Let one of the ticked topics speak for the others."""
    form = TickedForm.checked()
    into_id = form.into_id.data or 0
    events = together.merge_together(
        store(), form.topic_ids.data, into_id, person().id, now()
    )
    into = store().topics.get_topic(into_id)
    _say(f"{len(events) + 1} topics are “{into.name}” now.", events)
    return redirect(url_for("topics.topic", topic_id=into.id), 303)


@blueprint.route("/accept", methods=["POST"])
@needs(Role.AGENT)
def accept() -> Response:
    """Accept the ticked topics that are proposed."""
    ticked = TickedForm.checked().topic_ids.data
    events = together.accept_together(store(), ticked, person().id, now())
    return _done("accepted", events)


@blueprint.route("/archive", methods=["POST"])
@needs(Role.AGENT)
def archive() -> Response:
    """Take the ticked topics off the list until they get worse."""
    ticked = TickedForm.checked().topic_ids.data
    events = together.archive_together(store(), ticked, person().id, now())
    return _done("archived", events)


@blueprint.route("/undo", methods=["POST"])
@needs(Role.AGENT)
def undo() -> Response:
    """Take back what was done to several topics."""
    events = request.args.getlist("event", type=int)
    undone = together.undo_together(store(), events, person().id, now())
    flash_done(f"Undone for {undone} {'topic' if undone == 1 else 'topics'}.")
    return redirect(url_for("topics.topics"), 303)


def _done(what: str, events: tuple[int, ...]) -> Response:
    topics = "topic" if len(events) == 1 else "topics"
    _say(f"{len(events)} {topics} {what}.", events)
    return redirect(url_for("topics.topics"), 303)


def _say(message: str, events: tuple[int, ...]) -> None:
    flash_done(message, url_for("topics_together.undo", event=events))
