"""What measuring an action gives: a proposed verdict with its number in a sentence."""

from dataclasses import dataclass
from datetime import date

from feedback.types import Action, VerdictKind


@dataclass(frozen=True, slots=True)
class Measurement:
    """What the numbers say of an action, up to and including ``until_on``.

    ``estimate``, ``low`` and ``high`` are a ratio (0.56 means -44 %) or, when
    ``is_difference``, a difference; they are None where no range is known.
    ``is_causal`` is true only with a holdout.
    """

    kind: VerdictKind
    sentence: str
    method: str
    until_on: date
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    is_difference: bool = False
    is_causal: bool = False
    is_early: bool = False


@dataclass(frozen=True, slots=True)
class OutsideNumbers:
    """Numbers typed in with their source.

    ``after`` are values since the start; they are compared with the values
    ``before`` it or, where there are none, with a ``target``.
    """

    after: tuple[float, ...]
    source: str
    before: tuple[float, ...] = ()
    target: float | None = None


def is_hidden(action: Action, today: date) -> bool:
    """Tell whether the number is kept from sight, because it is not due yet."""
    return today < action.plan.due_on
