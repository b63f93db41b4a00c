"""The worker: one thread beside the pages.

It runs jobs, one after the other, wakes snoozed letters whose day has come, and sees
to it that mailboxes are read in time, and that copies and topics follow the letters.
"""

import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from feedback.clock import now, today
from feedback.errors import PostbagError
from feedback.intake.mailboxes.schedule import FETCH, schedule_fetches
from feedback.settings import Settings
from feedback.store import Store
from feedback.store.connection import PATIENT_SECONDS
from feedback.store.jobs import Job
from feedback.store.maintenance import CHECKED_AT_START

Handler = Callable[[Store, Job], str]

FIT, IMPORT, FOLLOW = "fit", "import", "follow"
COPIES, WRITERS = "copies", "writers"
READ_ATTACHMENTS = "read attachments"
PROTECT = "protect"
_HANDLERS = {
    FIT: ("feedback.topics.fitting", "run_fit_job"),
    IMPORT: ("feedback.intake.import_jobs", "run_import_job"),
    FETCH: ("feedback.intake.mailboxes.fetching", "run_fetch_job"),
    READ_ATTACHMENTS: (
        "feedback.intake.documents.attachment_reading",
        "run_attachment_job",
    ),
    PROTECT: ("feedback.intake.protection.protecting_kept", "run_protect_job"),
    FOLLOW: ("feedback.topics.following", "run_follow_job"),
    COPIES: ("feedback.topics.alike.copies", "run_copies_job"),
    WRITERS: ("feedback.people.writers", "run_writers_job"),
}
_SETTINGS_OF = {FIT: ("embedder", "recheck_letters"), FOLLOW: ("recheck_letters",)}
BRINGS_LETTERS = {IMPORT, FETCH}
IDLE_SECONDS = 1.0
RETRY_AFTER = timedelta(minutes=10)
KEPT_JOBS = timedelta(days=30)
KEPT_UPLOADS = timedelta(days=7)
FIRST_WATCH = timedelta(minutes=5)
"""Not at once, so that the first pages after a start are quick."""
_RESTORE = "postbag restore SRC"
_log = logging.getLogger(__name__)


class Worker:
    """Runs the jobs of one database until it is stopped."""

    def __init__(self, db: Path, settings: Settings | None = None) -> None:
        self._db = db
        self._settings = settings or Settings()
        self._quiet_until = self._watch_at = now() + FIRST_WATCH
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="worker", daemon=True)

    def start(self) -> None:
        """Begin to look for jobs."""
        self._thread.start()

    def stop(self) -> None:
        """Take no further job; one under way is claimed again at the next start."""
        self._stopping.set()
        self._thread.join(timeout=IDLE_SECONDS)

    def _run(self) -> None:
        with Store(self._db, PATIENT_SECONDS) as store:
            self._check(store)
            while not self._stopping.is_set():
                try:
                    store.moves.wake(today(), now())
                    schedule_fetches(store, self._settings, now())
                    self._watch_daily(store)
                    schedule_comparing(store)
                    if now() >= self._quiet_until:
                        schedule_following(store)
                    worked = run_next_job(store, self._settings)
                except PostbagError:
                    _log.exception("The worker could not look for jobs")
                    worked = False
                if not worked:
                    self._stopping.wait(IDLE_SECONDS)

    def _check(self, store: Store) -> None:
        """Look a database over that is too large to be checked before the start."""
        if self._db.stat().st_size > CHECKED_AT_START:
            for problem in store.maintenance.check_quickly():
                _log.error("%s: %s. Put a backup back: %s", self._db, problem, _RESTORE)
                self._stopping.set()

    def _watch_daily(self, store: Store) -> None:
        """Have the topics watched once a day, also when no letter comes."""
        if now() >= self._watch_at:
            from feedback.intake.import_jobs import forget_uploads

            self._watch_at = now() + timedelta(days=1)
            store.jobs.forget(now() - KEPT_JOBS)
            forget_uploads(store, now() - KEPT_UPLOADS)
            store.jobs.add(FOLLOW, {}, None, now())


def schedule_comparing(store: Store) -> None:
    """Have copies looked for and writers joined when letters have come.

    It does not matter who brought them. After a failure only once in a while: the
    next try is likely to fail too.
    """
    if store.copy_index.is_behind():
        _add_unless_failed(store, COPIES)
    if store.writer_traits.is_behind():
        _add_unless_failed(store, WRITERS)


def schedule_following(store: Store) -> None:
    """Have topics follow letters that came otherwise than by a job.

    That is by a command, or from what had been set aside.
    """
    latest = next(iter(store.imports.find_imports(1)), None)
    arrived_at = store.letters.find_newest_arrival()
    if latest is None or latest.finished_at is None:
        return
    came_at = max(latest.finished_at, arrived_at or latest.finished_at)
    if came_at > now():
        return
    known = store.jobs.find_latest(FOLLOW)
    if known is None or known.created_at < came_at:
        _add_unless_failed(store, FOLLOW)


def _add_unless_failed(store: Store, kind: str) -> None:
    latest = store.jobs.find_latest(kind)
    failed_at = latest.finished_at if latest and latest.state == "failed" else None
    if failed_at is None or failed_at < now() - RETRY_AFTER:
        store.jobs.add(kind, {}, None, now())


def run_next_job(store: Store, settings: Settings | None = None) -> bool:
    """Claim and run one job; returns False when none waits."""
    job = store.jobs.claim(now())
    if job is None:
        return False
    try:
        message = _handler(job.kind, settings or Settings())(store, job)
    except PostbagError as error:
        store.jobs.finish(job.id, "failed", str(error), now())
    except Exception:
        _log.exception("Job %s (%s) failed", job.id, job.kind)
        advice = "It failed unexpectedly; the log of the server says more."
        store.jobs.finish(job.id, "failed", advice, now())
    else:
        store.jobs.finish(job.id, "done", message, now())
        if job.kind == FOLLOW:
            store.moves.wake_written_again(now())
        _add_following(store, job.kind)
    return True


def _add_following(store: Store, kind: str) -> None:
    """Add the jobs that come after one of this kind."""
    if kind in BRINGS_LETTERS:
        store.jobs.add(FOLLOW, {}, None, now())
    if kind in {*BRINGS_LETTERS, READ_ATTACHMENTS}:
        from feedback.intake.documents.attachment_reading import schedule_reading

        schedule_reading(store, now())


def _handler(kind: str, settings: Settings) -> Handler:
    """Return what runs a kind of job; heavy modules load only here."""
    if kind not in _HANDLERS:
        raise PostbagError(f"No job is called {kind!r}.")
    module, name = _HANDLERS[kind]
    run: Any = getattr(import_module(module), name)
    chosen = {name: getattr(settings, name) for name in _SETTINGS_OF.get(kind, ())}
    handler: Handler = partial(run, **chosen)
    return handler
