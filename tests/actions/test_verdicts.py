"""Verdicts on made and real series: what they say, and how often they are wrong."""

import numpy as np
import pytest

from feedback.actions.verdicts import rate_verdict, share_verdict


def steady(days=800, topics=30, rate=10.0, seed=0):
    return np.random.default_rng(seed).poisson(rate, (days, topics))


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
