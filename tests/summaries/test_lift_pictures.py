"""The picture of a lift: estimate, range and what would be too little."""

import re
from dataclasses import replace
from datetime import date

import pytest

from feedback.actions.plans import plan_action, start_action
from feedback.summaries.lift_pictures import draw_lift
from feedback.types import (
    Basis,
    DataResult,
    Direction,
    Link,
    MeasureKind,
    VerdictKind,
)
from tests.worlds import noon, open_world

STARTED = noon(date(2026, 9, 10))
RESULT = DataResult(
    action_id=1,
    verdict=VerdictKind.IMPROVED,
    basis=Basis.QUANTITATIVE,
    sentence="",
    reason="",
    learned="",
    next_step="",
    concluded_by="Ana",
    concluded_at=noon(date(2026, 10, 8)),
    estimate=0.054,
    low=0.021,
    high=0.085,
)


@pytest.fixture
def recall(year, tmp_path):
    path = tmp_path / "postbag.db"
    path.write_bytes(year.read_bytes())
    world = open_world(path)
    with world.store as store:
        plan = world.plan(
            link=Link.RECALL,
            measure=MeasureKind.RETURNS,
            direction=Direction.UP,
            smallest_change=0.05,
            audience_query='"charged twice" before:2026-03-01',
            holdout_share=0.3,
        )
        yield start_action(store, plan_action(store, plan, STARTED), 1, STARTED)


def test_it_puts_the_estimate_within_its_range(recall):
    picture = draw_lift(recall, RESULT)
    assert picture.title == "+5.4 points over the holdout (+2.1 to +8.5)"
    low, high = re.findall(r'class="range" d="M([\d.]+) \d+ H([\d.]+)"', picture.svg)[0]
    [middle] = re.findall(r'cx="([\d.]+)"', picture.svg)
    assert 0 < float(low) < float(middle) < float(high) < 840
    assert "+5 wanted" in picture.svg


def test_it_draws_nothing_without_a_range_or_a_holdout(recall):
    assert draw_lift(recall, replace(RESULT, low=None)) is None
    assert draw_lift(replace(recall, holdout_size=0), RESULT) is None
