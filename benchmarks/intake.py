"""How fast letters come in, beside the tools that do a part of the same.

``python -m benchmarks.intake [--rows N] [--mails N] [--repeats N]`` imports one CSV
beside ``sqlite-utils insert --csv`` + ``enable-fts``, and one Maildir beside
``notmuch new``: all as commands of their own, start-up included, in turn, in the same
run. It prints medians by the clock, the ratio (rival's seconds over ours; above 1 we
are faster), the same ratio by processor time (which other work on the machine disturbs
less, but which leaves out that we use two cores), and the largest memory of our
command and of the process that it starts, together (on Linux; what they share counts
once).

The rivals do a part of what we do: sqlite-utils keeps the cells and one index of the
text; notmuch keeps an index beside the mails. We also keep the bytes that came, find
what is known already, and tell writers, languages, dates and conversations.

A third figure says what one writer to SQLite can reach at most: ready-made rows into
plain tables with the same indexes, search index, originals and safety, nothing else.
"""

import argparse
import csv
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from itertools import accumulate
from pathlib import Path
from statistics import median

from pysqlite3 import dbapi2 as sqlite3

ROWS, MAILS, REPEATS, WORDS = 200_000, 20_000, 5, 100
LOOK_SECONDS = 0.2
CSV_TARGET, MAIL_TARGET, MEMORY_TARGET_MB = 3.0, 2.0, 300
BATCH = 5_000
# What Postbag's own tables ask for: see feedback/store/connection.py and migrations.
BARE_TABLES = """
    PRAGMA page_size = 16384;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA temp_store = MEMORY;
    PRAGMA cache_size = -32000;
    CREATE TABLE letters (
        id INTEGER PRIMARY KEY, identity TEXT UNIQUE, day TEXT, name TEXT, writer TEXT,
        score REAL, text TEXT
    );
    CREATE INDEX by_day ON letters (day, id);
    CREATE INDEX by_writer ON letters (writer, day);
    CREATE TABLE originals (letter_id INTEGER PRIMARY KEY, content TEXT);
    CREATE VIRTUAL TABLE words USING fts5 (
        text, content = 'letters', content_rowid = 'id',
        tokenize = "unicode61 remove_diacritics 2"
    );
    INSERT INTO words (words, rank) VALUES ('hashsize', 33554432), ('automerge', 8);
"""
# English function words: half of what people write, and what tells the language.
COMMON = """
    the and to of i my a in is it was that for with have this they not on me but you
    be at so we as had are your can all from no will when get been or if an has do
    app account time up just out after now would there what about
"""
FIRST_DAY = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Run:
    """One run of a command: by the clock, of the processor, and its largest memory."""

    seconds: float
    processor_seconds: float
    megabytes: float


@dataclass(frozen=True)
class Comparison:
    """Our runs and a rival's on the same input."""

    name: str
    items: int
    ours: tuple[Run, ...]
    rival: tuple[Run, ...]
    target: float

    def describe(self) -> str:
        """Return what was measured, with the ratio and its target."""
        ours = median(run.seconds for run in self.ours)
        rival = median(run.seconds for run in self.rival)
        peak = max(run.megabytes for run in self.ours)
        work = median(run.processor_seconds for run in self.rival) / median(
            run.processor_seconds for run in self.ours
        )
        return (
            f"{self.name}: {self.items / ours:,.0f}/s against {self.items / rival:,.0f}"
            f"/s, ratio {rival / ours:.2f} (target {self.target:.1f}); "
            f"by processor time {work:.2f}; "
            f"peak memory {peak:,.0f} MB (target {MEMORY_TARGET_MB})"
        )


class Writer:
    """Writes texts whose words come as often as words do (Zipf), by a fixed seed."""

    def __init__(self) -> None:
        self._chance = random.Random(1)  # noqa: S311 - a benchmark, seeded
        self._common = COMMON.split()
        self._rare = ["".join(self._letters()) for _ in range(20_000)]
        # Added up once: that takes longer than to choose the words of a text.
        self._weights = list(accumulate(1 / (rank + 10) for rank in range(20_000)))

    def _letters(self) -> list[str]:
        count = self._chance.randint(3, 10)
        return self._chance.choices("etaoinshrdlucmfwyp", k=count)

    def text(self, words: int = WORDS) -> str:
        """Return a text of so many words, every second one a function word."""
        half = words // 2
        common = self._chance.choices(self._common, k=half)
        rare = self._chance.choices(self._rare, cum_weights=self._weights, k=half)
        pairs = zip(common, rare, strict=True)
        return " ".join(word for pair in pairs for word in pair)


