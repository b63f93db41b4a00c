"""Letters and passages between the store and the models."""

from dataclasses import replace

import pytest

from feedback.topics import rivals
from feedback.topics.found import Found, LetterText
from feedback.topics.rivals import add_rivals

BODIES = [
    "The app crashes when I open a photo.",
    "I was charged twice this month.",
    "My parcel never came.",
]


def test_a_letter_is_read_with_its_subject_and_quoted_without() -> None:
    letter = LetterText.of(1, "Help", "The app crashes. Always.")
    assert letter.text == "Help\n\nThe app crashes. Always."
    assert letter.in_body(0, 4) == (0, 0)
    start, end = letter.in_body(6, 22)
    assert letter.quote(start, end) == "The app crashes."
    assert LetterText.of(2, "", "The app").quote(4, 7) == "app"


def test_every_passage_has_a_rival_however_many_are_compared_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    letters = [LetterText.of(n, "Hello", BODIES[n % 3]) for n in range(12)]
    found = [Found(n, n % 3, 0, len(BODIES[n % 3]), 0.9) for n in range(12)]
    together, apart = list(found), list(found)
    add_rivals(letters, together, 0)
    monkeypatch.setattr(rivals, "PART", 5)
    add_rivals(letters, apart, 0)
    for one, other, bare in zip(together, apart, found, strict=True):
        assert one.rival not in (None, one.cluster)
        assert one.rival == other.rival
        assert one.rival_confidence == pytest.approx(other.rival_confidence)
        assert replace(one, rival=None, rival_confidence=None) == bare


def test_a_lonely_cluster_has_no_rival() -> None:
    found = [Found(0, 0, 0, 0, 0.9)]
    add_rivals([LetterText.of(0, "", BODIES[0])], found, 0)
    assert found[0].rival is None
