"""When letters come, and about what: weekdays, bursts, drift and known events."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from feedback.samples.types import Event

YEAR_DAYS = 365

# Busiest first: volumes fall like 1 / rank ** 0.7, as topics of real post do.
TOPICS_BY_VOLUME = (
    "search_misses",
    "sync_conflicts",
    "login_codes",
    "price_rise",
    "slow_start",
    "refund_slow",
    "praise",
    "attachments",
    "charged_twice",
    "support_silence",
    "crash_phone",
    "sharing",
    "editor_paste",
    "export_import",
    "reminders",
    "handwriting",
)

_RANK_EXPONENT = 0.7
_WEEKDAYS = (1.28, 1.22, 1.12, 1.08, 1.0, 0.68, 0.62)
_HOURS = (2, 2, 1, 1, 1, 2, 4, 7, 10, 12, 12, 11, 9, 10, 11, 11, 10, 9, 9, 10, 10, 9, 6)
_DAY_NOISE = 8.0
_GROWTH = 0.15


@dataclass(frozen=True, slots=True)
class Slot:
    """A moment at which somebody writes, with the topics on people's minds."""

    written_at: datetime
    topic: str
    second_topic: str
    third_topic: str


def plan_events(end_on: date) -> tuple[Event, ...]:
    """Return the known events of a year that ends at ``end_on``."""

    def event(name: str, topic: str, start: int, end: int, factor: float) -> Event:
        return Event(
            name, topic, end_on - timedelta(start), end_on - timedelta(end), factor
        )

    return (
        event("double charges", "charged_twice", 96, 89, 34.0),
        event("double charges, the tail", "charged_twice", 88, 80, 9.0),
        event("search rebuilt", "search_misses", 110, 0, 0.4),
        event("price letter sent", "price_rise", 152, 132, 3.0),
        event("crash of version 8.4", "crash_phone", 4, 0, 26.0),
        Event(
            "start-up slows down",
            "slow_start",
            end_on - timedelta(YEAR_DAYS - 1),
            end_on,
            2.6,
            is_drift=True,
        ),
    )


def plan_slots(
    count: int, end_on: date, events: Sequence[Event], random: Random
) -> list[Slot]:
    """Draw ``count`` moments of the year before ``end_on``, in order of time."""
    days = [end_on - timedelta(back) for back in range(YEAR_DAYS - 1, -1, -1)]
    weights = [_topic_weights(day, events, random) for day in days]
    totals = [
        sum(row) * _day_factor(day, end_on)
        for day, row in zip(days, weights, strict=True)
    ]
    chosen = random.choices(range(YEAR_DAYS), totals, k=count)
    slots = [_slot(days[index], weights[index], random) for index in chosen]
    return sorted(slots, key=lambda slot: slot.written_at)


def draw_time(day: date, random: Random) -> datetime:
    """Draw a moment of ``day`` at an hour when people write."""
    hour = random.choices(range(len(_HOURS)), _HOURS)[0]
    moment = time(hour, random.randrange(60), random.randrange(60), tzinfo=UTC)
    return datetime.combine(day, moment)


def _slot(day: date, weights: Sequence[float], random: Random) -> Slot:
    first = random.choices(TOPICS_BY_VOLUME, weights)[0]
    others = [first, "praise"]
    for _ in range(2):
        open_weights = [
            0.0 if topic in others else weight
            for topic, weight in zip(TOPICS_BY_VOLUME, weights, strict=True)
        ]
        others.append(random.choices(TOPICS_BY_VOLUME, open_weights)[0])
    return Slot(draw_time(day, random), first, others[2], others[3])


def _topic_weights(day: date, events: Sequence[Event], random: Random) -> list[float]:
    return [
        (rank**-_RANK_EXPONENT)
        * _event_factor(topic, day, events)
        * random.gammavariate(_DAY_NOISE, 1 / _DAY_NOISE)
        for rank, topic in enumerate(TOPICS_BY_VOLUME, start=1)
    ]


def _event_factor(topic: str, day: date, events: Sequence[Event]) -> float:
    factor = 1.0
    for event in events:
        if event.topic == topic and event.start_on <= day <= event.end_on:
            factor *= _strength(event, day)
    return factor


def _strength(event: Event, day: date) -> float:
    if not event.is_drift:
        return event.factor
    gone = (day - event.start_on) / (event.end_on - event.start_on)
    return 1 + (event.factor - 1) * gone


def _day_factor(day: date, end_on: date) -> float:
    growth = 1 - _GROWTH * ((end_on - day).days / YEAR_DAYS)
    holidays = 0.6 if (day.month, day.day) >= (12, 23) else 1.0
    return _WEEKDAYS[day.weekday()] * growth * holidays
