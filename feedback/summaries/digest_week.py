"""The digest of a week: what changed, what to decide, what was found, how sure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from feedback.actions.results.coverage import count_coverage, month_outcomes
from feedback.actions.sentences import share_words, weekly_words
from feedback.days import day_words
from feedback.plurals import counted
from feedback.store import Store
from feedback.summaries.changes import Change, find_changes
from feedback.topics.counts.trends import daily_counts, start_of
from feedback.topics.counts.watching import find_alarms, watched_counts
from feedback.topics.discovery.placing import SURE
from feedback.types import (
    Action,
    ActionState,
    Coverage,
    DataResult,
    LetterCounts,
    Quote,
    Topic,
    TopicState,
)

MOST_TOPICS = 4
_ALARMING = (TopicState.ESCALATING, TopicState.REGRESSED)


@dataclass(frozen=True, slots=True)
class DigestTopic:
    """A topic with what is to be said of it, and a letter's own words."""

    topic: Topic
    letters: int
    sentence: str
    quote: Quote | None


@dataclass(frozen=True, slots=True)
class Decision:
    """Something that waits for a person.

    It stands at a ``topic``, an ``action`` or a ``result`` with the id ``noun_id``, or
    on the page of all ``results``.
    """

    sentence: str
    noun: str
    noun_id: int


@dataclass(frozen=True, slots=True)
class DigestResult:
    """An action concluded in the week, with its result."""

    action: Action
    result: DataResult


@dataclass(frozen=True, slots=True)
class Digest:
    """A week from ``since`` to ``until``, both days included.

    ``topics`` are those that changed beyond chance or, when ``is_quiet``, those with
    most letters. ``coverage`` is that of the month of ``until``. ``silent_since`` is
    the day of the last letter where the week has none.
    """

    since: date
    until: date
    letters: LetterCounts
    letters_before: int
    silent_since: date | None
    topics: tuple[DigestTopic, ...]
    is_quiet: bool
    decisions: tuple[Decision, ...]
    started: tuple[Action, ...]
    due: tuple[Action, ...]
    concluded: tuple[DigestResult, ...]
    coverage: Coverage
    sureness: tuple[str, ...]


def latest_week(today: date) -> date:
    """Return a day of the week to read about: the one before, until Thursday."""
    return today - timedelta(days=3)


def weekly_digest(store: Store, day: date, now: datetime) -> Digest:
    """Sum up the week of ``day``, Monday to Sunday, or until now when it still runs."""
    since = start_of(day, "week")
    until = min(since + timedelta(days=6), max(now.date(), since))
    letters = _count(store, since, until)
    topics = _changed_topics(store, since, until)
    running = store.actions.find_actions([ActionState.RUNNING])
    return Digest(
        since=since,
        until=until,
        letters=letters,
        letters_before=_count(
            store, since - timedelta(days=7), until - timedelta(days=7)
        ).letters,
        silent_since=None if letters.letters else _last_letter_on(store, since),
        topics=topics or _busy_topics(store, since, until),
        is_quiet=not topics,
        decisions=(*_topic_decisions(store), *_action_decisions(store, until)),
        started=tuple(a for a in running if a.started_on and a.started_on >= since),
        due=tuple(a for a in running if until < a.plan.due_on <= until + _WEEK),
        concluded=_concluded(store, since, until),
        coverage=count_coverage(month_outcomes(store, until, until)),
        sureness=_sureness(store, since, until),
    )


_WEEK = timedelta(days=7)


def _count(store: Store, since: date, until: date) -> LetterCounts:
    """Count the letters of (part of) a week as trends do: what is repeated once."""
    for found in store.trends.count_all(since, until, "week"):
        return LetterCounts(found.letters, found.writers)
    return LetterCounts(0, 0)


def _last_letter_on(store: Store, before: date) -> date | None:
    period = store.trends.get_period(before)
    return period[1] if period else None


