"""How often verdicts are wrong, and what they see, beside the textbook test.

    python -m benchmarks.verdicts [--quick] [--seed N]

On the real daily counts of complaints in ../shared/data, and on made series that
those never shaped: stretches where nothing was done (A/A), stretches with a change
put in, and shares of an audience against its holdout.
"""

import argparse
import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

from feedback.actions.verdicts import Verdict, rate_verdict, share_verdict
from feedback.types import VerdictKind

Counts = NDArray[np.int64]

SERIES = (
    Path(__file__).resolve().parents[2]
    / "shared/data/cfpb/daily_counts_by_issue.csv.gz"
)
CLASSES = {"1-5": (1.0, 5.0), "5-20": (5.0, 20.0), ">20": (20.0, np.inf)}
WINDOWS = (14, 28, 56)
CHANGES = (
    ("-50 %, about 10 a day", 28, 0.5, (8.0, 12.5), 80),
    ("-50 %, 5 to 20 a day", 28, 0.5, (5.0, 20.0), None),
    ("-30 %, about 20 a day", 56, 0.7, (16.0, 25.0), 60),
    ("-30 %, over 20 a day", 56, 0.7, (20.0, np.inf), None),
)
SIZES = (20, 200, 2_000, 20_000)
SHARES = (0.005, 0.02, 0.1, 0.3, 0.6)
LOOKS = 8
EARLIEST = 120
VOLUME_DAYS = 56


@dataclass(frozen=True)
class Case:
    """A stretch of one topic, at which the textbook and ours are asked."""

    counts: Counts
    topic: int
    start: int
    days: int

    def verdict(self) -> Verdict:
        return rate_verdict(self.counts, self.topic, self.start, self.start + self.days)

    def textbook_changed(self) -> bool:
        """Exact Poisson test of equal windows, scaled by the median of ratios."""
        middle = slice(self.start, self.start + self.days)
        before = self.counts[self.start - self.days : self.start].sum(axis=0)
        after = self.counts[middle].sum(axis=0)
        live = (before > 0) & (after > 0)
        scale = float(np.median(after[live] / before[live]))
        both = int(before[self.topic] + after[self.topic])
        if both == 0:
            return False
        test = binomtest(int(after[self.topic]), both, scale / (1 + scale))
        return bool(test.pvalue < 0.05)


def read_counts(path: Path) -> Counts:
    with gzip.open(path, "rt", newline="", encoding="utf-8") as lines:
        rows = list(csv.reader(lines))[1:]
    return np.array([row[1:] for row in rows], dtype=np.int64)


def made_counts(rng: np.random.Generator, bursty: bool) -> Counts:
    """Return 1,200 days of 60 topics: weekdays, and drift and bursts if bursty."""
    days, topics = 1_200, 60
    weekdays = np.array([0.6, 0.5, 1.3, 1.4, 1.3, 1.1, 0.8])
    rates = rng.lognormal(1.6, 1.2, topics) * weekdays[np.arange(days) % 7][:, None]
    if not bursty:
        return np.asarray(rng.poisson(rates))
    drift = np.cumsum(rng.normal(0, 0.02, (days, topics)), axis=0)
    spells = rng.random((days, topics)) < 0.004
    bursts = np.zeros((days, topics))
    for day in range(1, days):
        bursts[day] = 0.85 * bursts[day - 1] + spells[day] * rng.exponential(
            0.8, topics
        )
    together = np.cumsum(rng.normal(0, 0.01, (days, 1)), axis=0)
    return np.asarray(rng.poisson(rates * np.exp(drift + bursts + together)))


def cases(
    rng: np.random.Generator,
    counts: Counts,
    days: int,
    volumes: tuple[float, float],
    number: int,
) -> Iterator[Case]:
    """Yield stretches of random topics and dates whose past volume is as asked."""
    while number:
        start = int(rng.integers(EARLIEST, len(counts) - days))
        volume = counts[start - VOLUME_DAYS : start].mean(axis=0)
        topics = np.flatnonzero((volume >= volumes[0]) & (volume < volumes[1]))
        if len(topics):
            number -= 1
            yield Case(counts, int(rng.choice(topics)), start, days)


def with_change(rng: np.random.Generator, case: Case, ratio: float) -> Case:
    """Return the case with the topic's letters thinned from the start on."""
    counts = case.counts.copy()
    counts[case.start :, case.topic] = rng.binomial(
        counts[case.start :, case.topic], ratio
    )
    return Case(counts, case.topic, case.start, case.days)


def percent(flags: list[bool]) -> float:
    return 100 * float(np.mean(flags))


