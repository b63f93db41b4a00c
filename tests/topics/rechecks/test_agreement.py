"""Agreement: shares with intervals, and two people against chance."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest
from sklearn.metrics import cohen_kappa_score

from feedback.topics.rechecks.agreement import Agreement, compare_people


def test_it_gives_the_share_with_its_wilson_interval() -> None:
    agreement = Agreement(26, 30)
    assert agreement.share == pytest.approx(0.867, abs=0.001)
    assert agreement.interval == pytest.approx((0.703, 0.947), abs=0.001)


def test_it_knows_nothing_without_letters() -> None:
    assert Agreement(0, 0).interval == (0.0, 1.0)


@given(st.integers(1, 500), st.data())
def test_it_keeps_the_share_inside_its_interval(letters: int, data: object) -> None:
    same = data.draw(st.integers(0, letters))  # type: ignore[attr-defined]
    agreement = Agreement(same, letters)
    low, high = agreement.interval
    assert 0.0 <= low <= agreement.share + 1e-9
    assert agreement.share - 1e-9 <= high <= 1.0
    assert low < high


def test_it_measures_two_people_against_chance() -> None:
    """Kappa by hand: 3 of 4 the same, chance 1/2 x 1/4 + 1/2 x 3/4 = 1/2."""
    pairs = [("a", "a"), ("a", "b"), ("b", "b"), ("b", "b")]
    found = compare_people(("Ada", "Ben"), pairs)
    assert found.agreement == Agreement(3, 4)
    assert found.kappa == pytest.approx(0.5)
    assert found.alpha == pytest.approx(8 / 15)


def test_it_has_no_kappa_when_all_answers_are_one() -> None:
    found = compare_people(("Ada", "Ben"), [("a", "a"), ("a", "a")])
    assert found.kappa is None
    assert found.alpha is None
    assert found.agreement.share == 1.0


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd")), min_size=2)
)
def test_it_says_what_others_compute(pairs: list[tuple[str, str]]) -> None:
    """Wilson's interval by scipy, kappa by scikit-learn, alpha by its definition."""
    found = compare_people(("Ada", "Ben"), pairs)
    own = binomtest(found.agreement.same, len(pairs)).proportion_ci(method="wilson")
    assert found.agreement.interval == pytest.approx((own.low, own.high), abs=1e-6)
    counts = Counter(label for pair in pairs for label in pair)
    if len(counts) > 1:
        total, apart = 2 * len(pairs), 1 - found.agreement.share
        alike = sum(n * (n - 1) for n in counts.values()) / (total * (total - 1))
        assert found.alpha == pytest.approx(1 - apart / (1 - alike))
        kappa = cohen_kappa_score(*zip(*pairs, strict=True))
        assert found.kappa == pytest.approx(kappa)
