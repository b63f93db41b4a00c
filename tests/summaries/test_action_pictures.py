"""The picture of an action: its weeks, and what was to be expected beside them."""

import re
from datetime import date, timedelta

import pytest

from feedback.actions.plans.planning import plan_action, start_action
from feedback.actions.results.concluding import Conclusion, conclude
from feedback.summaries.action_pictures import draw_action
from feedback.types import Basis, VerdictKind
from tests.worlds import noon, open_world

STARTED, DUE = date(2026, 9, 10), date(2026, 10, 8)


@pytest.fixture
def concluded(year, tmp_path):
    """An action on letters that halved, concluded on its due day."""
    path = tmp_path / "postbag.db"
    path.write_bytes(year.read_bytes())
    world = open_world(path)
    with world.store as store:
        action_id = plan_action(store, world.plan(), noon(STARTED))
        start_action(store, action_id, 1, noon(STARTED))
        said = Conclusion(VerdictKind.IMPROVED, Basis.QUANTITATIVE, "It works.", 2)
        result = conclude(store, action_id, said, world.lead, noon(DUE))
        yield store, store.actions.get_action(action_id), result


def test_it_judges_the_whole_weeks_between_start_and_due(concluded):
    store, action, result = concluded
    picture = draw_action(store, action, DUE + timedelta(days=20), result)
    judged = [week.starts_on for week in picture.weeks if week.is_judged]
    assert judged == [date(2026, 9, 14), date(2026, 9, 21), date(2026, 9, 28)]


def test_it_draws_what_was_to_be_expected_only_there(concluded):
    store, action, result = concluded
    picture = draw_action(store, action, DUE, result)
    assert picture.svg.count('class="expected"') == 1
    assert "letters a week since" in picture.svg
    assert "to be expected without a change" in picture.caption
    [path] = re.findall(r'd="([^"]*)" class="expected"', picture.svg)
    assert len(re.findall(r"[\d.]+", path)) == 2 * 2 * 3  # three weeks and back


def test_it_draws_no_range_before_there_is_a_result(concluded):
    store, action, _ = concluded
    picture = draw_action(store, action, DUE)
    assert 'class="expected"' not in picture.svg
    assert "expected" not in picture.caption
