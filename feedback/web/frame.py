"""What stands around every page: the places with their numbers, and the foot."""

from dataclasses import dataclass
from datetime import date, datetime

from feedback.settings import Settings
from feedback.store import Store
from feedback.types import Person, TriageState


@dataclass(frozen=True, slots=True)
class Frame:
    """The places of the head show a number only when it asks for something."""

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


def frame(store: Store, person: Person, now: datetime, settings: Settings) -> Frame:
    """Gather what the frame shows on this request."""
    first, last = store.letters.get_period()
    return Frame(
        person=person,
        today=now.date(),
        now=now,
        new_letters=store.letters.count_states()[TriageState.NEW],
        topics_to_look_at=0,
        actions_due=0,
        with_result_share=None,
        first_written_on=first,
        last_written_on=last,
        sources=store.imports.find_sources(),
        fitted_at=None,
    )
