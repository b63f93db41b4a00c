"""Sentences: numbers with range and base, causal words only where they are earned."""

from feedback.actions.sentences import (
    change_range,
    lift_sentence,
    outside_sentence,
    rate_sentence,
    share_words,
    unheld_sentence,
    weekly_words,
)
from feedback.types import VerdictKind


def test_it_says_before_and_after():
    sentence = rate_sentence(VerdictKind.IMPROVED, (0.56, 0.39, 0.79), (14.2, 8.1))
    assert sentence == (
        "-44 % (-61 to -21): 14 letters a week before, 8.1 after; observational, "
        "compared with the other topics."
    )


def test_it_says_when_a_range_is_too_wide():
    sentence = rate_sentence(VerdictKind.CANNOT_TELL, (0.9, 0.5, 1.6), (2.0, 1.75))
    assert sentence.startswith("-10 % (-50 to +60): 2 letters a week before, 1.8 after")
    assert sentence.endswith("the range is too wide to tell.")


def test_it_writes_changes_that_a_person_can_read():
    assert change_range(1.0, 0.999, 2.5) == "0 % (-0.1 to +150)"
    assert change_range(0.5, 0.2, float("inf")) == "-50 % (-80 to unbounded)"
    assert change_range(16.33, 1.23, 1846.4) == "16 times as many (1.2 to 1,846)"
    assert weekly_words(1.0, 0.25, "now") == "1 letter a week before, 0.2 now"


def test_it_writes_few_as_few_and_nearly_all_as_nearly_all():
    told = [share_words(share) for share in (0, 1e-6, 0.004, 0.37, 0.996, 0.99999, 1)]
    assert told == ["0 %", "0.1 %", "0.4 %", "37 %", "99.6 %", "99.9 %", "100 %"]


def test_it_says_what_a_holdout_earns():
    sentence = lift_sentence(
        VerdictKind.IMPROVED, (162, 1140), (43, 488), (0.021, 0.085), "came back", 366.0
    )
    assert sentence == (
        "14.2 % of 1,140 came back, 8.8 % of the 488 held out: +5.4 points "
        "(+2.1 to +8.5), some 62 people (24 to 97) because of it, at 5.90 each "
        "(3.77 to 15.25)."
    )


def test_it_names_nobody_won_while_zero_is_possible():
    sentence = lift_sentence(
        VerdictKind.CANNOT_TELL, (20, 200), (8, 100), (-0.05, 0.09), "came back", 100.0
    )
    assert "because" not in sentence
    assert "each" not in sentence
    assert sentence.endswith("too wide to tell.")


def test_it_says_why_returns_alone_prove_nothing():
    sentence = unheld_sentence((70, 200), "came back")
    assert sentence.startswith("70 of 200 (35.0 %) came back; nobody was held out")


def test_it_says_a_number_from_outside_with_its_source():
    assert outside_sentence(3, 9, "Finance", False) == (
        "Finance: from 9 to 3 (-67 %); observational, given without a range."
    )
    assert "178 against a target of 200 (-11 %)" in outside_sentence(
        178, 200, "Sign-ups", True
    )


def test_it_shows_on_which_side_of_nothing_a_bound_lies():
    assert change_range(0.3, 0.09, 0.996) == "-70 % (-91 to -0.4)"
    assert change_range(1.0, 0.9, 1.1) == "0 % (-10 to +10)"
