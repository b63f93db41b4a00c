"""What imports promise, at full size: nothing lost, nothing twice, and they wait."""

import csv
import json
import random
import resource
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from feedback.intake.receiving import import_paths
from feedback.intake.retrying import retry
from feedback.store import Store
from feedback.store.moves import MoveTo
from feedback.types import ImportCounts, LetterFilter, TriageState
from tests.intake.builders import ARRIVAL, make_mail

ROOT = Path(__file__).resolve().parents[2]
Outcome = subprocess.CompletedProcess[str]
ENVELOPE = b"From ann@example.com Mon Oct  5 10:00:00 2026\n"
# One of each kind that a limit stops.
POISON = (
    b"From: a@b.c\nX: " + b"y" * 1_100_000 + b"\n\nbody\n",
    b"From: a@b.c\n" + b"X: y\n" * 2_100 + b"\nbody\n",
    b"From: a@b.c\nContent-Type: multipart/mixed; boundary=x\n\n"
    + b"--x\n\n\n" * 1_100,
    b"From: a@b.c\nContent-Type: text/plain; x=" + b"y" * 20_000 + b"\n\nbody\n",
    b"Nothing-here: is a header of mail\n\nand nobody wrote it\n",
)


def clock():  # type: ignore[no-untyped-def]
    return ARRIVAL


def snapshot(store: Store) -> list[tuple[object, ...]]:
    """Return the letters with their ids, and what people did with them."""
    rows = store._db.execute(
        "SELECT id, identity, state, version, writer_id, conversation_id, digest "
        "FROM letters ORDER BY id"
    )
    return [tuple(row) for row in rows]


def run_import(database: Path, source: Path, limit: int = 0) -> Outcome:
    """Run ``postbag import`` on a disk with room for files of ``limit`` bytes."""

    def fill_disk() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    command = ["--db", str(database), "--json", "import", str(source)]
    return subprocess.run(
        [sys.executable, "-m", "feedback", *command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=fill_disk if limit else None,
    )


@pytest.mark.slow
def test_a_hundred_poison_mails_among_ten_thousand(
    store: Store, tmp_path: Path
) -> None:
    chance = random.Random(5)  # noqa: S311 - a test, seeded
    places = set(chance.sample(range(10_000), 100))
    poison = iter(POISON * 20)
    path = tmp_path / "letters.mbox"
    with path.open("wb") as file:
        for n in range(10_000):
            mail = make_mail(f"Letter {n}") if n not in places else next(poison)
            file.write(ENVELOPE + mail + b"\n")
    done = import_paths(store, [path], clock=clock)
    assert done.counts == ImportCounts(received=9_900, set_aside=100)
    aside = store.imports.find_set_aside(done.id)
    kept = [store.imports.get_set_aside(item.id)[1].content for item in aside]
    assert len(kept) == 100
    assert all(item.reason for item in aside)
    assert all(any(raw.strip() == p.strip() for p in POISON) for raw in kept)
    assert retry(store, done.id, None, clock) == ImportCounts(set_aside=100)
    assert store.letters.count_letters(LetterFilter()).letters == 9_900


@pytest.mark.slow
@pytest.mark.parametrize("name", ["mikel-mail", "stalwart-mail-parser", "cpython"])
def test_mails_imported_three_times_and_shuffled_change_nothing(
    store: Store, shared: Path, name: str
) -> None:
    found = (shared / "mail" / name).rglob("*")
    files = sorted(p for p in found if p.is_file() and p.suffix != ".json")
    import_paths(store, files, "mails", clock=clock)
    letter_id = max(store.letters.find_ids(LetterFilter()))
    store.moves.move([letter_id], MoveTo(TriageState.DONE), None, ARRIVAL)
    before = snapshot(store)
    for seed in (1, 2):
        random.Random(seed).shuffle(files)  # noqa: S311 - a test, seeded
        counts = import_paths(store, files, "mails", clock=clock).counts
        assert (counts.received, counts.updated) == (0, 0)
        assert snapshot(store) == before


@pytest.mark.slow
def test_a_table_imported_three_times_and_shuffled_changes_nothing(
    store: Store, shared: Path, tmp_path: Path
) -> None:
    with (shared / "cfpb" / "complaints.csv").open(
        encoding="utf-8", newline=""
    ) as all_:
        header, *rows = csv.reader(all_)
    path = tmp_path / "complaints.csv"
    chance = random.Random(3)  # noqa: S311 - a test, seeded
    rows, states = rows[:4_000], []
    for expected in (
        ImportCounts(received=4_000),
        ImportCounts(known=4_000),
        ImportCounts(known=4_000),
    ):
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows])
        assert import_paths(store, [path], clock=clock).counts == expected
        states.append(snapshot(store))
        chance.shuffle(rows)
    assert states[0] == states[1] == states[2]


def write_table(folder: Path, rows: int) -> Path:
    path = folder / "letters.csv"
    text = "The app crashes and nobody helps me with it at all. " * 8
    path.write_text(
        "id,text\n" + "".join(f"{n},{text} ({n})\n" for n in range(rows)), "utf-8"
    )
    return path


@pytest.mark.slow
def test_a_disk_that_fills_up_keeps_the_batches_before(tmp_path: Path) -> None:
    """Case 58: the error is shown, and the next run completes the import."""
    database, source = tmp_path / "postbag.db", write_table(tmp_path, 20_000)
    full = run_import(database, source, limit=16 * 1024 * 1024)
    assert full.returncode == 2
    assert "make room" in full.stderr or "check the disk" in full.stderr
    with Store(database) as store:
        kept = store.letters.count_letters(LetterFilter()).letters
        assert 0 < kept < 20_000
        assert store.maintenance.find_damage() == ()
        assert store.imports.find_imports()[0].counts == ImportCounts(received=kept)
    told = json.loads(run_import(database, source).stdout)
    assert (told["received"], told["known"]) == (20_000 - kept, kept)


@pytest.mark.slow
def test_an_import_waits_for_a_lock_held_elsewhere(tmp_path: Path) -> None:
    """Case 57: longer than a page would wait."""
    database, source = tmp_path / "postbag.db", write_table(tmp_path, 10)
    done: list[Outcome] = []
    with Store(database) as holder:
        with holder.transaction():
            thread = threading.Thread(
                target=lambda: done.append(run_import(database, source))
            )
            thread.start()
            time.sleep(8)
            assert done == []
        thread.join()
        assert done[0].returncode == 0, done[0].stderr
        assert holder.letters.count_letters(LetterFilter()).letters == 10
