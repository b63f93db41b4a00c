"""A fit: the text models read all letters, and topics keep who they are.

Reading and grouping take long and hold no lock. What they found is then matched to
the topics as they stand at that moment and written in one transaction, so that a fit
that is killed leaves nothing half-written. A letter that has a topic keeps it: what
the models would change goes to people as proposals.
"""

from datetime import datetime

from feedback import clock
from feedback.clock import Clock
from feedback.plurals import counted
from feedback.store import Store
from feedback.store.jobs import Job
from feedback.topics.counts.watching import watch_topics
from feedback.topics.discovery.embedding import STATIC, version_of
from feedback.topics.discovery.found import Grouping, LetterText
from feedback.topics.discovery.grouping import Progress, group_letters
from feedback.topics.discovery.matching import match_clusters
from feedback.topics.discovery.placing import place_found
from feedback.topics.discovery.suggesting import suggest
from feedback.topics.filing.learning import place_look_alikes
from feedback.topics.filing.rules import apply_rules
from feedback.topics.heartbeat import reporting
from feedback.topics.rechecks.rechecking import SIZE, draw_if_due
from feedback.topics.tones import read_tones
from feedback.types import Fit


def _no_progress(done: int, total: int, message: str) -> None:
    """Say nothing."""


def run_fit(
    store: Store,
    random_state: int = 0,
    progress: Progress = _no_progress,
    now: Clock = clock.now,
    embedder: str = STATIC,
    recheck_letters: int = SIZE,
) -> Fit:
    """Read every letter, find topics, place what has none, and propose the rest.

    ``embedder`` and ``recheck_letters`` are the settings of that name. ``progress`` is
    called with (done, total, message); what it raises ends the fit.
    """
    fit_id = store.fits.start(random_state, version_of(embedder), now())
    try:
        grouping = group_letters(read_letters(store), random_state, progress, embedder)
        progress(grouping.letters, grouping.letters, "Placing letters")
        place_look_alikes(store, now)
        record_grouping(store, fit_id, grouping, now(), recheck_letters)
        read_tones(store)
    except Exception as error:
        store.fits.fail(fit_id, f"{type(error).__name__}: {error}", now())
        raise
    return store.fits.get_fit(fit_id)


def run_fit_job(
    store: Store,
    job: Job,
    now: Clock = clock.now,
    embedder: str = STATIC,
    recheck_letters: int = SIZE,
) -> str:
    """Run the fit that a job asks for; returns a sentence on the outcome."""
    random_state = int(job.argument.get("random_state", "0"))
    with reporting(store.path, job.id, now) as reporter:
        fit = run_fit(
            store, random_state, reporter.report, now, embedder, recheck_letters
        )
    return (
        f"{counted(fit.letters, 'letter')} read, {fit.placed:,} of them on "
        f"{counted(fit.topics, 'topic')}."
    )


def read_letters(store: Store) -> list[LetterText]:
    """Return all letters that are feedback, as the models read them."""
    return [
        LetterText.of(letter_id, subject, body)
        for letter_id, subject, body, _ in store.letters.read_texts()
    ]


def record_grouping(
    store: Store,
    fit_id: int,
    grouping: Grouping,
    moment: datetime,
    recheck_letters: int = SIZE,
) -> None:
    """Write what a fit found, all of it or nothing.

    Placings are dated to when the texts were read, so that a letter that has changed
    meanwhile is placed anew.
    """
    read_at = store.fits.get_fit(fit_id).started_at
    with store.transaction():
        store.assignments.drop_outdated()
        apply_rules(store, moment)
        standing = store.assignments.find_standing()
        topics = store.topics.find_topics()
        matching = match_clusters(
            grouping.letters_of(), standing, [topic.id for topic in topics]
        )
        homes = place_found(store, fit_id, grouping, matching, standing, read_at)
        suggestions = suggest(store, grouping, matching, homes, topics)
        store.proposals.replace_open(fit_id, suggestions, moment)
        placed = store.assignments.count_letters()
        store.fits.finish(
            fit_id,
            letters=grouping.letters,
            placed=placed,
            unsure=max(grouping.letters - placed, 0),
            topics=len(store.topics.find_topics()),
            detail="",
            finished_at=moment,
        )
    watch_topics(store, moment)
    draw_if_due(store, moment, recheck_letters)
