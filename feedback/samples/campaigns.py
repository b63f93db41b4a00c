"""The actions of the demo world, and what they truly did to its writers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from feedback.samples.cast import Life
from feedback.samples.chance import start_chance
from feedback.samples.types import STORE, Effect, SampleAction
from feedback.types import Link

RECALL_LIFT = 0.15
_RECALL_BASE = 0.08
KEEP_LIFT = 0.20
_KEEP_BASE = 0.55
_RECALL_START, _RECALL_DUE = 70, 28
_KEEP_START, _KEEP_DUE = 78, 36


@dataclass(frozen=True, slots=True)
class _Arms:
    audience: tuple[Life, ...]
    holdout: tuple[Life, ...]


def run_campaigns(
    lives: Sequence[Life], hit_by_incident: Iterable[str], end_on: date, seed: str
) -> tuple[SampleAction, ...]:
    """Return all actions; the lives of those they reached change with them."""
    random = start_chance(seed, "campaigns")
    hit = set(hit_by_incident)
    keep = _keep_after_incident(
        [life for life in lives if life.key in hit], end_on, random
    )
    recall = _recall_lapsed(lives, end_on, random)
    return (*_fixes(end_on), keep, recall, *_others(end_on))


def _recall_lapsed(lives: Sequence[Life], end_on: date, random: Random) -> SampleAction:
    start, due = end_on - timedelta(_RECALL_START), end_on - timedelta(_RECALL_DUE)
    lapsed = [
        life
        for life in lives
        if life.lapsed_on
        and life.lapsed_on <= start - timedelta(21)
        and not life.returned_on
        and life.source != STORE
        and not life.do_not_contact
    ]
    arms = _draw_arms(lapsed, 0.35, random)
    for life in _draw_reached(arms, _RECALL_BASE, RECALL_LIFT, random):
        life.returned_on = start + timedelta(random.randint(1, (due - start).days))
    came = frozenset(life.key for life in lapsed if life.returned_on)
    return replace(
        _action("recall", "Autumn letter to those who left", 70, 28, (), end_on),
        purpose="We tell lapsed users honestly what was mended and give them one free "
        "month, so that those who left over it come back.",
        effect=Effect.SHARE_LIFT,
        true_effect=RECALL_LIFT,
        audience=tuple(life.key for life in arms.audience),
        holdout=tuple(life.key for life in arms.holdout),
        succeeded=came,
    )


def _keep_after_incident(
    lives: Sequence[Life], end_on: date, random: Random
) -> SampleAction:
    start, due = end_on - timedelta(_KEEP_START), end_on - timedelta(_KEEP_DUE)
    reached = [life for life in lives if _can_be_kept(life, start)]
    arms = _draw_arms(reached, 0.4, random)
    stayed = _draw_reached(arms, _KEEP_BASE, KEEP_LIFT, random)
    kept = frozenset(life.key for life in stayed)
    for life in reached:
        days = random.randint(1, (due - start).days - 10)
        life.lapsed_on = None if life.key in kept else start + timedelta(days)
    return replace(
        _action("keep", "Call and credit after the double charge", 78, 36, (), end_on),
        purpose="We call people who were charged twice and credit three months, so "
        "that they stay.",
        topics=("charged_twice",),
        effect=Effect.SHARE_LIFT,
        true_effect=KEEP_LIFT,
        audience=tuple(life.key for life in arms.audience),
        holdout=tuple(life.key for life in arms.holdout),
        succeeded=kept,
    )


def _can_be_kept(life: Life, start: date) -> bool:
    """Tell whether nothing that this writer did later contradicts their leaving."""
    is_reached = life.source != STORE and not life.do_not_contact
    is_quiet = max(life.wrote_on) < start and life.returned_on is None
    return is_reached and is_quiet


def _draw_arms(lives: Sequence[Life], holdout_share: float, random: Random) -> _Arms:
    drawn = random.sample(list(lives), len(lives))
    size = round(len(drawn) * holdout_share)
    return _Arms(audience=tuple(drawn[size:]), holdout=tuple(drawn[:size]))


def _draw_reached(arms: _Arms, base: float, lift: float, random: Random) -> list[Life]:
    """Draw on whom it worked: ``base`` of the holdout, ``lift`` more of the audience.

    The shares are met to the nearest writer, so that the known truth shows.
    """
    sizes = (round(len(arms.audience) * (base + lift)), round(len(arms.holdout) * base))
    return [
        *random.sample(arms.audience, sizes[0]),
        *random.sample(arms.holdout, sizes[1]),
    ]


def _action(
    link: str, name: str, start: int, due: int, topics: tuple[str, ...], end_on: date
) -> SampleAction:
    """Return an action that began ``start`` and is due ``due`` days before the end."""
    return SampleAction(
        name=name,
        link=Link(link),
        purpose="",
        topics=topics,
        start_on=end_on - timedelta(start),
        due_on=end_on - timedelta(due),
    )


def _fixes(end_on: date) -> tuple[SampleAction, ...]:
    search = _action("keep", "Rebuild the search", 110, 68, ("search_misses",), end_on)
    codes = _action(
        "keep", "New help pages on sign-in codes", 140, 98, ("login_codes",), end_on
    )
    bot = _action(
        "keep", "A friendlier chat robot", 33, 5, ("support_silence",), end_on
    )
    return (
        replace(
            search,
            purpose="We search the whole text of notes, so that people find what they "
            "wrote and stop complaining about it.",
            effect=Effect.LETTERS_RATIO,
            true_effect=0.4,
        ),
        replace(
            codes,
            purpose="We explain sign-in codes step by step, so that fewer people are "
            "locked out.",
            effect=Effect.LETTERS_RATIO,
            true_effect=1.0,
        ),
        replace(
            bot,
            purpose="We let the chat robot ask better questions, so that fewer letters "
            "stay without an answer.",
            effect=Effect.LETTERS_RATIO,
            true_effect=1.0,
        ),
    )


def _others(end_on: date) -> tuple[SampleAction, ...]:
    return (
        replace(
            _action(
                "keep",
                "Hotfix for the start-up crash",
                1,
                -27,
                ("crash_phone",),
                end_on,
            ),
            purpose="We take back the change that crashes version 8.4, so that people "
            "can open their notes.",
        ),
        replace(
            _action("attract", "Sponsor a podcast on study habits", 47, 17, (), end_on),
            purpose="We speak to students where they listen, so that they try us.",
        ),
        replace(
            _action(
                "find", "Interviews with ten team owners", 26, 12, ("sharing",), end_on
            ),
            purpose="We ask team owners how they share notes, so that we know whom we "
            "build for.",
        ),
        replace(
            _action(
                "keep",
                "Start-up in under three seconds",
                -7,
                -63,
                ("slow_start",),
                end_on,
            ),
            purpose="We load notes after the first screen, so that opening the app is "
            "quick again.",
        ),
    )
