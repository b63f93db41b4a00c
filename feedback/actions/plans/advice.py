"""What a plan should know before it starts: audience, overlaps, what was tried."""

from dataclasses import dataclass, replace
from datetime import date

from feedback.actions.audiences.finding import Audience, find_audience
from feedback.actions.plans.foresight import foresee
from feedback.actions.results.playbook import PastAction, find_playbook, find_running
from feedback.actions.results.pooled_results import PooledResult, pool_results
from feedback.store import Store
from feedback.types import Action, Link, Plan


@dataclass(frozen=True, slots=True)
class Advice:
    """What stands beside a plan; ``audience`` is None when the plan names none.

    ``power`` says which change can be seen, empty when no number is planned.
    ``warns_of_waiting`` is true for a recall of writers who still wait for an answer.
    """

    power: str
    audience: Audience | None
    warns_of_waiting: bool
    running: tuple[Action, ...]
    playbook: tuple[PastAction, ...]
    pooled: tuple[PooledResult, ...]


def advise(store: Store, plan: Plan, today: date) -> Advice:
    """Gather what is known about such an action."""
    audience = (
        find_audience(store, plan.audience_query, today)
        if plan.audience_query.strip()
        else None
    )
    known = store.topics.find_roots()
    topic_ids = [topic_id for topic_id in plan.topic_ids if topic_id in known]
    past = find_playbook(store, topic_ids)
    return Advice(
        power=foresee(
            store, replace(plan, topic_ids=tuple(topic_ids)), audience, today
        ),
        audience=audience,
        warns_of_waiting=bool(
            audience and audience.waiting and plan.link is Link.RECALL
        ),
        running=find_running(store, topic_ids),
        playbook=past,
        pooled=pool_results(past),
    )
