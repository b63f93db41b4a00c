"""Letters read for their content: passages, their places, and what is said twice."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from models.languages import tells_alone
from models.passages import Span, passages_of
from models.vectors import Rows, find_terms, learn_terms, reduce_terms, unit_rows
from models.words import WordTable

WHOLE_DIMENSIONS = 100
LEAST_TELLING = 0.25  # passages below this weight carry no topic
LEAST_WHOLE_SHARE = 0.2  # below it letters are single passages

_NO_LETTERS = re.compile(r"[\W\d_]+")
_ASCII = map(chr, range(128))
_LETTERS_ONLY = "".join(sign if sign.isalpha() else " " for sign in _ASCII)


@dataclass(frozen=True)
class Reading:
    """Passages of many letters, each wording kept once.

    ``owners`` (passages,) are letter numbers, rising; ``wordings`` (passages,) are
    numbers of ``texts``, where passages that differ in figures, marks and capitals
    alone share one.
    """

    texts: list[str]
    spans: list[Span]
    wordings: NDArray[np.int64]
    owners: NDArray[np.int64]
    letters: int

    @cached_property
    def repeats(self) -> NDArray[np.int64]:
        """How many passages share the wording of each passage, shape (passages,)."""
        counts = np.bincount(self.wordings, minlength=len(self.texts))
        return counts[self.wordings]

    @cached_property
    def opens(self) -> NDArray[np.bool_]:
        """Whether each passage is the first of its letter, shape (passages,)."""
        return np.diff(self.owners, prepend=-1) > 0

    @cached_property
    def long_share(self) -> float:
        """0 when letters are single passages, towards 1 the more they have."""
        used = len(np.unique(self.owners))
        return 1 - used / max(len(self.owners), used, 1)

    @property
    def has_long_letters(self) -> bool:
        """True when letters say more than one of their passages does."""
        return self.long_share >= LEAST_WHOLE_SHARE

    def text(self, passage: int) -> str:
        """The wording of a passage."""
        return self.texts[int(self.wordings[passage])]

    def take(self, letters: NDArray[np.int64]) -> tuple["Reading", NDArray[np.int64]]:
        """The same over some letters (rising), and the passages that remain."""
        numbers = np.full(self.letters, -1, dtype=np.int64)
        numbers[letters] = np.arange(len(letters))
        kept = np.flatnonzero(numbers[self.owners] >= 0)
        spans = [self.spans[row] for row in kept]
        owners = numbers[self.owners[kept]]
        part = Reading(self.texts, spans, self.wordings[kept], owners, len(letters))
        return part, kept


def read_letters(texts: Sequence[str]) -> Reading:
    """Cut letters into passages without manners and masks."""
    numbers: dict[str, int] = {}
    wordings: list[str] = []
    chosen: list[int] = []
    spans: list[Span] = []
    owners: list[int] = []
    for owner, text in enumerate(texts):
        visible, parts = passages_of(text)
        for span in parts:
            part = visible[span.start : span.end]
            number = numbers.setdefault(_sound(part), len(numbers))
            if number == len(wordings):
                wordings.append(part)
            chosen.append(number)
            spans.append(span)
            owners.append(owner)
    rows = (np.array(chosen, dtype=np.int64), np.array(owners, dtype=np.int64))
    return Reading(wordings, spans, *rows, len(texts))


def _sound(part: str) -> str:
    """The letters of a passage, with one space for whatever else stood between."""
    if part.isascii():
        return " ".join(part.lower().translate(_LETTERS_ONLY).split())
    return _NO_LETTERS.sub(" ", part.lower()).strip()


def letter_words(
    table: WordTable, reading: Reading, passages: NDArray[np.int64]
) -> WordTable:
    """The words of whole letters, put together from some of their passages."""
    words = table.take(reading.wordings[passages])
    lengths = np.zeros(reading.letters + 1, dtype=np.int64)
    np.add.at(lengths, reading.owners[passages] + 1, np.diff(words.starts))
    return WordTable(words.vocabulary, words.ids, np.cumsum(lengths))


def whole_rows(reading: Reading, table: WordTable, random_state: int) -> Rows:
    """Lexical rows of whole letters, (letters, d), longer when letters are long.

    The vocabulary of a letter of many passages says more than any one of them; that
    of a single sentence says nothing new, so its share is zero. Every passage is
    read, but no word that is common in any letter: among a hundred words these would
    decide which letters look alike.
    """
    if not reading.has_long_letters:
        return np.zeros((reading.letters, 0), dtype=np.float32)
    words = letter_words(table, reading, np.arange(len(reading.owners)))
    telling = [tells_alone(word) for word in table.vocabulary]
    found = find_terms(words.only(np.array(telling, dtype=bool)))
    weighed = learn_terms(found).rows(found)
    rows = reduce_terms(weighed, WHOLE_DIMENSIONS, random_state)
    return reading.long_share * rows


def sum_passages(rows: Rows, weights: NDArray[np.float64], reading: Reading) -> Rows:
    """Unit rows of the letters: weighted sums of their passages, (letters, d)."""
    from scipy.sparse import csr_matrix

    columns = np.arange(len(reading.owners))
    spread = csr_matrix(
        (weights.astype(np.float32), (reading.owners, columns)),
        shape=(reading.letters, len(columns)),
    )
    return unit_rows(spread @ rows)