def write_table(path: Path, rows: int) -> None:
    """Write a CSV of reviews with their writers."""
    writer = Writer()
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["id", "date", "author", "email", "rating", "text"])
        for n in range(rows):
            day = FIRST_DAY + timedelta(days=n % 300)
            who = n % 50_000
            table.writerow(
                [n, f"{day:%Y-%m-%d}", f"Name {who}", f"w{who}@example.com", n % 5 + 1,
                 writer.text()]
            )  # fmt: skip


def write_maildir(folder: Path, mails: int) -> None:
    """Write a Maildir of plain letters, a third of them answers to earlier ones."""
    writer = Writer()
    for part in ("cur", "new", "tmp"):
        (folder / part).mkdir(parents=True)
    for n in range(mails):
        mail = EmailMessage()
        mail["From"] = f"Name {n % 5_000} <w{n % 5_000}@example.com>"
        mail["To"] = "Team <team@example.org>"
        mail["Subject"] = writer.text(8)
        mail["Date"] = format_datetime(FIRST_DAY + timedelta(minutes=20 * n))
        mail["Message-ID"] = f"<{n}@example.com>"
        if n % 3 == 2:
            mail["In-Reply-To"] = f"<{n - n % 5_000}@example.com>"
        mail.set_content(writer.text())
        (folder / "cur" / f"{n}.host:2,S").write_bytes(mail.as_bytes())


