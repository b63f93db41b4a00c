"""Shares of an audience against its holdout: coverage, and looking every week.

Coverage is exact: every outcome is weighed by its chance, so there is no luck in it.
Beside ours stands Newcombe's interval with Wilson's limits, the usual advice.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

from feedback.actions.statistics.judging import EARLY_LEVEL, LEVEL
from feedback.actions.statistics.shares import difference_interval

Floats = NDArray[np.float64]
Interval = Callable[[Floats, int, Floats, int, float], tuple[Floats, Floats]]

SIZES = (20, 60, 200, 2_000, 20_000)
SHARES = (0.005, 0.02, 0.1, 0.3, 0.6)
MOST_OUTCOMES = 240
"""Of a large arm, outcomes so many apart stand for those between them."""
FEWEST_HITS = 5
BAND = (94.0, 97.0)
LOOKS = 8
PEEKING = ((2_000, 500, 0.1), (400, 400, 0.3), (9_000, 900, 0.02), (1_000, 300, 0.02))


def newcombe(
    hits: Floats, size: int, others: Floats, other_size: int, level: float
) -> tuple[Floats, Floats]:
    """Return Newcombe's interval of a difference, with Wilson's limits."""
    from scipy.special import ndtri

    z = float(ndtri((1 + level) / 2))
    share, low, high = _wilson(hits, size, z)
    other, other_low, other_high = _wilson(others, other_size, z)
    return (
        share - other - np.hypot(share - low, other_high - other),
        share - other + np.hypot(high - share, other - other_low),
    )


def _wilson(hits: Floats, size: int, z: float) -> tuple[Floats, Floats, Floats]:
    share = hits / size
    middle = (share + z * z / 2 / size) / (1 + z * z / size)
    reach = np.sqrt(share * (1 - share) / size + z * z / 4 / size**2)
    reach *= z / (1 + z * z / size)
    return share, middle - reach, middle + reach


def coverage(interval: Interval, sizes: tuple[int, int], shares: Floats) -> float:
    """Return the chance, in %, that the interval holds the true difference."""
    hits, chances = _outcomes(sizes[0], shares[0])
    others, other_chances = _outcomes(sizes[1], shares[1])
    low, high = interval(hits[:, None], sizes[0], others, sizes[1], LEVEL)
    true = shares[0] - shares[1]
    held = (low <= true + 1e-12) & (true - 1e-12 <= high)
    return float(100 * (chances @ held @ other_chances))


def _outcomes(size: int, share: float) -> tuple[Floats, Floats]:
    first, last = (int(binom.ppf(tail, size, share)) for tail in (1e-8, 1 - 1e-8))
    step = max(1, (last - first) // MOST_OUTCOMES)
    hits = np.arange(first, last + 1, step)
    chances = binom.pmf(hits, size, share)
    return hits.astype(np.float64), np.asarray(chances / chances.sum())


def print_shares() -> None:
    """Print coverage over all sizes and shares, ours and the usual advice."""
    cells = [
        ((size, other), np.array([one, two]))
        for size in SIZES
        for other in SIZES
        for one in SHARES
        for two in SHARES
    ]
    plenty = np.array([_has_hits(sizes, shares) for sizes, shares in cells])
    print(f"\nShares: coverage in %, exact, sizes {SIZES}, shares {SHARES}")
    print("  interval  cells              least   mean   most   within 94 to 97")
    for name, interval in (("ours", difference_interval), ("Newcombe", newcombe)):
        held = np.array([coverage(interval, *cell) for cell in cells])
        for label, chosen in (
            ("all", np.full(len(cells), True)),
            (f"{FEWEST_HITS} hits or more", plenty),
            ("fewer", ~plenty),
        ):
            part = held[chosen]
            within = 100 * np.mean((part >= BAND[0]) & (part <= BAND[1]))
            print(
                f"  {name:<8}  {label:<16} {part.min():7.1f} {part.mean():6.1f}"
                f" {part.max():6.1f} {within:15.0f} %"
            )


def _has_hits(sizes: tuple[int, int], shares: Floats) -> bool:
    least = np.minimum(shares, 1 - shares)
    return bool((np.array(sizes) * least >= FEWEST_HITS).all())


def print_peeking(number: int, seed: int) -> None:
    """Print how often weekly looks at an audience without lift find one."""
    rng = np.random.default_rng(seed)
    print(f"\nWeekly peeking, {LOOKS} weeks, no lift: % ever called ({number:,} runs)")
    print("  audience  holdout  share   ours (limit 5)   without bounds")
    for size, holdout, share in PEEKING:
        hits = _weekly_hits(rng, size, share, number)
        others = _weekly_hits(rng, holdout, share, number)
        plain = _is_called(hits, size, others, holdout, LEVEL)
        early = _is_called(hits, size, others, holdout, EARLY_LEVEL)
        ours = early[:, :-1].any(axis=1) | plain[:, -1]
        print(
            f"  {size:>8}  {holdout:>7}  {share:5.2f}   {100 * ours.mean():14.1f}"
            f"   {100 * plain.any(axis=1).mean():14.1f}"
        )


def _weekly_hits(
    rng: np.random.Generator, size: int, share: float, number: int
) -> Floats:
    weeks = rng.multinomial(size, [share / LOOKS] * LOOKS + [1 - share], number)
    return weeks[:, :LOOKS].cumsum(axis=1).astype(np.float64)


def _is_called(
    hits: Floats, size: int, others: Floats, holdout: int, level: float
) -> NDArray[np.bool_]:
    low, high = difference_interval(hits, size, others, holdout, level)
    return np.asarray((low > 0) | (high < 0))
