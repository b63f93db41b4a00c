"""How much more often a topic was written about: after against before.

Each topic is compared with the others over the same days, because an import, a
press report or a holiday moves them all. The common part is the median of the
topics' own ratios (Anders and Huber 2010, "Differential expression analysis for
sequence count data"), here weighted by how well each ratio is known and taken
without the topic itself.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

WEEK = 7
BASELINE_DAYS = 28
PROFILE_DAYS = 364
PROFILE_PRIOR_LETTERS = 50.0
"""Letters at which a topic's own weekdays weigh as much as everybody's."""

CONTROL_SPREAD = 0.05
"""Variance of honest log ratios among topics beyond chance: caps big topics."""
RELABELLED_SHARE = 0.2
"""From this share of letters in ended or begun topics on, labels were renamed."""
LIVE_LETTERS = 7
"""A topic with fewer letters before says nothing as a control."""


@dataclass(frozen=True, slots=True)
class Contrasts:
    """After against before at several starts; every array is (starts, topics).

    ``before`` and ``after`` are letters; ``log_ratio`` is the topic's log ratio of
    rates less ``control``, the log ratio of the others; ``noise`` is the variance
    that chance alone gives ``log_ratio`` when letters come independently;
    ``relabelled`` is the share of the other topics' letters in topics that ended or
    began in between, as they do when labels are renamed.
    """

    starts: Rows
    before: Floats
    after: Floats
    control: Floats
    log_ratio: Floats
    noise: Floats
    relabelled: Floats


def as_counts(counts: ArrayLike) -> Floats:
    """Return (days, topics) counts as floats; ValueError unless they are counts."""
    table = np.asarray(counts, dtype=np.float64)
    if table.ndim != 2:
        raise ValueError(f"counts must be (days, topics), not {table.ndim}-dimensional")
    if not np.isfinite(table).all() or (table < 0).any():
        raise ValueError("counts must be finite and not negative")
    return table


def check_window(shape: tuple[int, ...], start: int, end: int) -> None:
    """Raise ValueError unless rows [start, end) are some of the table's."""
    if not 0 <= start < end <= shape[0]:
        raise ValueError(f"window {start} to {end} is not within {shape[0]} rows")


def baseline_days(start: int) -> int:
    """Return how many days before ``start`` to compare with: whole weeks if any."""
    days = min(start, BASELINE_DAYS)
    return days - days % WEEK if days >= WEEK else days


def weekday_weights(past: Floats) -> Floats:
    """Return (7, topics) weights of the weekdays of rows 0, 1, ... 6; mean 1.

    A topic with few letters borrows the profile of all topics together.
    """
    days = min(len(past) - len(past) % WEEK, PROFILE_DAYS)
    if days < 2 * WEEK:
        return np.ones((WEEK, past.shape[1]))
    own = past[-days:].reshape(-1, WEEK, past.shape[1]).sum(axis=0)
    own = np.roll(own, (len(past) - days) % WEEK, axis=0)
    common = own.sum(axis=1, keepdims=True) + 1.0
    mixed = own + PROFILE_PRIOR_LETTERS * common / common.sum()
    weights: Floats = mixed * WEEK / mixed.sum(axis=0)
    return weights


def contrast(counts: Floats, starts: Rows, before_days: int, days: int) -> Contrasts:
    """Compare ``days`` rows from each start with ``before_days`` rows before it.

    All starts must fall on the same weekday, the first of them last in time; the
    weekday profile comes from the rows before that one.
    """
    totals = np.vstack([np.zeros(counts.shape[1]), counts.cumsum(axis=0)])
    before = totals[starts] - totals[starts - before_days]
    after = totals[starts + days] - totals[starts]
    weekdays = weekday_weights(counts[: starts[0]])
    log_ratio = np.log((after + 0.5) / _exposure(weekdays, starts[0], days)) - np.log(
        (before + 0.5) / _exposure(weekdays, starts[0] - before_days, before_days)
    )
    noise = _noise(before + after, before_days, days)
    control = common_ratio(log_ratio, noise, before >= LIVE_LETTERS)
    return Contrasts(
        starts=starts,
        before=before,
        after=after,
        control=control,
        log_ratio=log_ratio - control,
        noise=noise,
        relabelled=_relabelled(totals, starts, before_days, days),
    )


