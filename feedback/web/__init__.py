"""The pages: one module of routes per noun."""

from flask import Flask


def register_pages(app: Flask) -> None:
    """Put every page, the error map and the protections on the application."""
    from feedback.web import (
        actions,
        conclusions,
        digest,
        filters,
        guide,
        imports,
        letters,
        notices,
        people,
        plans,
        rechecks,
        results,
        signing_in,
        topic_edits,
        topics,
        trends,
        writer_lists,
    )
    from feedback.web.context import close_stores
    from feedback.web.errors import map_errors
    from feedback.web.security import secure
    from feedback.web.signing_in import require_sign_in

    close_stores(app)
    map_errors(app)
    secure(app)
    require_sign_in(app)
    filters.register(app)
    for module in (
        signing_in,
        letters,
        imports,
        topics,
        topic_edits,
        rechecks,
        trends,
        actions,
        plans,
        conclusions,
        notices,
        writer_lists,
        results,
        digest,
        people,
        guide,
    ):
        app.register_blueprint(module.blueprint)
