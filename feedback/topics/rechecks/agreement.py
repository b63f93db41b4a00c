"""How far two readings of the same letters agree. Pure: no store, no clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

Z95 = 1.959964
"""Standard errors on each side of a 95 % interval."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many of so many letters were filed the same way."""

    same: int
    letters: int

    @property
    def share(self) -> float:
        """Return the share of letters filed the same way; 0 without letters."""
        return self.same / self.letters if self.letters else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Return the 95 % interval of the share (Wilson 1927); all of it unknown."""
        if not self.letters:
            return 0.0, 1.0
        share, extra = self.share, Z95 * Z95 / self.letters
        middle = share + extra / 2
        spread = Z95 * sqrt(
            share * (1 - share) / self.letters + extra / self.letters / 4
        )
        low, high = (middle - spread) / (1 + extra), (middle + spread) / (1 + extra)
        return max(low, 0.0), min(high, 1.0)


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """Two people on the same letters.

    ``kappa`` (Cohen 1960) and ``alpha`` (Krippendorff 1980) are 1 for full agreement
    and 0 for what chance alone would give; None when all letters got one answer, as
    chance would then agree too.
    """

    people: tuple[str, str]
    agreement: Agreement
    kappa: float | None
    alpha: float | None


def compare_people(
    people: tuple[str, str], labels: Sequence[tuple[str, str]]
) -> PairAgreement:
    """Compare two people's labels, one pair for each letter that both have read."""
    same = sum(one == other for one, other in labels)
    agreement = Agreement(same, len(labels))
    if len({label for pair in labels for label in pair}) < 2:
        return PairAgreement(people, agreement, None, None)
    from nltk.metrics.agreement import AnnotationTask

    task = AnnotationTask(
        [
            (reader, number, label)
            for number, pair in enumerate(labels)
            for reader, label in enumerate(pair)
        ]
    )
    return PairAgreement(people, agreement, float(task.kappa()), float(task.alpha()))
