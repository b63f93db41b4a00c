"""How often verdicts are wrong, and what they see, beside the textbook test.

    python -m benchmarks.verdicts [--quick] [--seed N]

On the real daily counts of complaints in ../shared/data, and on made series that
those never shaped: stretches where nothing was done (A/A), stretches with a change
put in, and shares of an audience against its holdout. With 1,000 stretches a rate of
5 % has a standard error of 0.7.
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

from benchmarks.made_series import KINDS, make
from benchmarks.share_verdicts import print_peeking, print_shares
from feedback.actions.statistics.judging import Verdict
from feedback.actions.verdicts import rate_verdict
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
EARLIEST = 120
SHORTEST = 400
"""Days of a history from which on stretches begin at ``EARLIEST`` only."""
VOLUME_DAYS = 56
MADE_WORLDS = 5


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


def cases(
    rng: np.random.Generator,
    counts: Counts,
    days: int,
    volumes: tuple[float, float],
    number: int,
) -> Iterator[Case]:
    """Yield stretches of random topics and dates whose past volume is as asked."""
    first = EARLIEST if len(counts) >= SHORTEST else VOLUME_DAYS
    while number:
        start = int(rng.integers(first, len(counts) - days))
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


def is_change(verdict: Verdict) -> bool:
    return verdict.kind in (VerdictKind.IMPROVED, VerdictKind.WORSE)


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
            wrong = [is_change(verdict) for verdict in verdicts]
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


def print_made(number: int, seed: int) -> None:
    """Print false verdicts and coverage on made series of every kind."""
    print(f"\nA/A, made series: % called improved or worse (up to {number} each)")
    print("  kind                     14 d   28 d   56 d (limit 5)   interval covers")
    for kind in KINDS:
        wrong, held = [], []
        for days in WINDOWS:
            verdicts = [case.verdict() for case in made_cases(kind, days, number, seed)]
            wrong.append(percent([is_change(verdict) for verdict in verdicts]))
            held += [verdict.low <= 1 <= verdict.high for verdict in verdicts]
        rates = "  ".join(f"{rate:5.1f}" for rate in wrong)
        print(f"  {kind:<23} {rates}             {percent(held):15.1f}")


def made_cases(kind: str, days: int, number: int, seed: int) -> Iterator[Case]:
    """Yield stretches of several inboxes of one kind, in all volume classes."""
    for world in range(MADE_WORLDS):
        counts = make(kind, 1_000 * seed + world)
        rng = np.random.default_rng([seed, world, days])
        least = (1.0, np.inf)
        yield from cases(rng, counts, days, least, number // MADE_WORLDS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer stretches")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    number = 150 if options.quick else 1_000
    if SERIES.exists():
        counts = read_counts(SERIES)
        print_quiet("real complaints", counts, number, options.seed)
        print_power("real complaints", counts, number, options.seed)
    else:
        print(f"{SERIES} is missing: real complaints are left out.")
    print_made(number // 2, options.seed)
    print_shares()
    print_peeking(number * 20, options.seed)


if __name__ == "__main__":
    main()
