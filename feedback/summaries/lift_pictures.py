"""The picture of a lift: how far an audience was ahead of its holdout, with range."""

from dataclasses import dataclass
from xml.sax.saxutils import escape

from feedback.types import Action, DataResult, Direction, MeasureKind

WIDTH, HEIGHT = 460, 112
LEFT, RIGHT = 24, 436
LINE, LABELS, AXIS = 44, 26, 84
CAPTION = (
    "Points by which the audience differs from its holdout: the dot is the estimate, "
    "the bar its range at 95 %. What lies in the shaded band is too little to matter."
)


@dataclass(frozen=True, slots=True)
class LiftPicture:
    """An SVG with its title and what it shows."""

    title: str
    caption: str
    svg: str


def draw_lift(action: Action, result: DataResult) -> LiftPicture | None:
    """Draw a difference of shares between two arms; None where there is none."""
    bounds = (result.low, result.estimate, result.high)
    if action.plan.measure is not MeasureKind.RETURNS or not action.holdout_size:
        return None
    if any(bound is None for bound in bounds):
        return None
    low, middle, high = (100 * (bound or 0.0) for bound in bounds)
    margin = 100 * action.plan.smallest_change
    title = f"{middle:+.1f} points over the holdout ({low:+.1f} to {high:+.1f})"
    wanted = margin if action.plan.direction is Direction.UP else -margin
    svg = _svg(title, (low, middle, high), wanted)
    return LiftPicture(title, CAPTION, svg)


def _svg(title: str, range_: tuple[float, float, float], wanted: float) -> str:
    low, middle, high = range_
    margin = abs(wanted)
    first, last = min(low, -margin), max(high, margin)
    room = 0.06 * (last - first)

    def x(points: float) -> float:
        share = (points - first + room) / (last - first + 2 * room)
        return LEFT + share * (RIGHT - LEFT)

    marks = "".join(
        f'<text x="{x(points):.1f}" y="{AXIS + 20}" text-anchor="middle">{words}</text>'
        for points, words in ((0, "0"), (wanted, f"{wanted:+g} wanted"))
    )
    return (
        f'<svg class="chart lift" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">'
        f"<title>{escape(title)}</title>"
        f'<rect class="expected" x="{x(-margin):.1f}" y="8" '
        f'width="{x(margin) - x(-margin):.1f}" height="{AXIS - 8}"/>'
        f'<path class="axis-line" d="M{LEFT} {AXIS} H{RIGHT} M{x(0):.1f} 8 V{AXIS}"/>'
        f'<path class="range" d="M{x(low):.1f} {LINE} H{x(high):.1f}"/>'
        f'<circle class="estimate" cx="{x(middle):.1f}" cy="{LINE}" r="6"/>'
        f'<text x="{x(middle):.1f}" y="{LABELS}" text-anchor="middle">{middle:+.1f}'
        f"</text>{marks}</svg>"
    )
