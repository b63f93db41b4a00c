"""What would have been written anyway: an expectation learned on placebo dates.

Four weeks are a poor guide when they were a burst, because what is far above its
usual falls back by itself; work tends to begin just then. So the last week and the
last half year are asked as well, each by its gap to the four weeks. How far gaps
close is learned on the placebo dates of the topic and, while those are few, of
topics with about its volume: ridge regression (Hoerl and Kennard 1970), with errors
capped as Huber (1964) has it. Without a past the four weeks stand as they are.
"""

from dataclasses import dataclass

import numpy as np

from feedback.actions.statistics.placebo import (
    date_weights,
    independent_share,
    likeness,
    placebo_contrasts,
)
from feedback.topics.counts.rates import (
    CONTROL_SPREAD,
    LIVE_LETTERS,
    WEEK,
    Contrasts,
    Floats,
    Rows,
    baseline_days,
    median_of_others,
)

HALF_YEAR_DAYS = 182
WIDEST_GAP = 2.0
SPREAD = 0.2**2
"""Variance of honest log ratios beyond chance, as far as weights go."""
CAP_DEVIATIONS = 2.5
PEER_PRECISION = 8.0
"""Of slopes before anything is seen: they lie within about a third of 0."""
OWN_PRECISION = 32.0
"""Of a topic's slopes about those of its peers: what is learned from few dates would
look better at these than it is."""


@dataclass(frozen=True, slots=True)
class Departures:
    """How far windows ended from what was expected; arrays are (starts, topics).

    ``log_ratio`` is the log of the rate after over the rate expected; ``after`` are
    letters, and ``known`` is how many letters the expectation is worth; ``noise`` is
    the variance that chance alone gives ``log_ratio``; ``gap`` is the squared gap
    between a topic's rates before, beyond chance. ``contrasts`` are those with the
    four weeks before, row 0 at the start that is asked about.
    """

    contrasts: Contrasts
    log_ratio: Floats
    after: Floats
    known: Floats
    noise: Floats
    gap: Floats


@dataclass(frozen=True, slots=True)
class _Spans:
    """Letters in the last week, four weeks and half year, and the days of each."""

    letters: tuple[Floats, Floats, Floats]
    days: tuple[Floats, Floats, Floats]


def find_departures(counts: Floats, start: int, days: int) -> Departures:
    """Compare ``days`` rows from ``start``, and from placebo dates, with expectations.

    ``counts`` is (days, topics); there must be a row before ``start``.
    """
    contrasts = placebo_contrasts(counts, start, days)
    spans = _spans(counts, contrasts.starts, baseline_days(start))
    gaps = _gaps(contrasts, spans)
    slopes = _learn_slopes(contrasts, gaps, days)
    log_ratio = contrasts.log_ratio - np.einsum("rti,ti->rt", gaps, slopes)
    known = _worth(spans, slopes)
    return Departures(
        contrasts=contrasts,
        log_ratio=log_ratio,
        after=contrasts.after,
        known=known,
        noise=_chance(log_ratio, contrasts.after, known),
        gap=_beyond_chance(gaps, contrasts.before),
    )


def _spans(counts: Floats, starts: Rows, before_days: int) -> _Spans:
    totals = np.vstack([np.zeros(counts.shape[1]), counts.cumsum(axis=0)])
    month = np.full(len(starts), before_days)
    half_year = np.clip(starts - starts % WEEK, before_days, HALF_YEAR_DAYS)
    spans = (np.minimum(month, WEEK), month, np.maximum(half_year, month))
    week, four_weeks, long = (totals[starts] - totals[starts - span] for span in spans)
    one, four, many = (span[:, np.newaxis].astype(np.float64) for span in spans)
    return _Spans((week, four_weeks, long), (one, four, many))


def _gaps(contrasts: Contrasts, spans: _Spans) -> Floats:
    """Return (starts, topics, 2) log rates of week and half year less the month's.

    What all topics share is taken out: the control speaks for it already.
    """
    week, month, long = (
        np.log((letters + 0.5 * days / spans.days[1]) / days)
        for letters, days in zip(spans.letters, spans.days, strict=True)
    )
    live = contrasts.before >= LIVE_LETTERS
    weights = live / (2 / (contrasts.before + 1) + CONTROL_SPREAD)
    own = [gap - median_of_others(gap, weights) for gap in (week - month, long - month)]
    gaps: Floats = np.clip(np.stack(own, axis=-1), -WIDEST_GAP, WIDEST_GAP)
    return gaps


def _learn_slopes(contrasts: Contrasts, gaps: Floats, days: int) -> Floats:
    """Return (topics, 2): how much of each gap the log ratio took over before."""
    spread: Floats = contrasts.noise + SPREAD
    cap: Floats = CAP_DEVIATIONS * np.sqrt(spread)
    moved = np.clip(contrasts.log_ratio, -cap, cap)[1:]
    weights = (date_weights(contrasts) / spread)[1:] * independent_share(days)
    seen = gaps[1:]
    squares = np.einsum("rt,rti,rtj->tij", weights, seen, seen)
    products = np.einsum("rt,rti,rt->ti", weights, seen, moved)
    peers = likeness(contrasts.before[0])
    common = _solve(
        np.einsum("ut,tij->uij", peers, squares), peers @ products, PEER_PRECISION
    )
    return _solve(squares, products + OWN_PRECISION * common, OWN_PRECISION)


def _solve(squares: Floats, products: Floats, precision: float) -> Floats:
    ridge = squares + precision * np.eye(squares.shape[-1])
    solved = np.linalg.solve(ridge, products[..., np.newaxis])[..., 0]
    return np.asarray(solved, dtype=np.float64)


def _worth(spans: _Spans, slopes: Floats) -> Floats:
    """Return how many letters known at one rate would say as much.

    The expectation is a mean of log rates over week, rest of the month and rest of
    the half year; the variance of each is one over its letters.
    """
    (week, month, long), (one, four, many) = spans.letters, spans.days
    by_week, by_long = slopes[:, 0], slopes[:, 1]
    by_month = 1 - by_week - by_long
    parts = (
        (by_week + by_month * one / four + by_long * one / many, week),
        (by_month * (four - one) / four + by_long * (four - one) / many, month - week),
        (by_long * (many - four) / many, long - month),
    )
    variance = sum(share**2 / (letters + 0.5) for share, letters in parts)
    worth: Floats = 1 / np.maximum(variance, 1e-9)
    return worth


def _chance(log_ratio: Floats, after: Floats, known: Floats) -> Floats:
    """Return the variance of the log ratio if the rate was as expected.

    The letters of the window are then best told from both sides together.
    """
    expected = (after + 0.5) / np.exp(log_ratio)
    letters = expected * (known + after) / (known + expected)
    chance: Floats = 1 / (letters + 0.5) + 1 / known
    return chance


def _beyond_chance(gaps: Floats, letters: Floats) -> Floats:
    chance = 6 / (letters + 1)
    found: Floats = np.maximum((gaps**2).sum(axis=-1) - chance, 0)
    return found
