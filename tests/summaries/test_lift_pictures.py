"""The picture of a lift: estimate, range and what would be too little."""

import re
import shutil
from dataclasses import replace
from datetime import date

import pytest

from feedback.summaries.lift_pictures import draw_lift
from tests.worlds import lifted, open_world, start_recall

RESULT = lifted(1, 0.054, 0.021, 0.085)


@pytest.fixture
def recall(year, tmp_path):
    world = open_world(shutil.copy(year, tmp_path / "postbag.db"))
    with world.store:
        yield start_recall(world, date(2026, 9, 10))


def test_it_puts_the_estimate_within_its_range(recall):
    picture = draw_lift(recall, RESULT)
    assert picture.title == "+5.4 points over the holdout (+2.1 to +8.5)"
    low, high = re.findall(r'class="range" d="M([\d.]+) \d+ H([\d.]+)"', picture.svg)[0]
    [middle] = re.findall(r'cx="([\d.]+)"', picture.svg)
    assert 0 < float(low) < float(middle) < float(high) < 460
    assert "+5 wanted" in picture.svg


def test_it_draws_nothing_without_a_range_or_a_holdout(recall):
    assert draw_lift(recall, replace(RESULT, low=None)) is None
    assert draw_lift(replace(recall, holdout_size=0), RESULT) is None
