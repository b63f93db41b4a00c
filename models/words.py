"""Texts as flat arrays of word numbers: each distinct word is handled once."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

LONGEST_WORD = 40  # characters; a megabyte without a space is cut, not kept

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_HAN_RUN = re.compile(f"[{_HAN}]+")
_TOKEN = re.compile(rf"[{_HAN}]+|[^\W{_HAN}]+(?:['’][^\W\d_{_HAN}]+)?|[^\w\s]")


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

    def take(self, rows: NDArray[np.int64]) -> "WordTable":
        """The same vocabulary over some of the texts, in the order of ``rows``."""
        lengths = np.diff(self.starts)[rows]
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
    numbers: defaultdict[str, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    ids: list[int] = []
    starts = np.zeros(len(texts) + 1, dtype=np.int64)
    for row, text in enumerate(texts):
        ids.extend(map(numbers.__getitem__, split_words(text)))
        starts[row + 1] = len(ids)
    return WordTable(list(numbers), np.array(ids, dtype=np.int32), starts)


def split_words(text: str) -> list[str]:
    """Words and punctuation marks of one text, in order; shouting is lowered."""
    if text.isupper():
        text = text.lower()
    tokens = _TOKEN.findall(text)
    if _HAN_RUN.search(text):
        tokens = list(_segmented(tokens))
    return tokens


def is_han(text: str) -> bool:
    """True when the text contains Chinese characters."""
    return _HAN_RUN.search(text) is not None


def _segmented(tokens: Iterable[str]) -> Iterable[str]:
    import rjieba

    for token in tokens:
        if _HAN_RUN.match(token):
            yield from rjieba.cut(token)
        else:
            yield token
