"""A sign of life for a long job: its lease is renewed while the models think."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from feedback.clock import Clock
from feedback.errors import StoreBusy
from feedback.store import Store
from feedback.store.connection import BUSY_SECONDS
from feedback.store.jobs import LEASE

BEAT_SECONDS = LEASE.total_seconds() / 4


@contextmanager
def reporting(
    path: Path, job_id: int, now: Clock, seconds: float = BEAT_SECONDS
) -> "Iterator[Reporter]":
    """Yield what reports progress of a job, and repeats it until the block ends."""
    reporter = Reporter(path, job_id, now)
    over = threading.Event()
    thread = threading.Thread(
        target=reporter.beat, args=(over, seconds), name="heartbeat", daemon=True
    )
    thread.start()
    try:
        yield reporter
    finally:
        over.set()
        thread.join()


class Reporter:
    """Writes the progress of one job from the thread of its heartbeat and others."""

    def __init__(
        self, path: Path, job_id: int, now: Clock, patience: float = BUSY_SECONDS
    ) -> None:
        self._path = path
        self._job_id = job_id
        self._now = now
        self._patience = patience
        self._latest = (0, 0, "")
        self._turn = threading.Lock()

    def report(self, done: int, total: int, message: str) -> None:
        """Record progress; called from any thread.

        A database that others write to for long hears of it at the next beat: that is
        no reason to end the work, or to fall silent.
        """
        with self._turn:
            self._latest = (done, total, message)
            self._write()

    def beat(self, over: threading.Event, seconds: float) -> None:
        """Repeat the latest progress every so many seconds."""
        while not over.wait(seconds):
            with self._turn:
                self._write()

    def _write(self) -> None:
        with suppress(StoreBusy), Store(self._path, self._patience) as store:
            store.jobs.report(self._job_id, *self._latest, self._now())
