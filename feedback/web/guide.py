"""How Postbag computes what it shows, and its keys: the page behind every foot."""

from dataclasses import dataclass

from flask import Blueprint

from feedback.inbox.search import OPERATORS
from feedback.web.context import render

blueprint = Blueprint("guide", __name__)


@dataclass(frozen=True, slots=True)
class GuidePage:
    """The operators that the search language knows."""

    operators: tuple[str, ...]


@blueprint.route("/guide")
def guide() -> str:
    """Explain every number and every key."""
    return render("guide/guide.html", GuidePage(OPERATORS))
