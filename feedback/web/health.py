"""The health of the installation: a page for admins, a line for monitors."""

from dataclasses import dataclass

from flask import Blueprint, Response

from feedback import __version__
from feedback.health import Condition, Sign, find_signs, find_urgent
from feedback.types import Role
from feedback.web.context import needs, now, render, settings, store

blueprint = Blueprint("health", __name__)


@dataclass(frozen=True, slots=True)
class HealthPage:
    """A sign for each part, and what stands where."""

    signs: tuple[Sign, ...]
    facts: dict[str, str]

    @property
    def finding(self) -> str:
        """The page in a sentence."""
        broken = sum(sign.condition is Condition.BROKEN for sign in self.signs)
        look = sum(sign.condition is Condition.LOOK for sign in self.signs)
        if broken:
            return f"{broken} of {len(self.signs)} parts need mending now."
        if look:
            return (
                f"Everything works; {look} of {len(self.signs)} parts are worth a look."
            )
        return "Everything works."


@blueprint.route("/health")
@needs(Role.ADMIN)
def health() -> str:
    """Show how each part of the installation is."""
    counts = store().maintenance.count_tables()
    facts = {
        "Postbag": __version__,
        "Database": str(store().path),
        **{table.capitalize(): f"{number:,}" for table, number in counts.items()},
    }
    signs = find_signs(store(), settings(), now())
    return render("health/health.html", HealthPage(signs, facts))


@blueprint.route("/alive")
def alive() -> Response:
    """Tell a monitor, who has not signed in, whether letters can be taken: 200 or 503.

    Why not stands on the page for admins alone.
    """
    store().imports.find_sources()
    is_broken = bool(find_urgent(store().path))
    text = "broken: see the page Health\n" if is_broken else "alive\n"
    return Response(text, 503 if is_broken else 200, mimetype="text/plain")
