"""The demo world: a year of letters to a made-up notes app, with known truth."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from feedback.samples.campaigns import run_campaigns
from feedback.samples.cast import Cast, Life, freeze_writer
from feedback.samples.chance import start_chance
from feedback.samples.desk import Desk, Written
from feedback.samples.oddments import (
    draw_moments,
    write_automatic,
    write_petition,
    write_recall_replies,
    write_unrelated,
)
from feedback.samples.prose import list_topics, load_language
from feedback.samples.rhythm import YEAR_DAYS, Slot, plan_events, plan_slots
from feedback.samples.types import Event, SampleAction, SampleTruth, SampleWorld
from feedback.types import Link

_SHARES = {
    "petition": 0.04,
    "follow_up": 0.06,
    "automatic": 0.025,
    "not_feedback": 0.02,
    "recall_reply": 0.009,
}


def sample_world(
    seed: int = 1,
    letters: int = 3000,
    *,
    end_on: date,
    zh_share: float = 0.15,
) -> SampleWorld:
    """Tell a year that ends on ``end_on``.

    The same arguments give the same world; another ``seed`` gives other writers,
    other letters and other chances under the same known truth. ``zh_share`` is the
    share of writers who write in Chinese.
    """
    name = f"postbag/{seed}"
    extra = {kind: round(letters * share) for kind, share in _SHARES.items()}
    events = plan_events(end_on)
    slots = plan_slots(
        letters - sum(extra.values()), end_on, events, start_chance(name, "slots")
    )
    languages = {code: load_language(code) for code in ("en", "zh")}
    cast = Cast(languages, zh_share, end_on, name)
    told = [(cast.choose(slot), slot) for slot in slots]
    actions = run_campaigns(cast.lives, _hit(told, events), end_on, name)
    desk = Desk(end_on, name)
    written = [desk.write(life, slot) for life, slot in told]
    written += desk.write_follow_ups(written, extra["follow_up"])
    written += _oddments(desk, cast, events, actions, extra)
    ordered = sorted(written, key=lambda item: item.letter.written_at)
    return SampleWorld(
        letters=tuple(item.letter for item in ordered),
        writers=tuple(freeze_writer(life, end_on, name) for life in cast.lives),
        actions=actions,
        truth=_truth(ordered, events),
        start_on=end_on - timedelta(YEAR_DAYS - 1),
        end_on=end_on,
    )


def _oddments(
    desk: Desk,
    cast: Cast,
    events: Sequence[Event],
    actions: Sequence[SampleAction],
    counts: Mapping[str, int],
) -> list[Written]:
    """Write the letters that are not about one topic in a writer's own words."""
    prices = next(event for event in events if event.topic == "price_rise")
    recall = next(action for action in actions if action.link is Link.RECALL)
    machines = draw_moments(desk, counts["automatic"])
    strangers = draw_moments(desk, counts["not_feedback"])
    return [
        *write_petition(desk, cast.lives, prices, counts["petition"]),
        *write_automatic(desk, cast.lives, machines),
        *write_unrelated(desk, cast, strangers),
        *write_recall_replies(desk, cast.lives, recall, counts["recall_reply"]),
    ]


def _hit(told: Iterable[tuple[Life, Slot]], events: Iterable[Event]) -> frozenset[str]:
    """Return the writers who wrote about the double charges while they happened."""
    days = [event for event in events if event.topic == "charged_twice"]
    return frozenset(
        life.key
        for life, slot in told
        for event in days
        if slot.topic == event.topic
        and event.start_on <= slot.written_at.date() <= event.end_on
    )


def _truth(written: Iterable[Written], events: tuple[Event, ...]) -> SampleTruth:
    passages = {item.letter.key: item.passages for item in written}
    return SampleTruth(topics=list_topics(), passages=passages, events=events)
