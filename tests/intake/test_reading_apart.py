"""A large source read in a process of its own: the same letters, errors and ends."""

import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from feedback.errors import PostbagError, Refused, UnreadableSource
from feedback.intake import batches, reading_apart
from feedback.intake.ceilings import end_with_parent
from feedback.intake.protection.protecting import Protector
from feedback.intake.reading_apart import Errand, read_apart, read_sources
from feedback.intake.receiving import import_paths
from feedback.people.sealing import Sealer
from feedback.store import Store
from feedback.types import (
    EVERY_KIND,
    OPEN,
    ImportCounts,
    LetterFilter,
    OriginalChoice,
    Protection,
)
from tests.intake.builders import ARRIVAL, make_mail

ROOT = Path(__file__).resolve().parents[2]
SEALED = Protection(EVERY_KIND, OriginalChoice.ENCRYPT)


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read every source in a process of its own, in small batches."""
    monkeypatch.setattr(reading_apart, "LARGE_BYTES", 0)
    monkeypatch.setattr(batches, "BATCH_LETTERS", 20)


def write_sources(folder: Path) -> tuple[Path, Path]:
    """Write a table with a bad row, and a folder of mails of which one has a file."""
    table, mails = folder / "letters.csv", folder / "mails"
    rows = [f"{n},w{n % 7}@example.com,It crashes {n} times\n" for n in range(70)]
    table.write_text("id,email,text\n" + "".join([*rows, "x,y,\n"]))
    mails.mkdir()
    for n in range(5):
        mail = make_mail(f"Call +49 30 1234567, it fails {n} times", to="a+b@x.org")
        (mails / f"{n}.eml").write_bytes(mail)
    (mails / "file.eml").write_bytes(
        b"From: a@example.com\nMIME-Version: 1.0\n"
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nSee the file.\n--b\n"
        b"Content-Type: text/plain; name=x.txt\n"
        b"Content-Disposition: attachment\n\nIt fails.\n--b--\n"
    )
    return table, mails


def write_long_table(folder: Path, rows: int) -> Path:
    path = folder / "long.csv"
    texts = (f"{n},It crashes {n} times a day\n" for n in range(rows))
    path.write_text("id,text\n" + "".join(texts))
    return path


def make_errand(*paths: Path, protector: Protector | None = None) -> Errand:
    return Errand(paths, ARRIVAL, None, protector or Protector(OPEN, None), 20)


@pytest.mark.parametrize("protection", [OPEN, SEALED])
def test_it_reads_what_would_be_read_here(
    tmp_path: Path, protection: Protection
) -> None:
    sealer = Sealer(tmp_path / "key") if protection.is_on else None
    errand = make_errand(
        *write_sources(tmp_path), protector=Protector(protection, sealer)
    )
    here: list[str] = []
    there: list[str] = []
    read_here = list(read_sources(errand.open(), errand, here))
    assert list(read_apart(errand, there)) == read_here
    assert [len(batch.letters) for batch in read_here] == [20, 20, 20, 16]
    assert [len(batch.refusals) for batch in read_here] == [0, 0, 0, 1]
    assert there == here != []


def test_its_errors_are_those_of_reading_here(tmp_path: Path) -> None:
    table, _ = write_sources(tmp_path)
    (tmp_path / "key").write_text("no key")
    sealed = Protector(SEALED, Sealer(tmp_path / "key"))
    for errand, kind in (
        (make_errand(tmp_path / "missing"), UnreadableSource),
        (make_errand(table, protector=sealed), Refused),
    ):
        with pytest.raises(kind) as here:
            list(read_sources(errand.open(), errand, []))
        with pytest.raises(kind) as there:
            list(read_apart(errand, []))
        assert (type(there.value), str(there.value)) == (kind, str(here.value))
    assert multiprocessing.active_children() == []


@pytest.mark.usefixtures("apart")
def test_it_imports_with_progress_notes_and_rehearsal(
    store: Store, tmp_path: Path
) -> None:
    paths = write_sources(tmp_path)
    seen: list[tuple[int, int]] = []
    dry = import_paths(store, paths, dry_run=True, clock=lambda: ARRIVAL)
    done = import_paths(
        store, paths, progress=lambda *at: seen.append(at), clock=lambda: ARRIVAL
    )
    assert dry.counts == done.counts == ImportCounts(received=76, set_aside=1)
    assert done.notes == ("letters.csv: table; letters are in text.",)
    assert len(seen) == 4
    assert seen == sorted(seen)


def test_small_sources_start_no_process(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def start(*_: object) -> Iterator[object]:
        raise AssertionError("a process for a few rows")

    monkeypatch.setattr("feedback.intake.receiving.read_apart", start)
    import_paths(store, write_sources(tmp_path), clock=lambda: ARRIVAL)


@pytest.mark.usefixtures("apart")
def test_when_it_is_killed_what_was_received_is_kept(
    store: Store, tmp_path: Path
) -> None:
    table = write_long_table(tmp_path, 9_000)

    def kill(*_: int) -> None:
        for process in multiprocessing.active_children():
            process.kill()

    with pytest.raises(UnreadableSource, match=r"too little memory \(exit code -9\)"):
        import_paths(store, [table], progress=kill, clock=lambda: ARRIVAL)
    kept = store.letters.count_letters(LetterFilter()).letters
    assert 0 < kept < 9_000
    counts = import_paths(store, [table], clock=lambda: ARRIVAL).counts
    assert counts == ImportCounts(received=9_000 - kept, known=kept)


def test_closing_it_ends_its_process(tmp_path: Path) -> None:
    table = write_long_table(tmp_path, 90_000)
    with closing(read_apart(make_errand(table), [])) as arriving:
        assert len(next(arriving).letters) == 20
        assert len(multiprocessing.active_children()) == 1
    assert multiprocessing.active_children() == []


def read_and_wait(path: str) -> None:
    """Start to read in a process, and stop in the middle."""
    for _ in read_apart(make_errand(Path(path)), []):
        print("reading", flush=True)
        time.sleep(600)


def work_long() -> None:
    """Stand for a long reading, during which nothing is said."""
    end_with_parent()
    print("working", flush=True)
    time.sleep(600)


def start_and_wait(_: str) -> None:
    """Start a process that works for long, and wait for it."""
    process = multiprocessing.get_context("spawn").Process(target=work_long)
    process.start()
    process.join()


@pytest.mark.parametrize("start", [read_and_wait, start_and_wait])
def test_it_ends_when_the_import_is_killed(tmp_path: Path, start: object) -> None:
    table = write_long_table(tmp_path, 90_000)
    name = start.__name__  # type: ignore[attr-defined]
    code = f"from {__name__} import {name}; {name}({str(table)!r})"
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as importing:  # fmt: skip
        assert importing.stdout
        assert importing.stdout.readline()
        importing.kill()
        # Its processes have the same output: it ends when the last of them has.
        assert importing.stdout.read() == b""


@pytest.mark.parametrize("error", [Refused("No."), OSError(28, "No space", "x")])
def test_errors_pass_between_processes(error: PostbagError | OSError) -> None:
    ours, theirs = multiprocessing.Pipe()
    theirs.send(error)
    assert repr(ours.recv()) == repr(error)
    ours.close()
    theirs.close()
