"""Terms of texts, counted and weighed (TF-IDF), as sparse rows.

A term is a word or a pair of words and has a code, a number. Terms are learned once;
the rows of any texts are then made on demand, however many texts there are.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Codes = NDArray[np.int64]


class Occurrences(NamedTuple):
    """Terms of ``total`` texts: a code and a text number for each time that one
    stands in a text, both (occurrences,)."""

    codes: Codes
    owners: NDArray[np.int32]
    total: int


@dataclass(frozen=True)
class Terms:
    """The terms that are known: ``codes`` (terms,), rising, weighed by ``idf``
    (terms,): the fewer texts have one, the more."""

    codes: Codes
    idf: NDArray[np.float32]

    @classmethod
    def learn(cls, found: Occurrences, least: int = 1, most: int | None = None) -> Self:
        """Those that ``least`` texts have or more, the ``most`` widespread of them."""
        codes, columns = np.unique(found.codes, return_inverse=True)
        counts = _count(columns, found.owners, (found.total, len(codes)))
        having = np.bincount(counts.indices, minlength=len(codes))
        kept = np.flatnonzero(having >= least)
        if most is not None and len(kept) > most:
            order = np.argsort(-having[kept], kind="stable")[:most]
            kept = np.sort(kept[order])
        idf = np.log((1 + found.total) / (1 + having[kept])) + 1
        return cls(codes[kept], idf.astype(np.float32))

    def rows(self, found: Occurrences) -> "csr_matrix":
        """Unit rows of texts, (texts, terms), counts damped by their logarithm; terms
        that are not known are left out."""
        columns = np.searchsorted(self.codes, found.codes)
        columns[columns == len(self.codes)] = 0
        known = np.zeros(0, dtype=np.int64)
        if len(self.codes):
            known = np.flatnonzero(self.codes[columns] == found.codes)
        shape = (found.total, len(self.codes))
        counts = _count(columns[known], found.owners[known], shape)
        counts.data = (1 + np.log(counts.data)) * self.idf[counts.indices]
        return unit_sparse(counts)


def unit_sparse(rows: "csr_matrix") -> "csr_matrix":
    """Rows scaled to length one; empty rows stay empty."""
    from scipy.sparse import csr_matrix

    counts = np.diff(rows.indptr)
    owners = np.repeat(np.arange(len(counts)), counts)
    squares = np.bincount(owners, rows.data.astype(np.float64) ** 2, len(counts))
    scale = 1 / np.maximum(np.sqrt(squares), 1e-9)
    data = (rows.data * scale[owners]).astype(rows.data.dtype)
    return csr_matrix((data, rows.indices, rows.indptr), shape=rows.shape)


def _count(
    columns: Codes, owners: NDArray[np.int32], shape: tuple[int, int]
) -> "csr_matrix":
    """How often each column was found in each text."""
    from scipy.sparse import csr_matrix

    ones = np.ones(len(columns), dtype=np.float32)
    return csr_matrix((ones, (owners, columns)), shape=shape)
