"""The team: who is on it, inviting, disabling."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import EmailField, PasswordField, SelectField, StringField
from wtforms.validators import DataRequired, Length

from feedback.errors import Refused
from feedback.people import accounts
from feedback.types import Person, Role
from feedback.web.context import flash_done, needs, now, person, render, settings, store
from feedback.web.signing_in import begin

blueprint = Blueprint("people", __name__, url_prefix="/people")


class InviteForm(FlaskForm):  # type: ignore[misc]
    """Who joins the team, and as what."""

    address = EmailField("Mail address", [DataRequired(), Length(max=320)])
    name = StringField("Name", [DataRequired(), Length(max=120)])
    role = SelectField("Role", choices=[role.value for role in Role])


class ChangePasswordForm(FlaskForm):  # type: ignore[misc]
    """The old password and a new one."""

    password = PasswordField("Present password", [DataRequired()])
    new_password = PasswordField("New password", [DataRequired(), Length(max=1000)])


@dataclass(frozen=True, slots=True)
class TeamPage:
    """Everybody on the team; ``invitation`` is a fresh one-time link, shown once."""

    people: tuple[Person, ...]
    form: Any
    problem: str = ""
    invitation: str = ""
    invited: str = ""


@dataclass(frozen=True, slots=True)
class PasswordPage:
    """The form with which a person changes their own password."""

    form: Any
    problem: str = ""


@blueprint.route("/")
def team() -> str:
    """Show who is on the team."""
    page = TeamPage(store().people.find_people(), InviteForm(role="agent"))
    return render("people/team.html", page)


@blueprint.route("/invite", methods=["POST"])
@needs(Role.ADMIN)
def invite() -> str | tuple[str, int]:
    """Add a person and show the one-time link to hand to them."""
    form = InviteForm()
    try:
        if not form.validate_on_submit():
            raise Refused("Fill in a mail address and a name.")
        invited, token = accounts.invite(
            store(), form.address.data, form.name.data, Role(form.role.data), now()
        )
    except Refused as refusal:
        page = TeamPage(store().people.find_people(), form, str(refusal))
        return render("people/team.html", page), 422
    return _show_link(invited, token)


@blueprint.route("/<int:person_id>/link", methods=["POST"])
@needs(Role.ADMIN)
def link(person_id: int) -> str:
    """Make a fresh one-time link for somebody who lost theirs or their password."""
    invited = store().people.get_person(person_id)
    return _show_link(invited, accounts.renew_invitation(store(), invited, now()))


@blueprint.route("/<int:person_id>/role", methods=["POST"])
@needs(Role.ADMIN)
def change_role(person_id: int) -> Response:
    """Give somebody else another role; what they may do follows at once."""
    wanted, changed = (
        request.values.get("role", ""),
        store().people.get_person(person_id),
    )
    if wanted not in set(Role):
        raise Refused("Choose a role first.")
    if person_id == person().id:
        raise Refused("Another admin has to change your own role.")
    store().people.set_role(person_id, Role(wanted))
    undo_url = url_for("people.change_role", person_id=person_id, role=changed.role)
    flash_done(f"{changed.name} is {wanted} now.", undo_url)
    return redirect(url_for("people.team"), 303)


@blueprint.route("/<int:person_id>/disable", methods=["POST"])
@needs(Role.ADMIN)
def disable(person_id: int) -> Response:
    """Close an account; what the person did stays."""
    if person_id == person().id:
        raise Refused("You cannot close your own account.")
    closed = store().people.get_person(person_id)
    store().people.disable(person_id, now())
    undo_url = url_for("people.reopen", person_id=person_id)
    flash_done(f"The account of {closed.name} is closed.", undo_url)
    return redirect(url_for("people.team"), 303)


@blueprint.route("/<int:person_id>/reopen", methods=["POST"])
@needs(Role.ADMIN)
def reopen(person_id: int) -> Response:
    """Open a closed account again."""
    opened = store().people.get_person(person_id)
    store().people.reopen(person_id)
    flash_done(f"The account of {opened.name} is open again.")
    return redirect(url_for("people.team"), 303)


@blueprint.route("/password", methods=["GET", "POST"])
def password() -> str | Response | tuple[str, int]:
    """Change one's own password; other sign-ins of the person end."""
    form = ChangePasswordForm()
    if not form.validate_on_submit():
        return render("people/password.html", PasswordPage(form))
    me = person()
    try:
        accounts.sign_in(store(), me.address, form.password.data, now())
        accounts.set_password(store(), me, form.new_password.data)
    except Refused as refusal:
        return render("people/password.html", PasswordPage(form, str(refusal))), 422
    begin(me.address, form.new_password.data, now())
    flash_done("Your password is changed; other sign-ins of yours have ended.")
    return redirect(url_for("people.team"), 303)


def _show_link(invited: Person, token: str) -> str:
    base = settings().public_url.rstrip("/")
    path = url_for("signing_in.join", token=token, _external=not base)
    page = TeamPage(
        store().people.find_people(),
        InviteForm(formdata=None, role="agent"),
        invitation=base + path,
        invited=invited.name,
    )
    return render("people/team.html", page)
