"""Coverage: which share of the work ended in a data result.

An action counts in the month in which it was concluded or fell due, whichever came
first, so that no later work changes how much a month had to show.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from feedback.store import Store
from feedback.store.results import Outcome
from feedback.types import Basis, Coverage

LIMIT_SHARE = 0.4


class Kind(StrEnum):
    """What stands behind a number of coverage; overdue ones are not concluded yet."""

    QUANTITATIVE = "quantitative"
    QUALITATIVE = "qualitative"
    NONE = "none"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which outcomes are asked for; what is empty is not asked about."""

    kind: Kind | None = None
    owner: str = ""
    link: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True)
class MonthCoverage:
    """The coverage of the month that begins on ``starts_on``."""

    starts_on: date
    coverage: Coverage


def count_coverage(outcomes: Iterable[Outcome]) -> Coverage:
    """Count outcomes by what their result rests on."""
    bases = [outcome.basis for outcome in outcomes]
    return Coverage(
        quantitative=bases.count(Basis.QUANTITATIVE),
        qualitative=bases.count(Basis.QUALITATIVE),
        none=bases.count(None),
    )


def select_outcomes(outcomes: Iterable[Outcome], wanted: Wanted) -> tuple[Outcome, ...]:
    """Return the outcomes behind one number of coverage, in the order given."""
    return tuple(
        outcome
        for outcome in outcomes
        if _is_of_kind(outcome, wanted.kind)
        and wanted.owner in ("", outcome.owner)
        and wanted.link in ("", outcome.link.value)
        and (not wanted.topic or wanted.topic in outcome.topics)
    )


def count_overdue(outcomes: Iterable[Outcome]) -> int:
    """Count those that fell due and are not concluded."""
    return sum(outcome.verdict is None for outcome in outcomes)


def month_outcomes(store: Store, day: date, today: date) -> tuple[Outcome, ...]:
    """Return the actions that count in the month of ``day``, the latest first."""
    start = day.replace(day=1)
    return store.results.find_outcomes(start, _month_end(start), today)


def find_coverage(store: Store, today: date, months: int = 6) -> list[MonthCoverage]:
    """Return the coverage of the last months, the present one last."""
    starts = [today.replace(day=1)]
    while len(starts) < months:
        starts.append((starts[-1] - timedelta(days=1)).replace(day=1))
    return [
        MonthCoverage(start, count_coverage(month_outcomes(store, start, today)))
        for start in reversed(starts)
    ]


def coverage_by(
    outcomes: Iterable[Outcome], names: Callable[[Outcome], Iterable[str]]
) -> list[tuple[str, Coverage]]:
    """Return the coverage of each group, the one with most actions first.

    ``names`` are the groups an action belongs to: it counts in each of them.
    """
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        for name in names(outcome):
            groups.setdefault(name, []).append(outcome)
    counted = [(name, count_coverage(group)) for name, group in groups.items()]
    return sorted(counted, key=lambda item: (-item[1].actions, item[0]))


def coverage_question(coverage: Coverage, limit_share: float = LIMIT_SHARE) -> str:
    """Return a question to reflect on when too much work has no result, else ''."""
    if not coverage.actions or coverage.none / coverage.actions <= limit_share:
        return ""
    if coverage.none == 1:
        return "One piece of work has no data result. What was it for?"
    return (
        f"{_counted(coverage.none)} pieces of work have no data result. "
        "What were they for?"
    )


def _is_of_kind(outcome: Outcome, kind: Kind | None) -> bool:
    if kind is None:
        return True
    if kind is Kind.OVERDUE:
        return outcome.verdict is None
    return kind == (outcome.basis or Kind.NONE)


def _counted(number: int) -> str:
    words = ("Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")
    return words[number - 2] if 2 <= number <= 9 else f"{number:,}"


def _month_end(start: date) -> date:
    following = (start + timedelta(days=31)).replace(day=1)
    return following - timedelta(days=1)
