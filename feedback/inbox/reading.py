"""How a letter is laid out to be read: its text cut where topics begin and end."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from feedback.types import Assignment, Origin


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of text with the assignments that cover all of it."""

    text: str
    assignments: tuple[Assignment, ...]


def segments(body: str, assignments: Sequence[Assignment]) -> tuple[Segment, ...]:
    """Cut ``body`` at the bounds of all passages.

    The texts joined are the body again. Bounds outside of it are pulled inside; an
    assignment of the whole letter marks nothing, because it points at nothing.
    """
    size = len(body)
    marking = [a for a in assignments if 0 < a.end - a.start < size]
    bounds = {0, size}
    for assignment in marking:
        bounds |= {min(max(assignment.start, 0), size), min(assignment.end, size)}
    edges = sorted(bounds)
    return tuple(
        Segment(
            body[start:end],
            tuple(a for a in marking if a.start <= start and end <= a.end),
        )
        for start, end in pairwise(edges)
    )


def is_of_subject(assignment: Assignment, subject: str) -> bool:
    """Tell whether the subject put a letter on its topic: no passage of the body did.

    The subject says all the words that counted.
    """
    is_of_body = assignment.end > assignment.start
    if is_of_body or assignment.origin is not Origin.MODEL or not assignment.words:
        return False
    said = subject.casefold()
    return all(word.casefold() in said for word in assignment.words)
