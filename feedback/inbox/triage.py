"""Triage: people move letters between states, together or one by one, and back."""

from collections.abc import Sequence
from datetime import date, datetime

from feedback.errors import Refused
from feedback.plurals import counted
from feedback.store import Store
from feedback.store.moves import MoveTo
from feedback.types import LetterFilter, TriageState

LARGEST_BATCH = 100_000

STATE_WORDS = {
    TriageState.NEW: "new",
    TriageState.OPEN: "open",
    TriageState.WAITING: "waiting",
    TriageState.SNOOZED: "snoozed",
    TriageState.DONE: "done",
    TriageState.NOT_FEEDBACK: "not feedback",
}


def move_letters(
    store: Store,
    letter_ids: Sequence[int],
    state: TriageState,
    person_id: int,
    moved_at: datetime,
    snoozed_until: date | None = None,
    version: int | None = None,
    stays_asleep: bool = False,
) -> int:
    """Move letters to a state and return the id with which to undo it.

    A snoozed letter wakes when its writer writes again, unless it ``stays_asleep``.

    Raises Refused without letters or for a snooze without a later day, NotFound for a
    letter that is gone, Conflict when ``version`` is no longer the letter's.
    """
    if not letter_ids:
        raise Refused("Select at least one letter first.")
    if state is TriageState.SNOOZED and (
        snoozed_until is None or snoozed_until <= moved_at.date()
    ):
        raise Refused("Say until which later day to snooze.")
    target = MoveTo(state)
    if state is TriageState.SNOOZED:
        target = MoveTo(state, snoozed_until, stays_asleep=stays_asleep)
    return store.moves.move(letter_ids, target, person_id, moved_at, version)


def find_matching(store: Store, wanted: LetterFilter, expected: int) -> list[int]:
    """Return all letters that match, if they are still as many as the person saw.

    Raises Refused when their number has changed, so that nobody changes letters that
    were not on the list when they decided.
    """
    ids = store.letters.find_ids(wanted, LARGEST_BATCH)
    if len(ids) != expected:
        found = counted(len(ids), "letter matches", "letters match")
        raise Refused(
            f"The list has changed: {found} now, {expected:,} when you looked. Look "
            "again, then repeat."
        )
    return ids


def assign_letters(
    store: Store,
    letter_ids: Sequence[int],
    assignee_id: int | None,
    person_id: int,
    moved_at: datetime,
) -> int:
    """Give letters to a colleague, or to nobody; returns the id to undo it."""
    if not letter_ids:
        raise Refused("Select at least one letter first.")
    target = MoveTo(state=None, assignee_id=assignee_id or 0)
    return store.moves.move(letter_ids, target, person_id, moved_at)
