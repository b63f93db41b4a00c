"""Concluding an action: a data result that holds data, or says why there is none."""

from dataclasses import dataclass
from datetime import datetime

from feedback.actions.measures.measurement import Measurement, OutsideNumbers, is_hidden
from feedback.actions.measures.measuring import measure
from feedback.errors import Forbidden, InvalidResult, Refused
from feedback.store import Store
from feedback.store.actions import Change
from feedback.types import (
    Action,
    ActionState,
    Basis,
    DataResult,
    Evidence,
    MeasureKind,
    VerdictKind,
)

RECOMMENDED_QUOTES = 5
"""A reading that rests on fewer quotes may stand on somebody's favourites."""
EARLY_LOOK = "early look"
"""The field under which a look before the due day is kept among the amendments."""
TAKEN_BACK = "taken back"
"""The field under which a result that its author took back is kept there."""


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What a person says at the end of an action.

    ``basis`` is what the result rests on, None for ``not_measured``. ``answer`` is
    what reading the letters showed, for a qualitative result. ``reason`` says why
    nothing was measured, or why the verdict differs from the proposed one.
    ``version`` is that of the action the person saw; ``is_early`` that they insist
    on concluding before the due day.
    """

    verdict: VerdictKind
    basis: Basis | None
    learned: str
    version: int
    reason: str = ""
    answer: str = ""
    next_step: str = ""
    outside: OutsideNumbers | None = None
    is_early: bool = False


def planned_basis(action: Action) -> Basis:
    """Return what the plan says that the result shall rest on."""
    is_reading = action.plan.measure is MeasureKind.READING
    return Basis.QUALITATIVE if is_reading else Basis.QUANTITATIVE


def conclude(
    store: Store,
    action_id: int,
    conclusion: Conclusion,
    person_id: int,
    concluded_at: datetime,
) -> DataResult:
    """Close a running action with a data result and return it.

    Raises InvalidResult with everything that is missing, Conflict when the action
    has changed since the person saw it.
    """
    action = store.actions.get_action(action_id)
    _check_time(action, conclusion, concluded_at)
    result = _result(store, action, conclusion, concluded_at)
    store.results.conclude(result, person_id, conclusion.version)
    return store.results.get_result(action_id)


def take_back(
    store: Store, action_id: int, person_id: int, taken_back_at: datetime
) -> None:
    """Take an own result back: the action runs on, and what it said stays beside it.

    Raises NotFound, Forbidden for the result of somebody else, and Refused once it was
    countersigned or has resolved a topic.
    """
    with store.transaction():
        result = store.results.get_result(action_id)
        if not store.results.is_author(action_id, person_id):
            raise Forbidden("A result is taken back by its author.")
        resolutions = store.resolutions.find_resolutions().values()
        if action_id in {one.action_id for one in resolutions}:
            raise Refused(
                "A topic was resolved by this result; undo that in the topic's history "
                "first."
            )
        store.results.withdraw(action_id)
        said = f"{result.verdict.value.replace('_', ' ')}. {result.sentence}"
        change = Change(TAKEN_BACK, said, "")
        store.actions.add_amendments(action_id, [change], person_id, "", taken_back_at)


def look_early(
    store: Store, action_id: int, reason: str, person_id: int, looked_at: datetime
) -> Measurement:
    """Show the number before it is due; the look is kept beside the plan.

    Raises Refused without a reason, InvalidResult when there is nothing to see.
    """
    if not reason.strip():
        raise Refused("Say why you look early: it is shown beside the result.")
    action = store.actions.get_action(action_id)
    if action.state is not ActionState.RUNNING:
        raise Refused("Only a running action can be looked at early.")
    seen = measure(store, action, looked_at.date())
    store.actions.add_amendments(
        action_id,
        [Change(EARLY_LOOK, "", seen.sentence)],
        person_id,
        reason.strip(),
        looked_at,
    )
    return seen


def countersign(
    store: Store, action_id: int, person_id: int, countersigned_at: datetime
) -> None:
    """Have a second person agree with a result; raises Forbidden for its author."""
    if store.results.is_author(action_id, person_id):
        raise Forbidden("A result is countersigned by somebody else than its author.")
    store.results.countersign(action_id, person_id, countersigned_at)


def _check_time(action: Action, conclusion: Conclusion, at: datetime) -> None:
    if action.state is not ActionState.RUNNING:
        raise InvalidResult(f"This action is {action.state.value}, not running.")
    is_measured = conclusion.verdict is not VerdictKind.NOT_MEASURED
    if is_measured and is_hidden(action, at.date()) and not conclusion.is_early:
        raise InvalidResult(
            f"This action is due on {action.plan.due_on}. Wait until then, or say "
            "that you conclude early: the result is marked so."
        )


def _result(
    store: Store, action: Action, conclusion: Conclusion, at: datetime
) -> DataResult:
    """Return the result with its sentence; InvalidResult with all that is missing."""
    problems = [] if conclusion.learned.strip() else ["Say what was learned."]
    if conclusion.verdict is VerdictKind.NOT_MEASURED:
        result = _not_measured(action, conclusion, at, problems)
    elif conclusion.basis is Basis.QUALITATIVE:
        quotes = store.evidence.find_evidence(action.id)
        result = _qualitative(action, conclusion, at, quotes, problems)
    else:
        found = measure(store, action, at.date(), conclusion.outside)
        result = _quantitative(action, conclusion, at, found, problems)
    if problems:
        raise InvalidResult(" ".join(problems))
    return result


def _not_measured(
    action: Action, conclusion: Conclusion, at: datetime, problems: list[str]
) -> DataResult:
    if not conclusion.reason.strip():
        problems.append("Say why nothing was measured.")
    return _written(action, conclusion, at, None, "Not measured.")


def _qualitative(
    action: Action,
    conclusion: Conclusion,
    at: datetime,
    quotes: tuple[Evidence, ...],
    problems: list[str],
) -> DataResult:
    if not quotes:
        problems.append(
            "A reading rests on letters: quote at least one as evidence "
            f"({RECOMMENDED_QUOTES} are recommended)."
        )
    if not conclusion.answer.strip():
        problems.append("Say in a sentence what the letters show.")
    if action.plan.measure is not MeasureKind.READING and not conclusion.reason.strip():
        problems.append("Say why letters were read instead of the number planned.")
    letters = len({quote.letter_id for quote in quotes})
    noun = "letter" if letters == 1 else "letters"
    sentence = f"{_ended(conclusion.answer)} Read in {letters} quoted {noun}."
    return _written(
        action, conclusion, at, Basis.QUALITATIVE, _marked(sentence, action, at)
    )


def _quantitative(
    action: Action,
    conclusion: Conclusion,
    at: datetime,
    found: Measurement,
    problems: list[str],
) -> DataResult:
    if conclusion.verdict is not found.kind and not conclusion.reason.strip():
        problems.append("Your verdict differs from the proposed one: say why.")
    return DataResult(
        action_id=action.id,
        verdict=conclusion.verdict,
        basis=Basis.QUANTITATIVE,
        sentence=_marked(found.sentence, action, at),
        reason=conclusion.reason.strip(),
        learned=conclusion.learned.strip(),
        next_step=conclusion.next_step.strip(),
        concluded_by="",
        concluded_at=at,
        estimate=found.estimate,
        low=found.low,
        high=found.high,
        proposed_verdict=found.kind,
    )


def _written(
    action: Action,
    conclusion: Conclusion,
    at: datetime,
    basis: Basis | None,
    sentence: str,
) -> DataResult:
    return DataResult(
        action_id=action.id,
        verdict=conclusion.verdict,
        basis=basis,
        sentence=sentence,
        reason=conclusion.reason.strip(),
        learned=conclusion.learned.strip(),
        next_step=conclusion.next_step.strip(),
        concluded_by="",
        concluded_at=at,
    )


def _marked(sentence: str, action: Action, at: datetime) -> str:
    days = (action.plan.due_on - at.date()).days
    if days <= 0:
        return sentence
    return (
        f"{sentence} An early look, {days} {'day' if days == 1 else 'days'} before due."
    )


def _ended(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?", "。")) else f"{text}."
