"""Letters read for their content: passages, their places, and what is said twice."""

import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, overload

import numpy as np
from numpy.typing import NDArray

from models.texts.languages import tells_alone
from models.texts.passages import Span, passages_of
from models.texts.words import WordTable, add_between
from models.vectors.sampling import Marks, draw
from models.vectors.vectors import (
    Rows,
    find_terms,
    learn_terms,
    reduce_terms,
    unit_rows,
)

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Places = NDArray[np.int32]

WHOLE_DIMENSIONS = 100
PART = 4_000  # letters whose words are put together at a time
LEAST_TELLING = 0.5  # passages below this weight carry no topic
LEAST_WHOLE_SHARE = 0.2  # below it letters are single passages

_NO_LETTERS = re.compile(r"[\W\d_]+")
_ASCII = map(chr, range(128))
_LETTERS_ONLY = "".join(sign if sign.isalpha() else " " for sign in _ASCII)


@dataclass(frozen=True)
class Wordings(Sequence[str]):
    """Wordings, cut out of the letters where each stands first when asked for.

    ``letters`` are the letters with masks blanked; ``owners``, ``starts`` and ``ends``
    (wordings,) say where.
    """

    letters: Sequence[str]
    owners: Places
    starts: Places
    ends: Places

    def __len__(self) -> int:
        return len(self.owners)

    @overload
    def __getitem__(self, number: int) -> str: ...
    @overload
    def __getitem__(self, number: slice) -> list[str]: ...
    def __getitem__(self, number: int | slice) -> str | list[str]:
        if isinstance(number, slice):
            return [self[one] for one in range(*number.indices(len(self)))]
        return self._cut(self.owners[number], self.starts[number], self.ends[number])

    def __iter__(self) -> Iterator[str]:
        return map(self._cut, self.owners.data, self.starts.data, self.ends.data)

    def _cut(self, owner: int, start: int, end: int) -> str:
        return self.letters[owner][start:end]


@dataclass(frozen=True)
class Reading:
    """Passages of many letters, each wording kept once.

    ``starts``, ``ends`` and ``owners`` (passages,) say where each stands in which
    letter, letters rising; ``wordings`` (passages,) are numbers of ``texts``, where
    passages that differ in figures, marks and capitals alone share one. No string is
    kept for a passage: of a million letters these are five million.
    """

    texts: Sequence[str]
    starts: Places
    ends: Places
    wordings: NDArray[np.int64]
    owners: NDArray[np.int64]
    letters: int

    @cached_property
    def repeats(self) -> NDArray[np.int64]:
        """How many passages share the wording of each passage, shape (passages,)."""
        return np.bincount(self.wordings)[self.wordings]

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

    def span(self, passage: int) -> Span:
        """Where a passage stands in its letter."""
        return Span(int(self.starts[passage]), int(self.ends[passage]))

    def take(self, letters: NDArray[np.int64]) -> tuple["Reading", NDArray[np.int64]]:
        """The same over some letters (rising), and the passages that remain."""
        firsts = np.searchsorted(self.owners, letters)
        lengths = np.searchsorted(self.owners, letters, side="right") - firsts
        owners = np.repeat(np.arange(len(letters)), lengths)
        before = np.cumsum(lengths) - lengths
        kept = np.arange(len(owners)) + (firsts - before)[owners]
        part = Reading(
            self.texts,
            self.starts[kept],
            self.ends[kept],
            self.wordings[kept],
            owners,
            len(letters),
        )
        return part, kept


def read_letters(texts: Sequence[str]) -> Reading:
    """Cut letters into passages without manners and masks."""
    letters: list[str] = []
    owners, starts, ends, sounds = array("i"), array("i"), array("i"), array("q")
    for owner, text in enumerate(texts):
        visible, spans = passages_of(text)
        letters.append(visible)
        for start, end in spans:
            owners.append(owner)
            starts.append(start)
            ends.append(end)
            # Two of five million differ and hash alike in one of a million readings.
            sounds.append(hash(_sound(visible[start:end])))
    places = [np.array(part, dtype=np.int32) for part in (owners, starts, ends)]
    firsts, wordings = _first_seen(np.array(sounds, dtype=np.int64))
    distinct = Wordings(letters, *(part[firsts] for part in places))
    rows = places[0].astype(np.int64)
    return Reading(distinct, places[1], places[2], wordings, rows, len(texts))


