"""Signing in and out, and the one-time links that set a password."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Flask, current_app, redirect, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import EmailField, PasswordField
from wtforms.validators import DataRequired, Length

from feedback.errors import NotFound, Refused
from feedback.people import accounts
from feedback.types import Person
from feedback.web.addresses import safe_path
from feedback.web.context import now, render_part, settings, store

blueprint = Blueprint("signing_in", __name__)
_SEEN_EVERY = timedelta(minutes=5)
_PUBLIC = {
    "signing_in.sign_in", "signing_in.join", "static", "bootstrap.static",
    "health.alive",
}  # fmt: skip


class SignedIn(UserMixin):  # type: ignore[misc]
    """A sign-in as Flask-Login keeps it: its id is the session token."""

    def __init__(self, token: str, person: Person) -> None:
        self._token = token
        self.person = person

    def get_id(self) -> str:
        """Return the token, which the signed cookie carries."""
        return self._token


class SignInForm(FlaskForm):  # type: ignore[misc]
    """Address and password."""

    address = EmailField("Mail address", [DataRequired(), Length(max=320)])
    password = PasswordField("Password", [DataRequired(), Length(max=1000)])


class PasswordForm(FlaskForm):  # type: ignore[misc]
    """A new password."""

    password = PasswordField("New password", [DataRequired(), Length(max=1000)])


@dataclass(frozen=True, slots=True)
class SignInPage:
    """``problem`` says why the last try failed, ``next`` where to go afterwards."""

    form: Any
    problem: str = ""
    next: str = ""


@dataclass(frozen=True, slots=True)
class JoinPage:
    """The page behind a one-time link."""

    form: Any
    token: str
    name: str
    problem: str = ""


def require_sign_in(app: Flask) -> None:
    """Let nobody who is not signed in past the sign-in pages."""
    manager = LoginManager(app)
    manager.user_loader(_load)

    @app.before_request
    def check() -> Response | None:
        if request.endpoint in _PUBLIC or current_user.is_authenticated:
            return None
        wanted = request.full_path if request.method == "GET" else "/"
        return redirect(url_for("signing_in.sign_in", next=wanted.rstrip("?")), 303)


def _load(token: str) -> SignedIn | None:
    moment, chosen = now(), settings()
    person_id = store().sign_ins.find_person_id(
        token,
        seen_after=moment - timedelta(hours=chosen.sign_in_idle_hours),
        signed_in_after=moment - timedelta(days=chosen.sign_in_days),
    )
    if person_id is None:
        return None
    store().sign_ins.see(token, moment, stale_before=moment - _SEEN_EVERY)
    return SignedIn(token, store().people.get_person(person_id))


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> str | Response | tuple[str, int]:
    """Show the sign-in form, or sign a person in."""
    form = SignInForm()
    target = safe_path(request.args.get("next", ""))
    if not form.validate_on_submit():
        return render_part("signing_in/sign_in.html", SignInPage(form, next=target))
    try:
        begin(form.address.data, form.password.data, now())
    except accounts.SignInRefused as refusal:
        page = SignInPage(form, str(refusal), target)
        return render_part("signing_in/sign_in.html", page), 422
    return redirect(target or "/", 303)


@blueprint.route("/sign-out", methods=["POST"])
def sign_out() -> Response:
    """End this sign-in on the server too."""
    store().sign_ins.end(current_user.get_id())
    logout_user()
    session.clear()
    return redirect(url_for("signing_in.sign_in"), 303)


@blueprint.route("/join/<token>", methods=["GET", "POST"])
def join(token: str) -> str | Response | tuple[str, int]:
    """Let an invited person choose a password, then sign them in."""
    form = PasswordForm()
    try:
        invited = store().people.get_person(store().sign_ins.get_invited(token, now()))
    except NotFound:
        page = SignInPage(SignInForm(), "This link was used or is too old.")
        return render_part("signing_in/sign_in.html", page), 404
    if not form.validate_on_submit():
        return render_part("signing_in/join.html", JoinPage(form, token, invited.name))
    try:
        accounts.accept_invitation(store(), token, form.password.data, now())
    except Refused as refusal:
        page_again = JoinPage(form, token, invited.name, str(refusal))
        return render_part("signing_in/join.html", page_again), 422
    begin(invited.address, form.password.data, now())
    return redirect("/", 303)


def begin(address: str, password: str, moment: datetime) -> None:
    """Start a fresh session for a right password; raises SignInRefused."""
    token = accounts.sign_in(store(), address, password, moment)
    person_id = store().sign_ins.find_person_id(
        token, moment - timedelta(1), moment - timedelta(1)
    )
    session.clear()
    session.permanent = True
    current_app.permanent_session_lifetime = timedelta(days=settings().sign_in_days)
    login_user(SignedIn(token, store().people.get_person(person_id or 0)))
