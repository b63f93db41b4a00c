"""Concluding: from plan to data result, and everything an empty one lacks."""

from dataclasses import replace
from datetime import date
from math import log

import pytest

from feedback.actions.measures.measurement import OutsideNumbers
from feedback.actions.measures.measuring import measure
from feedback.actions.plans.freezing import is_intact
from feedback.actions.plans.planning import plan_action, start_action
from feedback.actions.results.concluding import (
    EARLY_LOOK,
    TAKEN_BACK,
    Conclusion,
    conclude,
    countersign,
    look_early,
    take_back,
)
from feedback.actions.results.evidence import add_evidence, remove_evidence
from feedback.errors import Conflict, Forbidden, InvalidResult, NotFound, Refused
from feedback.topics.counts.resolving import resolve_by_action, topics_of
from feedback.topics.life.undoing import undo_event
from feedback.types import (
    ActionState,
    Basis,
    Direction,
    LetterFilter,
    MeasureKind,
    VerdictKind,
)
from tests.worlds import SENTENCES, noon

STARTED = noon(date(2026, 9, 10))
EARLY = noon(date(2026, 9, 25))
DUE = noon(date(2026, 10, 8))
IMPROVED = Conclusion(
    verdict=VerdictKind.IMPROVED,
    basis=Basis.QUANTITATIVE,
    learned="A refund before the letter comes saves the letter.",
    version=2,
)
READ = replace(IMPROVED, basis=Basis.QUALITATIVE, answer="Nobody mentions it any more")


def running(world, **changes):
    action_id = plan_action(world.store, world.plan(**changes), STARTED)
    return start_action(world.store, action_id, 1, STARTED).id


def reading(world):
    return running(
        world, measure=MeasureKind.READING, criterion="Do letters still mention it?"
    )


def first_letter(world):
    return world.store.letters.find_ids(LetterFilter(phrases=("charged twice",)))[0]


def finish(world, action_id, conclusion, at=DUE):
    return conclude(world.store, action_id, conclusion, world.lead, at)


def test_it_goes_from_plan_to_data_result(full_world):
    action_id = running(full_world)
    result = finish(full_world, action_id, IMPROVED)
    assert (result.verdict, result.proposed_verdict) == ("improved", "improved")
    assert result.low < result.estimate < result.high < 1
    assert "letters a week before" in result.sentence
    assert "observational" in result.sentence
    assert "because" not in result.sentence
    action = full_world.store.actions.get_action(action_id)
    assert action.state is ActionState.CONCLUDED
    assert action.concluded_at == DUE


def test_it_asks_for_what_was_learned(full_world):
    with pytest.raises(InvalidResult, match="learned"):
        finish(full_world, running(full_world), replace(IMPROVED, learned=" "))


def test_it_asks_why_a_verdict_differs_from_the_proposed_one(full_world):
    action_id = running(full_world)
    contested = replace(IMPROVED, verdict=VerdictKind.NO_CHANGE)
    with pytest.raises(InvalidResult, match="differs"):
        finish(full_world, action_id, contested)
    result = finish(full_world, action_id, replace(contested, reason="Press report"))
    assert (result.verdict, result.proposed_verdict) == ("no_change", "improved")


def test_it_refuses_a_number_where_there_is_none(world):
    with pytest.raises(InvalidResult, match="No whole day with letters"):
        finish(world, running(world), IMPROVED)


def test_it_lets_nothing_be_measured_only_with_a_reason(world):
    action_id = running(world)
    nothing = replace(IMPROVED, verdict=VerdictKind.NOT_MEASURED, basis=None)
    with pytest.raises(InvalidResult, match="why nothing"):
        finish(world, action_id, nothing)
    result = finish(world, action_id, replace(nothing, reason="The mail never went"))
    assert (result.basis, result.sentence) == (None, "Not measured.")


def test_it_says_everything_that_is_missing_at_once(full_world):
    with pytest.raises(InvalidResult) as refusal:
        finish(full_world, reading(full_world), replace(READ, learned="", answer=""))
    for word in ("learned", "quote at least one", "5 are recommended", "sentence"):
        assert word in str(refusal.value)


def test_it_takes_a_reading_that_quotes_letters(full_world):
    action_id = reading(full_world)
    add_evidence(
        full_world.store,
        action_id,
        first_letter(full_world),
        SENTENCES[0],
        full_world.lead,
        DUE,
    )
    result = finish(full_world, action_id, READ)
    assert result.basis is Basis.QUALITATIVE
    assert result.sentence == ("Nobody mentions it any more. Read in 1 quoted letter.")


def test_it_asks_why_letters_were_read_instead_of_counted(full_world):
    action_id = running(full_world)
    add_evidence(
        full_world.store,
        action_id,
        first_letter(full_world),
        SENTENCES[0],
        full_world.lead,
        DUE,
    )
    with pytest.raises(InvalidResult, match="instead of the number"):
        finish(full_world, action_id, READ)


@pytest.mark.parametrize("quote", ["", "   ", "I was never charged"])
def test_it_refuses_a_quote_that_the_letter_does_not_hold(full_world, quote):
    with pytest.raises(Refused, match="own words"):
        add_evidence(
            full_world.store,
            reading(full_world),
            first_letter(full_world),
            quote,
            full_world.lead,
            DUE,
        )


def test_it_keeps_evidence_as_it_was_once_concluded(full_world):
    store, action_id = full_world.store, reading(full_world)
    letter_id = first_letter(full_world)
    add = (letter_id, SENTENCES[0], full_world.lead, DUE)
    kept, dropped = (add_evidence(store, action_id, *add) for _ in range(2))
    remove_evidence(store, action_id, dropped)
    with pytest.raises(NotFound):
        remove_evidence(store, action_id, dropped)
    finish(full_world, action_id, READ)
    with pytest.raises(Refused, match="stays as it is"):
        remove_evidence(store, action_id, kept)
    assert [e.id for e in store.evidence.find_evidence(action_id)] == [kept]


