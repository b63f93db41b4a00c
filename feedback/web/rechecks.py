"""The pages of the blind re-check: a letter to file, and what all of them say."""

from dataclasses import dataclass

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from feedback.errors import Refused
from feedback.store.rechecks import Answer
from feedback.topics.rechecks import rechecking
from feedback.topics.rechecks.recheck_results import PERIOD, RecheckState, get_state
from feedback.types import Letter, Quote, Role
from feedback.web.addresses import safe_path
from feedback.web.context import flash_done, needs, now, person, render, settings, store
from feedback.web.recheck_forms import AnswerForm

blueprint = Blueprint("rechecks", __name__, url_prefix="/recheck")


@dataclass(frozen=True, slots=True)
class QueuePage:
    """The next letter to file, without a word on where the models put it.

    ``number`` is its place among the person's ``state.latest.size`` letters;
    ``is_second`` tells that somebody has filed it before; ``typed`` and ``problem``
    are what was wrong with the last try.
    """

    state: RecheckState
    letter: Letter | None
    number: int
    is_second: bool
    names: tuple[str, ...]
    typed: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """A letter that the signed-in person filed where no model had put it."""

    answer: Answer
    quote: Quote


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """Agreement overall, by topic and between people; ``names`` are those of topics."""

    state: RecheckState
    names: dict[int, str]
    differences: tuple[Difference, ...]


@blueprint.route("/")
def queue() -> str:
    """Show the next letter to file."""
    return _queue()


@blueprint.route("/results")
def results() -> str:
    """Show what the re-checks say, and where the person and the models differ."""
    opened = store()
    page = ResultsPage(
        state=get_state(opened, person().id, now()),
        names=opened.topics.find_names(),
        differences=_differences(),
    )
    return render("rechecks/results.html", page)


@blueprint.route("/draw", methods=["POST"])
@needs(Role.AGENT)
def draw() -> Response:
    """Draw this month's letters."""
    rechecking.draw(store(), now(), settings().recheck_letters)
    return redirect(url_for("rechecks.queue"), 303)


@blueprint.route("/<int:recheck_id>/letters/<int:letter_id>", methods=["POST"])
@needs(Role.AGENT)
def answer(recheck_id: int, letter_id: int) -> str | Response:
    """File a letter; an unknown topic shows the form again."""
    form = AnswerForm.checked()
    choice, typed = form.choice.data, form.topic.data or ""
    where = (store(), recheck_id, letter_id, person().id)
    if choice == "skip":
        answer_id = rechecking.skip(*where, now())
    else:
        try:
            name = typed if choice == "file" else None
            answer_id = rechecking.file_blind(*where, name, now())
        except Refused as error:
            return _queue(typed, str(error), letter_id)
    done = "Skipped." if choice == "skip" else "Filed."
    flash_done(done, url_for("rechecks.take_back", answer_id=answer_id))
    return redirect(url_for("rechecks.queue"), 303)


@blueprint.route("/answers/<int:answer_id>/undo", methods=["POST"])
@needs(Role.AGENT)
def take_back(answer_id: int) -> Response:
    """Forget an answer, so that its letter waits again."""
    rechecking.take_back(store(), answer_id, person().id)
    return redirect(url_for("rechecks.queue"), 303)


@blueprint.route("/answers/<int:answer_id>/correct", methods=["POST"])
@needs(Role.AGENT)
def correct(answer_id: int) -> Response:
    """Move a letter to where its blind reader filed it."""
    event_id = rechecking.make_correction(store(), answer_id, person().id, now())
    undo_url = url_for("topic_edits.undo", event_id=event_id)
    flash_done("Corrected; no fit will move it back.", undo_url)
    back = safe_path(request.form.get("back", ""))
    return redirect(back or url_for("rechecks.results"), 303)


def _queue(typed: str = "", problem: str = "", letter_id: int = 0) -> str:
    """Show the next letter; a form that comes back, with the letter it was about.

    Meanwhile a colleague may have filed that one, so that another would be next.
    """
    opened = store()
    state = get_state(opened, person().id, now())
    waiting = (
        opened.rechecks.find_waiting(state.latest.id, person().id)
        if state.latest
        else ()
    )
    same = (one for one in waiting if one.letter_id == letter_id)
    upcoming = next(same, next(iter(waiting), None))
    page = QueuePage(
        state=state,
        letter=opened.letters.get_letter(upcoming.letter_id) if upcoming else None,
        number=state.latest.size - len(waiting) + 1 if state.latest else 0,
        is_second=bool(upcoming and upcoming.is_filed),
        names=tuple(opened.topics.find_names().values()),
        typed=typed,
        problem=problem,
    )
    return render("rechecks/queue.html", page)


def _differences() -> tuple[Difference, ...]:
    """Return the person's own, the latest first: those of others would give hints."""
    opened = store()
    own = [
        one
        for one in opened.rechecks.find_filed(now() - PERIOD)
        if one.person_id == person().id and rechecking.differs(one)
    ]
    quotes = opened.quotes.find_openings([one.letter_id for one in own])
    by_letter = {quote.letter_id: quote for quote in quotes}
    return tuple(Difference(one, by_letter[one.letter_id]) for one in reversed(own))
