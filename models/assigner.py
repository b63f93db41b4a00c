"""Files texts under known topics, with a confidence that means what it says."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from models.artifacts import load_artifact, save_artifact
from models.calibration import USUAL_TEMPERATURE, fit_temperature, shares
from models.errors import NotEnoughData, NotFitted
from models.features import Features, stack, unit_sparse
from models.languages import STOP_WORDS
from models.passages import Span, passages

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

KIND, VERSION = "assigner", 1
LOOK_ALIKE = 0.75  # cosine from which a corrected text speaks for another one
WORDS = 6  # words shown for a placement


@dataclass(frozen=True)
class Placement:
    """Where a text belongs and why; ``label`` is None when unsure.

    ``best`` is the likeliest label even then, ``words`` the ones that spoke most for
    it, ``span`` the part of the text that was judged, None for the whole.
    """

    label: str | None
    best: str
    confidence: float
    rival: str | None
    rival_confidence: float
    words: list[str]
    span: Span | None = None


class Assigner:
    """Linear margins over TF-IDF and static vectors, calibrated by temperature.

    ``threshold`` is the confidence below which ``assign`` abstains.
    """

    classes_: NDArray[np.str_]

    def __init__(self, *, threshold: float = 0.4, random_state: int = 0) -> None:
        self.threshold = threshold
        self.random_state = random_state

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> Self:
        """Learn from ``texts`` and their ``labels`` (same length)."""
        if len(texts) == 0 or len(texts) != len(labels):
            raise NotEnoughData("fit needs texts, and one label for each")
        self.classes_, numbers = np.unique(
            np.asarray(labels, dtype=str), return_inverse=True
        )
        self.features_ = Features.learn(texts)
        rows = self.features_.rows(texts)
        self.weights_, self.offsets_ = _fit_line(
            rows, numbers, len(self.classes_), self.random_state
        )
        self.temperature_ = self._measure_temperature(rows, numbers)
        self.corrected_rows_ = rows[:0]
        self.corrected_ = np.zeros(0, dtype=np.int64)
        return self

    def predict(self, texts: Sequence[str]) -> NDArray[np.str_]:
        """The most likely label of each text, shape (n,)."""
        chosen: NDArray[np.str_] = self.classes_of(self.predict_proba(texts))
        return chosen

    def classes_of(self, chances: NDArray[np.float64]) -> NDArray[np.str_]:
        """The label with the greatest share in each row."""
        chosen: NDArray[np.str_] = self.classes_[chances.argmax(axis=1)]
        return chosen

    def predict_proba(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Calibrated shares, shape (n, n_classes), rows add up to one."""
        self._check_fitted()
        return self._chances(self.features_.rows(texts))

    def assign(self, texts: Sequence[str]) -> list[Placement]:
        """A placement per text; unsure ones have no label but keep their figures."""
        self._check_fitted()
        rows = self.features_.rows(texts)
        chances = self._chances(rows)
        return [self._placement(rows[i], chances[i]) for i in range(len(texts))]

    def assign_passages(self, text: str) -> list[Placement]:
        """The sure placements of one letter by passage, surest first, one a topic."""
        spans = passages(text)
        if not spans:
            return []
        placed = self.assign([text[span.start : span.end] for span in spans])
        surest: dict[str, Placement] = {}
        for span, found in zip(spans, placed, strict=True):
            kept = surest.get(found.label or "")
            if found.label and (kept is None or kept.confidence < found.confidence):
                surest[found.label] = _with_span(found, span)
        return sorted(surest.values(), key=lambda found: -found.confidence)

    def correct(self, texts: Sequence[str], labels: Sequence[str]) -> Self:
        """Take people's word at once: these texts and their look-alikes go there.

        Labels not known yet become classes. The lines are refitted at the next
        ``fit``, which should be given the corrected texts too.
        """
        self._check_fitted()
        if len(texts) != len(labels):
            raise NotEnoughData("correct needs one label for each text")
        if len(texts) == 0:
            return self
        self._add_classes(np.unique(np.asarray(labels, dtype=str)))
        rows = self.features_.rows(texts)
        numbers = np.searchsorted(self.classes_, np.asarray(labels, dtype=str))
        self.corrected_rows_ = stack([self.corrected_rows_, rows])
        self.corrected_ = np.concatenate([self.corrected_, numbers])
        return self

    def save(self, path: Path) -> None:
        """Write the fitted model to ``path`` (npz and JSON, replaced atomically)."""
        self._check_fitted()
        rows = self.corrected_rows_
        arrays = {
            "classes": self.classes_,
            "terms": np.array(self.features_.terms, dtype=str),
            "idf": self.features_.idf,
            "weights": self.weights_,
            "offsets": self.offsets_,
            "corrected": self.corrected_,
            "data": rows.data,
            "indices": rows.indices,
            "indptr": rows.indptr,
        }
        facts = {
            "threshold": self.threshold,
            "random_state": self.random_state,
            "temperature": self.temperature_,
        }
        save_artifact(path, KIND, VERSION, arrays, facts)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a model that ``save`` wrote; ArtifactError when it cannot be trusted."""
        from scipy.sparse import csr_matrix

        arrays, facts = load_artifact(path, KIND, VERSION)
        model = cls(threshold=facts["threshold"], random_state=facts["random_state"])
        model.classes_ = arrays["classes"]
        model.features_ = Features([str(t) for t in arrays["terms"]], arrays["idf"])
        model.weights_, model.offsets_ = arrays["weights"], arrays["offsets"]
        model.temperature_ = float(facts["temperature"])
        model.corrected_ = arrays["corrected"]
        model.corrected_rows_ = csr_matrix(
            (arrays["data"], arrays["indices"], arrays["indptr"]),
            shape=(len(model.corrected_), model.weights_.shape[0]),
        )
        return model

    def _check_fitted(self) -> None:
        if not hasattr(self, "classes_"):
            raise NotFitted("Assigner")

    def _measure_temperature(self, rows: "csr_matrix", numbers: NDArray[Any]) -> float:
        total = len(self.classes_)

        def margins_of(known: Any, truth: Any, held: Any) -> NDArray[np.float64]:
            weights, offsets = _fit_line(known, truth, total, self.random_state)
            return np.asarray(held @ weights + offsets, dtype=np.float64)

        if total < 2:
            return USUAL_TEMPERATURE
        return fit_temperature(rows, numbers, margins_of)

    def _chances(self, rows: "csr_matrix") -> NDArray[np.float64]:
        margins = np.asarray(rows @ self.weights_ + self.offsets_, dtype=np.float64)
        return self._heed(rows, shares(margins, self.temperature_))

    def _heed(
        self, rows: "csr_matrix", chances: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Let the most alike corrected text speak, the louder the more alike."""
        if not len(self.corrected_) or not rows.shape[0]:
            return chances
        likeness = _cosines(rows, self.corrected_rows_)
        nearest = likeness.shape[1] - 1 - likeness[:, ::-1].argmax(axis=1)
        found = likeness[np.arange(len(likeness)), nearest]
        say = np.clip((found - LOOK_ALIKE) / (1 - LOOK_ALIKE), 0, 1) ** 0.5
        heeded: NDArray[np.float64] = chances * (1 - say[:, None])
        heeded[np.arange(len(heeded)), self.corrected_[nearest]] += say
        return heeded

    def _add_classes(self, labels: NDArray[np.str_]) -> None:
        joined = np.union1d(self.classes_, labels)
        places = np.searchsorted(joined, self.classes_)
        weights = np.zeros((self.weights_.shape[0], len(joined)), dtype=np.float32)
        offsets = np.full(len(joined), -2.0)
        weights[:, places], offsets[places] = self.weights_, self.offsets_
        self.corrected_ = places[self.corrected_]
        self.classes_, self.weights_, self.offsets_ = joined, weights, offsets

    def _placement(self, row: "csr_matrix", chances: NDArray[np.float64]) -> Placement:
        best, *others = np.argsort(-chances, kind="stable")[:2]
        sure = chances[best] >= self.threshold and row.nnz > 0
        label = str(self.classes_[best])
        return Placement(
            label if sure else None,
            label,
            float(chances[best]),
            str(self.classes_[others[0]]) if others else None,
            float(chances[others[0]]) if others else 0.0,
            self._words(row, int(best)),
        )

    def _words(self, row: "csr_matrix", number: int) -> list[str]:
        """Terms of the text whose weights spoke most for the class."""
        terms = self.features_.terms
        gains = row.data * self.weights_[row.indices, number]
        ranked = row.indices[np.argsort(-gains, kind="stable")]
        positive = int(np.sum(gains > 0))
        candidates = [
            terms[column] for column in ranked[:positive] if column < len(terms)
        ]
        return [term for term in candidates if _is_telling(term)][:WORDS]


def _is_telling(term: str) -> bool:
    return any(word[0].isalnum() and word not in STOP_WORDS for word in term.split())


def _with_span(found: Placement, span: Span) -> Placement:
    return replace(found, span=span)


def _cosines(rows: "csr_matrix", others: "csr_matrix") -> NDArray[np.float64]:
    return np.asarray((unit_sparse(rows) @ unit_sparse(others).T).todense())


def _fit_line(
    rows: "csr_matrix", numbers: NDArray[Any], total: int, random_state: int
) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """One line against the rest per class: weights (features, total), offsets."""
    from sklearn.svm import LinearSVC

    weights = np.zeros((rows.shape[1], total), dtype=np.float32)
    offsets = np.zeros(total)
    known = np.unique(numbers)
    if len(known) < 2:
        offsets[known] = 1.0
        return weights, offsets
    model = LinearSVC(C=0.5, random_state=random_state).fit(rows, numbers)
    if len(known) == 2:
        weights[:, known] = np.column_stack([-model.coef_[0], model.coef_[0]])
        offsets[known] = np.array([-1.0, 1.0]) * model.intercept_[0]
    else:
        weights[:, known], offsets[known] = model.coef_.T, model.intercept_
    return weights, offsets
