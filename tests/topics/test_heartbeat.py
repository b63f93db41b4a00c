"""A long job shows that it is alive while the models think."""

import threading
import time
from datetime import timedelta

from feedback.store import Store
from feedback.store.jobs import LEASE
from feedback.topics.heartbeat import Reporter, reporting
from tests.topics.conftest import NOW
from tests.waiting import wait_for


def lease_of(store: Store, job_id: int) -> str:
    statement = "SELECT lease_until FROM jobs WHERE id = ?"
    return str(store._db.execute(statement, [job_id]).fetchone()[0])


def test_it_keeps_its_job_while_it_works(store: Store) -> None:
    job = store.jobs.add("fit", {}, None, NOW)
    assert store.jobs.claim(NOW)
    later, clock = NOW + LEASE + timedelta(seconds=30), [NOW]
    with reporting(store.path, job.id, lambda: clock[0], seconds=0.02) as reporter:
        reporter.report(3, 10, "Reading letters")
        lease = lease_of(store, job.id)
        clock[0] = later
        wait_for(lambda: lease_of(store, job.id) != lease)
        assert store.jobs.claim(later) is None
    kept = store.jobs.get_job(job.id)
    assert (kept.done, kept.total, kept.message) == (3, 10, "Reading letters")


def test_it_loses_its_job_once_it_is_silent(store: Store) -> None:
    job = store.jobs.add("fit", {}, None, NOW)
    store.jobs.claim(NOW)
    with reporting(store.path, job.id, lambda: NOW, seconds=60):
        pass
    assert store.jobs.claim(NOW + LEASE + timedelta(seconds=1))


def test_it_goes_on_when_others_write_for_long(store: Store) -> None:
    job = store.jobs.add("fit", {}, None, NOW)
    store.jobs.claim(NOW)
    reporter = Reporter(store.path, job.id, lambda: NOW, patience=0.01)
    with store.transaction():
        reporter.report(3, 10, "Reading letters")
    assert store.jobs.get_job(job.id).message == ""
    over = threading.Event()
    beating = threading.Thread(target=reporter.beat, args=(over, 0.01))
    with store.transaction():
        beating.start()
        time.sleep(0.1)
    wait_for(lambda: store.jobs.get_job(job.id).message)
    over.set()
    beating.join()
    assert store.jobs.get_job(job.id).done == 3
