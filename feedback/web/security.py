"""Headers on every response, and tokens on every unsafe request."""

from flask import Flask, Response, request
from flask_wtf import CSRFProtect

# Everything comes from this server; nothing inline runs; nobody frames the pages.
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; frame-src 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
# A letter's own HTML: text and simple markup, in a sandboxed frame of our pages.
LETTER_POLICY = (
    "default-src 'none'; style-src 'self'; sandbox; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'"
)
# Downloads are never documents of this site.
FILE_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"


def secure(app: Flask) -> None:
    """Protect all routes against forged requests and set the headers."""
    CSRFProtect(app)

    @app.after_request
    def set_headers(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", PAGE_POLICY)
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", "camera=(), microphone=()")
        if request.endpoint not in ("static", "bootstrap.static"):
            headers.setdefault("Cache-Control", "no-store")
        if app.config["SESSION_COOKIE_SECURE"]:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        return response
