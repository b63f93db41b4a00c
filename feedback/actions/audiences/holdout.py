"""The holdout: who of an audience is left alone, drawn by a stored seed."""

import hashlib
from collections.abc import Sequence
from datetime import date
from math import floor

from feedback.actions.audiences.finding import find_audience
from feedback.errors import Refused
from feedback.store import Store
from feedback.store.audiences import Candidate
from feedback.types import Action


def draw_audience(
    store: Store, action: Action, today: date, leave_out_waiting: bool
) -> list[tuple[int, bool]]:
    """Return an action's audience as (writer id, is held out), drawn by its seed.

    Empty when the plan names no audience; raises Refused when nobody is left.
    """
    plan = action.plan
    if not plan.audience_query.strip():
        return []
    audience = find_audience(store, plan.audience_query, today)
    left_out = audience.waiting if leave_out_waiting else frozenset()
    members = [m for m in audience.members if m.writer_id not in left_out]
    if not members:
        raise Refused("Nobody is left in the audience; widen its search first.")
    held = draw_holdout(members, plan.holdout_share, action.seed)
    return [(m.writer_id, m.writer_id in held) for m in members]


def draw_holdout(
    members: Sequence[Candidate], share: float, seed: int
) -> frozenset[int]:
    """Draw the writers to leave alone: always the same for the same seed.

    Systematic sampling (Madow and Madow 1944) over the members ordered by segment,
    and by lot within: everybody has the same chance ``share``, and each segment
    gives its part, to within one writer.
    """
    ordered = sorted(members, key=lambda m: (m.segment, _lot(seed, m.writer_id)))
    offset = _lot(seed, 0)
    return frozenset(
        member.writer_id
        for place, member in enumerate(ordered)
        if floor((place + 1) * share + offset) > floor(place * share + offset)
    )


def _lot(seed: int, writer_id: int) -> float:
    """Return a number from 0 to 1 that depends on nothing but its arguments."""
    drawn = hashlib.sha256(f"{seed}:{writer_id}".encode()).digest()
    return int.from_bytes(drawn[:8], "big") / 2**64
