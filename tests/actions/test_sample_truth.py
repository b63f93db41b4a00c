"""The demo world knows what its actions truly did; the verdicts have to find out.

The topics are the true ones, so that what is tried is the verdict alone. At a year of
3,000 letters a topic has ten a week and not even a fall to 0.4 shows for sure; here
the same world writes 12,000.
"""

from datetime import date

import numpy as np
import pytest

from feedback.actions.verdicts import rate_verdict, share_verdict
from feedback.samples.types import SampleAction, SampleWorld
from feedback.samples.world import sample_world
from feedback.types import VerdictKind

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
END = date(2026, 11, 20)


@pytest.fixture(scope="module", params=[1, 2, 3])
def told(request: pytest.FixtureRequest) -> SampleWorld:
    return sample_world(request.param, 12_000, end_on=END)


def find_action(world: SampleWorld, name: str) -> SampleAction:
    return next(action for action in world.actions if action.name == name)


def count_true_topics(world: SampleWorld) -> tuple[list[str], np.ndarray]:
    """Return the true topics, and their letters as (days, topics)."""
    topics = sorted(world.truth.topics)
    counts = np.zeros(((world.end_on - world.start_on).days + 1, len(topics)))
    for letter in world.letters:
        row = (letter.written_at.date() - world.start_on).days
        for topic in world.truth.topics_of(letter.key):
            counts[row, topics.index(topic)] += 1
    return topics, counts


def judge_letters(world: SampleWorld, name: str):
    action = find_action(world, name)
    topics, counts = count_true_topics(world)
    start, end = (
        (day - world.start_on).days for day in (action.start_on, action.due_on)
    )
    verdict = rate_verdict(counts, topics.index(action.topics[0]), start, end)
    assert verdict.low <= action.true_effect <= verdict.high
    return verdict


def judge_arms(world: SampleWorld, name: str):
    action = find_action(world, name)
    hits, held_hits = (
        sum(key in action.succeeded for key in arm)
        for arm in (action.audience, action.holdout)
    )
    verdict = share_verdict(
        hits, len(action.audience), held_hits, len(action.holdout), 0.05
    )
    assert verdict.low <= action.true_effect <= verdict.high
    return verdict


def test_it_sees_the_fix_that_worked(told):
    assert judge_letters(told, "Rebuild the search").kind is VerdictKind.IMPROVED


@pytest.mark.parametrize(
    "name", ["New help pages on sign-in codes", "A friendlier chat robot"]
)
def test_it_sees_nothing_where_nothing_changed(told, name):
    verdict = judge_letters(told, name)
    assert verdict.kind in (VerdictKind.NO_CHANGE, VerdictKind.CANNOT_TELL)


def test_it_sees_the_recall_against_its_holdout(told):
    verdict = judge_arms(told, "Autumn letter to those who left")
    assert verdict.kind is VerdictKind.IMPROVED


def test_it_keeps_the_lift_of_a_small_audience_within_its_interval(told):
    verdict = judge_arms(told, "Call and credit after the double charge")
    assert verdict.kind in (VerdictKind.IMPROVED, VerdictKind.CANNOT_TELL)
