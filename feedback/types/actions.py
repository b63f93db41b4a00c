"""Actions with their plans, and the data results that they end in."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from feedback.types.states import Basis, Direction, Link, VerdictKind


class MeasureKind(StrEnum):
    """What an action is measured by."""

    LETTERS = "letters"
    REPEATS = "repeats"
    RETURNS = "returns"
    OUTSIDE = "outside"
    READING = "reading"


class ActionState(StrEnum):
    """Where an action stands."""

    PLANNED = "planned"
    RUNNING = "running"
    CONCLUDED = "concluded"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Plan:
    """What an action says before it starts.

    ``smallest_change`` is a share: 0.3 means a change of 30 %. ``cost`` is in the
    team's own currency. ``criterion`` is the question that reading must answer, for
    the measure ``reading``; ``measure_note`` names the number and its source, for
    the measure ``outside``.
    """

    title: str
    link: Link
    purpose: str
    topic_ids: tuple[int, ...]
    measure: MeasureKind
    direction: Direction
    smallest_change: float
    due_on: date
    owner_id: int
    cost: float | None = None
    audience_query: str = ""
    holdout_share: float = 0.0
    criterion: str = ""
    measure_note: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """A piece of operations work with its plan, frozen once it has started."""

    id: int
    plan: Plan
    owner: str
    topics: tuple[str, ...]
    state: ActionState
    created_at: datetime
    started_on: date | None
    fingerprint: str
    seed: int
    audience_size: int
    holdout_size: int
    concluded_at: datetime | None
    version: int

    @property
    def counts_repeats(self) -> bool:
        """Tell whether it counts who of its audience writes about it again.

        Letters with a holdout are counted so too: only that compares the two arms.
        """
        measure = self.plan.measure
        is_held = measure is MeasureKind.LETTERS and self.holdout_size > 0
        return measure is MeasureKind.REPEATS or is_held


@dataclass(frozen=True, slots=True)
class Amendment:
    """A change to a plan after the start, dated and kept."""

    action_id: int
    person: str
    amended_at: datetime
    field: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A letter, or a passage of one, that a data result rests on."""

    id: int
    action_id: int
    letter_id: int
    quote: str
    writer: str
    written_at: datetime
    note: str
    person: str


@dataclass(frozen=True, slots=True)
class DataResult:
    """What an action led to: a verdict with its basis.

    ``estimate``, ``low`` and ``high`` are a ratio for ``letters`` (0.56 means -44 %),
    a difference of shares for ``returns``, and None for a reading.
    """

    action_id: int
    verdict: VerdictKind
    basis: Basis | None
    sentence: str
    reason: str
    learned: str
    next_step: str
    concluded_by: str
    concluded_at: datetime
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    proposed_verdict: VerdictKind | None = None
    countersigned_by: str = ""
    countersigned_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a period's actions ended in a data result.

    Counts of concluded or due actions of the period; ``none`` are those concluded
    as not measured or due without a result.
    """

    quantitative: int
    qualitative: int
    none: int

    @property
    def actions(self) -> int:
        """Number of actions of the period."""
        return self.quantitative + self.qualitative + self.none

    @property
    def with_result_share(self) -> float | None:
        """Share of the actions with a data result, None when there were none."""
        if not self.actions:
            return None
        return (self.quantitative + self.qualitative) / self.actions
