"""Fetching from a real Dovecot, over lines that hold and lines that break."""

import random
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from feedback.errors import UnreadableSource
from feedback.intake.mailboxes import Account, fetch_mailbox
from feedback.intake.schedule import FETCH, schedule_fetches
from feedback.settings import Mailbox, Settings, load_settings
from feedback.store import Store
from feedback.store.mailboxes import Position
from feedback.types import ImportCounts, LetterFilter
from feedback.worker import run_next_job
from tests.intake.builders import ARRIVAL, make_mail
from tests.intake.dovecot import PASSWORD, CuttingProxy, Dovecot, find_dovecot

pytestmark = pytest.mark.skipif(
    find_dovecot() is None, reason="needs a real IMAP server: apt install dovecot-imapd"
)


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    server = Dovecot()
    yield server
    server.close()


def clock() -> datetime:
    return ARRIVAL


def account(server: Dovecot, user: str) -> Account:
    return Account(
        name=user,
        host="127.0.0.1",
        port=server.port,
        user=user,
        password=PASSWORD,
        security="none",
    )


def make_mails(count: int, start: int = 0) -> list[bytes]:
    return [make_mail(f"Letter {n}") for n in range(start, start + count)]


def test_it_fetches_each_mail_once(store: Store, dovecot: Dovecot) -> None:
    """Case 31, and rule 7: the state is kept between fetches."""
    dovecot.deliver("once", *make_mails(250))
    box = account(dovecot, "once")
    first = fetch_mailbox(store, box, clock)
    assert first.counts == ImportCounts(received=250)
    dovecot.deliver("once", *make_mails(3, start=250))
    second = fetch_mailbox(store, box, clock)
    assert second.counts == ImportCounts(received=3)
    assert fetch_mailbox(store, box, clock).counts == ImportCounts()


def test_it_makes_no_import_where_nothing_is_new(
    store: Store, dovecot: Dovecot
) -> None:
    done = fetch_mailbox(store, account(dovecot, "empty"), clock)
    assert (done.id, done.counts.seen) == (0, 0)
    assert store.imports.find_imports() == ()


def test_it_takes_no_position_back(store: Store) -> None:
    """The slower of two fetches at the same time comes last and knows less."""
    for uid_validity, last_uid in ((1, 20), (1, 10), (2, 5)):
        position = Position(uid_validity, last_uid)
        store.mailboxes.save_position("box", "INBOX", position, ARRIVAL)
        kept = store.mailboxes.find_position("box", "INBOX")
        assert kept == Position(uid_validity, max(last_uid, 20 * (uid_validity == 1)))
    assert store.mailboxes.find_position("box", "Other") is None


def test_it_keeps_no_position_of_letters_that_were_not_stored(
    store: Store, dovecot: Dovecot
) -> None:
    """The position is written in the transaction of its letters."""
    box = account(dovecot, "together")
    dovecot.deliver("together", *make_mails(3))
    with suppress(RuntimeError), store.transaction():
        fetch_mailbox(store, box, clock)
        raise RuntimeError
    assert store.mailboxes.find_position("together", "INBOX") is None
    assert fetch_mailbox(store, box, clock).counts.received == 3


def test_it_leaves_mail_unread(store: Store, dovecot: Dovecot) -> None:
    dovecot.deliver("unread", *make_mails(2))
    fetch_mailbox(store, account(dovecot, "unread"), clock)
    folder = dovecot.root / "mail" / "unread"
    assert not [
        path for path in folder.glob("cur/*") if "S" in path.name.split(",")[-1]
    ]


def test_it_reads_all_again_when_uids_are_numbered_anew(
    store: Store, dovecot: Dovecot
) -> None:
    """Case 31."""
    box = account(dovecot, "anew")
    dovecot.deliver("anew", *make_mails(5))
    fetch_mailbox(store, box, clock)
    dovecot.reset_validity("anew")
    dovecot.deliver("anew", *make_mails(2, start=5))
    again = fetch_mailbox(store, box, clock)
    assert again.counts == ImportCounts(received=2, known=5)


