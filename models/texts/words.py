"""Texts as flat arrays of word numbers: each distinct word is handled once."""

import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b
from itertools import chain
from typing import TYPE_CHECKING
from unicodedata import category, normalize

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from budoux import Parser

PART = 10_000  # texts whose words are split at a time
LONGEST_WORD = 40  # characters; a megabyte without a space is cut, not kept

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_HIRAGANA = "\u3041-\u309f"
_KATAKANA = "\u30a0-\u30ff\uff66-\uff9f"
_HAN_RUN = re.compile(f"[{_HAN}]+")
_THAI = "\u0e01-\u0e4e"
_UNSPACED = re.compile(f"[{_HAN}{_THAI}]")  # scripts that put no spaces between words
# Vowels of Thai and Hindi, accents and joiners belong to the letter before them.
_MARKS = "\u200c\u200d" + "".join(
    sign for sign in map(chr, range(0x300, 0x1E00)) if category(sign)[0] == "M"
)
# Japanese changes its script where a word begins or its ending does.
_APART = rf"{_HAN}{_HIRAGANA}{_KATAKANA}"
_TOKEN = re.compile(
    rf"[{_HAN}]+|[{_HIRAGANA}]+|[{_KATAKANA}]+"
    rf"|[^\W{_APART}]+(?:[{_MARKS}]+[^\W{_APART}]*)*(?:['’][^\W\d_{_APART}]+)?"
    # No halves of characters, which no tokenizer takes, and no NUL, which arrays drop.
    r"|[^\w\s\x00\ud800-\udfff]"
)
# The same for ASCII alone, which is most text, in half the time.
_ASCII_TOKEN = re.compile(r"\w+(?:'[^\W\d_]+)?|[^\w\s\x00\x1c-\x1f]", re.ASCII)


@dataclass(frozen=True)
class WordTable:
    """Words of many texts.

    ``vocabulary`` lists the distinct words as written; ``ids`` (words,) holds their
    numbers, text after text; text ``i`` owns ``ids[starts[i]:starts[i + 1]]``.
    """

    vocabulary: list[str]
    ids: NDArray[np.int32]
    starts: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.starts) - 1

    @cached_property
    def owners(self) -> NDArray[np.int32]:
        """The text number of every word, shape (words,)."""
        return np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.starts))

    @cached_property
    def han(self) -> NDArray[np.bool_]:
        """Whether each word of the vocabulary is Chinese, shape (vocabulary,)."""
        return np.array([is_han(word) for word in self.vocabulary], dtype=bool)

    @cached_property
    def marks(self) -> NDArray[np.uint64]:
        """A number for the words of each text, in any order, (texts,); it is the same
        in every table."""
        codes = np.array([_code(word) for word in self.vocabulary], dtype=np.uint64)
        return add_between(codes[self.ids], self.starts)

    def split(self, parts: Sequence[Sequence[str]]) -> "WordTable":
        """The same texts after each word of the vocabulary fell into its parts."""
        numbers = _numbering()
        flat = list(map(numbers.__getitem__, chain.from_iterable(parts)))
        lengths = np.array([len(part) for part in parts], dtype=np.int64)
        ends = np.concatenate([[0], np.cumsum(lengths)])
        pieces = WordTable([], np.array(flat, dtype=np.int32), ends)
        ids = [np.zeros(0, dtype=np.int32)]
        starts = np.zeros_like(self.starts)
        for first in range(0, len(self), PART):
            bounds = self.starts[first : first + PART + 1]
            own = self.ids[bounds[0] : bounds[-1]]
            ids.append(pieces.take(own.astype(np.int64)).ids)
            passed = np.concatenate([[0], np.cumsum(lengths[own])])
            places = passed[bounds - bounds[0]]
            starts[first : first + PART + 1] = starts[first] + places
        return WordTable(list(numbers), np.concatenate(ids), starts)

    def take(self, rows: NDArray[np.int64]) -> "WordTable":
        """The same vocabulary over some of the texts, in the order of ``rows``."""
        lengths = self.starts[rows + 1] - self.starts[rows]
        starts = np.concatenate([[0], np.cumsum(lengths)])
        where = np.arange(starts[-1]) + np.repeat(
            self.starts[rows] - starts[:-1], lengths
        )
        return WordTable(self.vocabulary, self.ids[where], starts)

    def only(self, kept: NDArray[np.bool_]) -> "WordTable":
        """The same texts without the words whose mark in ``kept`` (vocabulary,) is
        False."""
        stays = kept[self.ids]
        passed = np.concatenate([[0], np.cumsum(stays)])
        return WordTable(self.vocabulary, self.ids[stays], passed[self.starts])


