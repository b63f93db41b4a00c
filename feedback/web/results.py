"""Results: coverage of the work, the results themselves, and those without."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint

from feedback.actions.costs import UserCost, find_costs
from feedback.actions.coverage import (
    MonthCoverage,
    count_coverage,
    count_overdue,
    coverage_by,
    coverage_question,
    find_coverage,
    month_outcomes,
)
from feedback.actions.plans import is_intact
from feedback.actions.playbook import PastAction, find_all
from feedback.actions.pooled_results import PooledResult, pool_results
from feedback.actions.side_topics import SideTopic, find_side_topics
from feedback.store.results import Outcome
from feedback.summaries.action_pictures import ActionPicture, draw_action
from feedback.types import (
    Action,
    Amendment,
    Coverage,
    DataResult,
    Evidence,
    MeasureKind,
    Topic,
)
from feedback.web.context import person, render, settings, store, today
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
    """One data result, for somebody who was not there."""

    action: Action
    result: DataResult
    evidence: tuple[Evidence, ...]
    amendments: tuple[Amendment, ...]
    is_intact: bool
    may_countersign: bool
    picture: ActionPicture | None
    side_topics: tuple[SideTopic, ...]
    topics: tuple[Topic, ...]


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
    page = ResultPage(
        action=action,
        result=found,
        evidence=store().evidence.find_evidence(action_id),
        amendments=amendments,
        is_intact=is_intact(action, amendments),
        may_countersign=not store().results.is_author(action_id, person().id),
        picture=_picture(action, found),
        topics=_topics(action),
        side_topics=find_side_topics(store(), action, found.concluded_at.date()),
    )
    return render("results/result.html", page)


def _topics(action: Action) -> tuple[Topic, ...]:
    roots = store().topics.find_roots()
    own = dict.fromkeys(roots[topic_id] for topic_id in action.plan.topic_ids)
    return tuple(store().topics.get_topic(topic_id) for topic_id in own)


def _picture(action: Action, found: DataResult) -> ActionPicture | None:
    """Draw the letters, unless the result is about people who came back."""
    if action.plan.measure is MeasureKind.RETURNS:
        return None
    return draw_action(store(), action, today() - timedelta(days=1), found)
