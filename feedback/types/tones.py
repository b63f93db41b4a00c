"""How letters sound: about to leave, angry or urgent."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ToneKind(StrEnum):
    """What a letter can sound like."""

    LEAVING = "leaving"
    ANGER = "anger"


@dataclass(frozen=True, slots=True)
class ToneMark:
    """What a person said of a letter's tone: that it is so, or that it is not."""

    id: int
    letter_id: int
    kind: ToneKind
    is_so: bool
    person: str
    marked_at: datetime


@dataclass(frozen=True, slots=True)
class ToneReading:
    """A tone of one letter: score from 0 to 1 and the words behind it.

    ``learned`` are those of ``words`` that people's marks taught, ``against`` words
    that they taught to speak against it; ``mark`` overrides the score.
    """

    kind: ToneKind
    score: float
    words: tuple[str, ...]
    learned: tuple[str, ...]
    against: tuple[str, ...]
    mark: ToneMark | None

    @property
    def is_so(self) -> bool:
        """Tell whether the letter counts as sounding so."""
        return self.mark.is_so if self.mark else self.score >= LIKELY


LIKELY = 0.5
"""Score from which a letter counts as sounding so."""
