"""Files texts under known topics, with a confidence that means what it says."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from models.calibration import fit_temperature, shares
from models.errors import NotEnoughData, NotFitted
from models.passages import blank_masks
from models.vectors import static_rows
from models.words import read_words, split_words

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

STATIC_SHARE = 1.5


@dataclass(frozen=True)
class Placement:
    """Where a text belongs: ``label`` is None when unsure."""

    label: str | None
    confidence: float
    rival: str | None
    rival_confidence: float


class Assigner:
    """TF-IDF and static vectors side by side, linear margins, calibrated shares."""

    def __init__(self, *, threshold: float = 0.4, random_state: int = 0) -> None:
        self.threshold = threshold
        self.random_state = random_state

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> Self:
        """Learn from ``texts`` and their ``labels`` (same length)."""
        from sklearn.feature_extraction.text import TfidfVectorizer

        if not texts:
            raise NotEnoughData("no labelled texts to learn from")
        self.classes_ = np.unique(np.asarray(labels, dtype=str))
        numbers = np.searchsorted(self.classes_, np.asarray(labels, dtype=str))
        self._terms = TfidfVectorizer(
            analyzer=_terms, sublinear_tf=True, dtype=np.float32
        )
        self._terms.fit(list(map(blank_masks, texts)) + ["-"])
        features = self._features(texts)
        self._model = _fit_margins(features, numbers, self.random_state)
        self._temperature = fit_temperature(features, numbers, self._margins_of)
        return self

    def predict(self, texts: Sequence[str]) -> NDArray[np.str_]:
        """The most likely label of each text, shape (n,)."""
        chosen: NDArray[np.str_] = self.classes_[
            self.predict_proba(texts).argmax(axis=1)
        ]
        return chosen

    def predict_proba(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Calibrated shares, shape (n, n_classes), rows add up to one."""
        if not hasattr(self, "classes_"):
            raise NotFitted("Assigner")
        if len(self.classes_) == 1:
            return np.ones((len(texts), 1))
        margins = _margins(self._model, self._features(texts))
        return shares(margins, self._temperature)

    def assign(self, texts: Sequence[str]) -> list[Placement]:
        """A placement per text; unsure ones have no label but keep their figures."""
        return [self._placement(row) for row in self.predict_proba(texts)]

    def _placement(self, row: NDArray[np.float64]) -> Placement:
        best, *others = np.argsort(-row, kind="stable")[:2]
        label = str(self.classes_[best]) if row[best] >= self.threshold else None
        rival = str(self.classes_[others[0]]) if others else None
        return Placement(
            label, float(row[best]), rival, float(row[others[0]]) if others else 0.0
        )

    def _features(self, texts: Sequence[str]) -> "csr_matrix":
        from scipy.sparse import csr_matrix, hstack

        visible = [blank_masks(text) for text in texts]
        static = csr_matrix(static_rows(read_words(visible)) * STATIC_SHARE)
        return hstack([self._terms.transform(visible), static]).tocsr()

    def _margins_of(
        self, features: "csr_matrix", numbers: NDArray[Any], held: "csr_matrix"
    ) -> NDArray[np.float64]:
        return _margins(_fit_margins(features, numbers, self.random_state), held)


def _terms(text: str) -> list[str]:
    words = [word.lower() for word in split_words(text)]
    return words + [f"{a} {b}" for a, b in zip(words, words[1:], strict=False)]


def _fit_margins(
    features: "csr_matrix", numbers: NDArray[Any], random_state: int
) -> Any:
    from sklearn.svm import LinearSVC

    if len(np.unique(numbers)) < 2:
        return None
    return LinearSVC(C=0.5, random_state=random_state).fit(features, numbers)


def _margins(model: Any, features: "csr_matrix") -> NDArray[np.float64]:
    margins = model.decision_function(features)
    if margins.ndim == 1:
        margins = np.column_stack([-margins, margins])
    return np.asarray(margins, dtype=np.float64)
