"""Opening a database: what is refused, what is promised, how writers take turns."""

import sqlite3
import subprocess
import sys
import textwrap
import threading
import time
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlite_utils import Database

from feedback.errors import EngineTooOld, SearchTooSlow, StoreBusy, StoreError
from feedback.store import Store
from feedback.store.connection import (
    OLDEST_SAFE_SQLITE,
    check_engine,
    open_database,
    read_time,
    time_text,
    writing,
)
from feedback.types import LetterFilter
from tests.builders import receive_letters


@pytest.mark.parametrize("version", [(3, 40, 1), (3, 51, 2), (3, 7, 0)])
def test_it_refuses_an_engine_that_can_lose_data(version: tuple[int, ...]) -> None:
    with pytest.raises(EngineTooOld, match="pip install pysqlite3"):
        check_engine(version)


def test_it_accepts_the_oldest_safe_engine() -> None:
    check_engine(OLDEST_SAFE_SQLITE)


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("mmap_size", 0),
        ("page_size", 16_384),
    ],
)
def test_it_promises_durability(tmp_path: Path, pragma: str, value: object) -> None:
    db = open_database(tmp_path / "postbag.db")
    assert db.execute(f"PRAGMA {pragma}").fetchone()[0] == value
    db.close()


def test_a_database_with_smaller_pages_keeps_them(tmp_path: Path) -> None:
    path = tmp_path / "postbag.db"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE older (id)")
    connection.close()
    with Store(path) as store:
        receive_letters(store)
        assert store._db.execute("PRAGMA page_size").fetchone()[0] == 4096
        assert store.maintenance.find_damage() == ()


@pytest.mark.parametrize("value", [None, True, b"", b"\0\xff", "", "x", 1, 0.5])
def test_values_come_back_as_they_were(tmp_path: Path, value: object) -> None:
    db = open_database(tmp_path / "postbag.db")
    (found,) = db.execute("SELECT ?", [value]).fetchone()
    assert found == value
    db.close()


def test_it_says_when_the_folder_is_missing(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="Check that the folder exists"):
        Store(tmp_path / "nowhere" / "postbag.db")


def test_it_says_when_the_file_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "postbag.db"
    path.write_bytes(b"Dear team, this is a letter and no database. " * 200)
    with pytest.raises(StoreError, match="postbag restore"):
        Store(path)
    assert path.read_bytes().startswith(b"Dear team")


def test_it_says_when_another_process_holds_the_lock(tmp_path: Path) -> None:
    """Case 57: nothing is half-written while a lock is held elsewhere."""
    path = tmp_path / "postbag.db"
    with Store(path) as holder, Store(path, busy_seconds=0.05) as waiting:
        with (
            holder.transaction(),
            pytest.raises(StoreBusy, match="Try again"),
            waiting.transaction(),
        ):
            pytest.fail("two writers at once")
        with waiting.transaction():
            pass


def test_a_write_comes_in_between_two_batches_of_an_import(tmp_path: Path) -> None:
    """Whoever waits asks often: the lock is free for some milliseconds at a time."""
    path = tmp_path / "postbag.db"
    finished: list[int] = []
    has_started = threading.Event()

    def write_batches() -> None:
        with Store(path) as store:
            for batch in range(20):
                with store.transaction():
                    has_started.set()
                    time.sleep(0.15)
                finished.append(batch)
                time.sleep(0.03)

    with Store(path) as waiting:
        thread = threading.Thread(target=write_batches)
        thread.start()
        has_started.wait()
        with waiting.transaction():
            waited = len(finished)
        thread.join()
    assert waited <= 5


def add_and_fail(db: Database, name: str) -> None:
    with writing(db):
        db.execute("INSERT INTO sources (name, kind) VALUES (?, 'file')", [name])
        raise KeyError(name)


def test_it_commits_all_of_a_block_or_nothing(tmp_path: Path) -> None:
    db = open_database(tmp_path / "postbag.db")
    with pytest.raises(KeyError):
        add_and_fail(db, "gone")
    assert not db.conn.in_transaction
    assert db.execute("SELECT count(*) FROM sources").fetchone()[0] == 0
    db.close()


def test_it_takes_back_an_inner_block_alone(tmp_path: Path) -> None:
    db = open_database(tmp_path / "postbag.db")
    with writing(db):
        db.execute("INSERT INTO sources (name, kind) VALUES ('kept', 'file')")
        with pytest.raises(KeyError):
            add_and_fail(db, "gone")
    rows = db.execute("SELECT name FROM sources").fetchall()
    assert [row["name"] for row in rows] == ["kept"]
    db.close()


