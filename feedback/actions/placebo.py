"""What a topic does when nothing is done: a null taken from its own past.

Letters come in bursts and topics drift, so a window differs from the weeks before
it by more than chance. How much more is read off placebo dates: earlier starts of
the same inbox at which no action began. Three steps, all from the inbox's own past:

1. The variance of a topic's log ratios beyond chance is its **drift**.
2. It is moderated by that of topics with about its volume (Smyth 2004, "Linear
   models and empirical Bayes methods"), and both by a prior for bursty topics
   while there is little past; what is known from few dates gets a t quantile.
3. The intervals that this rule would have given at the placebo dates, each from
   what was known then, are stretched or shrunk until 95 % of them held (split
   conformal prediction: Lei and others 2018), because real bursts have tails of
   their own.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from feedback.topics.rates import (
    RELABELLED_SHARE,
    WEEK,
    Contrasts,
    Floats,
    Rows,
    baseline_days,
    contrast,
)

LOOK_BACK_WEEKS = 156
HALF_LIFE_DAYS = 180.0
"""Unrest comes in spells: half a year ago counts half as much as today."""
PEER_WINDOWS = 8.0
"""Placebo windows that the topics of like volume are worth beside a topic's own."""
PRIOR_DRIFT = 0.2**2
PRIOR_WINDOWS = 8.0
LEAST_DRIFT = 0.02**2
"""No inbox is calmer than 2 %: the number of users is never exactly steady."""
CALMEST_SHARE = 1 / 3
"""No topic is taken to be much calmer than its peers: so few letters can look it."""
QUANTILE_GRID = 257
STRETCH_PRIOR_WINDOWS = 20.0
STRETCH_LIMITS = (0.5, 2.0)


@dataclass(frozen=True, slots=True)
class Null:
    """How far a log ratio swings without any action.

    ``swing`` is the half width of its interval from drift alone; ``windows``
    placebo dates of the topic were used.
    """

    swing: float
    windows: int


def placebo_contrasts(counts: Floats, start: int, days: int) -> Contrasts:
    """Compare ``days`` rows from ``start``, and from placebo dates, with those before.

    Row 0 is ``start``; further rows are earlier starts, latest first, whose windows
    end by ``start``. There must be a row before it.
    """
    before_days = baseline_days(start)
    latest = start - -(-days // WEEK) * WEEK
    placebos = np.arange(latest, before_days - 1, -WEEK)[:LOOK_BACK_WEEKS]
    return contrast(counts, np.append(start, placebos), before_days, days)


def placebo_nulls(
    contrasts: Contrasts, topics: Iterable[int], days: int, level: float
) -> list[Null]:
    """Return the nulls of ``topics`` at the first start, from the later rows."""
    from scipy.special import ndtri

    weights = _usable(contrasts) * _recency(contrasts.starts)[:, np.newaxis]
    peers = _likeness(contrasts.before[0])
    swings = _swings(contrasts, weights, peers, days, level)
    chance = float(ndtri((1 + level) / 2)) * np.sqrt(contrasts.noise)
    beyond = np.sqrt(np.maximum(contrasts.log_ratio**2 - chance**2, 0)) / swings
    return [
        Null(
            swing=float(swings[0, topic])
            * _stretch(beyond[1:], weights[1:] * peers[topic], days, level),
            windows=int(np.count_nonzero(weights[1:, topic])),
        )
        for topic in topics
    ]


def _usable(contrasts: Contrasts) -> Floats:
    """Return 1 for dates with enough letters and unbroken labels, else 0."""
    known = contrasts.before >= WEEK
    return (known & (contrasts.relabelled < RELABELLED_SHARE)).astype(np.float64)


def _recency(starts: Rows) -> Floats:
    weights: Floats = 0.5 ** ((starts[0] - starts) / HALF_LIFE_DAYS)
    return weights


def _likeness(letters: Floats) -> Floats:
    """Return (topics, topics) weights, near 1 for topics of about the same volume."""
    volume = np.log(letters + 1)
    likeness: Floats = np.exp(-0.5 * np.subtract.outer(volume, volume) ** 2)
    return likeness


def _swings(
    contrasts: Contrasts, weights: Floats, peers: Floats, days: int, level: float
) -> Floats:
    """Return (starts, topics) half widths from drift, as known at each start."""
    beyond = _known_before(weights * (contrasts.log_ratio**2 - contrasts.noise), days)
    total = _known_before(weights, days)
    share = WEEK / max(days, WEEK)
    count = share * total**2 / np.maximum(_known_before(weights**2, days), 1e-9)
    mean = beyond / np.maximum(total, 1e-9)
    pooled = (PRIOR_WINDOWS * PRIOR_DRIFT + (mean * count) @ peers) / (
        PRIOR_WINDOWS + count @ peers
    )
    pooled = np.maximum(pooled, LEAST_DRIFT)
    drift = (PEER_WINDOWS * pooled + count * mean) / (PEER_WINDOWS + count)
    drift = np.maximum(drift, CALMEST_SHARE * pooled)
    return _t_quantiles(PEER_WINDOWS + count, level) * np.sqrt(drift)


def _t_quantiles(freedom: Floats, level: float) -> Floats:
    """Return two-sided quantiles of Student's t, right to five digits.

    They are read off a fine grid, because there are thousands to look up and a plan
    waits for them. As a function of 1 / freedom the quantile is almost straight.
    """
    from scipy.special import stdtrit

    inverse = np.linspace(1e-6, 1 / PEER_WINDOWS, QUANTILE_GRID)
    quantiles: Floats = np.interp(
        1 / freedom, inverse, stdtrit(1 / inverse, (1 + level) / 2)
    )
    return quantiles


def _known_before(values: Floats, days: int) -> Floats:
    """Return, at each start, the sum over the starts whose windows ended by then."""
    # Row 0 is now; each further row is a week older, the first a window before now.
    sums = values[1:][::-1].cumsum(axis=0)[::-1]
    lag = min(-(-days // WEEK), len(sums))
    return np.concatenate([sums[:1], sums[lag:], np.zeros_like(values)])[: len(values)]


def _stretch(beyond: Floats, weights: Floats, days: int, level: float) -> float:
    """Return the factor at which ``level`` of the placebo intervals held."""
    together = weights.sum(axis=1)
    if not together.any():
        return 1.0
    # Topics of one window share their shocks, so only windows count.
    count = together.sum() ** 2 / (together**2).sum() * WEEK / max(days, WEEK)
    order = np.argsort(beyond, axis=None)
    reached = weights.ravel()[order].cumsum()
    needed = beyond.ravel()[order][np.searchsorted(reached, level * reached[-1])]
    low, high = STRETCH_LIMITS
    trust = count / (count + STRETCH_PRIOR_WINDOWS)
    return float(np.clip(1 + trust * (needed - 1), low, high))
