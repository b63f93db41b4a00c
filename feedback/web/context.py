"""What every route may ask for: the store, the person, the time; and how to answer."""

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from flask import Flask, current_app, flash, g, render_template
from flask_login import current_user

from feedback.errors import Forbidden
from feedback.settings import Settings
from feedback.store import Store
from feedback.types import Person, Role
from feedback.web.frame import frame

Parameters = ParamSpec("Parameters")
Answer = TypeVar("Answer")


def settings() -> Settings:
    """Return the settings of this application."""
    return cast(Settings, current_app.config["POSTBAG"])


def store() -> Store:
    """Return this request's store, opening it at the first call."""
    if "store" not in g:
        g.store = Store(settings().db)
    return cast(Store, g.store)


def now() -> datetime:
    """Return the current moment by the application's clock."""
    return cast(datetime, current_app.config["CLOCK"]())


def today() -> date:
    """Return the current day by the application's clock."""
    return now().date()


def person() -> Person:
    """Return the person who is signed in; raises Forbidden without one."""
    if not current_user.is_authenticated:
        raise Forbidden("Sign in first.")
    return cast(Person, current_user.person)


def needs(
    role: Role,
) -> Callable[[Callable[Parameters, Answer]], Callable[Parameters, Answer]]:
    """Allow a route only to people whose role includes ``role``."""

    def guard(route: Callable[Parameters, Answer]) -> Callable[Parameters, Answer]:
        @wraps(route)
        def guarded(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Answer:
            if not person().may(role):
                raise Forbidden(f"This needs the role {role.value}.")
            return route(*args, **kwargs)

        return guarded

    return guard


def render(template: str, page: object) -> str:
    """Render a page's template with its dataclass as ``page``."""
    surroundings = frame(store(), person(), now())
    return render_template(template, page=page, frame=surroundings)


def render_part(template: str, page: Any) -> str:
    """Render a template that stands without the frame."""
    return render_template(template, page=page)


def flash_done(message: str, undo_url: str | None = None) -> None:
    """Show a message on the next page, with a button that undoes what it says."""
    flash(message, undo_url or "")


def close_stores(app: Flask) -> None:
    """Have each request's store closed when the request ends."""

    @app.teardown_appcontext
    def close_store(error: BaseException | None) -> None:
        opened = g.pop("store", None)
        if opened is not None:
            opened.close()
