"""Pictures of trends: SVG made on the server, each point a link to its letters.

Nothing here runs or styles itself: the rules stand in ``static/charts.css``, so that
pages can forbid scripts and styles of their own. Every text is escaped, because
topics and writers name themselves.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_DROPPED = ("script", "style", "desc", "title")


@dataclass(frozen=True, slots=True)
class Point:
    """One point: ``value`` None leaves a gap; ``text`` says it in words."""

    value: float | None
    text: str
    href: str = ""
    is_alarm: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line of points, as many as the picture has periods."""

    label: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened in the period at ``at``: an ``action``, an ``import``."""

    at: int
    kind: str
    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A trend to draw.

    ``name`` makes ids unique on a page; ``title`` states the finding; ``unit`` names
    the y axis; ``labels`` are the periods; ``expected`` is (low, high) per period, None
    where nothing is known. ``is_share`` writes values (0 to 1) as percentages.
    """

    name: str
    title: str
    unit: str
    labels: tuple[str, ...]
    lines: tuple[Line, ...]
    expected: tuple[tuple[float, float] | None, ...] = ()
    marks: tuple[Mark, ...] = ()
    is_share: bool = False
    height: int = 260


def sparkline(values: Sequence[float], title: str) -> str:
    """Return a line without axes, 96 by 24, its last point marked."""
    if not values:
        return ""
    top = max(*values, 1)
    step = 92 / max(len(values) - 1, 1)
    spots = [(2 + n * step, 21 - 18 * value / top) for n, value in enumerate(values)]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
    last_x, last_y = spots[-1]
    return (
        '<svg class="sparkline" viewBox="0 0 96 24" role="img" '
        'preserveAspectRatio="xMinYMid">'
        f"<title>{escape(title)}</title>"
        f'<polyline points="{line}"/>'
        f'<circle cx="{last_x:.1f}" cy="{last_y:.1f}" r="1.8"/></svg>'
    )


def draw(picture: Picture) -> str:
    """Return a picture as an SVG element for a page; nothing without a point."""
    if not any(
        point.value is not None for one in picture.lines for point in one.points
    ):
        return ""

    chart = _pygal().Line(
        js=[],
        width=840,
        height=picture.height,
        margin=8,
        margin_top=24,
        margin_right=34,
        show_legend=False,
        dots_size=2.5 if len(picture.labels) <= 120 else 1.2,
        truncate_label=-1,
        show_minor_x_labels=False,
        disable_xml_declaration=True,
        allow_interruptions=True,
    )
    chart.uuid = picture.name
    chart.x_labels = picture.labels
    chart.x_labels_major = _spaced(picture.labels)
    chart.y_labels = ticks(_highest(picture), picture.is_share)
    chart.value_formatter = _percent if picture.is_share else _number
    for side in range(2 if picture.expected else 0):
        chart.add("expected", [limits and limits[side] for limits in picture.expected])
    for line in picture.lines:
        chart.add(line.label, [_value(point) for point in line.points])
    chart.add_xml_filter(lambda root: _finish(root, picture))
    return str(chart.render(is_unicode=True))


def _pygal() -> Any:
    """Load pygal without the finder it leaves in the import system.

    That finder looks for plugins in a way that Python has given up and warns about.
    """
    import pygal

    sys.meta_path[:] = [
        finder
        for finder in sys.meta_path
        if type(finder).__name__ != "PluginImportFixer"
    ]
    return pygal


def ticks(highest: float, is_share: bool) -> list[float]:
    """Return about four round values from 0 to at least ``highest``."""
    least = 0.0001 if is_share else 1.0
    rough = max(highest / 4, least)
    power = 10.0 ** floor(log10(rough))
    step = next(m * power for m in (1, 2, 5, 10) if m * power >= rough * 0.999)
    count = max(1, ceil(highest / step - 1e-9))
    return [round(n * step, 10) for n in range(count + 1)]


def _highest(picture: Picture) -> float:
    values = [p.value for line in picture.lines for p in line.points if p.value]
    limits = [limits[1] for limits in picture.expected if limits]
    return max([*values, *limits, 0.0])


def _percent(value: float) -> str:
    return f"{100 * value:.3g} %"


def _number(value: float) -> str:
    return f"{value:,.0f}"


def _value(point: Point) -> dict[str, object]:
    if not point.href:
        return {"value": point.value}
    return {
        "value": point.value,
        "xlink": {"href": point.href, "target": "_top"},
    }


