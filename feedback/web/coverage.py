"""Coverage: the pieces of work behind each of its numbers."""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, abort, request

from feedback.actions.results.coverage import (
    Kind,
    Wanted,
    month_outcomes,
    select_outcomes,
)
from feedback.store.results import Outcome
from feedback.web.context import render, store, today

blueprint = Blueprint("coverage", __name__, url_prefix="/results")


@dataclass(frozen=True, slots=True)
class WorkPage:
    """The work of the month that begins on ``month_on``, as far as it was asked for."""

    month_on: date
    wanted: Wanted
    outcomes: tuple[Outcome, ...]


@blueprint.route("/work")
def work() -> str:
    """List the actions behind one number."""
    month_on = month_asked_for()
    wanted = Wanted(
        kind=_kind(request.args.get("kind", "")),
        owner=request.args.get("owner", ""),
        link=request.args.get("link", ""),
        topic=request.args.get("topic", ""),
    )
    outcomes = select_outcomes(month_outcomes(store(), month_on, today()), wanted)
    return render("coverage/work.html", WorkPage(month_on, wanted, outcomes))


def month_asked_for() -> date:
    """Return the first day of the month asked for, by default the present one."""
    text = request.args.get("month", "")
    if not text:
        return today().replace(day=1)
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        abort(404)


def _kind(text: str) -> Kind | None:
    if not text:
        return None
    return Kind(text) if text in set(Kind) else abort(404)
