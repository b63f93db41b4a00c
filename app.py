"""The composition root: settings in, a WSGI application out.

``flask --app app run`` and any WSGI server find ``create_app`` here.
"""

from pathlib import Path

from flask import Flask
from flask_bootstrap import Bootstrap5

import feedback
from feedback import clock
from feedback.clock import Clock
from feedback.settings import Settings, kept_secret, load_settings
from feedback.store import Store
from feedback.web import register_pages

_PACKAGED = Path(feedback.__file__).parent / "web"
_CHECKOUT = Path(__file__).parent
RESOURCES = _PACKAGED if (_PACKAGED / "templates").is_dir() else _CHECKOUT


def create_app(settings: Settings | None = None, now: Clock = clock.now) -> Flask:
    """Return the Postbag application; raises PostbagError when it cannot start."""
    settings = settings or load_settings()
    settings.db.parent.mkdir(parents=True, exist_ok=True)
    Store(settings.db).close()
    app = Flask(
        "postbag",
        template_folder=str(RESOURCES / "templates"),
        static_folder=str(RESOURCES / "static"),
    )
    app.config.update(
        SECRET_KEY=kept_secret(settings),
        POSTBAG=settings,
        CLOCK=now,
        MAX_CONTENT_LENGTH=settings.upload_limit_mb * 1024 * 1024,
        SESSION_COOKIE_NAME="__Host-postbag" if settings.is_https else "postbag",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SEND_FILE_MAX_AGE_DEFAULT=3600,
        WTF_CSRF_TIME_LIMIT=None,
        BOOTSTRAP_SERVE_LOCAL=True,
    )
    Bootstrap5(app)
    register_pages(app)
    return app
