"""Placebo dates: earlier starts of the same inbox at which no action began.

What the windows from such dates did teaches what a window does by itself. Later
dates teach more, because unrest comes in spells, and topics of about the same volume
teach each other.
"""

import numpy as np

from feedback.topics.counts.rates import (
    RELABELLED_SHARE,
    WEEK,
    Contrasts,
    Floats,
    baseline_days,
    contrast,
)

LOOK_BACK_WEEKS = 156
HALF_LIFE_DAYS = 180.0
"""Half a year ago counts half as much as today."""


def placebo_contrasts(counts: Floats, start: int, days: int) -> Contrasts:
    """Compare ``days`` rows from ``start``, and from placebo dates, with those before.

    Row 0 is ``start``; further rows are earlier starts, latest first, whose windows
    end by ``start``. There must be a row before it.
    """
    before_days = baseline_days(start)
    latest = start - -(-days // WEEK) * WEEK
    placebos = np.arange(latest, before_days - 1, -WEEK)[:LOOK_BACK_WEEKS]
    return contrast(counts, np.append(start, placebos), before_days, days)


def date_weights(contrasts: Contrasts) -> Floats:
    """Return (starts, topics) weights: 0 with few letters or renamed labels."""
    known = contrasts.before >= WEEK
    usable = known & (contrasts.relabelled < RELABELLED_SHARE)
    recency = 0.5 ** ((contrasts.starts[0] - contrasts.starts) / HALF_LIFE_DAYS)
    weights: Floats = usable * recency[:, np.newaxis]
    return weights


def likeness(letters: Floats) -> Floats:
    """Return (topics, topics) weights, near 1 for topics of about the same volume."""
    volume = np.log(letters + 1)
    weights: Floats = np.exp(-0.5 * np.subtract.outer(volume, volume) ** 2)
    return weights


def independent_share(days: int) -> float:
    """Return how much of a window of so many days is its own: dates are a week apart.

    Windows longer than a week overlap, so that they repeat each other in part.
    """
    return WEEK / max(days, WEEK)
