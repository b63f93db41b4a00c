"""Numbers as people write them: runs of digits with blanks, dots or a line break."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

MOST_RUNS = 8
FEWEST_DIGITS, MOST_DIGITS = 6, 19
LOOK_BACK = 48
# A number of many groups has some of more than two digits.
_DIGITS_OF_GROUPS = (0, 1, 2, 4, 7, 9, 11, 13, 14)

_RUN = re.compile(r"\d+")
_GAP = re.compile(
    "[ \\t\u00a0\u2007\u2009\u202f.\\-/()\u2010-\u2013\u00b7]{1,4}"
    "|[ \\t.\\-/)]{0,2}\\r?\\n[ \\t>(]{0,6}"
)
_LONGEST_GAP = 10


@dataclass(frozen=True, slots=True)
class Number:
    """A run of digits or several with gaps: ``text[start:end]``.

    ``groups`` are the digits between the gaps, ``shape`` the length of each, and
    ``before`` is what stands before it, for the words that name a number.
    """

    start: int
    end: int
    groups: tuple[str, ...]
    digits: str
    shape: tuple[int, ...]
    before: "Before"


@dataclass(slots=True)
class Before:
    """The text before a number; what is asked of it is asked once."""

    text: str
    _answers: dict[str, bool] = field(default_factory=dict)

    def holds(self, pattern: "re.Pattern[str]") -> bool:
        """Tell whether the pattern occurs; a text without a word holds none."""
        known = self._answers.get(pattern.pattern)
        if known is None:
            is_word = any(map(str.isalpha, self.text))
            known = is_word and bool(pattern.search(self.text))
            self._answers[pattern.pattern] = known
        return known


def find_chains(text: str) -> Iterator[list[tuple[int, int]]]:
    """Yield runs of digits that may be one number, as (start, end) each."""
    chain: list[tuple[int, int]] = []
    for match in _RUN.finditer(text):
        if chain and not _is_gap(text, chain[-1][1], match.start()):
            yield chain
            chain = []
        chain.append(match.span())
    if chain:
        yield chain


def _is_gap(text: str, start: int, end: int) -> bool:
    return end - start <= _LONGEST_GAP and bool(_GAP.fullmatch(text, start, end))


def find_numbers(
    text: str, chain: list[tuple[int, int]], first: int
) -> Iterator[tuple[Number, int]]:
    """Yield the numbers that begin at a run, the longest first, with the next run."""
    before = None
    for until, digits in reversed(_find_ends(chain, first)):
        if digits < FEWEST_DIGITS or digits < _DIGITS_OF_GROUPS[until - first]:
            continue
        start, end = chain[first][0], chain[until - 1][1]
        groups = tuple(text[run[0] : run[1]] for run in chain[first:until])
        before = before or Before(text[max(0, start - LOOK_BACK) : start])
        shape = tuple(map(len, groups))
        yield Number(start, end, groups, "".join(groups), shape, before), until


def _find_ends(chain: list[tuple[int, int]], first: int) -> list[tuple[int, int]]:
    """Return where a number may end: the next run, and the digits until there."""
    ends, digits = [], 0
    for until in range(first, min(first + MOST_RUNS, len(chain))):
        digits += chain[until][1] - chain[until][0]
        if digits > MOST_DIGITS:
            break
        ends.append((until + 1, digits))
    return ends
