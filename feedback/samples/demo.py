"""Filling a database with the demo world, through the same doors as real letters."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from feedback.actions.measures.measuring import measure
from feedback.actions.plans.freezing import plan_fields, plan_fingerprint
from feedback.actions.plans.planning import plan_action
from feedback.actions.results.concluding import Conclusion, conclude
from feedback.actions.results.evidence import add_evidence
from feedback.inbox.triage import move_letters
from feedback.intake.receiving import import_paths
from feedback.samples.files import write_files
from feedback.samples.outcomes import OUTCOMES, Outcome
from feedback.samples.types import (
    FORM,
    MAIL,
    STORE,
    Effect,
    SampleAction,
    SampleTopic,
    SampleWorld,
)
from feedback.store import Store
from feedback.topics.counts.watching import watch_topics
from feedback.topics.fitting import run_fit
from feedback.topics.life.life import accept
from feedback.types import (
    Direction,
    LetterFilter,
    MeasureKind,
    Person,
    Plan,
    Topic,
    TopicState,
    TriageState,
)

Step = Callable[[str], None]
ACCEPTED_LETTERS = 40
"""Topics of so many letters are accepted in the demo."""
UNREAD_DAYS = 2
"""Letters of so many last days wait in the demo's inbox; earlier ones are done."""


def fill_demo(
    store: Store, world: SampleWorld, folder: Path, people: list[Person], step: Step
) -> None:
    """Import the world's files, fit topics, triage, and run its actions.

    ``people`` are at least two, the first of whom works; ``step`` is told in words
    what comes next.
    """
    step(f"Importing {len(world.letters):,} sample letters")
    files = write_files(world, folder)
    for path, source in (
        (files.mail, MAIL),
        (files.reviews, STORE),
        (files.forms, FORM),
    ):
        import_paths(store, [path], source)
    step("Recording when writers used the product")
    _record_lives(store, world)
    step("Finding topics")
    run_fit(store)
    _accept_large_topics(store, people[0], _at(world.end_on, 15))
    step("Working through the inbox and the actions")
    _triage(store, world.end_on, people[0])
    for action in sorted(world.actions, key=lambda action: action.start_on):
        _run_action(store, world, action, people)


def _record_lives(store: Store, world: SampleWorld) -> None:
    with store.transaction():
        ids = {
            writer.key: store.writers.record_life(
                writer.address, writer.joined_on, writer.segment, writer.name
            )
            for writer in world.writers
            if writer.address
        }
        store.writers.record_activity(
            (ids[writer.key], day)
            for writer in world.writers
            if writer.key in ids
            for day in writer.active_on
        )


def _accept_large_topics(store: Store, person: Person, at: datetime) -> None:
    """Accept the topics that speak for themselves; the rest is left to be looked at."""
    for topic in store.topics.find_topics([TopicState.PROPOSED]):
        if topic.letters >= ACCEPTED_LETTERS:
            accept(store, topic.id, person.id, at)
    watch_topics(store, at)


def _triage(store: Store, end_on: date, person: Person) -> None:
    """Leave the last days to be read; of the rest, most is done and some waits."""
    last_read_on = end_on - timedelta(days=UNREAD_DAYS)
    ids = store.letters.find_ids(LetterFilter(until=last_read_on, is_automatic=False))
    moved_at = _at(last_read_on, 16)
    waiting, done = ids[3::40], [i for n, i in enumerate(ids) if n % 40 != 3]
    for letter_ids, state in (
        (done, TriageState.DONE),
        (waiting[:14], TriageState.WAITING),
        (waiting[14:], TriageState.DONE),
    ):
        if letter_ids:
            move_letters(store, letter_ids, state, person.id, moved_at)


def _run_action(
    store: Store, world: SampleWorld, sample: SampleAction, people: list[Person]
) -> None:
    outcome = OUTCOMES[sample.name]
    topics = [_fitted_topic(store, world.truth.topics[key]) for key in sample.topics]
    topics = topics or [store.topics.find_topics()[0]]
    plan = _plan(sample, outcome, [topic.id for topic in topics], people[0])
    planned_at = min(_at(sample.start_on, 9), _at(world.end_on, 8))
    action_id = plan_action(store, plan, planned_at, seed=7)
    if sample.start_on > world.end_on:
        return
    action = store.actions.get_action(action_id)
    store.actions.start(
        action_id, action.version, plan_fingerprint(plan_fields(plan)), planned_at
    )
    _keep_arms(store, world, sample, action_id)
    if outcome.learned and sample.due_on < world.end_on:
        _conclude(store, sample, outcome, action_id, topics[0], people)


def _plan(
    sample: SampleAction, outcome: Outcome, topic_ids: list[int], owner: Person
) -> Plan:
    is_share = sample.effect is Effect.SHARE_LIFT
    return Plan(
        title=sample.name,
        link=sample.link,
        purpose=sample.purpose,
        topic_ids=tuple(topic_ids),
        measure=outcome.measure,
        direction=Direction.UP if is_share else Direction.DOWN,
        smallest_change=0.05 if is_share else 0.25,
        due_on=sample.due_on,
        owner_id=owner.id,
        cost=outcome.cost,
        audience_query="inactive:21" if is_share else "",
        holdout_share=0.35 if is_share else 0.0,
        criterion=outcome.criterion,
        measure_note=outcome.measure_note,
    )


def _keep_arms(
    store: Store, world: SampleWorld, sample: SampleAction, action_id: int
) -> None:
    """Keep the arms that the world drew, because it knows how they fared."""
    addresses = {writer.key: writer.address for writer in world.writers}
    arms = [(key, False) for key in sample.audience]
    arms += [(key, True) for key in sample.holdout]
    store.audiences.keep(
        action_id,
        [
            (store.writers.get_writer_by_key(addresses[key]).id, is_held_out)
            for key, is_held_out in arms
            if addresses[key]
        ],
    )


def _conclude(
    store: Store,
    sample: SampleAction,
    outcome: Outcome,
    action_id: int,
    topic: Topic,
    people: list[Person],
) -> None:
    at = _at(sample.due_on + timedelta(days=1), 10)
    action = store.actions.get_action(action_id)
    if outcome.measure is MeasureKind.READING:
        for quote in store.quotes.find_exemplars(topic.id, limit=3):
            add_evidence(
                store, action_id, quote.letter_id, quote.text, people[0].id, at
            )
    is_measured = outcome.measure in (MeasureKind.LETTERS, MeasureKind.RETURNS)
    verdict = measure(store, action, at.date()).kind if is_measured else outcome.verdict
    conclude(
        store,
        action_id,
        Conclusion(
            verdict=verdict,
            basis=outcome.basis,
            learned=outcome.learned,
            version=store.actions.get_action(action_id).version,
            reason=outcome.reason,
            answer=outcome.answer,
            next_step=outcome.next_step,
        ),
        people[0].id,
        at,
    )


def _fitted_topic(store: Store, true_topic: SampleTopic) -> Topic:
    """Return the found topic that speaks of a true one: by the terms they share."""
    terms = {word for term in true_topic.terms for word in term.casefold().split()}

    def shared(topic: Topic) -> tuple[int, int]:
        own = " ".join((topic.name, *topic.keywords)).casefold()
        return sum(term in own for term in terms), topic.letters

    return max(store.topics.find_topics(), key=shared)


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), UTC)
