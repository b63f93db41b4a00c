"""Which topics are written about more than expected today.

What is expected of a day (and of the week up to it) comes from the four weeks
before that week, day of the week for day of the week, times what the other topics
did at the same time. How far counts stray from it is learned from the topic's own
past half year, moderated by topics of like volume. The surprise of each topic is a
negative binomial tail, as in Noufaily and others 2013 ("An improved algorithm for
outbreak detection in multiple surveillance systems"); the tails are widened until
past days kept what they promise, and the false-discovery rate is held over topics
(Benjamini and Hochberg 1995).
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from feedback.topics.counts.rates import (
    BASELINE_DAYS,
    RELABELLED_SHARE,
    WEEK,
    Floats,
    Rows,
    as_counts,
    common_ratio,
    false_discovery,
    relabelled_share,
    weekday_weights,
)

FALSE_ALARMS = 0.05
"""Share of false ones among the spikes reported (the false-discovery rate)."""
SPANS = (1, WEEK)
LOOK_BACK_DAYS = 182
CALMED_DAYS = LOOK_BACK_DAYS + BASELINE_DAYS + 2 * WEEK
PRIOR_SPREAD = 0.25**2
PRIOR_DAYS = 28.0
LEAST_SPREAD = 0.05**2
PEER_DAYS = 28.0
"""Days that the topics of like volume are worth beside a topic's own."""
OUTBREAK = 4.0
"""Standard deviations at which a past day is cut, lest it hide the next outbreak."""
CALM = 3.0
"""Standard deviations above the weeks around it at which a past week is cut."""
TAIL = 0.99
TYPICAL_LETTERS = 5.0
TYPICAL_TOPICS = 10
"""Topics with so many letters expected that tell how much a day strays."""


@dataclass(frozen=True, slots=True)
class Spike:
    """A topic above its expected range on the last ``days`` rows up to today.

    ``count`` letters came where ``expected`` were, 95 % of the time between ``low``
    and ``high``; ``ratio`` is count to expected. ``p_value`` is the chance of such a
    count, ``q_value`` the false-discovery rate at which it is reported; ``since`` is
    the row since which every day was nearer to this than to what was expected.
    """

    topic: int
    count: int
    expected: float
    low: float
    high: float
    p_value: float
    q_value: float
    ratio: float
    since: int
    days: int


@dataclass(frozen=True, slots=True)
class _Span:
    """The last rows up to each of some days, newest day first; (days, topics).

    ``weekdays`` are the (7, topics) weights of the weekdays. ``spread`` is the
    (topics,) squared coefficient of variation beyond chance and ``tails`` the factor
    by which surprises are to be scaled down.
    """

    days: int
    counts: Floats
    expected: Floats
    known: Floats
    weekdays: Floats
    spread: Floats
    tails: float


