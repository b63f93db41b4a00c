"""How the actions of the demo world were measured, and what their people learned."""

from collections.abc import Mapping
from dataclasses import dataclass

from feedback.types import Basis, MeasureKind, VerdictKind


@dataclass(frozen=True, slots=True)
class Outcome:
    """The measure of one action, and the words of those who concluded it.

    An action without ``learned`` is not concluded. ``verdict`` is for results that no
    number proposes.
    """

    measure: MeasureKind
    learned: str = ""
    basis: Basis | None = Basis.QUANTITATIVE
    verdict: VerdictKind = VerdictKind.NOT_MEASURED
    reason: str = ""
    answer: str = ""
    next_step: str = ""
    cost: float | None = None
    criterion: str = ""
    measure_note: str = ""


OUTCOMES: Mapping[str, Outcome] = {
    "Rebuild the search": Outcome(
        MeasureKind.LETTERS,
        learned="People never asked for a better ranking. They asked that a word they "
        "had typed themselves be found at all.",
        next_step="Do the same for words inside attachments.",
        cost=9400,
    ),
    "New help pages on sign-in codes": Outcome(
        MeasureKind.LETTERS,
        learned="Whoever is locked out does not read help pages first. They write.",
        next_step="Offer a second way to sign in instead of explaining the first.",
        cost=1200,
    ),
    "A friendlier chat robot": Outcome(MeasureKind.LETTERS, cost=3000),
    "Hotfix for the start-up crash": Outcome(MeasureKind.LETTERS, cost=600),
    "Start-up in under three seconds": Outcome(MeasureKind.LETTERS, cost=7500),
    "Call and credit after the double charge": Outcome(
        MeasureKind.RETURNS,
        learned="An apology by telephone within the week was worth more to people than "
        "the three months we credited.",
        next_step="Keep the list of names ready for the next incident.",
        cost=2100,
    ),
    "Autumn letter to those who left": Outcome(
        MeasureKind.RETURNS,
        learned="Those who came back wrote that the honest list of what was mended "
        "brought them, not the free month.",
        next_step="Write such a letter twice a year, without the discount.",
        cost=1450,
    ),
    "Sponsor a podcast on study habits": Outcome(
        MeasureKind.OUTSIDE,
        learned="Agree on a code for listeners before the money is spent.",
        basis=None,
        reason="The agency never passed on how many listeners used our link, and no "
        "question at sign-up asked where people came from.",
        cost=4000,
        measure_note="New accounts by the listeners' link, from the agency",
    ),
    "Interviews with ten team owners": Outcome(
        MeasureKind.READING,
        learned="Owners do not think in folders but in people: they ask who can see "
        "this, never where this is.",
        basis=Basis.QUALITATIVE,
        verdict=VerdictKind.IMPROVED,
        answer="We know now whom we build sharing for: owners who answer for what "
        "their guests can see, and who say so in these letters.",
        next_step="Show on every note who can see it.",
        cost=500,
        criterion="Can we say in one sentence who shares notes, and what they fear?",
    ),
}