def run(*commands: Sequence[str], **environment: str) -> Run:
    """Run commands one after the other; raises RuntimeError when one fails."""
    start, processor_seconds, peak = time.perf_counter(), 0.0, 0.0
    for command in commands:
        process = subprocess.Popen(
            command,
            env={**os.environ, **environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        with ThreadPoolExecutor(1) as thread:
            watching = thread.submit(watch_memory, process.pid)
            _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"{command} ended with {process.returncode}")
        processor_seconds += usage.ru_utime + usage.ru_stime
        peak = max(peak, usage.ru_maxrss / 1024, watching.result())
    return Run(time.perf_counter() - start, processor_seconds, peak)


def watch_memory(process_id: int) -> float:
    """Return the most MB that a process and its children held together, in the end.

    0 where the platform does not tell.
    """
    peak = 0.0
    while Path(f"/proc/{process_id}/smaps_rollup").exists():
        family = [process_id, *find_children(process_id)]
        peak = max(peak, sum(map(measure_memory, family)))
        time.sleep(LOOK_SECONDS)
    return peak


def find_children(process_id: int) -> list[int]:
    """Return the ids of all processes that a process has started, and theirs."""
    with suppress(OSError):
        tasks = Path(f"/proc/{process_id}/task").glob("*/children")
        found = [int(text) for path in tasks for text in path.read_text().split()]
        return [*found, *(one for child in found for one in find_children(child))]
    return []


def measure_memory(process_id: int) -> float:
    """Return the MB that a process holds, its share of what is shared; 0 when gone."""
    with suppress(OSError):
        lines = Path(f"/proc/{process_id}/smaps_rollup").read_text().splitlines()
        return sum(int(it.split()[1]) for it in lines if it.startswith("Pss:")) / 1024
    return 0.0


def import_into(folder: Path, source: Path) -> Run:
    """Import into a new database."""
    path = str(folder / "postbag.db")
    return run([sys.executable, "-m", "feedback", "--db", path, "import", str(source)])


def insert_with_sqlite_utils(folder: Path, table: Path) -> Run:
    """Do the rival's part of the same: rows in, text searchable."""
    tool, path = (
        str(Path(sys.executable).with_name("sqlite-utils")),
        str(folder / "x.db"),
    )
    return run(
        [tool, "insert", path, "letters", str(table), "--csv"],
        [tool, "enable-fts", path, "letters", "text"],
    )


def insert_bare(folder: Path, table: Path) -> float:
    """Return the seconds in which SQLite alone takes rows that are ready."""
    with table.open(encoding="utf-8", newline="") as file:
        rows = [(*row, ",".join(row)) for row in csv.reader(file)][1:]
    with closing(sqlite3.connect(str(folder / "bare.db"), isolation_level=None)) as db:
        db.executescript(BARE_TABLES)
        start = time.perf_counter()
        for first in range(0, len(rows), BATCH):
            insert_bare_batch(db, first, rows[first : first + BATCH])
        return time.perf_counter() - start


def insert_bare_batch(
    db: sqlite3.Connection, first: int, rows: list[tuple[str, ...]]
) -> None:
    """Commit rows, what they were read from, and their words."""
    numbered = list(enumerate(rows, first))
    db.execute("BEGIN IMMEDIATE")
    db.executemany(
        "INSERT INTO letters VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(number, *row[:-1]) for number, row in numbered],
    )
    db.executemany(
        "INSERT INTO originals VALUES (?, ?)",
        [(number, row[-1]) for number, row in numbered],
    )
    db.execute(
        "INSERT INTO words (rowid, text) SELECT id, text FROM letters WHERE id >= ?",
        [first],
    )
    db.execute("COMMIT")


def index_with_notmuch(folder: Path, maildir: Path) -> Run:
    """Index the Maildir anew, the rival's database beside it."""
    config = folder / "config"
    database = folder / "index"
    database.mkdir()
    config.write_text(
        f"[database]\npath={database}\nmail_root={maildir}\n"
        "[user]\nname=A\nprimary_email=a@example.org\n",
        encoding="utf-8",
    )
    return run(["notmuch", "new"], NOTMUCH_CONFIG=str(config))


def compare(
    name: str,
    source: Path,
    items: int,
    rival: Callable[[Path, Path], Run],
    target: float,
    repeats: int,
) -> Comparison:
    """Run ours and the rival in turn, each time from nothing."""
    runs: list[tuple[Run, Run]] = []
    for _ in range(repeats):
        with tempfile.TemporaryDirectory() as folder:
            ours, theirs = Path(folder, "ours"), Path(folder, "theirs")
            ours.mkdir()
            theirs.mkdir()
            runs.append((import_into(ours, source), rival(theirs, source)))
    first, second = zip(*runs, strict=True)
    return Comparison(name, items, first, second, target)


def describe_bare(table: Path, told: Comparison, repeats: int) -> str:
    """Return what SQLite alone reaches beside the rival, and so our ceiling."""
    taken = []
    for _ in range(repeats):
        with tempfile.TemporaryDirectory() as folder:
            taken.append(insert_bare(Path(folder), table))
    ours = median(taken)
    rival = median(run.seconds for run in told.rival)
    return (
        f"SQLite alone, from ready rows: {told.items / ours:,.0f}/s, "
        f"ratio {rival / ours:.2f}: what one writer reaches at most"
    )


def main() -> None:
    """Write the sources, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--mails", type=int, default=MAILS)
    parser.add_argument("--repeats", type=int, default=REPEATS)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        table, maildir = Path(folder, "letters.csv"), Path(folder, "maildir")
        write_table(table, wanted.rows)
        load, cores = os.getloadavg()[0], os.cpu_count()
        print(f"Load of the machine before: {load:.1f} on {cores} cores.", flush=True)
        told = compare(
            "CSV rows beside sqlite-utils", table, wanted.rows,
            insert_with_sqlite_utils, CSV_TARGET, wanted.repeats,
        )  # fmt: skip
        print(told.describe(), flush=True)
        print(describe_bare(table, told, wanted.repeats), flush=True)
        if shutil.which("notmuch") is None:
            print("Mails: notmuch is not installed, nothing to compare with.")
            return
        write_maildir(maildir, wanted.mails)
        told = compare(
            "Mails beside notmuch", maildir, wanted.mails,
            index_with_notmuch, MAIL_TARGET, wanted.repeats,
        )  # fmt: skip
        print(told.describe(), flush=True)


if __name__ == "__main__":
    main()
