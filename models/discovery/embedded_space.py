"""The space of passages with an embedder of the caller's choice for meaning.

A sentence model reads a hundred texts a second where the static vectors read
thousands. Of many wordings it therefore reads the most typical ones of small
clusters, made by the static vectors; what it would say of the others is learned from
those (ridge regression from words to its rows).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models.discovery.spaces import Space
from models.texts.words import WordTable
from models.vectors.vectors import Embedder, Rows, StaticEmbedder, unit_rows

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

MOST_EMBEDDED = 12_000  # wordings read by the embedder
TYPICAL = 3  # wordings read of each cluster when there are more
STATIC_SHARE = 0.5
PENALTY = 0.5


def open_space(
    table: WordTable,
    texts: Sequence[str],
    random_state: int,
    embedder: Embedder | None,
) -> Space:
    """The space of these texts; the static vectors need no second reading."""
    if embedder is None or isinstance(embedder, StaticEmbedder):
        return Space(table, random_state)
    return EmbeddedSpace(table, texts, random_state, embedder)


class EmbeddedSpace(Space):
    """Rows of the texts of one table: the embedder's beside those of the space."""

    def __init__(
        self,
        table: WordTable,
        texts: Sequence[str],
        random_state: int,
        embedder: Embedder,
    ) -> None:
        super().__init__(table, random_state)
        self._read = self._read_meaning(texts, random_state, embedder)

    def rows(
        self, numbers: NDArray[np.int64], terms: "csr_matrix | None" = None
    ) -> Rows:
        """Unit rows of some texts, shape (numbers, d); zeros for one without words."""
        base = super().rows(numbers, terms)
        return unit_rows(np.hstack([self._read[numbers], STATIC_SHARE * base]))

    def _read_meaning(
        self, texts: Sequence[str], random_state: int, embedder: Embedder
    ) -> Rows:
        """The embedder's rows of all texts, measured from their mean, (texts, d)."""
        if len(texts) <= MOST_EMBEDDED:
            return _centred(embedder.embed(list(texts)))
        typical = self._typical(len(texts), random_state)
        read = _centred(embedder.embed([texts[row] for row in typical]))
        rows = self._guess(typical, read)
        rows[typical] = read
        return rows

    def _guess(self, typical: NDArray[np.int64], read: Rows) -> Rows:
        """What the embedder would say of every text, from what it said of some."""
        everything = np.arange(len(self._table))
        known = np.hstack([self._meaning(everything), self._wording(everything)])
        lessons = known[typical]
        square = lessons.T @ lessons
        square[np.diag_indices(len(square))] += PENALTY
        return unit_rows(known @ np.linalg.solve(square, lessons.T @ read))

    def _typical(self, total: int, random_state: int) -> NDArray[np.int64]:
        """Numbers of the texts nearest to the centres of small clusters, rising."""
        from sklearn.cluster import MiniBatchKMeans

        model = MiniBatchKMeans(
            MOST_EMBEDDED // TYPICAL,
            random_state=random_state,
            n_init=1,
            init="random",
            batch_size=4096,
            max_iter=10,
        )
        rows = self._meaning(np.arange(total))
        clusters = model.fit_predict(rows).astype(np.int64)
        far = np.linalg.norm(rows - model.cluster_centers_[clusters], axis=1)
        order = np.lexsort((far, clusters))
        ordered = clusters[order]
        firsts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
        sizes = np.diff(np.r_[firsts, total])
        rank = np.arange(total) - np.repeat(firsts, sizes)
        return np.sort(order[rank < TYPICAL])


def _centred(rows: Rows) -> Rows:
    """Unit rows measured from the mean of all; what all share says nothing."""
    spoken = np.linalg.norm(rows, axis=1) > 0
    if spoken.sum() <= 2:
        return rows
    rows = rows.copy()
    rows[spoken] = unit_rows(rows[spoken] - rows[spoken].mean(axis=0))
    return rows
