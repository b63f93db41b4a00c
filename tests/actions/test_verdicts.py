"""Verdicts on made and real series: what they say, and how often they are wrong."""

import csv
import gzip
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from feedback.actions.statistics.shares import difference_interval
from feedback.actions.verdicts import rate_verdict, rate_verdicts, share_verdict


def steady(days=800, topics=30, rate=10.0, seed=0):
    return np.random.default_rng(seed).poisson(rate, (days, topics))


@pytest.fixture
def issues(shared):
    file = shared / "cfpb" / "daily_counts_by_issue.csv.gz"
    with gzip.open(file, "rt", newline="", encoding="utf-8") as lines:
        return np.array([row[1:] for row in list(csv.reader(lines))[1:]], dtype=int)


def test_it_sees_letters_halved():
    counts = steady()
    counts[700:, 3] //= 2
    verdict = rate_verdict(counts, 3, 700, 728)
    assert verdict.kind == "improved"
    assert verdict.low < verdict.ratio < verdict.high < 0.75


def test_it_calls_doubled_letters_worse():
    counts = steady()
    counts[700:, 3] *= 2
    assert rate_verdict(counts, 3, 700, 728).kind == "worse"


def test_it_says_of_several_topics_what_it_says_of_each():
    counts = steady()
    counts[700:, 3] *= 2
    topics = [3, 0, 29]
    each = [rate_verdict(counts, topic, 700, 728) for topic in topics]
    assert rate_verdicts(counts, topics, 700, 728) == each
    started = time.process_time()
    rate_verdict(counts, 3, 700, 728)
    one = time.process_time() - started
    started = time.process_time()
    rate_verdicts(counts, range(30), 700, 728)
    assert time.process_time() - started < 15 * one


def test_it_turns_the_words_with_the_direction():
    counts = steady()
    counts[700:, 3] *= 2
    assert rate_verdict(counts, 3, 700, 728, direction="up").kind == "improved"


def test_it_says_no_change_only_inside_the_margin():
    counts = steady(rate=100.0)
    verdict = rate_verdict(counts, 3, 700, 756)
    assert verdict.kind == "no_change"
    assert 0.75 <= verdict.low <= verdict.high <= 1.25


def test_it_cannot_tell_from_thin_data():
    assert rate_verdict(steady(rate=0.05), 3, 700, 714).kind == "cannot_tell"


def test_it_does_not_take_an_import_of_all_topics_for_a_result():
    counts = steady()
    counts[700:] *= 3
    assert rate_verdict(counts, 3, 700, 728).kind in ("no_change", "cannot_tell")


def test_it_takes_no_burst_of_one_topic_for_what_two_share():
    counts = steady(topics=3)
    counts[700:, 1] *= 3
    assert rate_verdict(counts, 0, 700, 728).kind in ("no_change", "cannot_tell")
    counts[700:, [0, 2]] *= 3
    assert rate_verdict(counts, 0, 700, 728).kind in ("no_change", "cannot_tell")


def test_it_never_looks_at_rows_after_the_window():
    counts = steady()
    changed = counts.copy()
    changed[728:] = 0
    assert rate_verdict(counts, 3, 700, 728) == rate_verdict(changed, 3, 700, 728)


def test_it_cannot_tell_when_labels_were_renamed():
    counts = steady()
    counts[700:, 10:20] = 0
    verdict = rate_verdict(counts, 3, 700, 728)
    assert verdict.kind == "cannot_tell"
    assert "began or ended" in verdict.reason


@pytest.mark.parametrize("topics", [1, 2, 3])
def test_it_works_with_few_or_no_other_topics(topics):
    counts = steady(topics=topics)
    counts[700:, 0] //= 4
    assert rate_verdict(counts, 0, 700, 756).kind == "improved"


@pytest.mark.parametrize("start", [0, 1, 6, 7, 20, 35])
def test_it_works_near_the_beginning(start):
    verdict = rate_verdict(steady(), 0, start, start + 14)
    assert verdict.kind == "cannot_tell"
    assert verdict.low < 1 < verdict.high


def test_it_cannot_tell_without_any_letters():
    assert rate_verdict(np.zeros((100, 3), int), 0, 50, 78).kind == "cannot_tell"


@pytest.mark.parametrize("dtype", [np.int16, np.uint8, np.int64, float])
def test_it_takes_any_kind_of_number(dtype):
    counts = steady().astype(dtype)
    plain = rate_verdict(steady(), 3, 700, 728)
    assert rate_verdict(counts, np.int8(3), np.int64(700), np.uint16(728)) == plain