def find_spikes(
    counts: ArrayLike, today: int, false_alarms: float = FALSE_ALARMS
) -> list[Spike]:
    """Return the topics above their expected range, the most surprising first.

    ``counts`` is (days, topics), a row per day; ``today`` is a row, and later rows
    are not looked at. Empty while there are no two weeks to learn from, and when
    labels were renamed within them. Raises ValueError for a row that is not there.
    """
    table = as_counts(counts)
    if not 0 <= today < len(table):
        raise ValueError(f"row {today} is not one of {len(table)}")
    past = table[: today + 1]
    days_before = min(BASELINE_DAYS, (len(past) - WEEK) // WEEK * WEEK)
    if days_before < WEEK or _is_relabelled(past, days_before):
        return []
    spans = [_span(past, days, days_before) for days in SPANS]
    chances = len(SPANS) * np.stack([_chance(span) for span in spans])
    p_values = np.minimum(1.0, chances.min(axis=0))
    seen = spans[0].known[0] + past[-WEEK:].sum(axis=0) > 0
    tests = max(int(seen.sum()), 1)
    q_values = false_discovery(p_values, tests)
    still = past[-1] > spans[0].expected[0]
    found = np.flatnonzero((q_values <= false_alarms) & still)
    # Today alone is shown where it says enough, else the week.
    enough = np.maximum(p_values, false_alarms / tests)
    shortest = (chances <= enough).argmax(axis=0)
    return [
        _spike(past, spans[shortest[j]], int(j), p_values[j], q_values[j])
        for j in found[np.argsort(p_values[found], kind="stable")]
    ]


def expected_weeks(
    counts: ArrayLike, topic: int, today: int, weeks: int
) -> list[tuple[float, float] | None]:
    """Return what a topic's last weeks were expected to bring, oldest first.

    ``counts`` is (days, topics); the last of the ``weeks`` ends on row ``today``.
    Each is (low, high), the 95 % range of its letters as read from the rows before
    it; None for weeks with too little before them to say.
    """
    past = as_counts(counts)[: today + 1]
    days_before = min(BASELINE_DAYS, (len(past) - WEEK) // WEEK * WEEK)
    if days_before < WEEK:
        return [None] * weeks
    span = _span(past, WEEK, days_before)
    # Newest first: today, then every day from a week ago on.
    rows = [0, *range(1, len(span.expected), WEEK)][:weeks]
    spread = float(span.spread[topic])
    ranges: list[tuple[float, float] | None] = [
        _range(float(span.expected[row, topic]), spread, span.tails) for row in rows
    ]
    return [None] * (weeks - len(ranges)) + ranges[::-1]


def _is_relabelled(past: Floats, days_before: int) -> bool:
    """Tell whether topics with a fifth of the letters ended or began this week."""
    early, late = past[-WEEK - days_before : -WEEK], past[-WEEK:]
    shares = relabelled_share(
        early.sum(axis=0)[np.newaxis], days_before, late.sum(axis=0)[np.newaxis], WEEK
    )
    return bool(np.median(shares) >= RELABELLED_SHARE)


def _span(past: Floats, days: int, days_before: int) -> _Span:
    """Compare the last ``days`` rows up to today, and up to earlier days, with the
    ``days_before`` rows before their week."""
    calm = _calmed(past)
    today = len(past) - 1
    earliest = max(days_before + WEEK - 1, today - WEEK - LOOK_BACK_DAYS)
    rows = np.append(today, np.arange(today - WEEK, earliest - 1, -1))
    counts = np.vstack([_sums(past, rows[:1], days), _sums(calm, rows[1:], days)])
    weekdays = weekday_weights(calm[:-1])
    exposure = np.stack([_exposure(weekdays, row, days) for row in range(WEEK)])
    known = _sums(calm, rows - WEEK, days_before)
    own = (known + 0.5) / days_before * exposure[rows % WEEK]
    noise = 1 / (own + 0.5) + 1 / (known + 0.5)
    ratio = np.log((counts + 0.5) / (own + 0.5))
    expected = own * np.exp(common_ratio(ratio, noise, known >= WEEK))
    spread = _spread(counts[1:], expected[1:], known)
    span = _Span(days, counts, expected, known, weekdays, spread, tails=1.0)
    return replace(span, tails=_tails(span))


def _calmed(past: Floats) -> Floats:
    """Return the past with its outbreaks cut, lest they hide the next ones.

    A week is cut to CALM standard deviations above the median of the four weeks
    before and after it; a new level that lasts is therefore let through. The latest
    week is left as it is.
    """
    first = max(0, len(past) - CALMED_DAYS)
    recent = past[first:]
    weeks = _centred_weeks(recent)
    shifted = [_shifted(weeks, WEEK * n) for n in (-4, -3, -2, -1, 1, 2, 3, 4)]
    usual = np.nan_to_num(np.nanmedian(shifted, axis=0))
    most = usual + CALM * np.sqrt(usual + PRIOR_SPREAD * usual**2 + 1)
    share = np.minimum(1, most / np.maximum(weeks, 1e-9))
    share[-WEEK:] = 1
    return np.vstack([past[:first], recent * share])


def _centred_weeks(counts: Floats) -> Floats:
    """Return the letters of the week around each row, shorter at both ends."""
    totals = np.vstack([np.zeros(counts.shape[1]), counts.cumsum(axis=0)])
    rows = np.arange(len(counts))
    last = np.minimum(rows + WEEK // 2 + 1, len(counts))
    weeks: Floats = totals[last] - totals[np.maximum(rows - WEEK // 2, 0)]
    return weeks


def _shifted(weeks: Floats, days: int) -> Floats:
    """Return the rows ``days`` later, NaN where there are none."""
    moved = np.full_like(weeks, np.nan)
    if abs(days) < len(weeks):
        kept = weeks[max(days, 0) : len(weeks) + min(days, 0)]
        moved[max(-days, 0) : len(weeks) - max(days, 0)] = kept
    return moved


def _sums(past: Floats, rows: Rows, days: int) -> Floats:
    """Return the letters of the ``days`` rows up to each of ``rows``."""
    totals = np.vstack([np.zeros(past.shape[1]), past.cumsum(axis=0)])
    sums: Floats = totals[rows + 1] - totals[rows + 1 - days]
    return sums


def _exposure(weekdays: Floats, row: int, days: int) -> Floats:
    """Return (topics,) ordinary days that the ``days`` rows up to ``row`` are."""
    exposure: Floats = weekdays[np.arange(row - days + 1, row + 1) % WEEK].sum(axis=0)
    return exposure


def _spread(counts: Floats, expected: Floats, known: Floats) -> Floats:
    """Return the squared coefficient of variation beyond chance, topic by topic."""
    most = OUTBREAK**2 * (expected + PRIOR_SPREAD * expected**2)
    beyond = np.minimum((counts - expected) ** 2, most) - expected
    weight = (expected**2).sum(axis=0)
    own = beyond.sum(axis=0) / np.maximum(weight, 1e-9)
    days = np.full(counts.shape[1], float(len(counts))) * (weight > 0)
    volume = np.log(known[0] + 1)
    peers = np.exp(-0.5 * np.subtract.outer(volume, volume) ** 2)
    pooled = ((own * days) @ peers + PRIOR_DAYS * PRIOR_SPREAD) / (
        days @ peers + PRIOR_DAYS
    )
    pooled = np.maximum(pooled, LEAST_SPREAD)
    mixed = (own * days + PEER_DAYS * pooled) / (days + PEER_DAYS)
    spread: Floats = np.maximum(mixed, pooled / 4)
    return spread


def _tail(span: _Span, row: slice | int) -> Floats:
    """Return the chance of at least as many letters: a negative binomial tail."""
    from scipy.special import betainc

    counts, expected = span.counts[row], span.expected[row]
    # What is expected is itself only known from so many letters.
    size = 1 / (span.spread + 1 / (span.known[row] + 0.5))
    tail = betainc(np.maximum(counts, 1), size, expected / (expected + size))
    chance: Floats = np.where(counts > 0, tail, 1.0)
    return chance


def _tails(span: _Span) -> float:
    """Return the factor by which surprises go beyond what they promise.

    In the past, at their far end; and today, in the middle: on a day on which all
    topics stray, as when an import lands, less of a topic's straying is a surprise.
    """
    from scipy.special import ndtri

    past = _surprises(span, slice(1, None))[span.known[1:] >= WEEK]
    today = _surprises(span, 0)[span.expected[0] >= TYPICAL_LETTERS]
    factor = 1.0
    if len(past) * (1 - TAIL) >= 1:
        factor = max(factor, float(np.quantile(past, TAIL) / ndtri(TAIL)))
    if len(today) >= TYPICAL_TOPICS:
        middle = np.abs(today - np.median(today))
        factor = max(factor, float(np.median(middle) / ndtri(0.75)))
    return factor


def _surprises(span: _Span, row: slice | int) -> Floats:
    """Return the normal deviates of the counts, before tails are heeded."""
    from scipy.special import ndtri

    deviates: Floats = -ndtri(np.clip(_tail(span, row), 1e-300, 1 - 1e-16))
    return deviates


def _chance(span: _Span) -> Floats:
    """Return the (topics,) chance of today's counts, with tails as they are."""
    from scipy.special import ndtr

    chance: Floats = ndtr(-_surprises(span, 0) / span.tails)
    return chance


def _spike(
    past: Floats, span: _Span, topic: int, p_value: float, q_value: float
) -> Spike:
    count, expected = float(span.counts[0, topic]), float(span.expected[0, topic])
    low, high = _range(expected, float(span.spread[topic]), span.tails)
    ordinary_days = _exposure(span.weekdays, len(past) - 1, span.days)[topic]
    edge = np.sqrt(expected * count) / ordinary_days
    run = _since(past[:, topic], span.weekdays[:, topic], edge)
    return Spike(
        topic=topic,
        count=int(count),
        expected=expected,
        low=low,
        high=high,
        p_value=float(p_value),
        q_value=float(q_value),
        ratio=count / expected,
        since=min(run, len(past) - span.days),
        days=span.days,
    )


def _range(expected: float, spread: float, tails: float) -> tuple[float, float]:
    """Return the 95 % range of a count, as a gamma with its mean and variance."""
    from scipy.special import gammaincinv, ndtr

    scale = 1 + spread * expected
    edge = float(ndtr(-1.96 * tails))
    low, high = gammaincinv(expected / scale, [edge, 1 - edge]) * scale
    return float(low), float(high)


def _since(past: Floats, weekdays: Floats, edge: float) -> int:
    """Return the first row of the run above ``edge`` that ends today."""
    usual = edge * weekdays[np.arange(len(past)) % WEEK]
    quiet = np.flatnonzero(past[:-1] <= usual[:-1])
    return int(quiet[-1]) + 1 if len(quiet) else 0
