"""A long job shows that it is alive while the models think."""

import time
from datetime import timedelta

from feedback.store import Store
from feedback.store.jobs import LEASE
from feedback.topics.heartbeat import reporting
from tests.topics.conftest import NOW


def test_it_keeps_its_job_while_it_works(store: Store) -> None:
    job = store.jobs.add("fit", {}, None, NOW)
    assert store.jobs.claim(NOW)
    later = NOW + LEASE + timedelta(seconds=30)
    with reporting(store.path, job.id, lambda: later, seconds=0.02) as reporter:
        reporter.report(3, 10, "Reading letters")
        time.sleep(0.2)
        assert store.jobs.claim(later) is None
    kept = store.jobs.get_job(job.id)
    assert (kept.done, kept.total, kept.message) == (3, 10, "Reading letters")


def test_it_loses_its_job_once_it_is_silent(store: Store) -> None:
    job = store.jobs.add("fit", {}, None, NOW)
    store.jobs.claim(NOW)
    with reporting(store.path, job.id, lambda: NOW, seconds=60):
        pass
    assert store.jobs.claim(NOW + LEASE + timedelta(seconds=1))
