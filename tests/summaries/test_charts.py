"""Pictures: nothing that runs or styles itself, every text escaped, points linked."""

import re
from xml.etree import ElementTree

import pytest

from feedback.summaries.charts import Line, Mark, Picture, Point, draw, sparkline, ticks

HOSTILE = "<script>alert(1)</script>"


def picture(**changes: object) -> Picture:
    points = tuple(Point(n, f"{n} {HOSTILE}", f"/letters/?q=a&n={n}") for n in range(5))
    fields: dict[str, object] = {
        "name": "trend",
        "title": f"Up {HOSTILE}",
        "unit": "letters a day",
        "labels": tuple(f"day {n}" for n in range(5)),
        "lines": (Line("topic", points),),
    }
    return Picture(**{**fields, **changes})  # type: ignore[arg-type]


def test_it_draws_a_linked_point_for_each_value() -> None:
    svg = draw(picture())
    assert svg.count("<circle") == 5
    assert "/letters/?q=a&amp;n=4" in svg
    assert "letters a day" in svg


def test_it_holds_nothing_that_runs_or_styles_itself() -> None:
    svg = draw(picture())
    for banned in ("<script", "<style", "style=", "<!--", "http://pygal"):
        assert banned not in svg


def test_it_is_well_formed_and_says_the_finding() -> None:
    root = ElementTree.fromstring(draw(picture()))  # noqa: S314
    title = next(one for one in root.iter() if one.tag.endswith("title"))
    assert title.text == f"Up {HOSTILE}"


def test_it_draws_the_same_for_the_same() -> None:
    assert draw(picture()) == draw(picture())


def test_it_leaves_a_gap_where_there_is_no_value() -> None:
    points = (Point(1, "one"), Point(None, ""), Point(3, "three"))
    svg = draw(picture(labels=("a", "b", "c"), lines=(Line("x", points),)))
    assert svg.count("<circle") == 2


def test_it_draws_the_expected_range_marks_and_alarms() -> None:
    points = tuple(Point(n, str(n), "", n == 3) for n in range(5))
    svg = draw(
        picture(
            lines=(Line("x", points),),
            expected=((0.0, 2.0),) * 5,
            marks=(Mark(2, "action", "Fix", "/actions/1"), Mark(0, "import", "CSV")),
        )
    )
    assert svg.count('class="expected"') == 1
    assert 'class="mark mark-action"' in svg
    assert svg.count("dots alarm") == 1


def test_it_draws_no_range_where_nothing_is_known() -> None:
    points = tuple(Point(n, str(n)) for n in range(5))
    expected = (None, None, (0.0, 2.0), (0.5, 2.0), (0.5, 3.0))
    svg = draw(picture(lines=(Line("x", points),), expected=expected))
    [area] = re.findall(r'd="([^"]*)" class="expected"', svg)
    assert area.count("L") + area.count(" ") >= 6
    assert "None" not in svg
    assert "nan" not in svg


def test_it_draws_nothing_without_points() -> None:
    assert draw(picture(lines=())) == ""
    assert sparkline((), "none") == ""


def test_it_draws_a_single_period() -> None:
    svg = draw(picture(labels=("a",), lines=(Line("x", (Point(2, "two"),)),)))
    assert svg.count("<circle") == 1


def test_it_draws_a_small_line() -> None:
    svg = sparkline([0, 0, 3], HOSTILE)
    assert "<polyline" in svg
    assert "<script" not in svg


@pytest.mark.parametrize(
    ("highest", "is_share", "expected"),
    [
        (0, False, [0, 1]),
        (3, False, [0, 1, 2, 3]),
        (16, False, [0, 5, 10, 15, 20]),
        (4300, False, [0, 2000, 4000, 6000]),
        (0.37, True, [0, 0.1, 0.2, 0.3, 0.4]),
    ],
)
def test_it_chooses_round_ticks(
    highest: float, is_share: bool, expected: list[float]
) -> None:
    assert ticks(highest, is_share) == expected
