"""The worker: runs what waits, survives what fails, wakes what sleeps."""

import logging
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from feedback.clock import now
from feedback.intake.receiving import import_paths
from feedback.intake.retrying import retry
from feedback.intake.tables.formats import Role
from feedback.intake.tables.recognition import ColumnMapping, Confidence
from feedback.store import Store
from feedback.store.moves import MoveTo
from feedback.types import TriageState
from feedback.worker import FOLLOW, Worker, run_next_job, schedule_following
from tests.builders import receive_letters
from tests.waiting import wait_for

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_it_has_nothing_to_do_without_jobs(store: Store) -> None:
    assert not run_next_job(store)


def test_it_says_when_a_kind_of_job_is_unknown(store: Store) -> None:
    job = store.jobs.add("dance", {}, None, NOW)
    assert run_next_job(store)
    done = store.jobs.get_job(job.id)
    assert (done.state, done.message) == ("failed", "No job is called 'dance'.")


def test_it_ends_a_job_that_breaks_and_goes_on(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    """One bad job never stops the rest; the details go to the log alone."""
    bad = store.jobs.add("fit", {"random_state": "no number"}, None, NOW)
    next_one = store.jobs.add("dance", {}, None, NOW)
    with caplog.at_level(logging.CRITICAL):
        assert run_next_job(store)
    assert store.jobs.get_job(bad.id).state == "failed"
    assert "Traceback" not in store.jobs.get_job(bad.id).message
    assert run_next_job(store)
    assert store.jobs.get_job(next_one.id).is_over


def test_it_runs_jobs_beside_the_pages_until_it_is_stopped(store: Store) -> None:
    worker = Worker(store.path)
    worker.start()
    try:
        job = store.jobs.add("dance", {}, None, NOW)
        wait_for(lambda: store.jobs.get_job(job.id).is_over)
    finally:
        worker.stop()
    late = store.jobs.add("dance", {"n": "2"}, None, NOW)
    time.sleep(0.2)
    assert store.jobs.get_job(late.id).state == "waiting"


def test_it_wakes_letters_whose_day_has_come(store: Store, letters: list[int]) -> None:
    asleep = MoveTo(TriageState.SNOOZED, date(2020, 1, 2))
    store.moves.move(letters[:1], asleep, None, NOW)
    worker = Worker(store.path)
    worker.start()
    try:
        wait_for(lambda: store.letters.get_letter(letters[0]).state is TriageState.OPEN)
    finally:
        worker.stop()


def test_topics_follow_letters_that_a_command_brought(store: Store) -> None:
    schedule_following(store)
    assert store.jobs.find_latest(FOLLOW) is None
    known = store.jobs.add(FOLLOW, {}, None, now() - timedelta(hours=2))
    assert run_next_job(store)
    receive_letters(store, now=now() - timedelta(hours=3), source="before")
    schedule_following(store)
    assert store.jobs.find_latest(FOLLOW) == store.jobs.get_job(known.id)
    receive_letters(store, now=now() - timedelta(hours=1), source="since")
    for _ in range(2):
        schedule_following(store)
        latest = store.jobs.find_latest(FOLLOW)
        assert latest
        assert latest.id == known.id + 1
        run_next_job(store)


def test_topics_follow_letters_that_had_been_set_aside(
    store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("a,b\n1,bad app\n2,slow app\n")
    done = import_paths(store, [path], clock=lambda: now() - timedelta(hours=1))
    known = store.jobs.add(FOLLOW, {}, None, now() - timedelta(minutes=30))
    store.jobs.finish(known.id, "done", "", now())
    schedule_following(store)
    assert store.jobs.find_latest(FOLLOW) == store.jobs.get_job(known.id)
    mapping = ColumnMapping("by hand", {Role.TEXT: (1,)}, {Role.TEXT: Confidence.HIGH})
    assert retry(store, done.id, mapping).received == 2
    schedule_following(store)
    assert store.jobs.find_latest(FOLLOW) != store.jobs.get_job(known.id)
