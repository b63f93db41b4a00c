"""What people say of a letter's tone: leaving or not, angry or not."""

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from feedback.topics.tones import mark_tone, undo_mark
from feedback.types import Role, ToneKind
from feedback.web.addresses import safe_path
from feedback.web.checked_form import CheckedForm
from feedback.web.context import flash_done, needs, now, person, store
from feedback.web.filters import TONE_WORDS
from feedback.worker import FOLLOW

blueprint = Blueprint("tones", __name__)


class ToneForm(CheckedForm):
    """Which tone, and whether the letter has it."""

    tone = SelectField("Tone", choices=[SelectChoice(kind.value) for kind in ToneKind])
    is_so = SelectField("Answer", choices=[SelectChoice(say) for say in ("yes", "no")])


@blueprint.route("/letters/<int:letter_id>/tone", methods=["POST"])
@needs(Role.AGENT)
def mark(letter_id: int) -> Response:
    """Say that a letter sounds so, or does not; letters like it are read again."""
    form = ToneForm.checked()
    kind, is_so = ToneKind(form.tone.data), form.is_so.data == "yes"
    mark_id = mark_tone(store(), letter_id, kind, is_so, person().id, now())
    store().jobs.add(FOLLOW, {}, None, now())
    words = TONE_WORDS[kind] if is_so else f"not {TONE_WORDS[kind]}"
    flash_done(
        f"Marked as {words}. Its words count for other letters too.",
        url_for("tones.undo", mark_id=mark_id),
    )
    return _back(letter_id)


@blueprint.route("/letters/tone/<int:mark_id>/undo", methods=["POST"])
@needs(Role.AGENT)
def undo(mark_id: int) -> Response:
    """Take a mark back."""
    letter_id = undo_mark(store(), mark_id, now())
    store().jobs.add(FOLLOW, {}, None, now())
    flash_done("The mark is taken back.")
    return _back(letter_id)


def _back(letter_id: int) -> Response:
    back = safe_path(request.form.get("back", ""))
    return redirect(back or url_for("letters.letter", letter_id=letter_id), 303)
