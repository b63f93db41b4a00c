"""Results: coverage of the work, the results themselves, and those without."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response as Redirect

from feedback.actions.measures.side_topics import SideTopic, find_side_topics
from feedback.actions.plans.freezing import is_intact
from feedback.actions.results.costs import UserCost, find_costs
from feedback.actions.results.coverage import (
    MonthCoverage,
    count_coverage,
    count_overdue,
    coverage_by,
    coverage_question,
    find_coverage,
    month_outcomes,
)
from feedback.actions.results.playbook import PastAction, find_all
from feedback.actions.results.pooled_results import PooledResult, pool_results
from feedback.actions.sentences import few
from feedback.store.results import Outcome
from feedback.summaries.action_pictures import ActionPicture, draw_action
from feedback.summaries.lift_pictures import LiftPicture, draw_lift
from feedback.topics.counts.resolving import resolve_by_action, topics_of
from feedback.types import (
    Action,
    Amendment,
    Coverage,
    DataResult,
    Evidence,
    MeasureKind,
    Role,
    Topic,
    VerdictKind,
)
from feedback.web.action_forms import ResolveForm
from feedback.web.context import (
    flash_done,
    needs,
    now,
    person,
    render,
    settings,
    store,
    today,
)
from feedback.web.coverage import month_asked_for

blueprint = Blueprint("results", __name__, url_prefix="/results")
SHOWN_RESULTS = 50
SHOWN_COSTS = 8


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """Coverage of the month that begins on ``month_on``, and the latest results."""

    month_on: date
    coverage: Coverage
    overdue: int
    months: list[MonthCoverage]
    question: str
    without: tuple[Outcome, ...]
    by_person: list[tuple[str, Coverage]]
    by_link: list[tuple[str, Coverage]]
    by_topic: list[tuple[str, Coverage]]
    pooled: tuple[PooledResult, ...]
    costs: tuple[UserCost, ...]
    results: tuple[PastAction, ...]


@dataclass(frozen=True, slots=True)
class ResultPage:
    """One data result, for somebody who was not there.

    ``usual_weekly`` is how many letters a week its topics brought since the start.
    """

    action: Action
    result: DataResult
    evidence: tuple[Evidence, ...]
    amendments: tuple[Amendment, ...]
    is_intact: bool
    may_countersign: bool
    picture: ActionPicture | None
    lift: LiftPicture | None
    side_topics: tuple[SideTopic, ...]
    topics: tuple[Topic, ...]
    usual_weekly: str

    @property
    def may_resolve(self) -> bool:
        """Tell whether it shows that what people complained about is mended."""
        is_about_people = self.action.plan.measure is MeasureKind.RETURNS
        return self.result.verdict is VerdictKind.IMPROVED and not is_about_people


@blueprint.route("/")
def results() -> str:
    """Show the month's coverage and the latest results."""
    month_on = month_asked_for()
    outcomes = month_outcomes(store(), month_on, today())
    coverage = count_coverage(outcomes)
    past = find_all(store())
    page = ResultsPage(
        month_on=month_on,
        coverage=coverage,
        overdue=count_overdue(outcomes),
        months=find_coverage(store(), today()),
        question=coverage_question(coverage, settings().without_result_limit_share),
        without=tuple(outcome for outcome in outcomes if outcome.basis is None),
        by_person=coverage_by(outcomes, lambda outcome: [outcome.owner]),
        by_link=coverage_by(outcomes, lambda outcome: [outcome.link.value]),
        by_topic=coverage_by(outcomes, lambda outcome: outcome.topics),
        pooled=pool_results(past),
        costs=find_costs(past)[:SHOWN_COSTS],
        results=past[:SHOWN_RESULTS],
    )
    return render("results/results.html", page)


@blueprint.route("/<int:action_id>")
def result(action_id: int) -> str:
    """Show one data result, ready to print."""
    action = store().actions.get_action(action_id)
    found = store().results.get_result(action_id)
    amendments = store().actions.find_amendments(action_id)
    picture = _picture(action, found)
    page = ResultPage(
        action=action,
        result=found,
        evidence=store().evidence.find_evidence(action_id),
        amendments=amendments,
        is_intact=is_intact(action, amendments),
        may_countersign=not store().results.is_author(action_id, person().id),
        picture=picture,
        lift=draw_lift(action, found),
        topics=topics_of(store(), action),
        usual_weekly=_usual_weekly(picture),
        side_topics=find_side_topics(store(), action, found.concluded_at.date()),
    )
    return render("results/result.html", page)


@blueprint.route("/<int:action_id>/resolve", methods=["POST"])
@needs(Role.AGENT)
def resolve(action_id: int) -> Redirect:
    """Resolve a topic that the action mended, with the rate that is tolerated."""
    form = ResolveForm.checked()
    event_id = resolve_by_action(
        store(), form.topic_id.data, action_id, form.tolerated.data, person().id, now()
    )
    flash_done(
        "Resolved. It comes back by itself when more is written than is tolerated.",
        url_for("topic_edits.undo", event_id=event_id),
    )
    return redirect(url_for("results.result", action_id=action_id), 303)


def _usual_weekly(picture: ActionPicture | None) -> str:
    judged = (
        [week.letters for week in picture.weeks if week.is_judged] if picture else []
    )
    return few(sum(judged) / len(judged)) if judged else "0"


def _picture(action: Action, found: DataResult) -> ActionPicture | None:
    """Draw the letters, unless the result is about people who came back."""
    if action.plan.measure is MeasureKind.RETURNS:
        return None
    return draw_action(store(), action, today() - timedelta(days=1), found)
