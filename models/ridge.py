"""Kernel ridge regression over terms and meaning, with its leave-one-out answers.

Two texts are alike by the words they share (a plain product of TF-IDF rows) and by
closeness of meaning (a Gaussian bump around each static vector), so that a class may
have several ways of being said. More than LARGEST_PART texts are fitted in parts
whose answers are averaged (Zhang, Duchi and Wainwright 2015).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.features import STATIC_SHARE, TextRows
from models.vectors import Rows

SHARPNESS = 3.0  # of the bump: exp(SHARPNESS * (cosine - 1))
LARGEST_PART = 9_000  # texts solved together: their square must fit in memory
PENALTY = 0.2  # added to each text's likeness with itself: how wrong it may be
BLOCK = 2_048  # texts answered at a time

Targets = NDArray[np.float32]


@dataclass(frozen=True)
class Ridge:
    """Weights per class of terms (terms, classes) and of examples (texts, classes).

    ``examples`` (texts, 256) are the static vectors that meaning is measured from.
    """

    examples: Rows
    terms: Targets
    says: Targets

    def margins(self, rows: TextRows) -> NDArray[np.float64]:
        """About one for the class that a text is in, else about zero, (n, classes)."""
        margins = np.asarray(rows.terms @ self.terms, dtype=np.float64)
        for first in range(0, len(margins), BLOCK):
            own = slice(first, first + BLOCK)
            margins[own] += _closeness(rows.static[own], self.examples) @ self.says
        return margins

    def widened(self, places: NDArray[np.int64], total: int) -> "Ridge":
        """The same ridge among ``total`` classes, its own standing at ``places``."""
        terms = np.zeros((len(self.terms), total), dtype=np.float32)
        says = np.zeros((len(self.says), total), dtype=np.float32)
        terms[:, places], says[:, places] = self.terms, self.says
        return Ridge(self.examples, terms, says)


def fit_ridge(
    rows: TextRows, targets: Targets, penalty: float = PENALTY
) -> tuple[Ridge, NDArray[np.float64]]:
    """The ridge, and for each text the margins it would get had it been left out.

    ``targets`` (n, classes) are the wanted margins.
    """
    parts = -(-len(targets) // LARGEST_PART)
    says, left_out = np.zeros_like(targets), np.zeros(targets.shape)
    for first in range(parts):
        own = slice(first, None, parts)
        alike = _likeness(rows.take(own))
        says[own], left_out[own] = _solve(alike, targets[own], penalty)
    says /= parts
    return Ridge(rows.static, rows.terms.T @ says, says), left_out


def _likeness(rows: TextRows) -> NDArray[np.float32]:
    """How alike each two texts are, (n, n)."""
    alike = _closeness(rows.static, rows.static)
    for first in range(0, len(alike), BLOCK):
        own = slice(first, first + BLOCK)
        alike[own] += (rows.terms[own] @ rows.terms.T).toarray()
    return alike


def _closeness(static: Rows, others: Rows) -> Rows:
    """Closeness of meaning, (n, others), from 0 to STATIC_SHARE."""
    near: Rows = static @ others.T
    near -= 1
    near *= SHARPNESS
    np.exp(near, out=near)
    near *= STATIC_SHARE
    return near


def _solve(
    alike: NDArray[np.float32], targets: Targets, penalty: float
) -> tuple[Targets, NDArray[np.float64]]:
    """Each text's say (n, classes), and the margins it gets from all the others."""
    from scipy.linalg import cholesky
    from scipy.linalg.lapack import strtri

    alike[np.diag_indices(len(alike))] += penalty
    lower = cholesky(alike.T, lower=True, overwrite_a=True, check_finite=False)
    inverse, _ = strtri(lower, lower=1, overwrite_c=1)
    says: Targets = inverse.T @ (inverse @ targets)
    own = np.einsum("ij,ij->j", inverse, inverse)
    return says, np.asarray(targets - says / own[:, None], dtype=np.float64)
