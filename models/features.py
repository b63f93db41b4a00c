"""Texts as rows for the assigner: TF-IDF of words and pairs beside static vectors.

Pairs are neighbours and words with one other between them (skip-grams, Guthrie et al.
2006): with few examples they join "charged me twice" and "charged us twice". Of many
texts only the main directions of their vectors are kept (principal components,
Pearson 1901, about the origin): comparing takes less time and is as good.
"""

from collections.abc import Sequence
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from models.passages import blank_masks
from models.vectors import Rows, static_rows
from models.words import read_words, split_words

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

    ``terms`` lists words and pairs by column, ``idf`` (terms,) weighs them;
    ``directions`` (256, d) turn a static vector into a row of meaning.
    """

    def __init__(
        self, terms: list[str], idf: NDArray[np.float32], directions: Rows
    ) -> None:
        self.terms = terms
        self.idf = idf
        self.directions = directions
        self._columns = {term: column for column, term in enumerate(terms)}

    @classmethod
    def learn(cls, texts: Sequence[str]) -> Self:
        """The terms of these texts, weighed by how few texts have each."""
        from sklearn.feature_extraction.text import TfidfVectorizer

        visible = [blank_masks(text) for text in texts]
        model = TfidfVectorizer(analyzer=split_terms, dtype=np.float32)
        model.fit([*visible, "-"])
        terms, idf = list(model.get_feature_names_out()), model.idf_
        measured = visible[:: -(-len(visible) // MEASURED)]
        directions = _directions(static_rows(read_words(measured)))
        return cls(terms, idf.astype(np.float32), directions)

    def rows(self, texts: Sequence[str]) -> TextRows:
        """The rows of these texts; words that were not learned count as meaning."""
        visible = [blank_masks(text) for text in texts]
        meaning = static_rows(read_words(visible)) @ self.directions
        return TextRows(self._weighed_terms(visible), meaning)

    def _weighed_terms(self, texts: Sequence[str]) -> "csr_matrix":
        from scipy.sparse import csr_matrix

        found = [self._known_columns(text) for text in texts]
        starts = np.concatenate([[0], np.cumsum([len(row) for row in found])])
        columns = np.fromiter(chain.from_iterable(found), np.int64, int(starts[-1]))
        ones = np.ones(len(columns), dtype=np.float32)
        shape = (len(texts), len(self.terms))
        counts = csr_matrix((ones, columns, starts), shape=shape)
        counts.sum_duplicates()
        counts.data = (1 + np.log(counts.data)) * self.idf[counts.indices]
        return unit_sparse(counts)

    def _known_columns(self, text: str) -> list[int]:
        column_of = self._columns.get
        columns = map(column_of, split_terms(text))
        return [column for column in columns if column is not None]


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
    words = [word.lower()[:40] for word in split_words(text)]
    pairs = [f"{first} {second}" for first, second in pairwise(words)]
    gaps = zip(words, words[2:], strict=False)
    return words + pairs + [f"{first}{GAP}{second}" for first, second in gaps]


def unit_sparse(rows: "csr_matrix") -> "csr_matrix":
    """Rows scaled to length one; empty rows stay empty."""
    from scipy.sparse import csr_matrix

    counts = np.diff(rows.indptr)
    owners = np.repeat(np.arange(len(counts)), counts)
    squares = np.bincount(owners, rows.data.astype(np.float64) ** 2, len(counts))
    scale = 1 / np.maximum(np.sqrt(squares), 1e-9)
    data = (rows.data * scale[owners]).astype(rows.data.dtype)
    return csr_matrix((data, rows.indices, rows.indptr), shape=rows.shape)


def stack(parts: Sequence[Any]) -> "csr_matrix":
    """Sparse rows one under the other."""
    from scipy.sparse import vstack

    return vstack(parts).tocsr()
