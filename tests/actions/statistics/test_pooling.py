"""What alike actions achieved together."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.actions.statistics.pooling import Estimate, pool_differences, pool_ratios


def measured(value, reach):
    return Estimate(value, value - reach, value + reach)


def test_it_covers_the_common_effect_of_actions_that_differ():
    rng, covered = np.random.default_rng(0), []
    for _ in range(400):
        true = rng.normal(0.3, 0.1, 6)
        errors = rng.uniform(0.03, 0.15, 6)
        found = rng.normal(true, errors)
        pooled = pool_differences(
            [measured(v, 1.96 * e) for v, e in zip(found, errors, strict=True)]
        )
        covered.append(pooled.low <= 0.3 <= pooled.high)
    assert np.mean(covered) == pytest.approx(0.95, abs=0.03)


def test_it_agrees_with_statsmodels_on_spread_out_effects():
    from statsmodels.stats.meta_analysis import combine_effects

    values, variances = np.array([-0.9, -0.1, 0.4, -0.5]), np.full(4, 0.02)
    pooled = pool_differences([measured(v, 1.959964 * 0.02**0.5) for v in values])
    theirs = combine_effects(values, variances, method_re="iterated")
    assert pooled.value == pytest.approx(theirs.mean_effect_re, abs=1e-6)
    assert pooled.spread_share == pytest.approx(theirs.i2, abs=1e-6)


def test_it_pools_ratios_on_their_log_scale():
    pooled = pool_ratios([Estimate(0.5, 0.25, 1.0), Estimate(2.0, 1.0, 4.0)])
    assert pooled.value == pytest.approx(1.0)
    assert pooled.low * pooled.high == pytest.approx(1.0)


def test_it_leaves_a_single_action_as_it_is():
    pooled = pool_ratios([Estimate(0.5, 0.4, 0.7)])
    assert (pooled.value, pooled.low, pooled.high) == pytest.approx((0.5, 0.4, 0.7))
    assert pooled.actions == 1


def test_it_refuses_to_pool_nothing_or_the_boundless():
    with pytest.raises(ValueError, match="nothing"):
        pool_ratios([])
    with pytest.raises(ValueError, match="width"):
        pool_differences([Estimate(0.0, -np.inf, np.inf)])


@given(st.lists(st.tuples(st.floats(-5, 5), st.floats(0.01, 5)), min_size=2))
def test_it_lies_among_what_it_pools(pairs):
    pooled = pool_differences([measured(value, reach) for value, reach in pairs])
    values = [value for value, _ in pairs]
    assert min(values) - 1e-9 <= pooled.value <= max(values) + 1e-9
    assert pooled.low < pooled.value < pooled.high
    assert 0 <= pooled.spread_share <= 1
