"""Topics that moved with an action."""

import numpy as np
import pytest

from feedback.actions.statistics.moved_topics import moved_topics


def steady(seed=0):
    return np.random.default_rng(seed).poisson(12.0, (500, 30))


def test_it_lists_what_moved_beside_the_topic_of_the_action():
    counts = steady()
    counts[450:, 3] //= 3
    counts[450:, 7] *= 3
    moved = moved_topics(counts, 450, 478, except_topic=3)
    assert [one.topic for one in moved] == [7]
    assert moved[0].low < moved[0].ratio < moved[0].high
    assert moved[0].ratio == pytest.approx(3, abs=0.5)


def test_it_seldom_lists_anything_where_nothing_moved():
    listed = [bool(moved_topics(steady(seed), 450, 478, 0)) for seed in range(40)]
    assert np.mean(listed) <= 0.1


def test_it_lists_nothing_from_an_import_of_all_topics():
    counts = steady()
    counts[450:] *= 3
    assert moved_topics(counts, 450, 478, 0) == []


def test_it_lists_nothing_without_a_past():
    assert moved_topics(steady(), 0, 28, 0) == []
    assert moved_topics(np.zeros((60, 4)), 30, 58, 0) == []


def test_it_refuses_a_window_outside_the_rows():
    with pytest.raises(ValueError, match="window 490 to 518"):
        moved_topics(steady(), 490, 518, 0)
