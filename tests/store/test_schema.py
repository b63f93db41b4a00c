"""Migrations: applied once, whole or not at all, and never by older code."""

import os
import signal
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from pysqlite3 import dbapi2 as sqlite3
from sqlite_utils import Database

from feedback.errors import StoreTooNew
from feedback.store import Store
from feedback.store.schema import find_scripts
from feedback.types import LetterFilter
from tests.builders import receive_letters

ROOT = Path(__file__).resolve().parents[2]


def names_of(path: Path) -> set[str]:
    connection = sqlite3.connect(str(path))
    try:
        rows = connection.execute("SELECT name FROM sqlite_master").fetchall()
    finally:
        connection.close()
    return {name for (name,) in rows}


def test_it_changes_nothing_when_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "postbag.db"
    with Store(path) as store:
        receive_letters(store)
    before = names_of(path)
    with Store(path) as store:
        assert store.maintenance.count_tables()["letters"] == 6
    assert names_of(path) == before


def test_it_refuses_a_database_newer_than_the_code(tmp_path: Path) -> None:
    """Case 60, first half."""
    path = tmp_path / "postbag.db"
    with Store(path) as store:
        store._db["_sqlite_migrations"].insert(
            {"migration_set": "postbag", "name": "9999_tomorrow", "applied_at": "2030"}
        )
    with pytest.raises(StoreTooNew, match=r"9999_tomorrow.*Update Postbag"):
        Store(path)


def test_it_takes_back_a_migration_that_fails_half_way(tmp_path: Path) -> None:
    """Case 60: a table in the way of the last statement of 0003 undoes all of it."""
    path = tmp_path / "postbag.db"
    connection = sqlite3.connect(str(path))
    connection.execute("CREATE TABLE views (stray TEXT)")
    connection.close()
    with pytest.raises(sqlite3.OperationalError, match="views already exists"):
        Store(path)
    assert "letters" in names_of(path)
    assert not names_of(path) & {"moves", "notes"}


@pytest.mark.parametrize("statement", ["CREATE TABLE notes", "CREATE TABLE jobs"])
def test_it_survives_a_kill_in_mid_migration(tmp_path: Path, statement: str) -> None:
    """Case 60: a real kill -9; the next start finishes the work."""
    path = tmp_path / "postbag.db"
    script = textwrap.dedent(f"""
        import os, signal
        from pysqlite3 import dbapi2 as sqlite3
        from sqlite_utils import Database
        from feedback.store.schema import apply_migrations
        connection = sqlite3.connect({str(path)!r}, isolation_level=None)
        def kill(text):
            if {statement!r} in text:
                os.kill(os.getpid(), signal.SIGKILL)
        connection.set_trace_callback(kill)
        apply_migrations(Database(connection))
    """)
    killed = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, check=False, env=dict(os.environ)
    )
    assert killed.returncode == -signal.SIGKILL
    with Store(path) as store:
        receive_letters(store)
        assert store.maintenance.find_damage() == ()


def test_it_opens_a_new_file_for_many_at_once(tmp_path: Path) -> None:
    """Each migration runs once, whoever comes first; the others wait."""
    path, meeting = tmp_path / "postbag.db", Barrier(4)

    def open_together(_: int) -> int:
        meeting.wait()
        with Store(path) as store:
            return len(store.maintenance.count_tables())

    with ThreadPoolExecutor(4) as threads:
        counts = list(threads.map(open_together, range(4)))
    assert len(set(counts)) == 1


def test_it_names_migrations_in_their_order() -> None:
    names = list(find_scripts())
    assert names == sorted(names)
    assert all(name[:4].isdecimal() for name in names)


def test_an_index_of_before_gathers_more_words_and_keeps_all(tmp_path: Path) -> None:
    """Migration 0010, on a database that held letters before it."""
    path = tmp_path / "postbag.db"
    memory = "SELECT v FROM letters_fts_config WHERE k = 'hashsize'"
    wanted = LetterFilter(words=("refund",))
    with Store(path) as store:
        receive_letters(store)
        store._db.execute("DELETE FROM letters_fts_config WHERE k = 'hashsize'")
        store._db.execute(
            "DELETE FROM _sqlite_migrations WHERE name = '0010_index_memory'"
        )
    with Store(path) as store:
        assert store._db.execute(memory).fetchone()[0] == 32 * 1024 * 1024
        assert len(store.letters.find_ids(wanted)) == 1
        receive_letters(store, source="later")
        assert len(store.letters.find_ids(wanted)) == 2
        assert store.maintenance.find_damage() == ()


def test_an_index_kept_by_a_trigger_becomes_one_kept_by_batch(tmp_path: Path) -> None:
    """Migration 0024, on a database that held letters before it."""
    path = tmp_path / "postbag.db"
    trigger = find_scripts()["0001_letters"].partition("CREATE TRIGGER")[2]
    with Store(path) as store:
        receive_letters(store)
        store._db.execute("CREATE TRIGGER" + trigger.partition("END;")[0] + "END")
        store._db.execute("DELETE FROM _sqlite_migrations WHERE name LIKE '0024%'")
    with Store(path) as store:
        receive_letters(store, source="later")
        assert len(store.letters.find_ids(LetterFilter(words=("refund",)))) == 2
        assert store.maintenance.find_damage() == ()


def test_letters_of_before_are_found_by_words_of_any_script(tmp_path: Path) -> None:
    """Migration 0030, on letters that came before subjects and Thai were cut."""
    path = tmp_path / "postbag.db"
    texts = [("退款还没到账", "帮忙"), ("", "ยังไม่ได้เงินคืน"), ("Refund", "where")]
    with Store(path) as store:
        receive_letters(store, texts)
        forget_words_of_subjects(store._db)
    with Store(path) as store:
        for number, word in enumerate(("退款", "เงินคืน", "refund"), 1):
            assert store.letters.find_ids(LetterFilter(words=(word,))) == [number]
        assert store.maintenance.find_damage() == ()


def forget_words_of_subjects(db: Database) -> None:
    """Bring letters and their index back to how they were before migration 0030."""
    script = find_scripts()["0001_letters"]
    view, _, triggers = script.partition("CREATE VIEW letter_words")[2].partition(
        "CREATE VIRTUAL TABLE"
    )
    db.execute("DROP VIEW letter_words")
    for name in ("delete", "update"):
        db.execute(f"DROP TRIGGER letters_fts_{name}")
        trigger = triggers.partition(f"CREATE TRIGGER letters_fts_{name}")[2]
        db.execute(
            f"CREATE TRIGGER letters_fts_{name}{trigger.partition('END;')[0]}END"
        )
    db.execute("ALTER TABLE letters DROP COLUMN subject_words")
    db.execute(f"CREATE VIEW letter_words{view}")
    db.execute("UPDATE letters SET words = NULL WHERE id = 2")
    db.execute("INSERT INTO letters_fts (letters_fts) VALUES ('rebuild')")
    db.execute("DELETE FROM _sqlite_migrations WHERE name LIKE '0030%'")
