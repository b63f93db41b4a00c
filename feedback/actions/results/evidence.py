"""Evidence: quotes from letters that a result rests on."""

from datetime import datetime

from feedback.errors import Refused
from feedback.store import Store
from feedback.types import ActionState


def add_evidence(
    store: Store,
    action_id: int,
    letter_id: int,
    quote: str,
    person_id: int,
    added_at: datetime,
    note: str = "",
) -> int:
    """Keep a quote as evidence and return its id.

    Raises NotFound, Refused when the letter does not say those words, or when the
    action has ended: what a result rests on stays as it was.
    """
    _check_open(store, action_id)
    letter = store.letters.get_letter(letter_id)
    wanted = " ".join(quote.split())
    if not wanted or wanted not in " ".join(f"{letter.subject} {letter.body}".split()):
        raise Refused("A quote has the letter's own words, without a change.")
    return store.evidence.add(
        action_id, letter_id, wanted, note.strip(), person_id, added_at
    )


def remove_evidence(store: Store, action_id: int, evidence_id: int) -> None:
    """Take a quote away again; raises Refused when the action has ended."""
    _check_open(store, action_id)
    store.evidence.remove(action_id, evidence_id)


def _check_open(store: Store, action_id: int) -> None:
    state = store.actions.get_action(action_id).state
    if state not in (ActionState.PLANNED, ActionState.RUNNING):
        raise Refused(f"This action is {state.value}; its evidence stays as it is.")