@pytest.mark.parametrize(
    ("topic", "start", "end", "margin"),
    [
        (30, 700, 728, 0.25),
        (-1, 700, 728, 0.25),
        (3, 728, 700, 0.25),
        (3, 790, 801, 0.25),
        (3, -5, 20, 0.25),
        (3, 700, 728, 0.0),
    ],
)
def test_it_refuses_a_question_that_makes_no_sense(topic, start, end, margin):
    with pytest.raises(ValueError, match=r".+"):
        rate_verdict(steady(), topic, start, end, margin)


def test_it_refuses_what_are_not_counts():
    with pytest.raises(ValueError, match="dimension"):
        rate_verdict([1, 2, 3], 0, 1, 2)
    with pytest.raises(ValueError, match="negative"):
        rate_verdict([[1], [-2], [3]], 0, 1, 2)


def test_it_sees_a_lift_over_the_holdout():
    verdict = share_verdict(240, 2000, 120, 2000, 0.02)
    assert verdict.kind == "improved"
    assert verdict.difference == pytest.approx(0.06)
    assert 0.04 < verdict.low < 0.06 < verdict.high < 0.08


def test_it_calls_more_complaints_than_in_the_holdout_worse():
    assert share_verdict(240, 2000, 120, 2000, 0.02, direction="down").kind == "worse"


def test_it_says_no_change_of_shares_only_inside_the_margin():
    assert share_verdict(1000, 20000, 1000, 20000, 0.01).kind == "no_change"
    assert share_verdict(10, 200, 10, 200, 0.01).kind == "cannot_tell"


def test_it_asks_more_of_an_early_look():
    due = share_verdict(60, 400, 36, 400, 0.02)
    early = share_verdict(60, 400, 36, 400, 0.02, is_due=False)
    assert (due.kind, early.kind) == ("improved", "cannot_tell")


def test_it_cannot_tell_without_a_holdout():
    verdict = share_verdict(3, 20, 0, 0, 0.02)
    assert verdict.kind == "cannot_tell"
    assert (verdict.low, verdict.high) == (-1, 1)


def test_it_refuses_more_hits_than_people():
    with pytest.raises(ValueError, match="21 hits"):
        share_verdict(21, 20, 0, 20, 0.02)