def test_it_waits_for_the_due_day_unless_told_otherwise(full_world):
    action_id = running(full_world)
    with pytest.raises(InvalidResult, match="2026-10-08"):
        finish(full_world, action_id, IMPROVED, EARLY)
    early = replace(IMPROVED, is_early=True, reason="The budget ends")
    result = finish(full_world, action_id, early, EARLY)
    assert "early look, 13 days before due" in result.sentence


def test_it_asks_more_of_letters_before_they_are_due(full_world):
    store = full_world.store
    action = store.actions.get_action(running(full_world))
    early, due = (measure(store, action, day) for day in (EARLY.date(), DUE.date()))
    assert (early.is_early, due.is_early) == (True, False)
    assert "at 99.99 %" in early.method
    assert "99.99" not in due.method
    assert log(early.high / early.low) > 1.5 * log(due.high / due.low)


def test_it_keeps_every_early_look_beside_the_plan(full_world):
    action_id = running(full_world)
    store = full_world.store
    with pytest.raises(Refused, match="why"):
        look_early(store, action_id, "", full_world.lead, EARLY)
    seen = look_early(store, action_id, "Board meeting", full_world.lead, EARLY)
    assert seen.is_early
    [look] = store.actions.find_amendments(action_id)
    assert (look.field, look.reason) == (EARLY_LOOK, "Board meeting")
    assert look.after == seen.sentence
    assert is_intact(store.actions.get_action(action_id), [look])


def test_its_author_takes_a_result_back_and_what_it_said_stays(full_world):
    store, action_id = full_world.store, running(full_world)
    said = finish(full_world, action_id, IMPROVED).sentence
    with pytest.raises(Forbidden):
        take_back(store, action_id, full_world.colleague, DUE)
    take_back(store, action_id, full_world.lead, DUE)
    action = store.actions.get_action(action_id)
    assert (action.state, action.concluded_at) == (ActionState.RUNNING, None)
    (amendment,) = store.actions.find_amendments(action_id)
    assert (amendment.field, amendment.before) == (TAKEN_BACK, f"improved. {said}")
    with pytest.raises(NotFound):
        take_back(store, action_id, full_world.lead, DUE)
    with pytest.raises(Conflict):
        finish(full_world, action_id, IMPROVED)
    again = replace(IMPROVED, version=action.version)
    assert finish(full_world, action_id, again).sentence == said


def test_a_result_that_others_rest_on_is_not_taken_back(full_world):
    store, action_id = full_world.store, running(full_world)
    finish(full_world, action_id, IMPROVED)
    (topic,) = topics_of(store, store.actions.get_action(action_id))
    event = resolve_by_action(store, topic.id, action_id, 2.0, full_world.lead, DUE)
    with pytest.raises(Refused, match="A topic was resolved by this result"):
        take_back(store, action_id, full_world.lead, DUE)
    undo_event(store, event, full_world.lead, DUE)
    countersign(store, action_id, full_world.colleague, DUE)
    with pytest.raises(Refused, match="countersigned"):
        take_back(store, action_id, full_world.lead, DUE)


def test_it_has_results_countersigned_by_somebody_else(full_world):
    store, action_id = full_world.store, running(full_world)
    finish(full_world, action_id, IMPROVED)
    with pytest.raises(Forbidden):
        countersign(store, action_id, full_world.lead, DUE)
    countersign(store, action_id, full_world.colleague, DUE)
    assert store.results.get_result(action_id).countersigned_by == "Ben"
    with pytest.raises(Refused, match="already"):
        countersign(store, action_id, full_world.colleague, DUE)


def test_it_tells_the_second_of_two_people_who_conclude(full_world):
    action_id = running(full_world)
    with pytest.raises(Conflict):
        finish(full_world, action_id, replace(IMPROVED, version=1))
    finish(full_world, action_id, IMPROVED)
    with pytest.raises(InvalidResult, match="concluded"):
        finish(full_world, action_id, replace(IMPROVED, version=3))


def outside(world):
    return running(
        world,
        measure=MeasureKind.OUTSIDE,
        measure_note="Refund days, finance sheet",
        direction=Direction.DOWN,
    )


@pytest.mark.parametrize(
    ("numbers", "kind", "words"),
    [
        (
            OutsideNumbers((3,), "Finance", before=(9,)),
            "improved",
            "from 9 to 3 (-67 %)",
        ),
        (
            OutsideNumbers((12,), "Finance", before=(9,)),
            "worse",
            "from 9 to 12 (+33 %)",
        ),
        (
            OutsideNumbers((8,), "Finance", before=(9,)),
            "cannot_tell",
            "without a range",
        ),
        (OutsideNumbers((5,), "Finance", target=5), "improved", "target of 5"),
        (OutsideNumbers((0,), "Finance", before=(0,)), "cannot_tell", "from 0 to 0"),
    ],
)
def test_it_takes_a_number_from_outside_with_its_source(world, numbers, kind, words):
    conclusion = replace(IMPROVED, verdict=VerdictKind(kind), outside=numbers)
    result = finish(world, outside(world), conclusion)
    assert result.proposed_verdict == kind
    assert words in result.sentence
    assert result.sentence.startswith("Finance: ")


@pytest.mark.parametrize(
    "numbers",
    [None, OutsideNumbers((3,), " ", before=(9,)), OutsideNumbers((3,), "Finance")],
)
def test_it_refuses_a_number_without_source_or_base(world, numbers):
    with pytest.raises(InvalidResult):
        finish(world, outside(world), replace(IMPROVED, outside=numbers))
