"""The audit log: who did what that touches people's data."""

from dataclasses import dataclass

from flask import Blueprint

from feedback.types import AuditEntry, Role
from feedback.web.context import needs, render, store

blueprint = Blueprint("audit", __name__, url_prefix="/audit")


@dataclass(frozen=True, slots=True)
class AuditPage:
    """The latest entries, and what is wrong with the log if anything is."""

    entries: tuple[AuditEntry, ...]
    breaks: tuple[str, ...]


@blueprint.route("/")
@needs(Role.ADMIN)
def audit() -> str:
    """Show the latest entries of the log."""
    page = AuditPage(store().audit.find_entries(), tuple(store().audit.find_breaks()))
    return render("audit/audit.html", page)
