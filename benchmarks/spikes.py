"""How many spikes are found, and how many are false, beside the usual tests.

    python -m benchmarks.spikes [--quick] [--seed N]

On the real daily counts of complaints in ../shared/data and on made series: days to
which nothing was done, and the same days with letters put in. Real series have real
bursts of their own, so on them an alarm on a quiet day is not always a false one.
"""

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import poisson

from benchmarks.made_series import make
from benchmarks.verdicts import SERIES, read_counts
from feedback.topics.spikes import find_spikes

Counts = NDArray[np.int64]
Finder = Callable[[Counts, int], set[int]]

EARLIEST = 240
BASELINE = 28
BURSTS = (("1 day x3", 1, 3.0), ("3 days x2", 3, 2.0), ("7 days x2", 7, 2.0))
VOLUMES = (("1-5", 1.0, 5.0), ("5-20", 5.0, 20.0), (">20", 20.0, np.inf))


@dataclass(frozen=True)
class Day:
    """A day of a table of counts on which finders are asked."""

    counts: Counts
    today: int

    def with_burst(self, topic: int, days: int, factor: float, seed: int) -> "Day":
        """Return the day with letters added to a topic on its last ``days`` days."""
        rng = np.random.default_rng([seed, self.today, topic])
        counts = self.counts.copy()
        rows = slice(self.today - days + 1, self.today + 1)
        usual = self.counts[self.today - BASELINE - 7 : self.today - 7, topic].mean()
        counts[rows, topic] += rng.poisson((factor - 1) * usual, days)
        return Day(counts, self.today)


def ours(counts: Counts, today: int) -> set[int]:
    return {spike.topic for spike in find_spikes(counts, today)}


def twice_the_mean(counts: Counts, today: int) -> set[int]:
    """The rule of thumb: today or this week at least twice the mean before."""
    before = counts[today - BASELINE - 6 : today - 6].mean(axis=0)
    week = counts[today - 6 : today + 1].sum(axis=0)
    is_high = (week >= 14 * before) & (week >= 3)
    return set(np.flatnonzero(is_high).tolist())


def poisson_test(counts: Counts, today: int) -> set[int]:
    """Exact Poisson tails of day and week, median of ratios, 5 % false discoveries."""
    before = counts[today - BASELINE - 6 : today - 6].mean(axis=0)
    chances = []
    for days in (1, 7):
        seen = counts[today - days + 1 : today + 1].sum(axis=0)
        live = before > 0
        scale = float(np.median(seen[live] / before[live])) if live.any() else days
        usual = np.maximum(before, 1 / BASELINE) * max(scale, 0.5 * days)
        chances.append(poisson.sf(seen - 1, usual))
    p_values = np.minimum(2 * np.minimum(*chances), 1)
    order = np.argsort(p_values)
    limits = 0.05 * np.arange(1, len(order) + 1) / len(order)
    passed = np.flatnonzero(p_values[order] <= limits)
    return set(order[: passed[-1] + 1].tolist()) if len(passed) else set()


FINDERS: dict[str, Finder] = {
    "ours": ours,
    "Poisson": poisson_test,
    "twice": twice_the_mean,
}


def days_of(counts: Counts, number: int, seed: int) -> Iterator[Day]:
    rng = np.random.default_rng([seed, 7])
    for today in rng.integers(EARLIEST, len(counts), number):
        yield Day(counts, int(today))


def print_quiet(name: str, days: list[Day]) -> None:
    """Print alarms on days to which nothing was done."""
    print(f"\n{name}: alarms on {len(days)} days to which nothing was done")
    for finder, find in FINDERS.items():
        found = [len(find(day.counts, day.today)) for day in days]
        print(
            f"  {finder:<8} {np.mean(found):6.2f} a day;"
            f" days with any {100 * np.mean(np.array(found) > 0):5.1f} %"
        )


def print_found(name: str, days: list[Day], seed: int) -> None:
    """Print the share of bursts found, by volume and kind of burst."""
    print(f"\n{name}: % of bursts found (letters a day; burst)")
    print("  volume  burst       " + "".join(f"{one:>10}" for one in FINDERS))
    for volume, low, high in VOLUMES:
        for burst, length, factor in BURSTS:
            hits = {finder: [] for finder in FINDERS}
            for day in days:
                topic = _topic_of(day, low, high, seed)
                if topic is None:
                    continue
                made = day.with_burst(topic, length, factor, seed)
                for finder, find in FINDERS.items():
                    hits[finder].append(topic in find(made.counts, made.today))
            shares = [
                f"{100 * np.mean(h):10.1f}" if h else "         -"
                for h in hits.values()
            ]
            print(f"  {volume:<7} {burst:<11} " + "".join(shares))


def _topic_of(day: Day, low: float, high: float, seed: int) -> int | None:
    """Return a random topic with that many letters a day before the day."""
    mean = day.counts[day.today - BASELINE - 6 : day.today - 6].mean(axis=0)
    topics = np.flatnonzero((mean >= low) & (mean < high))
    rng = np.random.default_rng([seed, day.today])
    return int(rng.choice(topics)) if len(topics) else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer days")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    number = 60 if options.quick else 400
    series = {
        "made, steady": make("steady", 1),
        "made, bursty": make("bursty", 2),
    }
    if SERIES.exists():
        series = {"real complaints": read_counts(SERIES), **series}
    for name, counts in series.items():
        days = list(days_of(counts, number, options.seed))
        print_quiet(name, days)
        print_found(name, days, options.seed)


if __name__ == "__main__":
    main()
