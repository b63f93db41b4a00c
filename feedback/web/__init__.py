"""The pages: one module of routes per noun."""

from importlib import import_module

from flask import Flask

PAGES = (
    "signing_in",
    "letters",
    "copies",
    "likeness",
    "tones",
    "imports",
    "sources",
    "topics",
    "topic_edits",
    "topics_together",
    "rules",
    "rechecks",
    "trends",
    "actions",
    "plans",
    "conclusions",
    "mailings",
    "notices",
    "writer_lists",
    "writers",
    "results",
    "coverage",
    "digest",
    "people",
    "audit",
    "health",
    "guide",
    "palette",
)
"""Modules of this package that hold a blueprint."""


def register_pages(app: Flask) -> None:
    """Put every page, the error map and the protections on the application."""
    from feedback.web import filters
    from feedback.web.context import close_stores
    from feedback.web.errors import map_errors
    from feedback.web.security import secure
    from feedback.web.signing_in import require_sign_in

    close_stores(app)
    map_errors(app)
    secure(app)
    require_sign_in(app)
    filters.register(app)
    for name in PAGES:
        app.register_blueprint(import_module(f"{__name__}.{name}").blueprint)
