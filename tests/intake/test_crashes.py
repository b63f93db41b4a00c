"""An import killed at any moment: no acknowledged letter lost, none doubled."""

import multiprocessing
import os
import random
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from feedback.intake import batches, reading_apart
from feedback.intake.mailboxes import connection
from feedback.intake.mailboxes.connection import Account
from feedback.intake.mailboxes.imap import fetch_mailbox
from feedback.intake.receiving import import_paths
from feedback.store import Store
from feedback.types import LetterFilter
from tests.intake.builders import ARRIVAL, make_mail
from tests.intake.mailboxes.dovecot import PASSWORD, Dovecot, find_dovecot

LETTERS = 400
KILLS = int(os.environ.get("POSTBAG_KILLS", "100"))
ENVELOPE = b"From ann@example.com Mon Oct  5 10:00:00 2026\n"


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The same letters as a table, an mbox and a Maildir."""
    folder = tmp_path_factory.mktemp("sources")
    texts = [
        f"The app crashes {n} times a day and nobody helps" for n in range(LETTERS)
    ]
    mails = [make_mail(text) for text in texts]
    table, mbox, maildir = folder / "a.csv", folder / "a.mbox", folder / "maildir"
    rows = "".join(f"{n},{text}\n" for n, text in enumerate(texts))
    table.write_text("id,text\n" + rows)
    mbox.write_bytes(b"".join(ENVELOPE + mail + b"\n" for mail in mails))
    for part in ("cur", "new", "tmp"):
        (maildir / part).mkdir(parents=True)
    for n, mail in enumerate(mails):
        (maildir / "new" / f"{n}.host").write_bytes(mail)
    return [table, mbox, maildir]


def import_and_acknowledge(database: Path, source: Path, line: Connection) -> None:
    """Import in small batches; say after each commit how many letters are safe."""
    batches.BATCH_LETTERS = 20
    with Store(database) as store:
        line.send(0)
        import_paths(
            store,
            [source],
            progress=lambda *_: line.send(count(store)),
            clock=lambda: ARRIVAL,
        )


def import_apart(database: Path, source: Path, line: Connection) -> None:
    """Import as above, reading in a process of its own."""
    reading_apart.LARGE_BYTES = 0
    import_and_acknowledge(database, source, line)


def count(store: Store) -> int:
    return store.letters.count_letters(LetterFilter()).letters


def fetch_and_acknowledge(database: Path, account: Account, line: Connection) -> None:
    """Fetch in small batches; say after each commit how many letters are safe."""
    connection.BATCH_MAILS = 20
    with Store(database) as store:
        line.send(0)
        fetch_mailbox(
            store,
            account,
            lambda: ARRIVAL,
            progress=lambda _: line.send(count(store)),
        )


def kill_one(
    work: Callable[[Path, Any, Connection], None],
    database: Path,
    source: Path | Account,
    seconds: float,
    least: int = 0,
) -> int:
    """Start to receive, kill it a while after so many letters were acknowledged.

    Returns how many were when it ended.
    """
    fork = multiprocessing.get_context("fork")
    ours, theirs = fork.Pipe(duplex=False)
    process = fork.Process(target=work, args=(database, source, theirs))
    process.start()
    theirs.close()
    while (acknowledged := ours.recv()) < least:
        pass
    process.join(seconds)
    process.kill()
    process.join()
    while True:
        try:
            acknowledged = ours.recv()
        except EOFError:
            break
    ours.close()
    process.close()
    return int(acknowledged)


@pytest.mark.slow
def test_it_loses_and_doubles_nothing_when_killed(
    sources: list[Path], tmp_path: Path
) -> None:
    """Case 34: 100 kills at random moments, over each kind of source in turn."""
    chance = random.Random(7)  # noqa: S311 - a test, seeded
    interrupted = 0
    for kill in range(KILLS):
        database = tmp_path / f"{kill}.db"
        source = sources[kill % len(sources)]
        seconds = chance.uniform(0, 0.4)
        acknowledged = kill_one(import_and_acknowledge, database, source, seconds)
        with Store(database) as store:
            assert count(store) >= acknowledged
            interrupted += count(store) < LETTERS
            import_paths(store, [source], clock=lambda: ARRIVAL)
            assert count(store) == LETTERS
            assert store.maintenance.find_damage() == ()
    assert interrupted > KILLS / 4


@pytest.mark.slow
def test_it_loses_and_doubles_nothing_when_killed_while_another_reads(
    sources: list[Path], tmp_path: Path
) -> None:
    """Case 34, where reading is a process of its own."""
    chance = random.Random(9)  # noqa: S311 - a test, seeded
    interrupted = 0
    for kill in range(KILLS // 5):
        database, source = tmp_path / f"{kill}.db", sources[kill % len(sources)]
        least = chance.randrange(0, LETTERS - 20, 20)
        seconds = chance.uniform(0, 0.1)
        acknowledged = kill_one(import_apart, database, source, seconds, least)
        with Store(database) as store:
            assert count(store) >= acknowledged
            interrupted += count(store) < LETTERS
            import_paths(store, [source], clock=lambda: ARRIVAL)
            assert count(store) == LETTERS
            assert store.maintenance.find_damage() == ()
    assert interrupted > KILLS / 20


@pytest.fixture
def dovecot() -> Iterator[Dovecot]:
    if find_dovecot() is None:
        pytest.skip("needs a real IMAP server: apt install dovecot-imapd")
    server = Dovecot()
    yield server
    server.close()


@pytest.mark.slow
@pytest.mark.parametrize("done_folder", ["", "Done"])
def test_it_loses_and_doubles_nothing_when_a_fetch_is_killed(
    dovecot: Dovecot, tmp_path: Path, done_folder: str
) -> None:
    """Case 34: a mail is in the database, on the server, or in both."""
    chance = random.Random(8)  # noqa: S311 - a test, seeded
    interrupted = 0
    for kill in range(KILLS // 6):
        database, user = tmp_path / f"{kill}.db", f"killed{kill}"
        dovecot.deliver(user, *(make_mail(f"Letter {n} of {kill}") for n in range(120)))
        account = Account(
            user, "127.0.0.1", user, PASSWORD, port=dovecot.port, security="none",
            done_folder=done_folder,
        )  # fmt: skip
        seconds = chance.uniform(0, 0.4)
        acknowledged = kill_one(fetch_and_acknowledge, database, account, seconds)
        with Store(database) as store:
            assert count(store) >= acknowledged
            interrupted += count(store) < 120
            fetch_mailbox(store, account, lambda: ARRIVAL)
            assert count(store) == 120
            assert store.maintenance.find_damage() == ()
    assert interrupted
