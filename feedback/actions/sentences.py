"""A result in a sentence that a stranger understands.

Every number carries its range and its base. Causal words stand only where a holdout
earns them: everything else is called observational.
"""

from math import ceil, isfinite

from feedback.types import Link, VerdictKind

VERDICT_WORDS = {
    VerdictKind.IMPROVED: "improved",
    VerdictKind.WORSE: "worse",
    VerdictKind.NO_CHANGE: "no change",
    VerdictKind.CANNOT_TELL: "cannot tell yet",
    VerdictKind.NOT_MEASURED: "not measured",
}
LINK_WORDS = {
    Link.FIND: "find users",
    Link.ATTRACT: "attract users",
    Link.KEEP: "keep users",
    Link.RECALL: "win users back",
}
MANY_TIMES = 3.0
LEAST_SHARE = 0.001
_TOO_WIDE = "the range is too wide to tell"

Arm = tuple[int, int]
"""Hits and size of an arm."""


def rate_sentence(
    kind: VerdictKind,
    interval: tuple[float, float, float],
    weekly: tuple[float, float],
) -> str:
    """Say how often a topic was written about before and after.

    ``interval`` is (ratio, low, high); ``weekly`` letters a week before and after.
    """
    text = (
        f"{change_range(*interval)}: {weekly_words(*weekly, 'after')}; "
        "observational, compared with the other topics"
    )
    return _ended(text, kind)


def weekly_words(before: float, after: float, when: str) -> str:
    """Write two weekly rates: ``14 letters a week before, 8 after``."""
    noun = "letter" if few(before) == "1" else "letters"
    return f"{few(before)} {noun} a week before, {few(after)} {when}"


def lift_sentence(
    kind: VerdictKind,
    audience: Arm,
    holdout: Arm,
    limits: tuple[float, float],
    did: str,
    cost: float | None = None,
) -> str:
    """Say what an audience did that its holdout did not.

    ``limits`` bound the difference of the shares; ``did`` is a verb such as "came
    back". People won and what each cost are named only when the range leaves out 0.
    """
    (hits, size), (held_hits, held_size) = audience, holdout
    difference = hits / size - held_hits / held_size
    low, high = limits
    text = (
        f"{hits / size:.1%} of {size:,} {did}, "
        f"{held_hits / held_size:.1%} of the {held_size:,} held out: "
        f"{100 * difference:+.1f} points ({100 * low:+.1f} to {100 * high:+.1f})"
    ).replace("%", " %")
    if low > 0:
        text += f", {_won((difference, low, high), size, cost)}"
    return _ended(text, kind)


def unheld_sentence(audience: Arm, did: str) -> str:
    """Say what an audience did when nobody was held out to compare it with."""
    hits, size = audience
    share = f"{hits / size:.1%}".replace("%", " %")
    return (
        f"{hits:,} of {size:,} ({share}) {did}; nobody was held out, so how many "
        "would have done so by themselves is not known."
    )


def outside_sentence(
    after: float,
    before: float,
    source: str,
    is_target: bool,
    limits: tuple[float, float] | None = None,
) -> str:
    """Say a number from outside against what it was, or against its target.

    ``limits`` bound the difference, where several values gave a range.
    """
    change = f" ({percent(after / before)})" if before > 0 else ""
    if is_target:
        text = f"{after:g} against a target of {before:g}{change}"
    else:
        text = f"from {before:g} to {after:g}{change}"
    if limits is None:
        return f"{source}: {text}; observational, given without a range."
    low, high = limits
    return (
        f"{source}: {text}, a difference of {after - before:+.3g} ({low:+.3g} to "
        f"{high:+.3g}); observational."
    )


def longer_sentence(change: float, needed: int | None, passed: int) -> str:
    """Say how much longer it takes to see a change, in days at the usual volume."""
    told = f"A change of {change:.0%}".replace("%", " %")
    if needed is None:
        return f"{told} cannot be seen within half a year at this volume."
    weeks = ceil((needed - passed) / 7)
    if weeks < 1:
        return ""
    return f"{told} needs about {weeks} more {'week' if weeks == 1 else 'weeks'}."


def change_range(ratio: float, low: float, high: float) -> str:
    """Write a ratio as a change: ``-44 % (-61 to -21)``; from 3 on as ``5 times``."""
    if ratio < MANY_TIMES:
        return f"{percent(ratio)} ({_signed(low)} to {_signed(high)})"
    return f"{few(ratio)} times as many ({few(low)} to {few(high)})"


def share_words(share: float) -> str:
    """Write a share between 0 and 1: ``37 %``.

    Beside none and all a digit more says that it is not quite: ``0.4 %``, ``99.6 %``.
    """
    if share in (0, 1) or 0 < round(share, 2) < 1:
        return f"{100 * share:.0f} %"
    return f"{100 * min(max(share, LEAST_SHARE), 1 - LEAST_SHARE):.1f} %"


def percent(ratio: float) -> str:
    """Write a ratio as a change in percent: 0.56 becomes ``-44 %``."""
    return f"{_signed(ratio)} %"


def _signed(ratio: float) -> str:
    if not isfinite(ratio):
        return "unbounded"
    points = 100 * (ratio - 1)
    if round(points):
        return f"{round(points):+,d}"
    # A bound just beside 0 decides a verdict, so that "0" would contradict it.
    return f"{points:+.1f}" if round(points, 1) else "0"


def few(number: float) -> str:
    """Write a mean without digits that mean nothing: 14, 2.5, 0.3."""
    if not isfinite(number):
        return "unbounded"
    return f"{number:,.0f}" if number >= 10 else f"{number:.1f}".removesuffix(".0")


def _won(lift: tuple[float, float, float], size: int, cost: float | None) -> str:
    people, low, high = (round(share * size) for share in lift)
    noun = "person" if people == 1 else "people"
    text = f"some {people:,} {noun} ({low:,} to {high:,}) because of it"
    if not cost or not people:
        return text
    cheapest, dearest = cost / max(high, 1), cost / max(low, 1)
    return f"{text}, at {cost / people:,.2f} each ({cheapest:,.2f} to {dearest:,.2f})"


def _ended(text: str, kind: VerdictKind) -> str:
    return f"{text}; {_TOO_WIDE}." if kind is VerdictKind.CANNOT_TELL else f"{text}."