def _first_seen(
    codes: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where each distinct code stands first, rising, and the number of it by code."""
    _, firsts, inverse = np.unique(codes, return_index=True, return_inverse=True)
    order = np.argsort(firsts)
    ranks = np.empty_like(order)
    ranks[order] = np.arange(len(order))
    return firsts[order], ranks[inverse]


def _sound(part: str) -> str:
    """The letters of a passage, with one space for whatever else stood between."""
    if part.isascii():
        return " ".join(part.lower().translate(_LETTERS_ONLY).split())
    return _NO_LETTERS.sub(" ", part.lower()).strip()


def letter_words(table: WordTable, reading: Reading) -> WordTable:
    """The words of whole letters, put together from their passages."""
    words = table.take(reading.wordings)
    bounds = np.searchsorted(reading.owners, np.arange(reading.letters + 1))
    return WordTable(words.vocabulary, words.ids, words.starts[bounds])


def letter_words_by_part(table: WordTable, reading: Reading) -> Iterator[WordTable]:
    """The words of whole letters, at most PART letters at a time."""
    for first in range(0, reading.letters, PART):
        letters = np.arange(first, min(first + PART, reading.letters))
        yield letter_words(table, reading.take(letters)[0])


def hold_chinese(table: WordTable, reading: Reading) -> NDArray[np.bool_]:
    """Whether each letter holds a Chinese character, shape (letters,)."""
    words = letter_words(table, reading)
    holding = np.zeros(reading.letters, dtype=bool)
    holding[words.owners[table.han[words.ids]]] = True
    return holding


def letter_marks(table: WordTable, reading: Reading) -> Marks:
    """A number for the words of each letter, (letters,)."""
    bounds = np.searchsorted(reading.owners, np.arange(reading.letters + 1))
    return add_between(table.marks[reading.wordings], bounds)


def passage_marks(table: WordTable, reading: Reading) -> Marks:
    """A number for each passage in its letter, (passages,)."""
    letters = letter_marks(table, reading)[reading.owners]
    marks: Marks = draw(table.marks[reading.wordings]) + letters
    return marks


def whole_rows(reading: Reading, table: WordTable, random_state: int) -> Rows:
    """Lexical rows of whole letters, (letters, d), longer when letters are long.

    The vocabulary of a letter of many passages says more than any one of them; that
    of a single sentence says nothing new, so its share is zero. Every passage is
    read, but no word that is common in any letter: among a hundred words these would
    decide which letters look alike.
    """
    if not reading.has_long_letters:
        return np.zeros((reading.letters, 0), dtype=np.float32)
    words = letter_words(table, reading)
    telling = [tells_alone(word) for word in table.vocabulary]
    found = find_terms(words.only(np.array(telling, dtype=bool)))
    weighed = learn_terms(found).rows(found)
    marks = letter_marks(table, reading)
    rows = reduce_terms(weighed, marks, WHOLE_DIMENSIONS, random_state)
    return reading.long_share * rows


def sum_passages(rows: Rows, weights: NDArray[np.float64], reading: Reading) -> Rows:
    """Unit rows of the letters: weighted sums of their passages, (letters, d)."""
    return unit_rows(_spread(weights, reading) @ rows)


def letter_terms(terms: "csr_matrix", reading: Reading) -> "csr_matrix":
    """1 where a letter has a term, (letters, terms), given those of its passages."""
    return present(_spread(np.ones(len(reading.owners)), reading) @ terms)


def present(terms: "csr_matrix") -> "csr_matrix":
    """1 where a text has a term, whatever its weight there, (texts, terms)."""
    ones = np.ones(len(terms.data), dtype=np.float32)
    return type(terms)((ones, terms.indices, terms.indptr), shape=terms.shape)


def _spread(weights: NDArray[np.float64], reading: Reading) -> "csr_matrix":
    """The weight of each passage in its letter, (letters, passages)."""
    from scipy.sparse import csr_matrix

    columns = np.arange(len(reading.owners))
    return csr_matrix(
        (weights.astype(np.float32), (reading.owners, columns)),
        shape=(reading.letters, len(columns)),
    )
