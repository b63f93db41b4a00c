"""Jobs: claimed once, continued after a dead worker, given up in the end."""

from datetime import UTC, datetime, timedelta

import pytest

from feedback.errors import NotFound
from feedback.store import Store
from feedback.store.jobs import LEASE, MAX_ATTEMPTS

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = NOW + LEASE + timedelta(seconds=1)


def test_it_adds_a_job_once_while_it_is_under_way(store: Store) -> None:
    first = store.jobs.add("fit", {"seed": "0"}, None, NOW)
    assert store.jobs.add("fit", {"seed": "0"}, None, NOW) == first
    assert store.jobs.add("fit", {"seed": "1"}, None, NOW).id != first.id
    store.jobs.claim(NOW)
    store.jobs.finish(first.id, "done", "12 topics", NOW)
    assert store.jobs.add("fit", {"seed": "0"}, None, NOW).id != first.id


def test_it_gives_each_job_to_one_worker(store: Store) -> None:
    for seed in "ab":
        store.jobs.add("fit", {"seed": seed}, None, NOW)
    with Store(store.path) as other:
        claimed = [store.jobs.claim(NOW), other.jobs.claim(NOW), store.jobs.claim(NOW)]
    assert [job.argument["seed"] if job else None for job in claimed] == [
        "a",
        "b",
        None,
    ]


def test_it_gives_a_dead_workers_job_to_the_next(store: Store) -> None:
    """Case 80: a lease that has run out is the sign of death."""
    job = store.jobs.add("fit", {}, None, NOW)
    store.jobs.claim(NOW)
    assert store.jobs.claim(NOW + LEASE) is None
    again = store.jobs.claim(LATER)
    assert again is not None
    assert (again.id, again.attempts) == (job.id, 2)


def test_it_keeps_a_job_whose_worker_reports(store: Store) -> None:
    job = store.jobs.add("fit", {}, None, NOW)
    store.jobs.claim(NOW)
    store.jobs.report(job.id, 5, 10, "reading", LATER)
    assert store.jobs.claim(LATER) is None
    shown = store.jobs.get_job(job.id)
    assert (shown.done, shown.total, shown.message) == (5, 10, "reading")
    assert not shown.is_over


def test_it_gives_up_after_three_deaths(store: Store) -> None:
    job = store.jobs.add("fit", {}, None, NOW)
    moment = NOW
    for _ in range(MAX_ATTEMPTS):
        assert store.jobs.claim(moment) is not None
        moment += LEASE + timedelta(seconds=1)
    assert store.jobs.claim(moment) is None
    failed = store.jobs.get_job(job.id)
    assert (failed.state, failed.is_over, failed.attempts) == ("failed", True, 3)
    assert failed.finished_at == moment
    assert "died" in failed.message


def test_it_knows_the_latest_of_a_kind(store: Store) -> None:
    assert store.jobs.find_latest("fit") is None
    store.jobs.add("fit", {"n": "1"}, None, NOW)
    last = store.jobs.add("fit", {"n": "2"}, None, NOW)
    assert store.jobs.find_latest("fit") == last
    with pytest.raises(NotFound):
        store.jobs.get_job(999)


def test_it_forgets_jobs_that_ended_long_ago(store: Store) -> None:
    old = store.jobs.add("fit", {}, None, NOW)
    store.jobs.finish(old.id, "done", "", NOW)
    waiting = store.jobs.add("import", {}, None, NOW)
    assert store.jobs.forget(NOW + timedelta(days=1)) == 1
    assert store.jobs.get_job(waiting.id).state == "waiting"
    with pytest.raises(NotFound):
        store.jobs.get_job(old.id)
