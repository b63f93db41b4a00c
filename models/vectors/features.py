"""Texts as rows for the assigner: TF-IDF of words and pairs beside static vectors.

Pairs are neighbours and words with one other between them (skip-grams, Guthrie et al.
2006): with few examples they join "charged me twice" and "charged us twice". Of many
texts only the main directions of their vectors are kept (principal components,
Pearson 1901, about the origin): comparing takes less time and is as good.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from models.texts.passages import LONGEST_LETTER, blank_masks, may_hold_masks
from models.texts.terms import Occurrences, Terms
from models.texts.words import (
    LONGEST_WORD,
    WordTable,
    read_pieces,
    split_words,
    words_of,
)
from models.vectors.sampling import evenly
from models.vectors.vectors import Rows, static_rows

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

GAP = " … "  # stands for the word between the two of a pair
STATIC_SHARE = 2.0  # weight of the static part where likeness of words has weight one
MANY_TEXTS = 1_000  # from which their main directions are known
DIRECTIONS = 160  # of 256 that are kept then
MEASURED = 20_000  # texts that the directions are measured on


class TextRows(NamedTuple):
    """Sparse unit rows of terms (n, terms) and dense ones of meaning (n, d)."""

    terms: "csr_matrix"
    static: Rows

    def take(self, chosen: Any) -> "TextRows":
        """Some of the rows, by number, slice or mask."""
        return TextRows(self.terms[chosen], self.static[chosen])

    def above(self, others: "TextRows") -> "TextRows":
        """These rows with others under them."""
        terms = stack([self.terms, others.terms])
        return TextRows(terms, np.vstack([self.static, others.static]))

    def likeness(self, others: "TextRows") -> NDArray[np.float64]:
        """Cosine of words and meaning together, (n, others), 0 for one without."""
        alike = np.asarray((self.terms @ others.terms.T).todense(), dtype=np.float64)
        alike += STATIC_SHARE * (self.static @ others.static.T)
        scale = np.maximum(np.outer(self._lengths(), others._lengths()), 1e-9)
        cosines: NDArray[np.float64] = alike / scale
        return cosines

    def _lengths(self) -> NDArray[np.float64]:
        worded = np.diff(self.terms.indptr) > 0
        spoken = np.einsum("ij,ij->i", self.static, self.static)
        lengths: NDArray[np.float64] = np.sqrt(worded + STATIC_SHARE * spoken)
        return lengths


class Features:
    """A vocabulary with its weights, and the directions in which meanings differ.

    A term is a word or a pair and has a column. ``words`` are the lower-case words
    that the codes of ``terms`` are made of (see ``_occurrences``); ``directions``
    (256, d) turn a static vector into a row of meaning.
    """

    def __init__(self, words: list[str], terms: Terms, directions: Rows) -> None:
        self.words = words
        self.terms = terms
        self.directions = directions
        self._numbers = {word: number for number, word in enumerate(words)}

    @classmethod
    def learn(cls, texts: Sequence[str]) -> Self:
        """The terms of these texts, weighed by how few texts have each."""
        table = _visible_words([*texts, "-"])
        numbers: dict[str, int] = {}
        for word in map(_plain, table.vocabulary):
            numbers.setdefault(word, len(numbers))
        terms = Terms.learn(_occurrences(table, numbers))
        measured = table.take(evenly(len(texts), MEASURED))
        directions = _directions(static_rows(measured))
        return cls(list(numbers), terms, directions)

    def rows(self, texts: Sequence[str]) -> TextRows:
        """The rows of these texts; words that were not learned count as meaning."""
        table = _visible_words(texts)
        meaning = static_rows(table) @ self.directions
        return TextRows(self.terms.rows(_occurrences(table, self._numbers)), meaning)

    def term(self, column: int) -> str:
        """The word or pair of a column, as it is shown to people."""
        base = len(self.words) + 1
        apart, pair = divmod(int(self.terms.codes[column]), base**2)
        first, second = divmod(pair, base)
        if not first:
            return self.words[second - 1]
        return self.words[first - 1] + (GAP if apart else " ") + self.words[second - 1]


def _visible_words(texts: Sequence[str]) -> WordTable:
    """The words of texts but for masks, which hold no space or are marked by a piece
    that holds none, so that texts without such a piece are read once."""
    shown = [text[:LONGEST_LETTER] for text in texts]
    pieces = read_pieces(shown)
    if may_hold_masks(" ".join(pieces.vocabulary)):
        marked = np.array([may_hold_masks(piece) for piece in pieces.vocabulary])
        for row in np.unique(pieces.owners[marked[pieces.ids]]):
            shown[row] = blank_masks(shown[row])
        pieces = read_pieces(shown)
    return words_of(pieces)


def _occurrences(table: WordTable, numbers: Mapping[str, int]) -> Occurrences:
    """Words, neighbouring pairs and pairs over a gap.

    With ``base`` a number more than there are words, numbered from 1, a word's code is
    its number, a pair's is first * base + second, and base ** 2 more over a gap.
    Words that have no number are left out, and the pairs with them.
    """
    base = len(numbers) + 1
    known = [numbers.get(_plain(word), -1) + 1 for word in table.vocabulary]
    words, owners = np.array(known, dtype=np.int64)[table.ids], table.owners
    codes, texts = [words[words > 0]], [owners[words > 0]]
    for apart in (1, 2):
        first, second = words[:-apart], words[apart:]
        both = (first > 0) & (second > 0) & (owners[:-apart] == owners[apart:])
        pairs = first[both] * base + second[both]
        codes.append(pairs + (apart - 1) * base**2)
        texts.append(owners[apart:][both])
    return Occurrences(np.concatenate(codes), np.concatenate(texts), len(table))


def _plain(word: str) -> str:
    return word.lower()[:LONGEST_WORD]


def _directions(static: Rows) -> Rows:
    """The main directions of many rows (n, 256), every direction of few: (256, d)."""
    if len(static) < MANY_TEXTS:
        return np.eye(static.shape[1], dtype=np.float32)
    spread = static.T.astype(np.float64) @ static
    _, directions = np.linalg.eigh(spread)
    main: Rows = directions[:, : -DIRECTIONS - 1 : -1].astype(np.float32)
    return main


def split_terms(text: str) -> list[str]:
    """Lower-case words, marks, neighbouring pairs and pairs over a gap of a text."""
    words = [_plain(word) for word in split_words(text)]
    pairs = [f"{first} {second}" for first, second in pairwise(words)]
    gaps = zip(words, words[2:], strict=False)
    return words + pairs + [f"{first}{GAP}{second}" for first, second in gaps]


def stack(parts: Sequence[Any]) -> "csr_matrix":
    """Sparse rows one under the other."""
    from scipy.sparse import vstack

    return vstack(parts).tocsr()
