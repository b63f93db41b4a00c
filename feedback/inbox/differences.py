"""What one text says that another does not, word by word, for people to see."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

LONGEST = 1_200
"""Words compared; what differs only after them is not looked for."""
KEPT = 6
"""Words shown on either side of a difference; longer equal runs are cut short."""

# A word with the blanks after it; Chinese and Japanese are compared by character.
_WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]\s*"
    r"|[^\s\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+\s*|\s+"
)


class Kind(StrEnum):
    """How a piece of a text stands to the other text."""

    EQUAL = "equal"
    GONE = "gone"
    ADDED = "added"
    CUT = "cut"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words; of a ``CUT`` run only the number of words is said."""

    kind: Kind
    text: str


def compare(one: str, other: str) -> tuple[Piece, ...]:
    """Return how ``other`` differs from ``one``; equal texts are one equal piece.

    Blanks and line breaks between words do not count.
    """
    first, second = _words(one), _words(other)
    matcher = SequenceMatcher(None, _bare(first), _bare(second), autojunk=False)
    blocks = matcher.get_opcodes()
    pieces: list[Piece] = []
    for number, (tag, a1, a2, b1, b2) in enumerate(blocks):
        if tag == "equal":
            is_first, is_last = number == 0, number == len(blocks) - 1
            pieces.extend(_shorten(second[b1:b2], is_first, is_last))
        else:
            pieces.extend(_piece(Kind.GONE, first[a1:a2]))
            pieces.extend(_piece(Kind.ADDED, second[b1:b2]))
    return tuple(pieces)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.strip()[: LONGEST * 40])[:LONGEST]


def _bare(words: Sequence[str]) -> list[str]:
    return [word.strip() for word in words]


def _piece(kind: Kind, words: Sequence[str]) -> Iterator[Piece]:
    if words:
        yield Piece(kind, "".join(words))


def _shorten(words: Sequence[str], is_first: bool, is_last: bool) -> Iterator[Piece]:
    """Yield an equal run, of a long one only what stands beside a difference."""
    before = 2 * KEPT if is_first else KEPT
    after = 0 if is_last else KEPT
    cut = len(words) - before - after
    if cut <= KEPT:
        yield Piece(Kind.EQUAL, "".join(words))
        return
    yield Piece(Kind.EQUAL, "".join(words[:before]))
    yield Piece(Kind.CUT, f"{cut}")
    yield from _piece(Kind.EQUAL, words[len(words) - after :] if after else [])
