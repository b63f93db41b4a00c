"""What the demo world knows about itself is true of its letters."""

from collections import Counter
from datetime import date, timedelta

import pytest

from feedback.samples import SampleWorld, sample_world
from feedback.samples.rhythm import TOPICS_BY_VOLUME
from feedback.samples.types import Effect, Kind, SampleAction
from feedback.types import Link

END = date(2026, 11, 22)


@pytest.fixture(scope="module")
def world() -> SampleWorld:
    return sample_world(end_on=END)


def _days(world: SampleWorld, topic: str) -> Counter[date]:
    """Count the letters a day on one topic, petitions aside."""
    return Counter(
        letter.written_at.date()
        for letter in world.letters
        if letter.kind is not Kind.PETITION
        and topic in world.truth.topics_of(letter.key)
    )


def _rate(counts: Counter[date], first: date, last: date) -> float:
    inside = sum(count for day, count in counts.items() if first <= day <= last)
    return inside / ((last - first).days + 1)


def _action(world: SampleWorld, link: Link, effect: Effect) -> SampleAction:
    return next(
        action
        for action in world.actions
        if action.link is link and action.effect is effect
    )


def _lift(action: SampleAction) -> float:
    audience, holdout = (
        sum(key in action.succeeded for key in arm) / len(arm)
        for arm in (action.audience, action.holdout)
    )
    return audience - holdout


def test_it_knows_where_each_topic_is_spoken_of(world: SampleWorld) -> None:
    for letter in world.letters:
        for passage in world.truth.passages[letter.key]:
            assert letter.body[passage.start : passage.end] == passage.text
            assert passage.topics <= set(TOPICS_BY_VOLUME)


def test_it_gives_no_topic_to_what_is_no_feedback(world: SampleWorld) -> None:
    for letter in world.letters:
        if letter.kind in (Kind.AUTOMATIC, Kind.NOT_FEEDBACK):
            assert not world.truth.topics_of(letter.key)
        if letter.kind in (Kind.LETTER, Kind.REVIEW):
            assert world.truth.topics_of(letter.key)


def test_it_speaks_unevenly_of_sixteen_topics(world: SampleWorld) -> None:
    counts = Counter(
        topic for letter in world.letters for topic in world.truth.topics_of(letter.key)
    )
    assert set(counts) == set(world.truth.topics) == set(TOPICS_BY_VOLUME)
    ordered = sorted(counts.values())
    assert ordered[-1] > 5 * ordered[0]
    assert ordered[0] >= 40


def test_it_puts_several_topics_into_some_letters(world: SampleWorld) -> None:
    several = [
        letter for letter in world.letters if len(world.truth.topics_of(letter.key)) > 1
    ]
    assert 0.05 < len(several) / len(world.letters) < 0.2


def test_the_incident_is_a_burst(world: SampleWorld) -> None:
    counts = _days(world, "charged_twice")
    burst = _rate(counts, END - timedelta(96), END - timedelta(89))
    quiet = _rate(counts, world.start_on, END - timedelta(97))
    assert burst > 12 * quiet


def test_the_fix_that_worked_cut_its_topic_to_two_fifths(world: SampleWorld) -> None:
    fixed_on = END - timedelta(110)
    counts = _days(world, "search_misses")
    before = _rate(counts, world.start_on, fixed_on - timedelta(1))
    after = _rate(counts, fixed_on, END)
    assert 0.28 < after / before < 0.56


def test_the_fix_that_did_nothing_changed_nothing(world: SampleWorld) -> None:
    explained_on = END - timedelta(140)
    counts = _days(world, "login_codes")
    before = _rate(counts, world.start_on, explained_on - timedelta(1))
    after = _rate(counts, explained_on, END)
    assert 0.75 < after / before < 1.35


def test_the_slow_topic_drifts_upwards(world: SampleWorld) -> None:
    counts = _days(world, "slow_start")
    quarters = [
        _rate(counts, END - timedelta(91 * back + 90), END - timedelta(91 * back))
        for back in (3, 2, 1, 0)
    ]
    assert quarters[3] > 1.4 * quarters[0]


def test_the_recall_won_back_about_as_many_as_it_says(world: SampleWorld) -> None:
    recall = _action(world, Link.RECALL, Effect.SHARE_LIFT)
    assert recall.true_effect is not None
    assert abs(_lift(recall) - recall.true_effect) < 0.1
    assert not set(recall.audience) & set(recall.holdout)


def test_the_returned_are_seen_again_within_the_window(world: SampleWorld) -> None:
    recall = _action(world, Link.RECALL, Effect.SHARE_LIFT)
    reached = {*recall.audience, *recall.holdout}
    for writer in world.writers:
        if writer.key in reached:
            seen = [
                day
                for day in writer.active_on
                if recall.start_on <= day <= recall.due_on
            ]
            assert bool(seen) == (writer.key in recall.succeeded)


def test_the_retention_action_kept_more_of_its_audience(world: SampleWorld) -> None:
    lifts = [
        _lift(_action(other, Link.KEEP, Effect.SHARE_LIFT))
        for other in (world, *(sample_world(seed, end_on=END) for seed in (2, 3)))
    ]
    assert 0.05 < sum(lifts) / len(lifts) < 0.4


def test_the_do_not_contact_are_left_alone(world: SampleWorld) -> None:
    barred = {writer.key for writer in world.writers if writer.do_not_contact}
    assert barred
    for action in world.actions:
        assert not barred & {*action.audience, *action.holdout}