def read_words(texts: Sequence[str]) -> WordTable:
    """Split texts into words; Chinese runs are segmented, capitals kept."""
    return words_of(read_pieces(texts))


def read_pieces(texts: Sequence[str]) -> WordTable:
    """Texts as pieces without spaces, marks still at their words; shouting lowered."""
    numbers = _numbering()
    ids = array("i")
    starts = np.zeros(len(texts) + 1, dtype=np.int64)
    for row, text in enumerate(texts):
        if text.isupper():
            text = text.lower()
        ids.extend(map(numbers.__getitem__, text.split()))
        starts[row + 1] = len(ids)
    return WordTable(list(numbers), np.frombuffer(ids, dtype=np.int32), starts)


def words_of(pieces: WordTable) -> WordTable:
    """The words of texts read as pieces: no word holds a space, so that each distinct
    piece is split once."""
    return pieces.split([_split(piece) for piece in pieces.vocabulary])


def _numbering() -> defaultdict[str, int]:
    """Gives each new word the next number."""
    numbers: defaultdict[str, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    return numbers


def number_words(texts: Iterable[Iterable[str]]) -> WordTable:
    """The table of texts that are split into words already."""
    numbers = _numbering()
    ids: list[int] = []
    starts = [0]
    for words in texts:
        ids.extend(map(numbers.__getitem__, words))
        starts.append(len(ids))
    return WordTable(
        list(numbers), np.array(ids, dtype=np.int32), np.array(starts, dtype=np.int64)
    )


def split_words(text: str) -> list[str]:
    """Words and punctuation marks of one text, in order; shouting is lowered."""
    return _split(text.lower() if text.isupper() else text)


def _split(text: str) -> list[str]:
    if text.isascii():
        return _ASCII_TOKEN.findall(text)
    tokens = _TOKEN.findall(normalize("NFC", text))
    return list(_segmented(tokens)) if _UNSPACED.search(text) else tokens


def add_between(
    codes: NDArray[np.uint64], bounds: NDArray[np.int64]
) -> NDArray[np.uint64]:
    """The sum of the codes between each two bounds, (bounds - 1,); none make zero."""
    passed = np.zeros(len(codes) + 1, dtype=np.uint64)
    np.cumsum(codes, out=passed[1:])
    sums: NDArray[np.uint64] = passed[bounds[1:]] - passed[bounds[:-1]]
    return sums


def _code(word: str) -> int:
    """A number for a word, the same in every process."""
    digest = blake2b(word.encode(errors="replace"), digest_size=8).digest()
    return int.from_bytes(digest)


def is_han(text: str) -> bool:
    """True when the text contains Chinese characters."""
    return not text.isascii() and _HAN_RUN.search(text) is not None


def is_ending(word: str) -> bool:
    """True for what begins with hiragana: in Japanese, endings and particles."""
    return "\u3041" <= word[:1] <= "\u309f"


def _segmented(tokens: Iterable[str]) -> Iterable[str]:
    import rjieba

    for token in tokens:
        if _HAN_RUN.match(token):
            yield from rjieba.cut(token)
        elif _UNSPACED.match(token):
            yield from _thai_parser().parse(token)
        else:
            yield token


@lru_cache(maxsize=1)
def _thai_parser() -> "Parser":
    import budoux

    return budoux.load_default_thai_parser()
