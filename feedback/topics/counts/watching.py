"""Watching the counts: topics escalate, calm down, or come back after a fix."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from feedback.days import day_words, span_words
from feedback.plurals import counted
from feedback.store import Store
from feedback.store.resolutions import Resolution
from feedback.topics.counts.resolving import return_sentence
from feedback.topics.counts.trends import (
    DailyCounts,
    Trend,
    daily_counts,
    reference_day,
)
from feedback.topics.life.life import note_state
from feedback.topics.spikes import Spike, expected_weeks, find_spikes
from feedback.types import Topic, TopicState

WATCHED_DAYS = 400
STANDING_DAYS = 4
"""An alarm of one of so many days stands, today included.

Today has only begun, letters of the last days may come late, and a weekend is quiet.
"""
_CALM = {TopicState.ACTIVE, TopicState.PROPOSED, TopicState.ARCHIVED}
_ALARMED = {TopicState.ESCALATING, TopicState.REGRESSED}


@dataclass(frozen=True, slots=True)
class Alarm:
    """A topic above its expected range on the days up to ``until``.

    ``since`` is the first of the days that are counted, ``began_on`` the first day of
    those in a row that were nearer to these than to what was expected, and
    ``since_it_began`` the letters of that row.
    """

    spike: Spike
    since: date
    until: date
    began_on: date
    since_it_began: int

    @property
    def sentence(self) -> str:
        """Say how a topic is above its expected range."""
        low, high = round(self.spike.low), round(self.spike.high)
        expected = f"{low:,} to {high:,}" if low < high else f"{high:,}"
        way = "on" if self.since == self.until else "from"
        days = f"{way} {span_words(self.since, self.until)}"
        letters = counted(self.spike.count, "letter")
        said = f"{letters} {days}, expected {expected}"
        if self.began_on < self.since:
            run = (
                f"{self.since_it_began:,} since it began on {day_words(self.began_on)}"
            )
            said += f"; {run}"
        return f"{said}."


def watch_topics(store: Store, moment: datetime) -> tuple[int, ...]:
    """Bring the states of topics up to date with the counts; returns what changed.

    A topic above its expected range escalates, an archived one too, and says the latest
    numbers while it does; one that people resolved regresses, as it does above the rate
    that was tolerated. Escalating ones return to active once counts are as expected.
    """
    until = reference_day(store, moment.date())
    found = watched_counts(store, until)
    alarms = find_alarms(found, until)
    resolutions = store.resolutions.find_resolutions()
    with store.transaction():
        return tuple(
            topic.id
            for topic in store.topics.find_topics()
            if _follow(store, topic, alarms.get(topic.id), resolutions, found, moment)
        )


def watched_counts(store: Store, until: date) -> DailyCounts:
    """Count what alarms are read from: letters that are known to be of their day."""
    since = until - timedelta(days=WATCHED_DAYS - 1)
    return daily_counts(store, since, until, dated_only=True)


def find_alarms(found: DailyCounts, until: date) -> dict[int, Alarm]:
    """Return the alarms that stand on a day, by topic, each topic's latest.

    The topics of the latest day come first, the most surprising of a day first.
    """
    alarms: dict[int, Alarm] = {}
    for days_ago in range(STANDING_DAYS if found.topic_ids else 0):
        day = until - timedelta(days=days_ago)
        if day < found.days[0]:
            break
        row = found.row_of(day)
        for spike in find_spikes(found.counts, row):
            run = found.counts[spike.since : row + 1, spike.topic]
            alarm = Alarm(
                spike=spike,
                since=day - timedelta(days=spike.days - 1),
                until=day,
                began_on=found.days[spike.since],
                since_it_began=int(run.sum()),
            )
            alarms.setdefault(found.topic_ids[spike.topic], alarm)
    return alarms


def expected_ranges(
    store: Store, topic_id: int, trend: Trend
) -> tuple[tuple[float, float] | None, ...]:
    """Return how many letters each week of a trend was expected to bring, 95 %.

    From the rates at that time; None for weeks with too little before them.
    """
    found = watched_counts(store, trend.until)
    if topic_id not in found.topic_ids:
        return ()
    column, row = found.column_of(topic_id), found.row_of(trend.until)
    return tuple(expected_weeks(found.counts, column, row, len(trend.starts)))


def _follow(
    store: Store,
    topic: Topic,
    alarm: Alarm | None,
    resolutions: Mapping[int, Resolution],
    found: DailyCounts,
    moment: datetime,
) -> bool:
    if alarm is not None and _is_answered(store, topic, alarm):
        alarm = None
    state, reason = _next_state(topic, alarm)
    if topic.state is TopicState.RESOLVED:
        resolution = resolutions.get(topic.id)
        reason = (
            _beyond_tolerated(resolution, found) if resolution else _came_back(alarm)
        )
        state = TopicState.REGRESSED if reason else topic.state
    if state is topic.state:
        if state is TopicState.ESCALATING and reason != topic.state_reason:
            store.topics.set_state(topic.id, state, reason)
        return False
    if state is TopicState.ACTIVE and _was_proposed(store, topic):
        state = TopicState.PROPOSED
    note_state(store, topic, state, reason, moment)
    return True


def _beyond_tolerated(resolution: Resolution, found: DailyCounts) -> str:
    if resolution.topic_id not in found.topic_ids:
        return ""
    daily = found.counts[:, found.column_of(resolution.topic_id)]
    return return_sentence(resolution, daily, found.days[-1])


def _is_answered(store: Store, topic: Topic, alarm: Alarm) -> bool:
    """Tell whether people have decided on a topic knowing of these letters.

    Letters from before it was resolved do not bring it back, nor those for which it
    escalated before somebody archived it or said that it is as usual.
    """
    event_id = store.topic_events.find_standing(topic.id, "state")
    if event_id is None or topic.state is TopicState.ESCALATING:
        return False
    event, change = store.topic_events.get_event(event_id)
    was_known = event.is_by_person and change.before["state"] in _ALARMED
    is_known = topic.state is TopicState.RESOLVED or was_known
    return is_known and alarm.since <= event.happened_at.date()


def _came_back(alarm: Alarm | None) -> str:
    return "" if alarm is None else f"It came back: {alarm.sentence}"


def _was_proposed(store: Store, topic: Topic) -> bool:
    """Tell whether nobody had accepted the topic when it began to escalate."""
    event_id = store.topic_events.find_standing(topic.id, "state")
    if event_id is None:
        return False
    change = store.topic_events.get_event(event_id)[1]
    return bool(change.before["state"] == TopicState.PROPOSED)


def _next_state(topic: Topic, alarm: Alarm | None) -> tuple[TopicState, str]:
    if alarm is not None and topic.state in (*_CALM, TopicState.ESCALATING):
        return TopicState.ESCALATING, alarm.sentence
    if alarm is None and topic.state is TopicState.ESCALATING:
        return TopicState.ACTIVE, "Back within its expected range."
    return topic.state, topic.state_reason
