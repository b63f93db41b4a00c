"""What tells a tone: sayings, each a set of opening words and what may follow them.

A saying is looked for only in texts that hold one of its opening words (of Chinese, the
first character of one), so that most sayings cost a text nothing.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import NamedTuple

FARTHEST = 80  # characters before opening words that are looked at
_WORD = re.compile(r"\w+")
_ASCII = map(chr, range(128))
_WORDS_ONLY = "".join(sign if _WORD.match(sign) else " " for sign in _ASCII)


@dataclass(frozen=True)
class Saying:
    """How something is said, and how surely it alone tells the tone, 0 to 1.

    ``opens`` are alternatives such as ``cancel|cancelling``, plain text; ``after`` is a
    pattern of what follows, ``before`` of what must precede. A blank in them stands
    for any white space. ``unless``: a pattern that the sentence must not hold, such as
    of other things that are cancelled. ``if_denied``: it tells the tone only behind a
    negation. ``own``: only what the writer does or feels counts, not what others do.
    """

    name: str
    say: float
    opens: str
    after: str = ""
    before: str = ""
    unless: str = ""
    if_denied: bool = False
    own: bool = False

    @cached_property
    def ways(self) -> tuple[str, ...]:
        """The opening words, each way to say it, the longest first."""
        return tuple(sorted(self.opens.split("|"), key=len, reverse=True))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Matches the saying in lower-case text from its opening words on."""
        opens = "|".join(re.escape(way).replace(r"\ ", " ") for way in self.ways)
        whole = rf"(?:{opens})(?:{self.after})"
        if self.opens.isascii():
            whole = rf"(?<!\w){whole}(?!\w)"
        return _compiled(whole)

    @cached_property
    def opening(self) -> re.Pattern[str] | None:
        """Matches what stands before them, up to where a search ends."""
        if not self.before:
            return None
        edge = r"(?<!\w)" if self.opens.isascii() else ""
        return _compiled(rf"{edge}(?:{self.before})$")

    def at(self, text: str, place: int) -> "Match | None":
        """The saying, if its opening words begin at this place of a text."""
        match = self.pattern.match(text, place)
        if not match or not self.opening:
            return match and Match(self, place, match.end())
        before = self.opening.search(text, max(0, place - FARTHEST), place)
        return before and Match(self, before.start(), match.end())


class Match(NamedTuple):
    """A saying where it stands: ``text[start:end]``."""

    saying: Saying
    start: int
    end: int


class Finder:
    """Finds sayings in lower-case text."""

    def __init__(self, sayings: Sequence[Saying]) -> None:
        self.sayings = tuple(sayings)
        self._by_trigger: defaultdict[str, list[tuple[str, Saying]]] = defaultdict(list)
        for saying in sayings:
            for way in saying.ways:
                self._by_trigger[_trigger(way)].append((way, saying))
        self._triggers = frozenset(self._by_trigger)

    def find(self, text: str, spaced: str, pieces: frozenset[str]) -> list[Match]:
        """What was found in a text, in order.

        ``spaced`` is the text with single blanks, ``pieces`` its ``pieces_of``.
        """
        near = self._triggers & pieces
        if not near:
            return []
        likely = {
            (way.split(" ", 1)[0], saying)
            for piece in near
            for way, saying in self._by_trigger[piece]
            if way == piece or way in spaced
        }
        found = {
            match
            for opening, saying in likely
            for place in _places(text, opening)
            if (match := saying.at(text, place))
        }
        return sorted(found, key=lambda one: (one.start, -one.end, one.saying.name))


def _trigger(way: str) -> str:
    """The word, or first sign, that a text must have to hold a way of saying."""
    return max(_WORD.findall(way) or [way], key=len) if way.isascii() else way[0]


def _places(text: str, opening: str) -> Iterator[int]:
    place = text.find(opening)
    while place >= 0:
        yield place
        place = text.find(opening, place + 1)


def pieces_of(text: str) -> frozenset[str]:
    """The runs of letters and digits of a text; beyond ASCII its signs too."""
    if text.isascii():
        return frozenset(text.translate(_WORDS_ONLY).split())
    return frozenset(chain(_WORD.findall(text), text))


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace(" ", r"\s+"))
