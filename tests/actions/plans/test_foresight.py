"""Foresight: what a plan can hope to see, in words."""

import re
from datetime import date
from math import inf

import pytest

from feedback.actions.audiences.finding import find_audience
from feedback.actions.plans.foresight import (
    WRITING_AGAIN,
    foresee,
    lift_outlook,
    rate_outlook,
)
from feedback.types import Direction, Link, MeasureKind

TODAY = date(2026, 9, 10)


def test_it_says_what_the_topics_volume_can_show(full_world):
    sentence = foresee(full_world.store, full_world.plan(), None, TODAY)
    assert sentence.startswith("At today's volume a fall of ")
    assert "can be seen in 4 weeks; a fall of 30 %" in sentence


@pytest.mark.parametrize(
    "changes",
    [
        {"measure": MeasureKind.READING, "criterion": "Still?"},
        {"topic_ids": ()},
    ],
)
def test_it_says_nothing_where_no_letters_are_counted(full_world, changes):
    plan = full_world.plan(**changes)
    assert foresee(full_world.store, plan, None, TODAY) == ""


def test_it_speaks_of_a_rise_where_one_is_planned(full_world):
    plan = full_world.plan(direction=Direction.UP)
    sentence = foresee(full_world.store, plan, None, TODAY)
    assert re.match(r"At today's volume a rise of \d+ % can be seen in 4 w", sentence)
    assert "no rise below 5 times" in rate_outlook(5.0, 28, 0.3, None, Direction.UP)
    assert "not even a thousand" in rate_outlook(inf, 28, 0.3, None, Direction.UP)


def test_it_says_that_there_is_nothing_to_learn_from_yet(world):
    sentence = foresee(world.store, world.plan(), None, TODAY)
    assert sentence == "There are no letters to count yet."


@pytest.mark.parametrize(
    ("ratio", "needed", "words"),
    [
        (0.65, 35, "a fall of 35 % can be seen in 4 weeks; a fall of 30 % needs 5 w"),
        (0.75, 21, "a fall of 25 % can be seen in 4 weeks; a fall of 30 % needs only"),
        (0.004, None, "nothing but silence can be seen in 4 weeks; a fall of 30 % c"),
        (0.0, None, "not even silence would be seen in 4 weeks; a fall of 30 % cannot"),
    ],
)
def test_it_compares_what_can_be_seen_with_what_is_wanted(ratio, needed, words):
    assert words in rate_outlook(ratio, 28, 0.3, needed)


def test_it_asks_for_a_holdout():
    assert "hold some people out" in lift_outlook(1600, 0.0, 0.05)


def test_it_sees_more_with_more_people_held_out():
    few, many = (lift_outlook(1628, share, 0.05) for share in (0.1, 0.3))
    assert "With 10 % held out (1,465 written to, 163 left alone)" in few
    assert "With 30 % held out (1,140 written to, 488 left alone)" in many
    points = [float(text.split("lift of ")[1].split()[0]) for text in (few, many)]
    assert points[0] > points[1] > 3


def test_it_says_what_a_larger_holdout_would_show():
    few, many = (lift_outlook(1628, share, 0.05) for share in (0.1, 0.3))
    shown = many.split("lift of ")[1].split(" or more")[0]
    assert f"; with 30 %, of {shown}" in few
    assert "; with 50 %, of " in many
    assert "; with" not in lift_outlook(1628, 0.5, 0.05)


def test_it_speaks_of_a_fall_where_people_shall_not_write_again():
    told = lift_outlook(1628, 0.3, 0.03, WRITING_AGAIN)
    assert "only a fall of" in told
    assert "if one in ten writes again anyway" in told
    assert "have stopped by themselves" in lift_outlook(1628, 0, 0.03, WRITING_AGAIN)


def test_it_takes_who_was_active_lately_for_those_who_stay(full_world):
    plan = full_world.plan(
        measure=MeasureKind.RETURNS,
        link=Link.KEEP,
        direction=Direction.UP,
        audience_query='"charged twice"',
        holdout_share=0.3,
    )
    audience = find_audience(full_world.store, plan.audience_query, TODAY)
    told = foresee(full_world.store, plan, audience, TODAY)
    assert re.search(r"if \d+ % stay, as were active lately, anyway", told)
