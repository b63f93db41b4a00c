"""Resolved topics: a rate that is tolerated, and letters that go beyond it.

What counts is when a letter was written: an old letter that comes in late does not
reopen a topic. A tolerated rate is an average, so a topic comes back only when so
many letters would be rare at that rate (one-sided exact Poisson test).
"""

from datetime import date, datetime
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from feedback.errors import Refused
from feedback.store import Store
from feedback.store.resolutions import Resolution
from feedback.topics.life import life
from feedback.types import Action, Topic

WATCHED_DAYS = 28
RARE = 0.01
MOST_TOLERATED = 10_000.0


def resolve_by_action(
    store: Store,
    topic_id: int,
    action_id: int,
    tolerated_weekly: float,
    person_id: int,
    moment: datetime,
) -> int:
    """Resolve a topic that an action mended; returns the event's id.

    Raises NotFound, Refused for a rate that is none or a topic resolved already.
    """
    if not (isfinite(tolerated_weekly) and 0 <= tolerated_weekly <= MOST_TOLERATED):
        raise Refused("Say how many letters a week are tolerated: 0 or more.")
    title = store.actions.get_action(action_id).plan.title
    reason = f"By “{title}”; {_weekly(tolerated_weekly)} tolerated."
    with store.transaction():
        event_id = life.resolve(store, topic_id, reason, person_id, moment)
        store.resolutions.keep(
            Resolution(topic_id, action_id, tolerated_weekly, moment.date())
        )
    return event_id


def topics_of(store: Store, action: Action) -> tuple[Topic, ...]:
    """Return the topics that speak for those of an action, as they stand today."""
    roots = store.topics.find_roots()
    own = dict.fromkeys(roots[topic_id] for topic_id in action.plan.topic_ids)
    return tuple(store.topics.get_topic(topic_id) for topic_id in own)


def return_sentence(
    resolution: Resolution, daily: NDArray[np.int64], until: date
) -> str:
    """Say how a resolved topic came back; empty while its letters are tolerated.

    ``daily`` are its letters by the day they were written, the last one ``until``.
    """
    days = min((until - resolution.resolved_on).days, WATCHED_DAYS, len(daily))
    if days < 1:
        return ""
    letters = int(daily[-days:].sum())
    if not is_exceeded(letters, days, resolution.tolerated_weekly):
        return ""
    noun, span = "letter" if letters == 1 else "letters", "day" if days == 1 else "days"
    return (
        f"It came back: {letters:,} {noun} written in {days} {span}, "
        f"{_weekly(resolution.tolerated_weekly)} tolerated."
    )


def is_exceeded(letters: int, days: int, tolerated_weekly: float) -> bool:
    """Tell whether so many letters are more than a tolerated rate lets expect."""
    from scipy.special import gammainc

    if not letters:
        return False
    # The chance of so many letters or more at the tolerated rate.
    return bool(gammainc(letters, tolerated_weekly * days / 7) < RARE)


def _weekly(rate: float) -> str:
    return f"{rate:g} {'letter' if rate == 1 else 'letters'} a week"
