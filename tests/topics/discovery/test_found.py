"""Letters and passages between the store and the models."""

from collections.abc import Sequence

from feedback.topics.discovery.found import Grouping, LetterText
from feedback.topics.discovery.grouping import group_letters

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


def test_a_passage_that_begins_in_the_subject_is_quoted_behind_the_greeting() -> None:
    letter = LetterText.of(1, "Code expired", "Hey team\n\nIt says expired. Why?")
    whole = letter.in_body(0, letter.text.index(" Why?"))
    assert letter.quote(*whole) == "It says expired."
    thanks = LetterText.of(2, "Great", "Thank you!")
    assert thanks.quote(*thanks.in_body(0, len(thanks.text))) == "Thank you!"


def grouped(bodies: Sequence[str]) -> Grouping:
    letters = [LetterText.of(n, "Hello", body) for n, body in enumerate(bodies)]
    return group_letters(letters, 0, lambda *_: None)


def test_every_placed_letter_has_another_rival() -> None:
    grouping = grouped([BODIES[n % 3] + " " * n for n in range(30)])
    assert len(grouping.found) == 30
    for one in grouping.found:
        assert one.rival is not None
        assert one.rival != one.cluster
        assert one.rival_confidence is not None
        assert 0 <= one.rival_confidence <= min(one.confidence, 1 - one.confidence)


def test_a_lonely_cluster_has_no_rival() -> None:
    grouping = grouped([BODIES[0]] * 5)
    assert [cluster.name for cluster in grouping.clusters]
    assert {(one.rival, one.rival_confidence) for one in grouping.found} == {
        (None, None)
    }
