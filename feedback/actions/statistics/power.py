"""What a plan can hope to see: the smallest change, and how long it takes.

Both are for a chance of 80 % to see the change, at the level of the verdicts. A
topic's own past says how widely its rate swings without any action, exactly as the
verdict will read it.
"""

import numpy as np
from numpy.typing import ArrayLike

from feedback.actions.statistics.expectation import find_departures
from feedback.actions.statistics.judging import LEVEL
from feedback.actions.statistics.nulls import find_nulls
from feedback.actions.statistics.ratios import log_ratio_interval
from feedback.topics.counts.rates import WEEK, Floats, as_counts, baseline_days
from feedback.types import Direction

CHANCE_TO_SEE = 0.8
TRIED_WEEKS = (1, 2, 3, 4, 5, 6, 8, 13, 26)
"""Each try costs as much as a verdict; beyond six weeks nobody plans by the week."""
HALVINGS = 40
LOWEST_RATIO = 1e-3
"""Stands for silence, which has no logarithm."""
FARTHEST_LOG = -float(np.log(LOWEST_RATIO))


def smallest_visible_ratio(
    counts: ArrayLike, topic: int, days: int, direction: str = Direction.DOWN
) -> float:
    """Return the fall, or rise, in letters on ``topic`` that ``days`` days can show.

    ``counts`` is (days, topics) up to now. 0.6 means that a fall of 40 % is seen in
    four cases of five, and any larger fall more surely; 0 that not even silence
    would be seen, and for a rise infinity that not even a thousandfold one would.
    Raises ValueError without days to learn from.
    """
    letters = _look_ahead(as_counts(counts), topic, days)
    if Direction(direction) is Direction.DOWN:
        least = _least_seen(-FARTHEST_LOG, *letters)
        return 0.0 if least is None else float(np.exp(least))
    least = _least_seen(FARTHEST_LOG, *letters)
    return float("inf") if least is None else float(np.exp(least))


def days_to_see(
    counts: ArrayLike, topic: int, change: float, direction: str = Direction.DOWN
) -> int | None:
    """Return the days after which a fall, or rise, by ``change`` would be seen.

    ``change`` is a share of the rate. In whole weeks, at most half a year; None when
    that is too short. Raises ValueError for a change outside 0 to 1.
    """
    if not 0 < change <= 1:
        raise ValueError("a change is a share above 0 and at most 1")
    table = as_counts(counts)
    is_fall = Direction(direction) is Direction.DOWN
    ratio = max(1 - change, LOWEST_RATIO) if is_fall else 1 + change
    for weeks in TRIED_WEEKS:
        letters = _look_ahead(table, topic, weeks * WEEK)
        if _is_seen(float(np.log(ratio)), *letters):
            return weeks * WEEK
    return None


def smallest_visible_lift(size: int, holdout_size: int, share: float) -> float:
    """Return the lift over the holdout's ``share`` that two arms can show.

    A difference of shares: 0.03 means 3 in a hundred more. 1 - share, the largest
    that there is, when not even that is seen for sure. Raises ValueError for an
    empty arm or a share outside 0 to 1.
    """
    if size < 1 or holdout_size < 1 or not 0 <= share <= 1:
        raise ValueError("there must be people in both arms, and a share of 0 to 1")
    low, high = 0.0, 1.0 - share
    for _ in range(HALVINGS):
        lift = (low + high) / 2
        if _is_lift_seen(lift, share, size, holdout_size):
            high = lift
        else:
            low = lift
    return high


def audience_to_see(lift: float, share: float, holdout_share: float) -> int:
    """Return how many people, holdout included, it takes to see ``lift``.

    Raises ValueError for shares outside 0 to 1 or a lift that cannot be.
    """
    if not (0 <= share < 1 and 0 < holdout_share < 1 and 0 < lift <= 1 - share):
        raise ValueError("a lift must be above 0 and fit above the holdout's share")
    after = share + lift
    variance = after * (1 - after) / (1 - holdout_share)
    variance += share * (1 - share) / holdout_share
    people = int(np.ceil((_deviates(True) / lift) ** 2 * variance))
    smallest = int(np.ceil(1 / min(holdout_share, 1 - holdout_share)))
    return max(people, smallest)


def _look_ahead(table: Floats, topic: int, days: int) -> tuple[float, float, float]:
    """Return letters known, letters to expect in ``days`` days, and the swing."""
    if days < 1 or not len(table):
        raise ValueError("there must be days before and days after the start")
    # The days to come are filled in only so that they can be counted.
    ahead = np.vstack([table, np.zeros((days, table.shape[1]))])
    departures = find_departures(ahead, len(table), days)
    [null] = find_nulls(departures, [topic], days, LEVEL)
    contrasts = departures.contrasts
    before = float(contrasts.before[0, topic])
    # Part of what is unusual goes away by itself.
    settled = float((contrasts.log_ratio - departures.log_ratio)[0, topic])
    usual = before / baseline_days(len(table)) * days * float(np.exp(settled))
    return float(departures.known[0, topic]), usual, null.swing


def _least_seen(
    farthest: float, known: float, usual: float, swing: float
) -> float | None:
    """Return the log ratio, 0 to ``farthest``, from which on it is seen; else None."""
    seen, unseen = farthest, 0.0
    if not _is_seen(seen, known, usual, swing):
        return None
    for _ in range(HALVINGS):
        middle = (seen + unseen) / 2
        if _is_seen(middle, known, usual, swing):
            seen = middle
        else:
            unseen = middle
    return seen


def _is_seen(change: float, known: float, usual: float, swing: float) -> bool:
    """Tell whether 80 % of the intervals around a log ratio leave out 0.

    The estimate itself strays by what the interval allows for, so the interval has
    to keep its distance from 0 by as much again as 80 % needs.
    """
    after = usual * float(np.exp(change))
    low, high = log_ratio_interval(change, known, after, swing, LEVEL)
    towards_same = high - change if change < 0 else change - low
    return towards_same * _deviates(True) / _deviates(False) <= abs(change)


def _is_lift_seen(lift: float, share: float, size: int, holdout_size: int) -> bool:
    after = share + lift
    variance = after * (1 - after) / size + share * (1 - share) / holdout_size
    # One person more or less in either arm is the finest that can be seen at all.
    grain = 0.5 / size + 0.5 / holdout_size
    return lift >= _deviates(True) * float(np.sqrt(variance)) + grain


def _deviates(with_chance: bool) -> float:
    """Return the normal quantile of the level, plus that of the chance to see."""
    from scipy.special import ndtri

    edge = float(ndtri((1 + LEVEL) / 2))
    return edge + float(ndtri(CHANCE_TO_SEE)) if with_chance else edge
