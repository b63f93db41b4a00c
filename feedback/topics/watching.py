"""Watching the counts: topics escalate, calm down, or come back after a fix."""

from datetime import date, datetime, timedelta

from feedback.store import Store
from feedback.store.resolutions import Resolution
from feedback.topics.life import note_state
from feedback.topics.resolving import return_sentence
from feedback.topics.spikes import Spike, expected_weeks, find_spikes
from feedback.topics.trends import DailyCounts, Trend, daily_counts, reference_day
from feedback.types import Topic, TopicState

WATCHED_DAYS = 400
_CALM = {TopicState.ACTIVE, TopicState.PROPOSED, TopicState.ARCHIVED}


def watch_topics(store: Store, moment: datetime) -> tuple[int, ...]:
    """Bring the states of topics up to date with the counts; returns what changed.

    A topic above its expected range escalates, an archived one too; one that people
    resolved regresses, as it does above the rate that was tolerated. Escalating ones
    return to active once the counts are as expected.
    """
    until = reference_day(store, moment.date())
    found = daily_counts(store, until - timedelta(days=WATCHED_DAYS - 1), until)
    spikes = spikes_of(found, until)
    resolutions = store.resolutions.find_resolutions()
    with store.transaction():
        return tuple(
            topic.id
            for topic in store.topics.find_topics()
            if _follow(store, topic, spikes.get(topic.id), resolutions, found, moment)
        )


def spikes_of(found: DailyCounts, until: date) -> dict[int, Spike]:
    """Return the spike of each topic that is above its expected range."""
    if not found.topic_ids:
        return {}
    row = found.row_of(until)
    spikes = find_spikes(found.counts, row)
    return {found.topic_ids[spike.topic]: spike for spike in spikes}


def expected_ranges(
    store: Store, topic_id: int, trend: Trend
) -> tuple[tuple[float, float] | None, ...]:
    """Return how many letters each week of a trend was expected to bring, 95 %.

    From the rates at that time; None for weeks with too little before them.
    """
    found = daily_counts(
        store, trend.until - timedelta(days=WATCHED_DAYS - 1), trend.until
    )
    if topic_id not in found.topic_ids:
        return ()
    column, row = found.column_of(topic_id), found.row_of(trend.until)
    return tuple(expected_weeks(found.counts, column, row, len(trend.starts)))


def spike_sentence(spike: Spike, days: tuple[date, ...]) -> str:
    """Say how a topic is above its expected range."""
    since = days[len(days) - spike.days]
    low, high = round(spike.low), round(spike.high)
    expected = f"{low:,} to {high:,}" if low < high else f"{high:,}"
    return (
        f"{spike.count:,} letters since {since.day} {since:%B %Y}, expected {expected}."
    )


def _follow(
    store: Store,
    topic: Topic,
    spike: Spike | None,
    resolutions: dict[int, Resolution],
    found: DailyCounts,
    moment: datetime,
) -> bool:
    state, reason = _next_state(topic, spike, found)
    if topic.state is TopicState.RESOLVED:
        resolution = resolutions.get(topic.id)
        reason = (
            _beyond_tolerated(resolution, found)
            if resolution
            else _spike_since_resolved(store, topic, spike, found)
        )
        state = TopicState.REGRESSED if reason else topic.state
    if state is topic.state:
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


def _spike_since_resolved(
    store: Store, topic: Topic, spike: Spike | None, found: DailyCounts
) -> str:
    """Say how a topic came back; letters from before it was resolved do not count."""
    if spike is None:
        return ""
    event_id = store.topic_events.find_standing(topic.id, "state")
    if event_id is not None:
        resolved_on = store.topic_events.get_event(event_id)[0].happened_at.date()
        if found.days[len(found.days) - spike.days] <= resolved_on:
            return ""
    return f"It came back: {spike_sentence(spike, found.days)}"


def _was_proposed(store: Store, topic: Topic) -> bool:
    """Tell whether nobody had accepted the topic when it began to escalate."""
    event_id = store.topic_events.find_standing(topic.id, "state")
    if event_id is None:
        return False
    change = store.topic_events.get_event(event_id)[1]
    return bool(change.before["state"] == TopicState.PROPOSED)


def _next_state(
    topic: Topic, spike: Spike | None, found: DailyCounts
) -> tuple[TopicState, str]:
    if spike is not None:
        sentence = spike_sentence(spike, found.days)
        if topic.state in _CALM:
            return TopicState.ESCALATING, sentence
    elif topic.state is TopicState.ESCALATING:
        return TopicState.ACTIVE, "Back within its expected range."
    return topic.state, topic.state_reason