def _changed_topics(store: Store, since: date, until: date) -> tuple[DigestTopic, ...]:
    """Return the topics above their expected range, then those that changed."""
    found = watched_counts(store, until)
    said = {
        topic_id: alarm.sentence
        for topic_id, alarm in find_alarms(found, until).items()
    }
    for topic_id, change in find_changes(store, until).items():
        said.setdefault(topic_id, _change_sentence(change))
    return tuple(
        _digest_topic(store, store.topics.get_topic(topic_id), sentence, since, until)
        for topic_id, sentence in list(said.items())[:MOST_TOPICS]
    )


def _busy_topics(store: Store, since: date, until: date) -> tuple[DigestTopic, ...]:
    """Return the topics with most letters of the week."""
    found = daily_counts(store, since, until)
    letters = dict(zip(found.topic_ids, found.counts.sum(axis=0), strict=True))
    busiest = sorted(letters, key=lambda i: (-letters[i], i))[:MOST_TOPICS]
    return tuple(
        _digest_topic(store, store.topics.get_topic(topic_id), "", since, until)
        for topic_id in busiest
        if letters[topic_id]
    )


def _digest_topic(
    store: Store, topic: Topic, sentence: str, since: date, until: date
) -> DigestTopic:
    counts = store.trends.count_topics(since, until, "week")
    day_after = until + timedelta(days=1)
    quotes = store.evidence.find_passages([topic.id], since, day_after, 1)
    return DigestTopic(
        topic=topic,
        letters=sum(one.letters for one in counts if one.topic_id == topic.id),
        sentence=sentence,
        quote=quotes[0] if quotes else None,
    )


def _change_sentence(change: Change) -> str:
    return (
        f"{change.in_words} in four weeks: "
        f"{weekly_words(change.before, change.after, 'now')}."
    )


def _topic_decisions(store: Store) -> list[Decision]:
    return [
        Decision(f"{topic.name}: {topic.state_reason}", "topic", topic.id)
        for topic in store.topics.find_topics(_ALARMING)
    ]


def _action_decisions(store: Store, until: date) -> list[Decision]:
    due = [
        Decision(f"{a.plan.title}: due {day_words(a.plan.due_on)}.", "action", a.id)
        for a in store.actions.find_actions([ActionState.RUNNING])
        if a.plan.due_on <= until
    ]
    return due + _unsigned(store)


def _unsigned(store: Store) -> list[Decision]:
    """Name the one result that waits for a second person, or count them."""
    waiting = [
        result.action_id
        for result in store.results.find_results()
        if result.basis and not result.countersigned_by
    ]
    if len(waiting) > 1:
        sentence = f"{len(waiting)} results wait for a second person to countersign."
        return [Decision(sentence, "results", 0)]
    return [_unsigned_result(store, action_id) for action_id in waiting]


def _unsigned_result(store: Store, action_id: int) -> Decision:
    title = store.actions.get_action(action_id).plan.title
    return Decision(f"{title}: countersign the result.", "result", action_id)


def _concluded(store: Store, since: date, until: date) -> tuple[DigestResult, ...]:
    return tuple(
        DigestResult(store.actions.get_action(result.action_id), result)
        for result in store.results.find_results(since, until)
    )


def _sureness(store: Store, since: date, until: date) -> tuple[str, ...]:
    placed = store.trends.count_placed(since, until, SURE)
    letters = sum(placed.values())
    said = []
    if letters:
        sure, unsure, none = (
            share_words(placed[key] / letters) for key in (True, False, None)
        )
        said.append(
            f"{counted(letters, 'letter')}: {sure} placed on a topic for sure, "
            f"{unsure} not for sure, {none} without a topic."
        )
    fit = store.fits.find_latest()
    said.append(
        f"Topics were last fitted on {day_words(fit.started_at.date())}."
        if fit
        else "No topics were fitted yet."
    )
    return tuple(said)