def test_it_lets_many_writers_read_then_write_without_a_failure(tmp_path: Path) -> None:
    """Design rule 4: BEGIN IMMEDIATE, because plain BEGIN fails here."""
    path = tmp_path / "postbag.db"
    Store(path).close()
    failures: list[BaseException] = []

    def add_often() -> None:
        db = open_database(path)
        try:
            for _ in range(40):
                with writing(db):
                    seen = db.execute("SELECT count(*) FROM sources").fetchone()[0]
                    db.execute(
                        "INSERT INTO sources (name, kind) VALUES (?, 'file')",
                        [f"source {seen}"],
                    )
        except BaseException as error:
            failures.append(error)
        finally:
            db.close()

    threads = [threading.Thread(target=add_often) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    db = open_database(path)
    assert db.execute("SELECT count(*) FROM sources").fetchone()[0] == 160
    db.close()


def test_it_keeps_the_last_good_state_when_the_disk_is_full(tmp_path: Path) -> None:
    """Case 58: the error says what happened, and what was committed stays."""
    path = tmp_path / "postbag.db"
    script = textwrap.dedent(f"""
        import resource, signal
        from datetime import UTC, datetime
        from feedback.errors import StoreError
        from feedback.store import Store
        from feedback.types import SourceKind
        from tests.builders import draft
        now = datetime(2026, 3, 2, tzinfo=UTC)
        with Store({str(path)!r}) as store:
            first = store.imports.start("a", SourceKind.FILE, "a.csv", now)
            store.letters.receive(first, [draft(1, "kept")], now)
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            limit = 600 * 1024
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            many = [draft(n, body="long " * 2000) for n in range(2, 400)]
            try:
                store.letters.receive(first, many, now)
            except StoreError as error:
                print(error)
    """)
    shown = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).resolve().parents[2],
    )
    assert "Nothing was changed" in shown.stdout
    with Store(path) as store:
        assert store.maintenance.find_damage() == ()
        assert store.maintenance.count_tables()["letters"] == 1


@pytest.mark.parametrize("hours", [-11, 0, 5.5, 14])
def test_it_stores_every_zone_as_utc(hours: float) -> None:
    """Case 62: the same moment is the same text, whatever zone it was given in."""
    moment = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    elsewhere = moment.astimezone(timezone(timedelta(hours=hours)))
    assert time_text(elsewhere) == "2026-03-29T01:30:00Z"
    assert read_time(time_text(elsewhere)) == moment


def test_it_never_uses_the_engine_of_the_standard_library(store: Store) -> None:
    assert not isinstance(store._db.conn, sqlite3.Connection)


def test_it_ends_a_search_that_takes_too_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Case 55: a clean message, and the next search works."""
    with Store(tmp_path / "postbag.db") as store:
        texts = [("", f"{chr(97 + n % 26)}{n} word{n % 7} again") for n in range(3_000)]
        receive_letters(store, texts)
        wanted = LetterFilter(words=tuple(f"{chr(97 + n)}*" for n in range(20)))
        monkeypatch.setattr("feedback.store.letters.SEARCH_SECONDS", 0)
        monkeypatch.setattr("feedback.store.connection._STEPS", 10)
        with pytest.raises(SearchTooSlow, match="fewer words"):
            store.letters.find_letters(wanted)
        with pytest.raises(SearchTooSlow):
            store.letters.count_letters(wanted)
        monkeypatch.setattr("feedback.store.letters.SEARCH_SECONDS", 60)
        assert store.letters.count_letters(wanted).letters == 0


@pytest.mark.parametrize("steps", range(1, 44, 3))
def test_it_ends_a_search_wherever_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    """Case 55: also while SQLite opens the index, which it reports as a failure."""
    with Store(tmp_path / "postbag.db") as store:
        receive_letters(store)
    monkeypatch.setattr("feedback.store.letters.SEARCH_SECONDS", 0)
    monkeypatch.setattr("feedback.store.connection._STEPS", steps)
    with Store(tmp_path / "postbag.db") as store, pytest.raises(SearchTooSlow):
        store.letters.count_letters(LetterFilter(words=("crash*", "again*")))


def test_it_says_that_a_file_is_read_only(tmp_path: Path) -> None:
    """Case 58."""
    with Store(tmp_path / "postbag.db") as store:
        store._db.execute("PRAGMA query_only = ON")
        with pytest.raises(StoreError, match="read-only"):
            receive_letters(store)
