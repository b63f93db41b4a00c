"""Verdicts on numbers from outside."""

import pytest

from feedback.actions.statistics.values import target_verdict, value_verdict


def test_it_sees_values_rise():
    verdict = value_verdict([70, 72, 71, 69], [80, 82, 79, 81], margin=2)
    assert verdict.kind == "improved"
    assert verdict.difference == pytest.approx(10)
    assert verdict.low < 10 < verdict.high


def test_it_calls_a_rise_worse_where_a_fall_was_wanted():
    verdict = value_verdict([70, 72, 71, 69], [80, 82, 79, 81], 2, direction="down")
    assert verdict.kind == "worse"


def test_it_says_no_change_only_inside_the_margin():
    before, after = [70, 71, 70, 71], [71, 70, 71, 70]
    assert value_verdict(before, after, margin=5).kind == "no_change"
    assert value_verdict(before, after, margin=0.1).kind == "cannot_tell"


@pytest.mark.parametrize(("before", "after"), [([70], [80]), ([70, 70], [80, 80])])
def test_it_cannot_tell_from_values_without_spread(before, after):
    verdict = value_verdict(before, after, margin=2)
    assert verdict.kind == "cannot_tell"
    assert "do not vary" in verdict.reason


def test_it_holds_values_against_a_target():
    assert target_verdict([80, 82, 79, 81], 75, margin=1).kind == "improved"
    assert target_verdict([80, 82, 79, 81], 80.5, margin=4).kind == "no_change"
    assert target_verdict([80, 82, 79, 81], 90, margin=1).kind == "worse"
    assert target_verdict([80], 75, margin=1).kind == "cannot_tell"


def test_it_refuses_a_side_without_values():
    with pytest.raises(ValueError, match="both sides"):
        value_verdict([], [80], margin=2)
