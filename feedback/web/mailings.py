"""What the replies to an action's mailing are known by."""

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response as Redirect

from feedback.actions.audiences.mailings import note_mailing
from feedback.types import Role
from feedback.web.action_forms import MailingForm
from feedback.web.context import flash_done, needs, now, person, store

blueprint = Blueprint("mailings", __name__, url_prefix="/actions")


@blueprint.route("/<int:action_id>/mailings", methods=["POST"])
@needs(Role.AGENT)
def note(action_id: int) -> Redirect:
    """Note the Message-IDs or the tagged address of a mailing."""
    form = MailingForm.checked()
    found = note_mailing(
        store(),
        action_id,
        form.message_ids.data or "",
        form.address.data or "",
        person().id,
        now(),
    )
    letters = "letter answers" if found == 1 else "letters answer"
    flash_done(f"Noted. {found:,} {letters} this action so far.")
    return _back(action_id)


@blueprint.route("/<int:action_id>/mailings/<int:mailing_id>/remove", methods=["POST"])
@needs(Role.AGENT)
def remove(action_id: int, mailing_id: int) -> Redirect:
    """Forget by what replies are known; the letters stay."""
    store().mailings.remove(action_id, mailing_id)
    flash_done("Forgotten. The letters stay, no longer linked to this action.")
    return _back(action_id)


def _back(action_id: int) -> Redirect:
    return redirect(
        url_for("actions.action", action_id=action_id, _anchor="replies"), 303
    )
