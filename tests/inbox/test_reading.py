"""Cutting a letter's text at its passages."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from feedback.inbox.reading import is_of_subject, segments
from feedback.types import Assignment, Origin


def assignment(number: int, start: int, end: int) -> Assignment:
    return Assignment(
        id=number,
        letter_id=1,
        topic_id=number,
        topic=f"Topic {number}",
        start=start,
        end=end,
        confidence=0.9,
        origin=Origin.MODEL,
        words=(),
        rival_topic_id=None,
        rival="",
        rival_confidence=None,
        fit_id=1,
        person="",
        assigned_at=datetime(2026, 3, 2, tzinfo=UTC),
    )


def test_it_cuts_where_passages_begin_and_end() -> None:
    found = segments("Hello. I paid twice. Bye.", [assignment(1, 7, 20)])
    assert [cut.text for cut in found] == ["Hello. ", "I paid twice.", " Bye."]
    assert [len(cut.assignments) for cut in found] == [0, 1, 0]


def test_it_shows_both_topics_where_passages_overlap() -> None:
    found = segments("abcdef", [assignment(1, 0, 4), assignment(2, 2, 6)])
    assert [(cut.text, [a.id for a in cut.assignments]) for cut in found] == [
        ("ab", [1]),
        ("cd", [1, 2]),
        ("ef", [2]),
    ]


def test_it_marks_nothing_for_a_topic_of_the_whole_letter() -> None:
    (whole,) = segments("abc", [assignment(1, 0, 3)])
    assert (whole.text, whole.assignments) == ("abc", ())


def test_it_has_nothing_to_cut_in_an_empty_letter() -> None:
    assert segments("", [assignment(1, 0, 5)]) == ()


@given(
    st.text(max_size=30),
    st.lists(st.tuples(st.integers(-5, 40), st.integers(-5, 40)), max_size=6),
)
def test_it_loses_no_character(body: str, bounds: list[tuple[int, int]]) -> None:
    placed = [assignment(n, *bound) for n, bound in enumerate(bounds)]
    assert "".join(cut.text for cut in segments(body, placed)) == body


def test_the_subject_is_the_reason_when_it_says_all_the_words() -> None:
    whole = replace(assignment(1, 0, 0), words=("slow", "App"))
    assert is_of_subject(whole, "My app gets slower and slower")
    assert not is_of_subject(whole, "The app")
    assert not is_of_subject(whole, "")
    assert not is_of_subject(replace(whole, end=4), "A slow app")
    assert not is_of_subject(replace(whole, words=()), "A slow app")
    assert not is_of_subject(replace(whole, origin=Origin.PERSON), "A slow app")