def print_quiet(name: str, counts: Counts, number: int, seed: int) -> None:
    """Print how often quiet stretches are called changed, ours and the textbook."""
    print(f"\nA/A, {name}: % called improved or worse ({number} stretches each)")
    print("  window  letters a day   ours (limit 5)   textbook   interval covers")
    for days in WINDOWS:
        for label, volumes in CLASSES.items():
            rng = np.random.default_rng([seed, days, len(label)])
            drawn = list(cases(rng, counts, days, volumes, number))
            verdicts = [case.verdict() for case in drawn]
            wrong = [
                v.kind in (VerdictKind.IMPROVED, VerdictKind.WORSE) for v in verdicts
            ]
            held = [v.low <= 1 <= v.high for v in verdicts]
            textbook = [case.textbook_changed() for case in drawn]
            print(
                f"  {days:>6}  {label:>13}   {percent(wrong):14.1f}"
                f"   {percent(textbook):8.1f}   {percent(held):15.1f}"
            )


def print_power(name: str, counts: Counts, number: int, seed: int) -> None:
    """Print how often a change that was put in is seen, and covered."""
    print(f"\nPower, {name}: % called improved ({number} stretches each)")
    print("  change                  window   seen   asked   interval covers (93-97)")
    for label, days, ratio, volumes, asked in CHANGES:
        rng = np.random.default_rng([seed, days, len(label)])
        drawn = cases(rng, counts, days, volumes, number)
        verdicts = [with_change(rng, case, ratio).verdict() for case in drawn]
        seen = [verdict.kind == VerdictKind.IMPROVED for verdict in verdicts]
        held = [verdict.low <= ratio <= verdict.high for verdict in verdicts]
        print(
            f"  {label:<22}  {days:>6}  {percent(seen):5.1f}   {asked or '-':>5}"
            f"   {percent(held):15.1f}"
        )


def print_shares(number: int, seed: int) -> None:
    """Print coverage of the interval of a difference of shares, by size."""
    rng = np.random.default_rng(seed)
    print(f"\nShares: coverage in %, over rates {SHARES} ({number} draws each)")
    print("  audience  holdout    mean   least")
    for size in SIZES:
        for holdout in SIZES:
            held = [
                share_coverage(rng, (size, holdout), (one, other), number)
                for one in SHARES
                for other in SHARES
            ]
            print(f"  {size:>8}  {holdout:>7}  {np.mean(held):6.1f}  {min(held):6.1f}")


def share_coverage(
    rng: np.random.Generator,
    sizes: tuple[int, int],
    shares: tuple[float, float],
    number: int,
) -> float:
    hits = rng.binomial(sizes[0], shares[0], number)
    others = rng.binomial(sizes[1], shares[1], number)
    pairs, weights = np.unique(np.stack([hits, others]), axis=1, return_counts=True)
    true, held = shares[0] - shares[1], 0
    for one, other, weight in zip(*pairs, weights, strict=True):
        verdict = share_verdict(int(one), sizes[0], int(other), sizes[1], 0.01)
        held += int(weight) * (verdict.low <= true <= verdict.high)
    return 100 * held / number


def print_peeking(number: int, seed: int) -> None:
    """Print how often weekly looks at an audience without lift find one."""
    rng = np.random.default_rng(seed)
    print(f"\nWeekly peeking, {LOOKS} weeks, no lift: % ever called ({number} runs)")
    print("  audience  holdout  share   ours (limit 5)   without bounds")
    for size, holdout, share in (
        (2_000, 500, 0.1),
        (400, 400, 0.3),
        (9_000, 900, 0.02),
    ):
        ours, plain = [], []
        for _ in range(number):
            hits = weekly_hits(rng, size, share)
            others = weekly_hits(rng, holdout, share)
            ours.append(is_ever_called(hits, size, others, holdout, bounded=True))
            plain.append(is_ever_called(hits, size, others, holdout, bounded=False))
        print(
            f"  {size:>8}  {holdout:>7}  {share:5.2f}   {percent(ours):14.1f}"
            f"   {percent(plain):14.1f}"
        )


def weekly_hits(rng: np.random.Generator, size: int, share: float) -> Counts:
    weeks = rng.multinomial(size, [share / LOOKS] * LOOKS + [1 - share])
    return np.asarray(weeks[:LOOKS].cumsum())


def is_ever_called(
    hits: Counts, size: int, others: Counts, holdout: int, bounded: bool
) -> bool:
    for week in range(LOOKS):
        is_due = week == LOOKS - 1 or not bounded
        verdict = share_verdict(
            int(hits[week]), size, int(others[week]), holdout, 0.001, is_due=is_due
        )
        if verdict.kind in (VerdictKind.IMPROVED, VerdictKind.WORSE):
            return True
    return False


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer stretches")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    number = 150 if options.quick else 1_000
    series = {
        "made, steady": made_counts(np.random.default_rng(1), bursty=False),
        "made, bursty": made_counts(np.random.default_rng(2), bursty=True),
    }
    if SERIES.exists():
        series = {"real complaints": read_counts(SERIES), **series}
    for name, counts in series.items():
        few = number if name == "real complaints" else number // 4
        print_quiet(name, counts, few, options.seed)
        print_power(name, counts, few // 2, options.seed)
    print_shares(number * 2, options.seed)
    print_peeking(number * 2, options.seed)


if __name__ == "__main__":
    main()
