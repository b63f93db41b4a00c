"""What one text says that another does not."""

from hypothesis import given
from hypothesis import strategies as st

from feedback.inbox.differences import Kind, compare


def said(one: str, other: str) -> list[tuple[str, str]]:
    return [(piece.kind.value, piece.text) for piece in compare(one, other)]


def test_it_shows_what_went_and_what_came() -> None:
    assert said("I paid 20 euros", "I paid 30 euros") == [
        ("equal", "I paid "), ("gone", "20 "), ("added", "30 "), ("equal", "euros"),
    ]  # fmt: skip


def test_it_cuts_what_is_equal_for_long() -> None:
    words = " ".join(f"w{n}" for n in range(100))
    pieces = compare(f"{words} one", f"{words} two")
    assert [piece.kind for piece in pieces] == [
        Kind.EQUAL, Kind.CUT, Kind.EQUAL, Kind.GONE, Kind.ADDED,
    ]  # fmt: skip
    assert pieces[1].text == "82"


def test_line_breaks_make_no_difference() -> None:
    assert said("a\nb", "a  b") == [("equal", "a  b")]
    assert said("", "") == []


def test_it_compares_chinese_by_character() -> None:
    assert ("added", "三") in said("退款两周", "退款三周")


@given(st.text(max_size=300), st.text(max_size=300))
def test_what_is_equal_or_came_is_the_other_text(one: str, other: str) -> None:
    kept = "".join(
        piece.text
        for piece in compare(one, other)
        if piece.kind in (Kind.EQUAL, Kind.ADDED)
    )
    if not any(piece.kind is Kind.CUT for piece in compare(one, other)):
        assert kept == other.strip()


def test_a_huge_text_takes_no_time() -> None:
    """Quadratic work is bounded by how many words are compared."""
    assert compare("a b " * 500_000, "b a " * 500_000)
