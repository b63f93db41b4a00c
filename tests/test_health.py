"""Health: what works, what needs a look, what has broken, and who is told."""

from datetime import timedelta

import pytest
from flask import Flask

from feedback import health
from feedback.health import Condition, Sign, find_signs, find_urgent
from feedback.settings import Mailbox, Settings
from feedback.store import Store
from feedback.store.connection import damage_mark
from feedback.store.mailboxes import Position
from feedback.types import Refusal, Role, SourceKind
from tests.conftest import NOW, add_person, sign_in

HUGE = 1 << 62


def look(store: Store, part: str, *mailboxes: Mailbox) -> Sign:
    settings = Settings(db=store.path, mailboxes=mailboxes)
    (found,) = [s for s in find_signs(store, settings, NOW) if s.part == part]
    return found


def test_it_finds_nothing_wrong_with_a_new_installation(store: Store) -> None:
    signs = find_signs(store, Settings(db=store.path), NOW)
    assert {sign.condition for sign in signs} == {Condition.GOOD}
    assert not find_urgent(store.path)


def test_it_says_when_the_disk_is_nearly_full(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Case 58: before letters are refused, not after."""
    monkeypatch.setattr(health, "LEAST_FREE", HUGE)
    assert look(store, "Disk").condition is Condition.BROKEN
    assert [sign.part for sign in find_urgent(store.path)] == ["Disk"]


def test_it_says_when_damage_was_found(store: Store) -> None:
    damage_mark(store.path).write_text("x")
    found = look(store, "Database")
    assert found.condition is Condition.BROKEN
    assert "postbag restore" in found.advice


def test_it_says_when_nothing_can_be_written(store: Store) -> None:
    store._db.execute("PRAGMA query_only = ON")
    assert look(store, "Database").condition is Condition.BROKEN


def test_it_leaves_the_database_as_it_was(store: Store) -> None:
    before = store._db.conn.total_changes
    find_signs(store, Settings(db=store.path), NOW)
    assert store._db.conn.total_changes == before
    assert not store._db.conn.in_transaction


def test_it_is_no_trouble_that_somebody_writes(store: Store) -> None:
    with Store(store.path, busy_seconds=0) as other, store.transaction():
        assert look(other, "Database").condition is Condition.GOOD


def test_it_says_when_nobody_works(store: Store) -> None:
    store.jobs.add("fit", {}, None, NOW - timedelta(minutes=30))
    found = look(store, "Background work")
    assert found.condition is Condition.BROKEN
    assert '"fit" has waited for 30 minutes' in found.says
    store.jobs.claim(NOW)
    assert look(store, "Background work").condition is Condition.GOOD


def test_it_shows_the_last_failure_of_a_job_until_it_works_again(store: Store) -> None:
    for state, condition in (("failed", Condition.LOOK), ("done", None)):
        job = store.jobs.add("copies", {}, None, NOW)
        store.jobs.finish(job.id, state, "It broke.", NOW)
        signs = find_signs(store, Settings(db=store.path), NOW)
        shown = [s.condition for s in signs if s.part == "Job: copies"]
        assert shown == ([condition] if condition else [])


def test_it_tells_each_mailbox_by_its_last_fetch(store: Store) -> None:
    good, bad, new = Mailbox("support"), Mailbox("returns"), Mailbox("press")
    for mailbox, state in ((good, "done"), (bad, "failed")):
        job = store.jobs.add("fetch", {"mailbox": mailbox.name}, None, NOW)
        store.jobs.finish(job.id, state, "The server refused the password.", NOW)
    conditions = [
        look(store, f"Mailbox: {one.name}", good, bad, new).condition
        for one in (good, bad, new)
    ]
    assert conditions == [Condition.GOOD, Condition.BROKEN, Condition.LOOK]


def test_a_fetch_by_hand_counts_like_one_on_schedule(store: Store) -> None:
    box = Mailbox("support", "imap.example.com", "ann")
    part = "Mailbox: support"
    read = Position(1, 7), NOW + timedelta(minutes=1)
    store.mailboxes.save_position("ann@imap.example.com", "INBOX", *read)
    assert look(store, part, box).says == f"Read {read[1]:%d %b at %H:%M} UTC."
    for minutes, condition in ((0, Condition.GOOD), (2, Condition.BROKEN)):
        job = store.jobs.add("fetch", {"mailbox": "support"}, None, NOW)
        at = NOW + timedelta(minutes=minutes)
        store.jobs.finish(job.id, "failed", "The server refused the password.", at)
        assert look(store, part, box).condition is condition


def test_it_counts_what_was_set_aside(store: Store) -> None:
    import_id = store.imports.start("a", SourceKind.FILE, "a", NOW)
    refusal = Refusal(
        location="line 2", reason="r", media_type="text/csv", original=b"x"
    )
    store.imports.set_aside(import_id, [refusal], NOW)
    assert look(store, "Set aside").says.endswith("could not be read: 1.")


def test_it_is_shown_to_admins(app: Flask, store: Store) -> None:
    admin = sign_in(app, add_person(store, "root@example.com", Role.ADMIN))
    page = admin.get("/health")
    assert page.status_code == 200
    assert "Everything works." in page.text


def test_it_warns_admins_on_every_page(
    app: Flask, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "LEAST_FREE", HUGE)
    admin = sign_in(app, add_person(store, "root@example.com", Role.ADMIN))
    agent = sign_in(app, add_person(store, "ada@example.com", Role.AGENT))
    assert "Make room now" in admin.get("/health").text
    assert "What to do" in admin.get("/topics/").text
    assert "What to do" not in agent.get("/topics/").text


def test_it_tells_a_monitor_who_has_not_signed_in(
    app: Flask, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = app.test_client()
    assert (client.get("/alive").status_code, client.get("/alive").text) == (
        200,
        "alive\n",
    )
    monkeypatch.setattr(health, "LEAST_FREE", HUGE)
    answer = client.get("/alive")
    assert answer.status_code == 503
    assert str(store.path) not in answer.text
