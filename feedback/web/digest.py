"""The digest: a week on one page, and the same as text for mail."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, Response, abort, request

from feedback.actions.results.coverage import coverage_question
from feedback.summaries.digest import (
    coverage_sentence,
    digest_text,
    letters_sentence,
    weekly_digest,
)
from feedback.summaries.digest_week import Digest, latest_week
from feedback.web.context import now, render, settings, store, today

blueprint = Blueprint("digest", __name__, url_prefix="/digest")


@dataclass(frozen=True, slots=True)
class DigestPage:
    """A week's digest; ``following_on`` is None while the week still runs."""

    digest: Digest
    letters: str
    coverage: str
    question: str
    previous_on: date
    following_on: date | None


@blueprint.route("/")
def digest() -> str:
    """Show the digest of a week, by default the latest that is nearly whole."""
    found = weekly_digest(store(), _day(), now())
    following = found.since + timedelta(days=7)
    page = DigestPage(
        digest=found,
        letters=letters_sentence(found),
        coverage=coverage_sentence(found),
        question=coverage_question(
            found.coverage, settings().without_result_limit_share
        ),
        previous_on=found.since - timedelta(days=7),
        following_on=following if following <= today() else None,
    )
    return render("digest/digest.html", page)


@blueprint.route("/text")
def text() -> Response:
    """Answer with the same digest as plain text."""
    found = weekly_digest(store(), _day(), now())
    content = digest_text(found, settings().without_result_limit_share)
    return Response(content, mimetype="text/plain")


def _day() -> date:
    asked = request.args.get("day", "")
    if not asked:
        return latest_week(today())
    try:
        return min(date.fromisoformat(asked), today())
    except ValueError:
        abort(404)
