"""Closing the loop of a topic: who was told what, who was not, who answered since."""

from dataclasses import dataclass

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as Redirect

from feedback.actions.audiences.notices import (
    Record,
    Recorded,
    export_untold,
    tell_audience,
    tell_listed,
)
from feedback.store.notices import Answer, Notice, Standing, Told, ToldWriter
from feedback.types import Action, ActionState, Role, Topic
from feedback.web.action_forms import NoticeForm
from feedback.web.context import flash_done, needs, now, person, render, store, today
from feedback.web.filters import count
from feedback.web.letter_files import download
from feedback.web.uploaded_text import read_text

blueprint = Blueprint("notices", __name__, url_prefix="/topics")
SHOWN_WRITERS = 25


@dataclass(frozen=True, slots=True)
class NoticesPage:
    """A topic's writers by where they stand; ``writers`` are a page of ``standing``.

    ``next_from`` is where the next page begins, None on the last.
    """

    topic: Topic
    counts: dict[Standing, int]
    standing: Standing
    writers: tuple[ToldWriter, ...]
    next_from: int | None
    notices: tuple[Notice, ...]
    form: NoticeForm

    @property
    def known(self) -> int:
        """Return how many writers of the topic are known."""
        return sum(self.counts.values())

    @property
    def told(self) -> int:
        """Return how many were told, whether or not they answered."""
        return self.counts[Standing.TOLD] + self.counts[Standing.ANSWERED]


@blueprint.route("/<int:topic_id>/notices")
def notices(topic_id: int) -> str:
    """Show who was told what, and who still waits."""
    topic = store().topics.get_topic(topic_id)
    standing = _standing(request.args.get("who", ""))
    start = max(request.args.get("from", 0, type=int), 0)
    counts = store().notices.count_standings(topic_id)
    following = start + SHOWN_WRITERS
    page = NoticesPage(
        topic=topic,
        counts=counts,
        standing=standing,
        writers=store().notices.find_writers(
            topic_id, [standing], SHOWN_WRITERS, min(start, counts[standing])
        ),
        next_from=following if following < counts[standing] else None,
        notices=store().notices.find_notices(topic_id),
        form=_form(topic_id),
    )
    return render("notices/notices.html", page)


@blueprint.route("/<int:topic_id>/notices", methods=["POST"])
@needs(Role.AGENT)
def tell(topic_id: int) -> Redirect:
    """Record that writers were told, by an action or by the mailing tool's file."""
    form = NoticeForm()
    form.offer(_actions(topic_id))
    form.check()
    told = Told(
        Answer(form.answer.data), (form.words.data or "").strip(), form.told_on.data
    )
    record = Record(topic_id, person().id, now(), form.action_id.data or None)
    recorded = (
        tell_listed(store(), record, told, read_text(form.file.data))
        if form.file.data
        else tell_audience(store(), record, told)
    )
    flash_done(_said(recorded))
    return _to_notices(topic_id)


@blueprint.route("/<int:topic_id>/notices/<int:notice_id>/remove", methods=["POST"])
@needs(Role.AGENT)
def remove(topic_id: int, notice_id: int) -> Redirect:
    """Take back what was recorded by mistake."""
    store().notices.remove(topic_id, notice_id)
    flash_done("Taken back; these writers count as not told by it.")
    return _to_notices(topic_id)


@blueprint.route("/<int:topic_id>/untold.csv")
@needs(Role.AGENT)
def untold(topic_id: int) -> Response:
    """Download those who still wait, for the mailing tool."""
    content = export_untold(store(), topic_id)
    return download(content.encode("utf-8-sig"), f"untold-{topic_id}.csv")


def _said(recorded: Recorded) -> str:
    others = count(recorded.passed_over, "other")
    passed = f"; {others} never wrote on this topic" if recorded.passed_over else ""
    return f"Recorded for {count(recorded.writers, 'writer')} of the topic{passed}."


def _to_notices(topic_id: int) -> Redirect:
    return redirect(url_for("notices.notices", topic_id=topic_id), 303)


def _standing(text: str) -> Standing:
    return Standing(text) if text in set(Standing) else Standing.UNTOLD


def _form(topic_id: int) -> NoticeForm:
    form = NoticeForm(formdata=None, told_on=today())
    form.offer(_actions(topic_id))
    form.action_id.data = request.args.get("action", 0, type=int)
    return form


def _actions(topic_id: int) -> list[Action]:
    """Return the actions through which its writers may have been told."""
    told_by = (ActionState.RUNNING, ActionState.CONCLUDED)
    found = store().actions.find_actions(told_by, [topic_id])
    return sorted(found, key=lambda action: action.id, reverse=True)