def common_ratio(
    log_ratio: Floats, noise: Floats, is_live: NDArray[np.bool_]
) -> Floats:
    """Return, for each (row, topic), the log ratio that the other topics share.

    The weighted median of the others, drawn to 0 where it is hardly known: what is
    several standard errors from 0, as when an import lands, stays as it is (the
    garrote of Breiman 1995, smoothed); few letters in few topics count little.
    """
    weights = is_live / (noise + CONTROL_SPREAD)
    middle = median_of_others(log_ratio, weights)
    others = is_live.sum(axis=1, keepdims=True) - is_live
    # One burst of two topics would be the median: both must have moved.
    middle = np.where(others == 2, _shared_by_others(log_ratio, is_live), middle)
    rest = weights.sum(axis=1, keepdims=True) - weights
    # The variance of a median is pi/2 times that of a mean.
    variance = np.pi / 2 / np.maximum(rest, 1e-9)
    calmed: Floats = middle**3 / (middle**2 + variance)
    return calmed


def _shared_by_others(values: Floats, is_live: NDArray[np.bool_]) -> Floats:
    """Return, for each cell, the least move of its row's other live ones; else 0.

    0 when they moved in different directions.
    """
    low = _least_of_others(np.where(is_live, values, np.inf))
    high = -_least_of_others(np.where(is_live, -values, np.inf))
    return np.where(low > 0, low, np.where(high < 0, high, 0.0))


def _least_of_others(values: Floats) -> Floats:
    least = values.argmin(axis=1)[:, np.newaxis]
    first, second = (
        np.sort(values, axis=1)[:, [n]] for n in (0, min(1, values.shape[1] - 1))
    )
    is_least = np.arange(values.shape[1]) == least
    found: Floats = np.where(is_least, second, first)
    return found


def median_of_others(values: Floats, weights: Floats) -> Floats:
    """Return, for each cell, the weighted median of the rest of its row; else 0."""
    order = np.argsort(values, axis=1)
    ranked = np.take_along_axis(values, order, axis=1)
    reached = np.take_along_axis(weights, order, axis=1).cumsum(axis=1)
    rest = reached[:, -1:] - weights
    place = np.argsort(order, axis=1)
    # Without item j the sums behind it drop by its weight, so the middle is looked
    # for as if j were absent, and once more behind it.
    first = _find_places(reached, rest / 2)
    second = _find_places(reached, rest / 2 + weights)
    middle = np.minimum(np.where(first < place, first, second), values.shape[1] - 1)
    found = np.take_along_axis(ranked, middle, axis=1)
    return np.where(rest > 0, found, 0.0)


def _find_places(steps: Floats, wanted: Floats) -> Rows:
    """Return where each wanted value stands among its row's rising ``steps``."""
    # All rows at once: each is moved to where no other row reaches.
    size = np.maximum(steps[:, -1:], 1e-300)
    shift = 2.0 * np.arange(len(steps))[:, np.newaxis]
    places = np.searchsorted((steps / size + shift).ravel(), wanted / size + shift)
    found: Rows = places - steps.shape[1] * np.arange(len(steps))[:, np.newaxis]
    return found


def _exposure(weekdays: Floats, first: int, days: int) -> Floats:
    """Return (topics,) ordinary days that ``days`` rows from ``first`` amount to."""
    exposure: Floats = weekdays[np.arange(first, first + days) % WEEK].sum(axis=0)
    return exposure


def _noise(letters: Floats, before_days: int, days: int) -> Floats:
    """Return the variance of the log ratio if the rate stayed the same throughout."""
    span = before_days + days
    noise: Floats = (span / before_days + span / days) / (letters + 1)
    return noise


def _relabelled(totals: Floats, starts: Rows, before_days: int, days: int) -> Floats:
    head, tail = -(-before_days // 2), min(max(days // 3, WEEK), days)
    early = totals[starts - before_days + head] - totals[starts - before_days]
    late = totals[starts + days] - totals[starts + days - tail]
    return relabelled_share(early, head, late, tail)


def relabelled_share(
    early: Floats, early_days: int, late: Floats, late_days: int
) -> Floats:
    """Return the share of the other topics' letters in topics that ended or began.

    ``early`` and ``late`` are the letters of some first and last days. Ten letters
    are expected where a topic counts as ended: such silence is no accident.
    """
    early_rate, late_rate = early / early_days, late / late_days
    fewest = 10 / min(early_days, late_days)
    ended = (late == 0) & (early_rate >= fewest)
    begun = (early == 0) & (late_rate >= fewest)
    moved = early_rate * ended + late_rate * begun
    both = early_rate + late_rate
    rest = both.sum(axis=1, keepdims=True) - both
    share: Floats = (moved.sum(axis=1, keepdims=True) - moved) / np.maximum(rest, 1e-9)
    return share


def false_discovery(p_values: Floats, tests: int) -> Floats:
    """Return q-values among ``tests`` (Benjamini and Hochberg 1995)."""
    order = np.argsort(p_values)
    steps = p_values[order] * tests / np.arange(1, len(p_values) + 1)
    q_values = np.empty_like(p_values)
    q_values[order] = np.minimum.accumulate(steps[::-1])[::-1]
    return q_values
