"""What a run of the text models found, in the product's own words."""

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class LetterText:
    """What the models read of a letter: its subject and, from ``body_start`` on, its
    body. Kept as one string, because a fit holds those of all letters."""

    letter_id: int
    text: str
    body_start: int

    @classmethod
    def of(cls, letter_id: int, subject: str, body: str) -> Self:
        """Return subject and body as one text."""
        text = f"{subject}\n\n{body}" if subject else body
        return cls(letter_id, text, len(text) - len(body))

    def quote(self, start: int, end: int) -> str:
        """Return a part of the body, by offsets into it."""
        return self.text[self.body_start + start : self.body_start + end]

    def in_body(self, start: int, end: int) -> tuple[int, int]:
        """Turn offsets into ``text`` into offsets into the body.

        A passage of the subject alone stands for the letter as a whole: (0, 0). Of one
        that goes on in the body, a greeting between them is no part.
        """
        if end <= self.body_start:
            return 0, 0
        end -= self.body_start
        if start < self.body_start:
            return self._first_said(end), end
        return start - self.body_start, end

    def _first_said(self, end: int) -> int:
        """Where the body begins to say something, as an offset into it."""
        from models import passages

        said = passages(self.quote(0, end))
        return said[0].start if said else 0


@dataclass(frozen=True, slots=True)
class Cluster:
    """Letters that speak of one thing; ``exemplars`` are (letter id, start, end)."""

    name: str
    theme: str
    keywords: tuple[str, ...]
    exemplars: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A passage of a letter put into a cluster.

    ``start`` and ``end`` are offsets into the body, equal when no passage of it
    stands out. ``rival`` is the next likely cluster.
    """

    letter_id: int
    cluster: int
    start: int
    end: int
    confidence: float
    words: tuple[str, ...] = ()
    rival: int | None = None
    rival_confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Grouping:
    """Everything that one run of the models says about the letters."""

    clusters: tuple[Cluster, ...]
    found: tuple[Found, ...]
    letters: int

    def letters_of(self) -> list[set[int]]:
        """Return the letter ids of each cluster."""
        members: list[set[int]] = [set() for _ in self.clusters]
        for found in self.found:
            members[found.cluster].add(found.letter_id)
        return members
