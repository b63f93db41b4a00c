"""The page of a rule: what it would place, before it is made."""

from dataclasses import dataclass

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from feedback.errors import Refused
from feedback.store.rules import RuleWay
from feedback.topics.filing.rules import RulePreview, make_rule, preview_rule
from feedback.types import Role, Topic
from feedback.web.context import flash_done, needs, now, person, render, store
from feedback.web.topic_forms import RuleForm

blueprint = Blueprint("rules", __name__, url_prefix="/topics")


@dataclass(frozen=True, slots=True)
class RulePage:
    """A rule to be: ``preview`` is there once words were given, else ``problem``."""

    topic: Topic
    text: str
    way: RuleWay
    preview: RulePreview | None
    problem: str


@blueprint.route("/<int:topic_id>/rule")
def new(topic_id: int) -> str:
    """Show what a rule would place."""
    opened, text = store(), request.args.get("text", "")
    is_words = request.args.get("way") == RuleWay.WORDS.value
    way = RuleWay.WORDS if is_words else RuleWay.PHRASE
    topic, preview, problem = opened.topics.get_topic(topic_id), None, ""
    if text:
        try:
            preview = preview_rule(opened, topic_id, text, way)
        except Refused as error:
            problem = str(error)
    page = RulePage(topic, text, way, preview, problem)
    return render("topics/rule.html", page)


@blueprint.route("/<int:topic_id>/rules", methods=["POST"])
@needs(Role.AGENT)
def make(topic_id: int) -> Response:
    """Make a rule."""
    form = RuleForm.checked()
    way = RuleWay(form.way.data)
    where = (store(), topic_id, form.text.data, way)
    event_id = make_rule(*where, person().id, now())
    undo_url = url_for("topic_edits.undo", event_id=event_id)
    flash_done("From now on always this topic.", undo_url)
    return redirect(url_for("topics.topic", topic_id=topic_id), 303)
