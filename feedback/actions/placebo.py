"""What a topic does when nothing is done: a null taken from its own past.

Letters come in bursts and topics drift, so a window differs from the weeks before
it by more than chance. How much more is read off placebo dates: earlier starts of
the same inbox at which no action began. A topic's own spread is moderated by that
of topics with about its volume (Smyth 2004, "Linear models and empirical Bayes
methods"), and both by a prior for bursty topics while there is little past.
"""

from dataclasses import dataclass

import numpy as np

from feedback.topics.rates import WEEK, Contrasts, Floats, Rows

LOOK_BACK_WEEKS = 156
HALF_LIFE_DAYS = 365.0
"""The spread of last year counts twice as much as that of the year before."""
PEER_FREEDOM = 4.0
"""Placebo windows that the topics of like volume are worth beside a topic's own."""
PRIOR_DRIFT = 0.2**2
PRIOR_WINDOWS = 8.0
LEAST_DRIFT = 0.02**2
"""No inbox is calmer than 2 %: the number of users is never exactly steady."""
RELABELLED_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Null:
    """How a log ratio spreads without any action.

    ``drift`` is its variance beyond chance, known with ``freedom`` degrees;
    ``windows`` placebo dates were used.
    """

    drift: float
    freedom: float
    windows: int


def placebo_starts(start: int, before_days: int, days: int) -> Rows:
    """Return earlier starts, latest first, whose windows end by ``start``."""
    latest = start - -(-days // WEEK) * WEEK
    return np.arange(latest, before_days - 1, -WEEK)[:LOOK_BACK_WEEKS]


def placebo_null(contrasts: Contrasts, topic: int, days: int) -> Null:
    """Return the null of ``topic`` at the first start, from the later rows."""
    spread, windows = _spread_by_topic(contrasts, days)
    peers = _likeness(contrasts.before[0], topic)
    drift_seen, windows_seen = float(peers @ (spread * windows)), float(peers @ windows)
    pooled = (PRIOR_WINDOWS * PRIOR_DRIFT + drift_seen) / (PRIOR_WINDOWS + windows_seen)
    pooled = max(pooled, LEAST_DRIFT)
    own = (PEER_FREEDOM * pooled + windows[topic] * spread[topic]) / (
        PEER_FREEDOM + windows[topic]
    )
    return Null(
        drift=max(float(own), pooled / 10, LEAST_DRIFT),
        freedom=float(PEER_FREEDOM + windows[topic]),
        windows=int(_usable(contrasts)[:, topic].sum()),
    )


def _usable(contrasts: Contrasts) -> Floats:
    """Return 1 for placebo dates with enough letters and unbroken labels, else 0."""
    known = contrasts.before[1:] >= WEEK
    return (known & (contrasts.relabelled[1:] < RELABELLED_SHARE)).astype(np.float64)


def _spread_by_topic(contrasts: Contrasts, days: int) -> tuple[Floats, Floats]:
    """Return (topics,) mean variance beyond chance and independent windows behind it.

    Windows a week apart overlap, so each counts for the week it adds.
    """
    age = contrasts.starts[0] - contrasts.starts[1:]
    weights = _usable(contrasts) * 0.5 ** (age[:, np.newaxis] / HALF_LIFE_DAYS)
    total = weights.sum(axis=0)
    beyond = contrasts.log_ratio[1:] ** 2 - contrasts.noise[1:]
    spread = (weights * beyond).sum(axis=0) / np.maximum(total, 1e-9)
    count = total**2 / np.maximum((weights**2).sum(axis=0), 1e-9)
    return spread, count * WEEK / max(days, WEEK)


def _likeness(letters: Floats, topic: int) -> Floats:
    """Return (topics,) weights, near 1 for topics of about the same volume."""
    volume = np.log(letters + 1)
    likeness: Floats = np.exp(-0.5 * (volume - volume[topic]) ** 2)
    return likeness
