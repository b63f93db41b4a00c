"""The power that a plan shows, held against what verdicts then see."""

import numpy as np
import pytest

from feedback.actions.statistics.power import (
    audience_to_see,
    days_to_see,
    smallest_visible_lift,
    smallest_visible_ratio,
)
from feedback.actions.verdicts import rate_verdict, share_verdict


def steady(rate=10.0, seed=0):
    return np.random.default_rng(seed).poisson(rate, (500, 20))


def test_it_promises_what_the_verdict_sees_four_times_in_five():
    rng, seen = np.random.default_rng(0), []
    for seed in range(60):
        counts = steady(seed=seed)
        ratio = smallest_visible_ratio(counts[:450], 3, 28)
        counts[450:478, 3] = rng.poisson(10 * ratio, 28)
        seen.append(rate_verdict(counts, 3, 450, 478, margin=0.01).kind == "improved")
    assert 0.65 <= np.mean(seen) <= 0.95


def test_it_promises_rises_as_surely_as_falls():
    rng, seen = np.random.default_rng(0), []
    for seed in range(60):
        counts = steady(seed=seed)
        ratio = smallest_visible_ratio(counts[:450], 3, 28, "up")
        counts[450:478, 3] = rng.poisson(10 * ratio, 28)
        verdict = rate_verdict(counts, 3, 450, 478, margin=0.01, direction="up")
        seen.append(verdict.kind == "improved")
    assert ratio > 1
    assert 0.65 <= np.mean(seen) <= 0.95


def test_it_sees_no_rise_where_nobody_writes():
    nobody = np.zeros((100, 3))
    assert smallest_visible_ratio(nobody, 0, 28, "up") == float("inf")
    assert days_to_see(nobody, 0, 0.3, "up") is None


def test_it_sees_smaller_changes_in_busier_topics():
    busy, quiet = (smallest_visible_ratio(steady(rate), 3, 28) for rate in (50, 5))
    assert 0 < quiet < busy < 1


def test_it_sees_nothing_where_nobody_writes():
    assert smallest_visible_ratio(np.zeros((100, 3)), 0, 28) == 0


def test_it_names_the_first_week_that_shows_the_change():
    counts = steady(rate=3)
    days = days_to_see(counts, 3, 0.4)
    assert days > 7
    assert days % 7 == 0
    assert smallest_visible_ratio(counts, 3, days) >= 0.6
    assert smallest_visible_ratio(counts, 3, days - 7) < 0.6


def test_it_says_when_half_a_year_is_too_short():
    assert days_to_see(steady(rate=0.05), 3, 0.1) is None


def test_it_promises_the_lift_that_the_holdout_shows():
    lift = smallest_visible_lift(2000, 500, 0.1)
    rng = np.random.default_rng(0)
    seen = [
        share_verdict(
            rng.binomial(2000, 0.1 + lift), 2000, rng.binomial(500, 0.1), 500, 1e-3
        ).kind
        for _ in range(300)
    ]
    assert np.mean(np.array(seen) == "improved") == pytest.approx(0.8, abs=0.07)


def test_it_knows_how_many_people_show_a_lift():
    people = audience_to_see(0.03, 0.1, 0.2)
    holdout = round(people * 0.2)
    assert smallest_visible_lift(people - holdout, holdout, 0.1) == pytest.approx(
        0.03, abs=0.002
    )


@pytest.mark.parametrize(("size", "holdout", "share"), [(0, 5, 0.1), (5, 0, 0.1)])
def test_it_refuses_an_empty_arm(size, holdout, share):
    with pytest.raises(ValueError, match="people in both arms"):
        smallest_visible_lift(size, holdout, share)


def test_it_refuses_a_change_that_cannot_be():
    with pytest.raises(ValueError, match="at most 1"):
        days_to_see(steady(), 3, 1.5)
    with pytest.raises(ValueError, match="lift"):
        audience_to_see(0.5, 0.6, 0.2)
    with pytest.raises(ValueError, match="days"):
        smallest_visible_ratio(steady(), 3, 0)