def _spaced(labels: Sequence[str], wanted: int = 7) -> list[str]:
    step = max(1, ceil(len(labels) / wanted))
    return list(labels[::step])


def _finish(root: "Element", picture: Picture) -> "Element":
    """Take out what runs, styles or repeats itself; put in what pygal cannot draw."""
    for parent in list(root.iter()):
        for child in list(parent):
            if _is_surplus(child):
                parent.remove(child)
    _describe(root, picture)
    plots = _by_class(root, "plot")
    if not plots:
        return root
    _draw_expected(plots, picture)
    _name_points(root, picture)
    _draw_marks(plots, picture)
    return root


def _is_surplus(element: "Element") -> bool:
    if not isinstance(element.tag, str):
        return True  # a comment, dated today
    return element.tag in _DROPPED or "tooltip-overlay" in element.get("class", "")


def _describe(root: "Element", picture: Picture) -> None:
    # A screen reader takes an image as a whole, without the links in it.
    root.set("role", "group" if _leads_on(picture) else "img")
    root.set("aria-labelledby", f"{picture.name}-title")
    root.set("class", "chart")
    title = _element("title", {"id": f"{picture.name}-title"})
    title.text = picture.title
    root.insert(0, title)
    unit = _element("text", {"x": "8", "y": "16", "class": "unit"})
    unit.text = picture.unit
    root.append(unit)


def _leads_on(picture: Picture) -> bool:
    points = [point.href for line in picture.lines for point in line.points]
    return any((*points, *(mark.href for mark in picture.marks)))


def _draw_expected(plots: "list[Element]", picture: Picture) -> None:
    """Turn the two lines of limits into one area."""
    if not picture.expected:
        return
    low, high = (_by_class(plots[0], f"serie-{side}")[0] for side in (0, 1))
    low_path, high_path = (
        _by_class(one, "line")[0].get("d", "") for one in (low, high)
    )
    back = " ".join(reversed(high_path.lstrip("M").replace("L", "").split()))
    pairs = " ".join(_swapped(back))
    area = _element("path", {"d": f"{low_path} L{pairs} Z", "class": "expected"})
    for plot in plots:
        for one in (*_by_class(plot, "serie-0"), *_by_class(plot, "serie-1")):
            for child in list(one):
                one.remove(child)
    low.append(area)


def _swapped(reversed_numbers: str) -> list[str]:
    """Put "y x y x" back into "x y x y"."""
    numbers = reversed_numbers.split()
    return [n for y, x in zip(numbers[::2], numbers[1::2], strict=True) for n in (x, y)]


def _name_points(root: "Element", picture: Picture) -> None:
    shift = 2 if picture.expected else 0
    for number, line in enumerate(picture.lines):
        told = [point for point in line.points if point.value is not None]
        groups = [
            dots
            for serie in _by_class(root, f"serie-{number + shift}")
            for dots in _by_class(serie, "dots")
        ]
        for dots, point in zip(groups, told, strict=True):
            title = _element("title", {})
            title.text = point.text
            next(iter(_by_class(dots, "dot"))).append(title)
            if point.is_alarm:
                dots.set("class", "dots alarm")


def _draw_marks(plots: "list[Element]", picture: Picture) -> None:
    axis = _by_class(plots[0], "background")[0]
    width = float(axis.get("width", "0"))
    height = float(axis.get("height", "0"))
    for mark in picture.marks:
        x = _position(mark.at, len(picture.labels), width)
        group = _element("g", {"class": f"mark mark-{mark.kind}"})
        group.append(_element("path", {"d": f"M{x:.1f} 0 v{height:.1f}"}))
        group.append(
            _element("path", {"class": "flag", "d": f"M{x:.1f} 0 l9 4 l-9 4 Z"})
        )
        title = _element("title", {})
        title.text = mark.text
        group.append(title)
        plots[0].append(_linked(group, mark.href))


def _position(at: int, periods: int, width: float) -> float:
    """Return the x of a period: pygal leaves a 52nd of the width free at each side."""
    margin = width / 52
    return margin + (width - 2 * margin) * (at / (periods - 1) if periods > 1 else 0.5)


def _linked(group: "Element", href: str) -> "Element":
    if not href:
        return group
    link = _element("a", {"href": href})
    link.append(group)
    return link


def _by_class(root: "Element", name: str) -> "list[Element]":
    return [one for one in root.iter() if name in one.get("class", "").split()]


def _element(name: str, attributes: dict[str, str]) -> "Element":
    from xml.etree.ElementTree import Element

    return Element(name, attributes)
