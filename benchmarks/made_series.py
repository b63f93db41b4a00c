"""Made series of daily counts, of the kinds that inboxes come in.

None of them shaped the verdicts: they are here to find the kind of past on which
these are wrong.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]
Random = np.random.Generator

WEEKDAYS = np.array([0.6, 0.5, 1.3, 1.4, 1.3, 1.1, 0.8])
DAYS, TOPICS = 900, 40


def make(kind: str, seed: int) -> Counts:
    """Return (days, topics) counts of one of ``KINDS``."""
    return np.asarray(KINDS[kind](np.random.default_rng([seed, len(kind)])))


def _rates(rng: Random, days: int = DAYS, middle: float = 1.6) -> Floats:
    rates = rng.lognormal(middle, 1.2, TOPICS)
    return np.asarray(rates * WEEKDAYS[np.arange(days) % 7][:, np.newaxis])


def _walk(rng: Random, step: float, shape: tuple[int, int]) -> Floats:
    return np.asarray(np.cumsum(rng.normal(0, step, shape), axis=0))


def _bursts(rng: Random, days: int, often: float, size: float) -> Floats:
    """Return what is added by outbreaks that come at once and fade by the day."""
    begun = (rng.random((days, TOPICS)) < often) * rng.exponential(size, (days, TOPICS))
    level = np.zeros((days, TOPICS))
    for day in range(1, days):
        level[day] = 0.85 * level[day - 1] + begun[day]
    return level


def _steady(rng: Random) -> Counts:
    return rng.poisson(_rates(rng))


def _seasonal(rng: Random) -> Counts:
    turns = 2 * np.pi * np.arange(DAYS)[:, np.newaxis] / 365
    year = 0.3 * np.sin(turns + rng.uniform(0, 2 * np.pi, TOPICS))
    return rng.poisson(_rates(rng) * np.exp(year))


def _drift(rng: Random) -> Counts:
    return rng.poisson(_rates(rng) * np.exp(_walk(rng, 0.02, (DAYS, TOPICS))))


def _bursty(rng: Random) -> Counts:
    unrest = _bursts(rng, DAYS, 0.004, 0.8) + _walk(rng, 0.02, (DAYS, TOPICS))
    together = _walk(rng, 0.01, (DAYS, 1))
    return rng.poisson(_rates(rng) * np.exp(unrest + together))


def _outbreaks(rng: Random) -> Counts:
    return rng.poisson(_rates(rng) * (1 + _bursts(rng, DAYS, 0.003, 6.0)))


def _overdispersed(rng: Random) -> Counts:
    rates = _rates(rng)
    return rng.poisson(rates * rng.gamma(1.0, 1.0, rates.shape))


def _sparse(rng: Random) -> Counts:
    return rng.poisson(_rates(rng, middle=0.0))


def _short(rng: Random) -> Counts:
    days = 140
    unrest = _bursts(rng, days, 0.004, 0.8) + _walk(rng, 0.02, (days, TOPICS))
    return rng.poisson(_rates(rng, days) * np.exp(unrest))


def _three_topics(rng: Random) -> Counts:
    return _bursty(rng)[:, rng.choice(TOPICS, 3, replace=False)]


def _one_topic(rng: Random) -> Counts:
    daily = rng.choice([3.0, 10.0, 30.0]) * WEEKDAYS[np.arange(DAYS) % 7]
    return rng.poisson(daily[:, np.newaxis] * np.exp(_walk(rng, 0.01, (DAYS, 1))))


def _growing(rng: Random) -> Counts:
    growth = np.exp(0.003 * np.arange(DAYS))[:, np.newaxis]
    return rng.poisson(_rates(rng, middle=0.8) * growth)


def _gaps(rng: Random) -> Counts:
    counts = rng.poisson(_rates(rng))
    for start in rng.integers(0, DAYS, DAYS // 40):
        counts[start : start + int(rng.integers(1, 6))] = 0
    return counts


def _late(rng: Random) -> Counts:
    counts = rng.poisson(_rates(rng))
    begun = rng.integers(0, DAYS - 200, TOPICS)
    return counts * (np.arange(DAYS)[:, np.newaxis] >= begun)


def _shifts(rng: Random) -> Counts:
    moved = rng.random((DAYS, TOPICS)) < 1 / 365
    steps = np.cumsum(moved * rng.normal(0, 0.5, (DAYS, TOPICS)), axis=0)
    return rng.poisson(_rates(rng) * np.exp(steps))


KINDS: dict[str, Callable[[Random], Counts]] = {
    "steady": _steady,
    "bursty": _bursty,
    "seasons of a year": _seasonal,
    "drift": _drift,
    "large outbreaks": _outbreaks,
    "overdispersed": _overdispersed,
    "sparse": _sparse,
    "short, 140 days": _short,
    "three topics": _three_topics,
    "one topic": _one_topic,
    "growing inbox": _growing,
    "days without letters": _gaps,
    "topics that begin late": _late,
    "levels that shift": _shifts,
}
