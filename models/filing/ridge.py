"""Kernel ridge regression over terms and meaning, with its leave-one-out answers.

Two texts are alike by the words they share (a plain product of TF-IDF rows) and by
closeness of meaning (a bump around each static vector), so that a class may have
several ways of being said. The bump is a power of the cosine moved up a little
(polynomial kernel, Poggio 1975), as good as a Gaussian one: three squarings take a
quarter of the time of an exponential. More than LARGEST_PART texts are fitted in parts
whose answers are averaged (Zhang, Duchi and Wainwright 2015).
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from models.vectors.features import STATIC_SHARE, TextRows
from models.vectors.vectors import Rows

SHARPNESS = 3.0  # of the bump: (1 + SHARPNESS / 8 * (cosine - 1)) ** 8
SQUARINGS = 3  # that make the eighth power
LARGEST_PART = 9_000  # texts solved together: their square must fit in memory
PENALTIES = (0.2, 0.6, 1.8)  # added to each text's likeness with itself
MOST_TRIED = 1_000  # texts that the penalty is chosen on
BLOCK = 2_048  # texts compared at a time
CACHED = 256  # texts answered at a time: their closeness stays in the cache

Targets = NDArray[np.float32]


@dataclass(frozen=True)
class Ridge:
    """Weights per class of terms (terms, classes) and of examples (texts, classes).

    ``examples`` (texts, d) are the rows that meaning is measured from.
    """

    examples: Rows
    terms: Targets
    says: Targets

    def margins(self, rows: TextRows) -> NDArray[np.float64]:
        """About one for the class that a text is in, else about zero, (n, classes)."""
        margins = np.asarray(rows.terms @ self.terms, dtype=np.float64)
        for first in range(0, len(margins), CACHED):
            own = slice(first, first + CACHED)
            margins[own] += _closeness(rows.static[own], self.examples) @ self.says
        return margins

    def widened(self, places: NDArray[np.int64], total: int) -> "Ridge":
        """The same ridge among ``total`` classes, its own standing at ``places``."""
        terms = np.zeros((len(self.terms), total), dtype=np.float32)
        says = np.zeros((len(self.says), total), dtype=np.float32)
        terms[:, places], says[:, places] = self.terms, self.says
        return Ridge(self.examples, terms, says)


@dataclass(frozen=True)
class Solved:
    """Likeness of texts turned around once, to answer for any targets.

    ``inverse`` is the inverse of the triangle whose square is likeness plus penalty.
    """

    inverse: NDArray[np.float32]

    @classmethod
    def of(cls, rows: TextRows, penalties: Targets) -> Self:
        """For texts and the penalty (n,) of each: how wrong its target may be."""
        return cls._of(_likeness(rows), penalties)

    @classmethod
    def _of(cls, alike: NDArray[np.float32], penalties: Targets) -> Self:
        from scipy.linalg import cholesky
        from scipy.linalg.lapack import strtri

        alike[np.diag_indices(len(alike))] += penalties
        lower = cholesky(alike.T, lower=True, overwrite_a=True, check_finite=False)
        return cls(strtri(lower, lower=1, overwrite_c=1)[0])

    def says(self, targets: Targets) -> Targets:
        """Each text's say in every class, (n, classes)."""
        says: Targets = self.inverse.T @ (self.inverse @ targets)
        return says

    def left_out(self, targets: Targets, says: Targets) -> NDArray[np.float64]:
        """The margins each text gets from all the others alone, (n, classes)."""
        own = np.einsum("ij,ij->j", self.inverse, self.inverse)
        return np.asarray(targets - says / own[:, None], dtype=np.float64)


def fit_ridge(
    rows: TextRows, targets: Targets, doubts: Targets
) -> tuple[Ridge, NDArray[np.float64]]:
    """The ridge, and for each text the margins it would get had it been left out.

    ``targets`` (n, classes) are the wanted margins; ``doubts`` (n,) multiply the
    penalty, 1 for a text to be trusted like any other.
    """
    penalty = choose_penalty(rows, targets, doubts)
    parts = -(-len(targets) // LARGEST_PART)
    says, left_out = np.zeros_like(targets), np.zeros(targets.shape)
    for first in range(parts):
        own = slice(first, None, parts)
        solved = Solved.of(rows.take(own), penalty * doubts[own])
        says[own] = solved.says(targets[own])
        left_out[own] = solved.left_out(targets[own], says[own])
    says /= parts
    return ridge_of(rows, says), left_out


def ridge_of(rows: TextRows, says: Targets) -> Ridge:
    """The ridge in which each text has its say (n, classes)."""
    return Ridge(rows.static, rows.terms.T @ says, says)


def choose_penalty(rows: TextRows, targets: Targets, doubts: Targets) -> float:
    """The penalty with the least squared leave-one-out error: noise needs more."""
    tried = slice(None, None, -(-len(targets) // MOST_TRIED))
    alike, wanted = _likeness(rows.take(tried)), targets[tried]
    errors = []
    for penalty in PENALTIES:
        solved = Solved._of(alike.copy(), np.float32(penalty) * doubts[tried])
        left_out = solved.left_out(wanted, solved.says(wanted))
        errors.append(float(np.square(left_out - wanted).sum()))
    return PENALTIES[int(np.argmin(errors))]


def _likeness(rows: TextRows) -> NDArray[np.float32]:
    """How alike each two texts are, (n, n)."""
    alike = _closeness(rows.static, rows.static)
    for first in range(0, len(alike), BLOCK):
        own = slice(first, first + BLOCK)
        alike[own] += (rows.terms[own] @ rows.terms.T).toarray()
    return alike


def _closeness(static: Rows, others: Rows) -> Rows:
    """Closeness of meaning, (n, others), from 0 to STATIC_SHARE."""
    power = 2**SQUARINGS
    slope, height = SHARPNESS / power, STATIC_SHARE ** (1 / power)
    near: Rows = (slope * height * static).astype(np.float32) @ others.T
    near += np.float32((1 - slope) * height)
    for _ in range(SQUARINGS):
        np.square(near, out=near)
    return near
