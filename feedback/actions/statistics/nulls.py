"""What a topic does when nothing is done: a null taken from its own past.

Letters come in bursts and topics drift, so a window departs from what was expected
by more than chance. How much more is read off placebo dates:

1. The variance of a topic's log ratios beyond chance is its **drift**. It is larger
   after weeks that were themselves out of the usual, by as much as it was at the
   placebo dates of all topics (a variance function: Carroll and Ruppert 1988).
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

from feedback.actions.statistics.expectation import Departures
from feedback.actions.statistics.placebo import (
    date_weights,
    independent_share,
    likeness,
)
from feedback.topics.counts.rates import WEEK, Floats

PEER_WINDOWS = 8.0
"""Placebo windows that the topics of like volume are worth beside a topic's own."""
PRIOR_DRIFT = 0.2**2
PRIOR_WINDOWS = 8.0
LEAST_DRIFT = 0.02**2
"""No inbox is calmer than 2 %: the number of users is never exactly steady."""
CALMEST_SHARE = 1 / 3
"""No topic is taken to be much calmer than its peers: so few letters can look it."""
WIDEST_SURPRISE = 1.0
"""Squared log ratios beyond chance are capped here: one burst is no rule."""
PRIOR_GAPS = 2.0
"""Of squared gaps: what it takes to believe that unrest follows them."""
STEEPEST_UNREST = 20.0
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


def find_nulls(
    departures: Departures, topics: Iterable[int], days: int, level: float
) -> list[Null]:
    """Return the nulls of ``topics`` at the first start, from the later rows."""
    from scipy.special import ndtri

    weights = date_weights(departures.contrasts)
    peers = likeness(departures.contrasts.before[0])
    unrest = _unrest(departures, weights)
    surplus = (departures.log_ratio**2 - departures.noise) / unrest**2
    swings = unrest * _swings(surplus, weights, peers, days, level)
    chance = float(ndtri((1 + level) / 2)) * np.sqrt(departures.noise)
    beyond = np.sqrt(np.maximum(departures.log_ratio**2 - chance**2, 0)) / swings
    return [
        Null(
            swing=float(swings[0, topic])
            * _stretch(beyond[1:], weights[1:] * peers[topic], days, level),
            windows=int(np.count_nonzero(weights[1:, topic])),
        )
        for topic in topics
    ]


def _unrest(departures: Departures, weights: Floats) -> Floats:
    """Return (starts, topics) factors of the deviation: above 1 after odd weeks."""
    surplus = np.clip(
        departures.log_ratio**2 - departures.noise, -WIDEST_SURPRISE, WIDEST_SURPRISE
    )
    gap, past, total = departures.gap, weights[1:], max(weights[1:].sum(), 1e-9)
    usual = float((past * surplus[1:]).sum() / total)
    usual_gap = float((past * gap[1:]).sum() / total)
    apart = gap[1:] - usual_gap
    slope = (past * (surplus[1:] - usual) * apart).sum() / (
        PRIOR_GAPS + (past * apart**2).sum()
    )
    calm = max(usual - slope * usual_gap, usual / 4, LEAST_DRIFT)
    steepness = min(max(slope / calm, 0.0), STEEPEST_UNREST)
    factor: Floats = np.sqrt((1 + steepness * gap) / (1 + steepness * usual_gap))
    return factor


def _swings(
    surplus: Floats, weights: Floats, peers: Floats, days: int, level: float
) -> Floats:
    """Return (starts, topics) half widths from drift, as known at each start."""
    beyond = _known_before(weights * surplus, days)
    total = _known_before(weights, days)
    squares = np.maximum(_known_before(weights**2, days), 1e-9)
    count = independent_share(days) * total**2 / squares
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
    count = together.sum() ** 2 / (together**2).sum() * independent_share(days)
    order = np.argsort(beyond, axis=None)
    reached = weights.ravel()[order].cumsum()
    needed = beyond.ravel()[order][np.searchsorted(reached, level * reached[-1])]
    low, high = STRETCH_LIMITS
    trust = count / (count + STRETCH_PRIOR_WINDOWS)
    return float(np.clip(1 + trust * (needed - 1), low, high))
