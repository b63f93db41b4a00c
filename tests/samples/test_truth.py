"""What the demo world knows about itself is true of its letters."""

from collections import Counter
from datetime import date, timedelta

import pytest

from feedback.samples import SampleWorld, sample_world
from feedback.samples.rhythm import TOPICS_BY_VOLUME
from feedback.samples.types import Effect, Kind, SampleAction
from feedback.types import Link

END = date(2026, 11, 22)


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


@pytest.fixture(scope="module")
def worlds(world: SampleWorld) -> list[SampleWorld]:
    """Four years under the same truth, to tell it from chance."""
    return [world, *(sample_world(seed, end_on=END) for seed in (2, 3, 4))]


def _change(world: SampleWorld, topic: str, days_ago: int) -> float:
    """Return how a topic changed beside a topic that nothing was done about."""
    changed_on = END - timedelta(days_ago)
    ratio = 1.0
    for key, sign in ((topic, 1), ("sync_conflicts", -1)):
        counts = _days(world, key)
        before = _rate(counts, world.start_on, changed_on - timedelta(1))
        ratio *= (_rate(counts, changed_on, END) / before) ** sign
    return ratio


def test_the_fix_that_worked_cut_its_topic_to_two_fifths(
    worlds: list[SampleWorld],
) -> None:
    ratios = [_change(world, "search_misses", 110) for world in worlds]
    assert max(ratios) < 0.7
    assert 0.32 < sum(ratios) / len(ratios) < 0.5


def test_the_fix_that_did_nothing_changed_nothing(worlds: list[SampleWorld]) -> None:
    ratios = [_change(world, "login_codes", 140) for world in worlds]
    assert 0.85 < sum(ratios) / len(ratios) < 1.25


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
    assert abs(_lift(recall) - recall.true_effect) < 0.01
    assert min(len(recall.audience), len(recall.holdout)) > 90
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
    action = _action(world, Link.KEEP, Effect.SHARE_LIFT)
    assert action.true_effect is not None
    assert abs(_lift(action) - action.true_effect) < 0.04
    writers = {writer.key: writer for writer in world.writers}
    for key in (*action.audience, *action.holdout):
        is_active = writers[key].last_active_on > action.due_on
        assert is_active == (key in action.succeeded)


def test_the_do_not_contact_are_left_alone(world: SampleWorld) -> None:
    barred = {writer.key for writer in world.writers if writer.do_not_contact}
    assert barred
    for action in world.actions:
        assert not barred & {*action.audience, *action.holdout}
