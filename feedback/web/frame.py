"""What stands around every page: the places with their numbers, and the foot."""

from dataclasses import dataclass
from datetime import date, datetime

from feedback.actions.results.coverage import find_coverage
from feedback.health import Sign, find_urgent
from feedback.store import Store
from feedback.types import Person, Role, TopicState, TriageState

COUNT_LIMIT = 10_000
"""Pages count up to here and then say "10,000+": nobody reads more letters a day."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The places of the head show a number only when it asks for something.

    ``troubles`` keep letters from being taken; only admins can mend and see them.
    """

    person: Person
    today: date
    now: datetime
    new_letters: int
    topics_to_look_at: int
    actions_due: int
    with_result_share: float | None
    first_written_on: date | None
    last_written_on: date | None
    sources: tuple[str, ...]
    fitted_at: datetime | None
    troubles: tuple[Sign, ...]


def frame(store: Store, person: Person, now: datetime) -> Frame:
    """Gather what the frame shows on this request."""
    first, last = store.letters.get_period()
    latest = store.fits.find_latest()
    return Frame(
        person=person,
        today=now.date(),
        now=now,
        new_letters=store.letters.count_states(COUNT_LIMIT)[TriageState.NEW],
        topics_to_look_at=_topics_to_look_at(store),
        actions_due=store.actions.count_due(now.date()),
        with_result_share=_with_result_share(store, now.date()),
        first_written_on=first,
        last_written_on=last,
        sources=store.imports.find_sources(),
        fitted_at=latest.finished_at if latest else None,
        troubles=find_urgent(store.path) if person.may(Role.ADMIN) else (),
    )


def _topics_to_look_at(store: Store) -> int:
    states = store.topics.count_states()
    return states.get(TopicState.ESCALATING, 0) + states.get(TopicState.REGRESSED, 0)


def _with_result_share(store: Store, today: date) -> float | None:
    return find_coverage(store, today, months=1)[0].coverage.with_result_share
