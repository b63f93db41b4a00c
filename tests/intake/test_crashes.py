"""An import killed at any moment: no acknowledged letter lost, none doubled."""

import multiprocessing
import os
import random
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from feedback.intake import receiving
from feedback.intake.receiving import import_paths
from feedback.store import Store
from feedback.types import LetterFilter
from tests.intake.builders import ARRIVAL, make_mail

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
    receiving.BATCH_LETTERS = 20
    with Store(database) as store:
        line.send(0)
        import_paths(
            store,
            [source],
            progress=lambda *_: line.send(count(store)),
            clock=lambda: ARRIVAL,
        )


def count(store: Store) -> int:
    return store.letters.count_letters(LetterFilter()).letters


def kill_one(database: Path, source: Path, seconds: float) -> int:
    """Start an import, kill it after a while; returns the letters acknowledged."""
    fork = multiprocessing.get_context("fork")
    ours, theirs = fork.Pipe(duplex=False)
    process = fork.Process(
        target=import_and_acknowledge, args=(database, source, theirs)
    )
    process.start()
    theirs.close()
    acknowledged = ours.recv()
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
        acknowledged = kill_one(database, source, chance.uniform(0, 0.4))
        with Store(database) as store:
            assert count(store) >= acknowledged
            interrupted += count(store) < LETTERS
            import_paths(store, [source], clock=lambda: ARRIVAL)
            assert count(store) == LETTERS
            assert store.maintenance.find_damage() == ()
    assert interrupted > KILLS / 4
