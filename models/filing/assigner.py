"""Files texts under known topics, with a confidence that means what it says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from models.artifacts import load_artifact, save_artifact
from models.errors import ArtifactError, NotEnoughData, NotFitted
from models.filing.calibration import Calibration
from models.filing.label_names import NAME_DOUBT, read_label
from models.filing.ridge import Ridge, fit_ridge
from models.filing.self_training import Lessons, fit_with_unlabelled
from models.texts.languages import STOP_WORDS
from models.texts.passages import Span, passages
from models.texts.terms import Terms
from models.vectors.features import GAP, Features, TextRows

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

KIND, VERSION = "assigner", 7
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
    """Kernel ridge over TF-IDF and static vectors, calibrated on unseen texts.

    ``threshold`` is the confidence below which ``assign`` abstains. Fitting draws
    nothing by chance; ``random_state`` is kept for those who pass one everywhere.
    """

    classes_: NDArray[np.str_]

    def __init__(self, *, threshold: float = 0.4, random_state: int = 0) -> None:
        self.threshold = threshold
        self.random_state = random_state

    def get_params(self, deep: bool = True) -> dict[str, float]:
        """What it was made with, so that scikit-learn's ``clone`` can copy it."""
        return {"threshold": self.threshold, "random_state": self.random_state}

    def fit(
        self,
        texts: Sequence[str],
        labels: Sequence[str],
        unlabelled: Sequence[str] = (),
        *,
        names: Mapping[str, str] | None = None,
    ) -> Self:
        """Learn from ``texts`` and their ``labels`` (same length).

        ``unlabelled`` texts of the same kind help when labels are few. ``names`` say
        what labels are called, which is learned from too; without it the labels
        themselves are read, unless they are numbers or codes.
        """
        if len(texts) == 0 or len(texts) != len(labels):
            raise NotEnoughData("fit needs texts, and one label for each")
        self.classes_, numbers = np.unique(
            np.asarray(labels, dtype=str), return_inverse=True
        )
        called = self._called(names)
        self.features_ = Features.learn([*texts, *called.values(), *unlabelled])
        lessons = self._lessons(texts, numbers, called)
        self.ridge_, left_out = fit_ridge(lessons.rows, lessons.targets, lessons.doubts)
        if len(unlabelled):
            others = self.features_.rows(unlabelled)
            self.ridge_, left_out = fit_with_unlabelled(self.ridge_, lessons, others)
        self.calibration_ = Calibration.learn(left_out[: len(texts)], numbers)
        self.corrected_rows_ = lessons.rows.take(slice(0))
        self.corrected_ = np.zeros(0, dtype=np.int64)
        return self

    def _called(self, names: Mapping[str, str] | None) -> dict[int, str]:
        """The words of each class's name, by class number, where it has any."""
        given = {str(label): label for label in self.classes_} | dict(names or {})
        read = (read_label(given[str(label)]) for label in self.classes_)
        return {number: words for number, words in enumerate(read) if words}

    def _lessons(
        self,
        texts: Sequence[str],
        numbers: NDArray[np.int64],
        called: Mapping[int, str],
    ) -> Lessons:
        """The texts, then the names of their classes, as examples."""
        rows = self.features_.rows([*texts, *called.values()])
        doubts = np.ones(len(texts) + len(called), dtype=np.float32)
        doubts[len(texts) :] = NAME_DOUBT
        joined = np.concatenate([numbers, np.array(list(called), dtype=np.int64)])
        return Lessons(rows, joined, doubts, len(self.classes_))

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
        return [
            self._placement(rows.terms[i], chances[i], bool(rows.static[i].any()))
            for i in range(len(texts))
        ]

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
        self.corrected_rows_ = self.corrected_rows_.above(rows)
        self.corrected_ = np.concatenate([self.corrected_, numbers])
        return self

    def save(self, path: Path, *, stamp: str = "") -> None:
        """Write the fitted model to ``path`` (npz and JSON, replaced atomically).

        ``stamp`` says what it was learned from, so that it is known when it is stale.
        """
        self._check_fitted()
        rows, static = self.corrected_rows_
        arrays = {
            "classes": self.classes_,
            "words": np.array(self.features_.words, dtype=str),
            "codes": self.features_.terms.codes,
            "idf": self.features_.terms.idf,
            "directions": self.features_.directions,
            "examples": self.ridge_.examples,
            "term_weights": self.ridge_.terms,
            "says": self.ridge_.says,
            "corrected": self.corrected_,
            "data": rows.data,
            "indices": rows.indices,
            "indptr": rows.indptr,
            "static": static,
        }
        facts = {
            "threshold": self.threshold,
            "random_state": self.random_state,
            "calibration": self.calibration_,
            "columns": rows.shape[1],
            "stamp": stamp,
        }
        save_artifact(path, KIND, VERSION, arrays, facts)

    @classmethod
    def load(cls, path: Path, *, stamp: str | None = None) -> Self:
        """Read a model that ``save`` wrote.

        ArtifactError when it cannot be trusted, or bears another ``stamp``.
        """
        from scipy.sparse import csr_matrix

        arrays, facts = load_artifact(path, KIND, VERSION)
        if stamp is not None and facts["stamp"] != stamp:
            raise ArtifactError(f"{Path(path).name} was learned from other letters")
        model = cls(threshold=facts["threshold"], random_state=facts["random_state"])
        model.classes_ = arrays["classes"]
        words = [str(word) for word in arrays["words"]]
        terms = Terms(arrays["codes"], arrays["idf"])
        model.features_ = Features(words, terms, arrays["directions"])
        model.ridge_ = Ridge(arrays["examples"], arrays["term_weights"], arrays["says"])
        model.calibration_ = Calibration.restored(facts["calibration"])
        model.corrected_ = arrays["corrected"]
        corrected = csr_matrix(
            (arrays["data"], arrays["indices"], arrays["indptr"]),
            shape=(len(model.corrected_), int(facts["columns"])),
        )
        model.corrected_rows_ = TextRows(corrected, arrays["static"])
        return model

    def _check_fitted(self) -> None:
        if not hasattr(self, "classes_"):
            raise NotFitted("Assigner")

    def _chances(self, rows: TextRows) -> NDArray[np.float64]:
        margins = self.ridge_.margins(rows)
        return self._heed(rows, self.calibration_.shares(margins))

    def _heed(
        self, rows: TextRows, chances: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Let the most alike corrected text speak, the louder the more alike."""
        if not len(self.corrected_) or not len(chances):
            return chances
        likeness = rows.likeness(self.corrected_rows_)
        nearest = likeness.shape[1] - 1 - likeness[:, ::-1].argmax(axis=1)
        found = likeness[np.arange(len(likeness)), nearest]
        say = np.clip((found - LOOK_ALIKE) / (1 - LOOK_ALIKE), 0, 1) ** 0.5
        heeded: NDArray[np.float64] = chances * (1 - say[:, None])
        heeded[np.arange(len(heeded)), self.corrected_[nearest]] += say
        return heeded

    def _add_classes(self, labels: NDArray[np.str_]) -> None:
        joined = np.union1d(self.classes_, labels)
        places = np.searchsorted(joined, self.classes_)
        self.ridge_ = self.ridge_.widened(places, len(joined))
        self.corrected_ = places[self.corrected_]
        self.classes_ = joined

    def _placement(
        self, terms: "csr_matrix", chances: NDArray[np.float64], speaks: bool
    ) -> Placement:
        best, *others = np.argsort(-chances, kind="stable")[:2]
        sure = chances[best] >= self.threshold and speaks
        label = str(self.classes_[best])
        return Placement(
            label if sure else None,
            label,
            float(chances[best]),
            str(self.classes_[others[0]]) if others else None,
            float(chances[others[0]]) if others else 0.0,
            self._words(terms, int(best)),
        )

    def _words(self, row: "csr_matrix", number: int) -> list[str]:
        """Terms of the text whose weights spoke most for the class."""
        gains = row.data * self.ridge_.terms[row.indices, number]
        ranked = row.indices[np.argsort(-gains, kind="stable")]
        positive = int(np.sum(gains > 0))
        candidates = [self.features_.term(column) for column in ranked[:positive]]
        return [term for term in candidates if _is_telling(term)][:WORDS]


def _is_telling(term: str) -> bool:
    words = term.split()
    return GAP not in term and any(
        word[0].isalnum() and word not in STOP_WORDS for word in words
    )


def _with_span(found: Placement, span: Span) -> Placement:
    return replace(found, span=span)
