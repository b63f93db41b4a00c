"""The one map from errors to pages: what happened, what is safe, what to do next."""

from dataclasses import dataclass

from flask import Flask, current_app, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from feedback.errors import (
    Conflict,
    Forbidden,
    NotFound,
    PostbagError,
    Refused,
    StoreBusy,
    StoreError,
)
from feedback.web.addresses import safe_path

Answer = tuple[str, int, dict[str, str]]

STATUS = {
    NotFound: 404,
    Forbidden: 403,
    Conflict: 409,
    Refused: 422,
    StoreBusy: 503,
    StoreError: 503,
}

_TITLES = {
    400: "That request could not be read",
    403: "You may not do that",
    404: "Nothing is here",
    405: "That cannot be done here",
    408: "That took too long",
    409: "Somebody was faster",
    413: "That file is too large",
    422: "That cannot be done as asked",
    500: "Something broke on our side",
    503: "The database cannot be used right now",
}


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """``message`` says what happened and what to do next.

    ``back`` is the page that a refused form stood on, empty where there was none.
    """

    status: int
    title: str
    message: str
    back: str


def map_errors(app: Flask) -> None:
    """Answer every error with a page that says what to do."""
    app.register_error_handler(PostbagError, _answer_postbag_error)
    app.register_error_handler(CSRFError, _answer_csrf_error)
    app.register_error_handler(HTTPException, _answer_http_error)
    app.register_error_handler(OverflowError, _answer_overflow)
    app.register_error_handler(Exception, _answer_bug)


def status_of(error: PostbagError) -> int:
    """Return the HTTP status for an error: that of its nearest listed class."""
    for kind in type(error).__mro__:
        if kind in STATUS:
            return STATUS[kind]
    return 422


def _answer_postbag_error(error: PostbagError) -> Answer:
    return _page(status_of(error), str(error))


def _answer_csrf_error(error: CSRFError) -> Answer:
    return _page(
        400,
        "The form was too old or came from another page. Nothing was changed; go back, "
        "reload the page and send it again.",
    )


def _answer_http_error(error: HTTPException) -> Answer:
    status = error.code or 500
    text, status, headers = _page(status, _HTTP_ADVICE.get(status, ""))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        headers["Allow"] = ", ".join(error.valid_methods)
    return text, status, headers


def _answer_overflow(error: OverflowError) -> Answer:
    """Nothing has an id that is larger than any number the store can hold."""
    if "SQLite" not in str(error):
        return _answer_bug(error)
    return _page(404, _HTTP_ADVICE[404])


def _answer_bug(error: Exception) -> Answer:
    current_app.logger.exception("Unexpected error")
    return _page(500, "Nothing was half-written. Try again; if it stays, tell us how.")


_HTTP_ADVICE = {
    400: "Nothing was changed. Go back, reload the page and try again.",
    404: "The address is wrong, or what stood here is gone.",
    405: "Use the buttons of the page instead of the address.",
    413: "Split the file, or import it with `postbag import` on the server.",
}


def _came_from() -> str:
    """Return the page of this site that sent a form, as the browser says."""
    host, _, path = (request.referrer or "").partition("://")[2].partition("/")
    if request.method == "GET" or host != request.host:
        return ""
    return safe_path(f"/{path}")


def _page(status: int, message: str) -> Answer:
    title = _TITLES.get(status, "That did not work")
    page = ErrorPage(status, title, message, _came_from())
    headers = {"Retry-After": "5"} if status == 503 else {}
    return render_template("errors/error.html", page=page), status, headers
