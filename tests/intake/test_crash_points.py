"""An import killed at every commit, before and after: run again, it ends the same."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from feedback.intake import batches
from feedback.intake.mailboxes import connection
from feedback.intake.mailboxes.connection import Account
from feedback.intake.mailboxes.imap import fetch_mailbox
from feedback.intake.receiving import import_paths
from feedback.store import Store
from tests.intake.builders import ARRIVAL, make_mail
from tests.intake.mailboxes.dovecot import PASSWORD, Dovecot, find_dovecot

LETTERS, BATCH = 240, 20
ENVELOPE = b"From ann@example.com Mon Oct  5 10:00:00 2026\n"
# All that an import leaves behind, but for which run of it a letter came by.
STATE = {
    "letters": "SELECT id, identity, writer_id, conversation_id, written_at, digest, "
    "fingerprint, subject, body, metadata FROM letters ORDER BY id",
    "originals": "SELECT * FROM originals ORDER BY letter_id",
    "writers": "SELECT * FROM writers ORDER BY id",
    "references": "SELECT * FROM letter_references ORDER BY letter_id, message_id",
    "conversations": "SELECT * FROM conversations ORDER BY id",
    "set aside": "SELECT reason, original FROM set_aside ORDER BY id",
    "counts": "SELECT sum(received), sum(updated) FROM imports",
}
Work = Callable[[Store], object]


class Fuse:
    """Kills this process: at a commit (even points) or once it is done (odd points)."""

    def __init__(self, point: int) -> None:
        self._left = point
        self._is_after = False

    def __call__(self, statement: str) -> None:
        """Be told of a statement that is about to run."""
        if self._is_after:
            self._burn()
        self._is_after = statement == "COMMIT"
        if self._is_after:
            self._burn()

    def _burn(self) -> None:
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self._left -= 1


def run_until(point: int, database: Path, work: Work) -> None:
    """Do the work in this process, to be killed at the point."""
    batches.BATCH_LETTERS = connection.BATCH_MAILS = BATCH
    with Store(database) as store:
        store._db.conn.set_trace_callback(Fuse(point))
        work(store)


def is_killed_at(point: int, database: Path, work: Work) -> bool:
    """Tell whether the work got as far as the point, and was killed there."""
    fork = multiprocessing.get_context("fork")
    process = fork.Process(target=run_until, args=(point, database, work))
    process.start()
    process.join()
    code = process.exitcode
    process.close()
    assert code in (0, -signal.SIGKILL)
    return code != 0


def read_state(store: Store) -> dict[str, list[tuple[object, ...]]]:
    assert store.maintenance.find_damage() == ()
    return {
        name: [tuple(row) for row in store._db.execute(query)]
        for name, query in STATE.items()
    }


def kill_at_every_commit(folder: Path, make_work: Callable[[str], Work]) -> int:
    """Kill, run again and compare, until the work ends by itself; returns the kills.

    ``make_work`` gives the work of one round, by its name.
    """
    with Store(folder / "whole.db") as store:
        make_work("whole")(store)
        expected = read_state(store)
    assert len(expected["letters"]) == LETTERS
    for point in count():
        database, work = folder / f"{point}.db", make_work(f"point{point}")
        was_killed = is_killed_at(point, database, work)
        with Store(database) as store:
            work(store)
            assert read_state(store) == expected, f"killed at point {point}"
        database.unlink()
        if not was_killed:
            return point
    raise AssertionError("unreachable")


def make_mails() -> list[bytes]:
    """Return letters of which every third answers an earlier one."""
    return [
        make_mail(
            f"The app crashes {n} times a day and nobody helps",
            **{"from": f"w{n % 60}@example.com", "message-id": f"<{n}@example.com>"},
            **({"in_reply_to": f"<{n - 60}@example.com>"} if n % 3 == 2 else {}),
        )
        for n in range(LETTERS)
    ]


def write_table(folder: Path) -> Path:
    path = folder / "a.csv"
    rows = [f"{n},w{n % 60}@example.com,It crashes {n} times\n" for n in range(LETTERS)]
    # A row without text is set aside once, however often it comes.
    path.write_text("id,email,text\n" + "".join([*rows[:30], "x,y,\n", *rows[30:]]))
    return path


def write_mbox(folder: Path) -> Path:
    path = folder / "a.mbox"
    path.write_bytes(b"".join(ENVELOPE + mail + b"\n" for mail in make_mails()))
    return path


def write_maildir(folder: Path) -> Path:
    path = folder / "maildir"
    for part in ("cur", "new", "tmp"):
        (path / part).mkdir(parents=True)
    for n, mail in enumerate(make_mails()):
        (path / "new" / f"{n}.host").write_bytes(mail)
    return path


@pytest.mark.slow
@pytest.mark.parametrize("write", [write_table, write_mbox, write_maildir])
def test_a_file_killed_at_any_commit_ends_like_a_whole_one(
    tmp_path: Path, write: Callable[[Path], Path]
) -> None:
    source = write(tmp_path)

    def make_work(_: str) -> Work:
        return lambda store: import_paths(store, [source], clock=lambda: ARRIVAL)

    assert kill_at_every_commit(tmp_path, make_work) >= 25


@pytest.fixture
def dovecot() -> Iterator[Dovecot]:
    if find_dovecot() is None:
        pytest.skip("needs a real IMAP server: apt install dovecot-imapd")
    server = Dovecot()
    yield server
    server.close()


@pytest.mark.slow
def test_a_fetch_killed_at_any_commit_ends_like_a_whole_one(
    dovecot: Dovecot, tmp_path: Path
) -> None:
    mails = make_mails()

    def make_work(user: str) -> Work:
        dovecot.deliver(user, *mails)
        account = Account(
            user, "127.0.0.1", user, PASSWORD, port=dovecot.port, security="none",
            done_folder="Done",
        )  # fmt: skip
        return lambda store: fetch_mailbox(store, account, lambda: ARRIVAL)

    assert kill_at_every_commit(tmp_path, make_work) >= 25
