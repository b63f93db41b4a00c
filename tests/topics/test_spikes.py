"""Spikes on made and real series: what is found, and how often for nothing."""

import csv
import gzip

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from feedback.topics.spikes import expected_weeks, find_spikes

WEEKDAYS = np.array([0.5, 0.4, 1.4, 1.5, 1.3, 1.1, 0.8])


def everyday(days=400, topics=40, seed=0):
    rng = np.random.default_rng(seed)
    rates = rng.lognormal(1.5, 1.0, topics)
    return rng.poisson(rates * WEEKDAYS[np.arange(days) % 7][:, np.newaxis])


@pytest.fixture
def issues(shared):
    file = shared / "cfpb" / "daily_counts_by_issue.csv.gz"
    with gzip.open(file, "rt", newline="", encoding="utf-8") as lines:
        return np.array([row[1:] for row in list(csv.reader(lines))[1:]], dtype=int)


def test_it_finds_the_topic_that_jumps():
    counts = everyday()
    topic = int(np.argmax(counts.mean(axis=0) > 8))
    counts[300, topic] *= 5
    spike = find_spikes(counts, 300)[0]
    assert spike.topic == topic
    assert spike.count == counts[300, topic]
    assert spike.low < spike.expected < spike.high < spike.count
    assert spike.since == 300
    assert spike.p_value <= spike.q_value <= 0.05


def test_it_finds_a_slow_rise_by_its_week():
    counts = everyday()
    topic = int(np.argmin(np.abs(counts.mean(axis=0) - 3)))
    counts[294:301, topic] = counts[294:301, topic] * 3 + 1
    spike = next(s for s in find_spikes(counts, 300) if s.topic == topic)
    assert spike.days == 7
    assert spike.since <= 294


def test_it_finds_an_outbreak_soon_after_another():
    counts = everyday()
    topic = int(np.argmin(np.abs(counts.mean(axis=0) - 4)))
    counts[262:276, topic] = counts[262:276, topic] * 8 + 4
    counts[294:301, topic] = counts[294:301, topic] * 6 + 6
    assert topic in {spike.topic for spike in find_spikes(counts, 300)}


def test_it_lets_a_new_level_that_lasts_through():
    counts = everyday()
    topic = int(np.argmin(np.abs(counts.mean(axis=0) - 4)))
    counts[230:, topic] = counts[230:, topic] * 3 + 3
    assert find_spikes(counts, 300) == []


def test_it_says_what_weeks_were_expected_to_bring():
    counts = everyday()
    topic = int(np.argmin(np.abs(counts.mean(axis=0) - 4)))
    weeks = expected_weeks(counts, topic, 300, 26)
    sums = [counts[301 - 7 * n : 308 - 7 * n, topic].sum() for n in range(26, 0, -1)]
    held = [low <= n <= high for (low, high), n in zip(weeks, sums, strict=True)]
    assert np.mean(held) >= 0.85
    assert expected_weeks(counts, topic, 40, 10)[0] is None
    assert expected_weeks(counts, topic, 5, 3) == [None] * 3


def test_it_says_since_when():
    counts = everyday()
    topic = int(np.argmax(counts.mean(axis=0)))
    counts[297, topic] = 0
    counts[298:301, topic] *= 6
    assert find_spikes(counts, 300)[0].since == 298


@pytest.mark.parametrize("days", [1, 3, 20])
def test_it_does_not_take_an_import_of_all_topics_for_spikes(days):
    counts = everyday()
    counts[300 : 300 + days] *= 3
    assert find_spikes(counts, 299 + days) == []


def test_it_does_not_take_busy_weekdays_for_spikes():
    counts = everyday()
    found = [len(find_spikes(counts, day)) for day in range(200, 300)]
    assert np.mean(np.array(found) > 0) <= 0.04


def test_it_never_looks_at_rows_after_today():
    counts = everyday()
    counts[300, :3] *= 4
    changed = counts.copy()
    changed[301:] = 10_000
    assert find_spikes(counts, 300) == find_spikes(changed, 300)


def test_it_keeps_quiet_when_labels_are_renamed():
    counts = everyday()
    counts[296:, :20], counts[:296, 20:] = 0, 0
    counts[296:, 20:] += 3
    assert find_spikes(counts, 300) == []


@pytest.mark.parametrize("today", [0, 5, 12, 13, 20])
def test_it_works_from_the_first_day_on(today):
    assert find_spikes(everyday(), today) == []


@pytest.mark.parametrize("topics", [1, 2])
def test_it_works_with_hardly_any_topics(topics):
    counts = np.random.default_rng(1).poisson(10, (300, topics))
    counts[250, 0] = 60
    assert [spike.topic for spike in find_spikes(counts, 250)] == [0]


def test_it_finds_nothing_where_nobody_writes():
    assert find_spikes(np.zeros((100, 4), np.uint8), 99) == []


def test_it_refuses_a_day_that_is_not_there():
    with pytest.raises(ValueError, match="row 400"):
        find_spikes(everyday(), 400)


def test_it_does_not_depend_on_the_order_of_topics():
    counts = everyday()
    counts[300, [2, 5]] += 60
    order = np.random.default_rng(3).permutation(40)
    found = {(s.topic, s.count) for s in find_spikes(counts, 300)}
    turned = {
        (int(order[s.topic]), s.count) for s in find_spikes(counts[:, order], 300)
    }
    assert found == turned


@settings(max_examples=60)
@given(arrays(np.int16, (45, 4), elements=st.integers(0, 60)), st.integers(0, 44))
def test_it_answers_for_any_counts(counts, today):
    for spike in find_spikes(counts, today):
        assert 0 <= spike.low <= spike.high
        assert spike.count > spike.expected
        assert 0 <= spike.since <= today


@pytest.mark.slow
def test_it_raises_few_alarms_on_real_complaints(issues):
    days = np.random.default_rng(0).integers(400, len(issues), 200)
    found = [len(find_spikes(issues, int(day))) for day in days]
    # Real bursts are among them: it is the rate per topic and day that is small.
    assert np.mean(found) < 0.3
    assert np.mean(np.array(found) > 0) < 0.2
