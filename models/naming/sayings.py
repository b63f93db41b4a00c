"""What is copied word for word, of which a few copies are read.

A short phrase may be what everybody calls the matter. Two clauses in a row that stand
in other letters as well are none: nobody goes on with the words of another writer, so
they come from a template, a form or a mail that was sent again.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

LONGEST_SAYING = 120  # bytes of a passage that many may begin alike
SAME_OPENING = 8  # words, with which a longer passage begins that was copied
MOST_COPIES = 2  # that are read
SHORTEST_CLAUSE = 4  # signs of one that may be copied; "hi" and "对了" are manners

_CLAUSE = re.compile(
    rf"[^,.;!?\s，。；！？][^,.;!?\n，。；！？]{{{SHORTEST_CLAUSE - 1},}}"
)


def without_copies(read: Callable[[int], str], rows: Iterable[int]) -> Iterator[int]:
    """The passages before which no more than MOST_COPIES - 1 were like them; ``read``
    gives the text of each."""
    met: Counter[str | tuple[str, str]] = Counter()
    for row in rows:
        signs = _signs(read(row))
        for sign in signs:
            met[sign] += 1
        if not signs or max(map(met.__getitem__, signs)) <= MOST_COPIES:
            yield row


def _signs(text: str) -> set[str | tuple[str, str]]:
    """What no two writers say alike: two clauses in a row, and how a long passage
    begins."""
    text = text.lower()
    signs = set[str | tuple[str, str]](pairwise(_CLAUSE.findall(text)))
    signs = {sign for sign in signs if sign[0] != sign[1]}  # "Loading, loading"
    if len(text) * 3 > LONGEST_SAYING and len(text.encode()) > LONGEST_SAYING:
        signs.add(" ".join(text[:LONGEST_SAYING].split()[:SAME_OPENING]))
    return signs