def bursty(seed, days=700, topics=12):
    """Letters with weekdays, drift and spells of more letters."""
    rng = np.random.default_rng(seed)
    weekdays = np.array([0.6, 0.5, 1.3, 1.4, 1.3, 1.1, 0.8])[np.arange(days) % 7]
    drift = np.cumsum(rng.normal(0, 0.02, (days, topics)), axis=0)
    spells = np.kron(rng.random((days // 14 + 1, topics)) < 0.05, np.ones((14, 1)))
    rates = rng.lognormal(1.8, 1.0, topics) * weekdays[:, np.newaxis]
    return rng.poisson(rates * np.exp(drift + 0.5 * spells[:days]))


@pytest.mark.parametrize("days", [14, 28, 56])
@pytest.mark.parametrize("make", [steady, bursty])
def test_it_is_seldom_wrong_where_nothing_was_done(make, days):
    wrong = []
    for seed in range(40):
        counts = make(seed=seed)
        rng = np.random.default_rng(seed)
        for start in rng.integers(400, len(counts) - days, 5):
            topic = int(rng.integers(counts.shape[1]))
            verdict = rate_verdict(counts, topic, int(start), int(start) + days)
            wrong.append(verdict.kind in ("improved", "worse"))
    # 200 stretches: 5 % and three standard errors.
    assert np.mean(wrong) <= 0.05 + 3 * 0.0154


def test_it_covers_a_change_that_was_put_in():
    covered = []
    for seed in range(150):
        counts, rng = bursty(seed), np.random.default_rng(seed)
        topic = int(rng.integers(counts.shape[1]))
        counts[600:, topic] = rng.binomial(counts[600:, topic], 0.6)
        verdict = rate_verdict(counts, topic, 600, 628)
        covered.append(verdict.low <= 0.6 <= verdict.high)
    assert np.mean(covered) >= 0.95 - 3 * 0.018


def test_it_answers_within_fifty_milliseconds():
    counts = steady(days=1000, topics=80)
    rate_verdict(counts, 0, 900, 928)
    started = time.process_time()
    for topic in range(10):
        rate_verdict(counts, topic, 900, 928)
    assert (time.process_time() - started) / 10 < 0.05


def test_it_asks_more_of_an_early_look_at_a_topic():
    counts = steady()
    counts[700:, 3] = counts[700:, 3] * 5 // 6
    due = rate_verdict(counts, 3, 700, 728, margin=0.05)
    early = rate_verdict(counts, 3, 700, 728, margin=0.05, is_due=False)
    assert (due.kind, early.kind) == ("improved", "cannot_tell")
    assert early.low < due.low < due.high < early.high


def test_it_does_not_depend_on_the_order_or_the_size_of_other_topics():
    counts = steady()
    order = np.append(0, 1 + np.random.default_rng(1).permutation(29))
    plain = rate_verdict(counts, 0, 700, 728)
    turned = rate_verdict(counts[:, order], 0, 700, 728)
    assert turned.ratio == pytest.approx(plain.ratio)
    assert (turned.low, turned.high) == pytest.approx((plain.low, plain.high))


@settings(max_examples=60)
@given(
    arrays(np.int16, (60, 3), elements=st.integers(0, 40)),
    st.integers(0, 2),
    st.integers(0, 58),
    st.integers(1, 60),
)
def test_it_answers_for_any_counts(counts, topic, start, days):
    end = min(start + days, 60)
    verdict = rate_verdict(counts, topic, start, end)
    estimate = 1.0 if verdict.ratio is None else verdict.ratio
    assert verdict.low <= estimate <= verdict.high
    assert np.isfinite(verdict.low)


arms = st.integers(1, 5000).flatmap(
    lambda size: st.tuples(st.integers(0, size), st.just(size))
)


@given(arms, arms)
def test_it_changes_sign_when_the_arms_are_swapped(one, other):
    there, back = share_verdict(*one, *other, 0.02), share_verdict(*other, *one, 0.02)
    assert there.difference == pytest.approx(-back.difference)
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low))
    assert -1 <= there.low <= there.difference <= there.high <= 1
    assert {there.kind, back.kind} in (
        {"improved", "worse"},
        {"no_change"},
        {"cannot_tell"},
    )


@pytest.mark.parametrize("sizes", [(20, 20), (20, 2000), (500, 500), (20000, 400)])
@pytest.mark.parametrize("shares", [(0.02, 0.02), (0.3, 0.1), (0.6, 0.6)])
def test_it_covers_the_true_difference_of_shares(sizes, shares):
    rng = np.random.default_rng(0)
    hits, others = (
        rng.binomial(size, share, 20_000)
        for size, share in zip(sizes, shares, strict=True)
    )
    low, high = difference_interval(hits, sizes[0], others, sizes[1])
    true = shares[0] - shares[1]
    assert np.mean((low <= true) & (true <= high)) >= 0.94


def test_it_is_not_misled_by_weekly_looks():
    rng, called = np.random.default_rng(0), 0
    for _ in range(600):
        weeks = rng.multinomial(1000, [0.02] * 8 + [0.84])[:8].cumsum()
        others = rng.multinomial(300, [0.02] * 8 + [0.84])[:8].cumsum()
        kinds = [
            share_verdict(int(a), 1000, int(b), 300, 1e-3, is_due=week == 7).kind
            for week, (a, b) in enumerate(zip(weeks, others, strict=True))
        ]
        called += "improved" in kinds or "worse" in kinds
    assert called / 600 <= 0.05 + 3 * 0.009


@pytest.mark.slow
@pytest.mark.parametrize("days", [14, 28, 56])
@pytest.mark.parametrize("volumes", [(1, 5), (5, 20), (20, np.inf)])
def test_it_is_calibrated_on_real_complaints(issues, volumes, days):
    rng, wrong = np.random.default_rng(days), []
    while len(wrong) < 300:
        start = int(rng.integers(120, len(issues) - days))
        rates = issues[start - 56 : start].mean(axis=0)
        topics = np.flatnonzero((rates >= volumes[0]) & (rates < volumes[1]))
        if len(topics):
            verdict = rate_verdict(issues, int(rng.choice(topics)), start, start + days)
            wrong.append(verdict.kind in ("improved", "worse"))
    # 300 stretches: 5 % and two standard errors.
    assert np.mean(wrong) <= 0.05 + 2 * 0.0126
