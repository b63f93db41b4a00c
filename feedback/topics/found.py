"""What a run of the text models found, in the product's own words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LetterText:
    """What the models read of a letter."""

    letter_id: int
    subject: str
    body: str

    @property
    def text(self) -> str:
        """Return subject and body as one text."""
        return f"{self.subject}\n\n{self.body}" if self.subject else self.body

    @property
    def body_start(self) -> int:
        """Return where the body begins in ``text``."""
        return len(self.text) - len(self.body)

    def in_body(self, start: int, end: int) -> tuple[int, int]:
        """Turn offsets into ``text`` into offsets into the body.

        A passage of the subject alone stands for the letter as a whole: (0, 0).
        """
        if end <= self.body_start:
            return 0, 0
        return max(start - self.body_start, 0), end - self.body_start


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