def test_it_moves_mail_only_once_it_is_stored(store: Store, dovecot: Dovecot) -> None:
    box = replace(account(dovecot, "moved"), done_folder="Erledigt & gut")
    dovecot.deliver("moved", *make_mails(120))
    assert fetch_mailbox(store, box, clock).counts.received == 120
    done = replace(box, folder="Erledigt & gut", done_folder="")
    assert fetch_mailbox(store, done, clock).counts.known == 120
    assert fetch_mailbox(store, box, clock).counts.seen == 0


def test_it_reads_folders_by_their_own_names(store: Store, dovecot: Dovecot) -> None:
    dovecot.deliver("folders", *make_mails(1))
    box = replace(account(dovecot, "folders"), folder="Gibt es nicht: 没有")
    with pytest.raises(UnreadableSource, match="no folder"):
        fetch_mailbox(store, box, clock)


def test_it_sets_poison_aside_and_goes_on(store: Store, dovecot: Dovecot) -> None:
    poison = b"From: a@b.c\nX: " + b"y" * 2_000_000 + b"\n\nbody\n"
    dovecot.deliver("poison", make_mail("before"), poison, make_mail("after"))
    counts = fetch_mailbox(store, account(dovecot, "poison"), clock).counts
    assert counts == ImportCounts(received=2, set_aside=1)


def test_it_says_that_a_password_is_wrong(store: Store, dovecot: Dovecot) -> None:
    box = replace(account(dovecot, "once"), password="wrong")
    with pytest.raises(UnreadableSource, match="does not let once in"):
        fetch_mailbox(store, box, clock)
    assert "wrong" not in repr(box)


def test_it_gives_up_on_a_server_that_is_not_there(
    store: Store, dovecot: Dovecot
) -> None:
    pauses: list[float] = []
    box = replace(account(dovecot, "once"), port=1)
    with pytest.raises(UnreadableSource):
        fetch_mailbox(store, box, clock, sleep=pauses.append)
    assert pauses == [1, 2, 4, 8]


@pytest.mark.parametrize("seed", range(12))
def test_it_loses_nothing_over_a_line_that_breaks(
    store: Store, dovecot: Dovecot, seed: int
) -> None:
    """Cases 31 and 34: after any answer, in the middle of any answer, while moving."""
    chance = random.Random(seed)  # noqa: S311 - a test, seeded
    cuts = iter([True] * 4)

    def cut(piece: bytes) -> int | None:
        if chance.random() < 0.15 and next(cuts, False):
            return chance.randrange(len(piece) + 1)
        return None

    user = f"broken{seed}"
    dovecot.deliver(user, *make_mails(230, start=1_000 * seed))
    proxy = CuttingProxy(dovecot.port, cut)
    moves = {"done_folder": "Done"} if seed % 2 else {}
    box = replace(account(dovecot, user), port=proxy.port, **moves)
    fetch_mailbox(store, box, clock, sleep=lambda _: None)
    proxy.close()
    assert store.letters.count_letters(LetterFilter()).letters == 230


def test_it_fetches_on_a_schedule(
    store: Store, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dovecot.deliver("timed", *make_mails(2, start=50_000))
    table = f'host = "127.0.0.1", port = {dovecot.port}, security = "none"'
    monkeypatch.setenv(
        "POSTBAG_MAILBOXES", f'timed = {{{table}, user = "timed", password = "secret"}}'
    )
    settings = load_settings()
    for minutes in (0, 4):
        schedule_fetches(store, settings, ARRIVAL + timedelta(minutes=minutes))
    while run_next_job(store):
        pass
    job = store.jobs.find_latest(FETCH)
    assert job is not None
    assert (job.id, job.state, job.message) == (1, "done", "timed: 2 received.")
    schedule_fetches(store, settings, ARRIVAL + timedelta(minutes=5))
    again = store.jobs.find_latest(FETCH)
    assert again is not None
    assert again.id > job.id


def test_it_schedules_nothing_unless_told(store: Store) -> None:
    box = Mailbox("box", "imap.example.com", "ann", "x")
    schedule_fetches(store, Settings(), ARRIVAL)
    schedule_fetches(store, Settings(mailboxes=(box,), fetch_minutes=0), ARRIVAL)
    assert store.jobs.find_latest(FETCH) is None
