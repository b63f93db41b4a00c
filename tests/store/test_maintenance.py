"""Backup, restore and check: what is promised about the file itself."""

import os
import shutil
import stat
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feedback.errors import Refused, StoreBusy, StoreError
from feedback.store import Store
from feedback.store.connection import damage_mark
from feedback.store.maintenance import check_at_start, restore
from feedback.types import ImportCounts, LetterFilter, SourceKind
from feedback.worker import Worker
from tests.builders import draft, receive_letters
from tests.waiting import wait_for

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def fill(store: Store, letters: int = 300) -> None:
    texts = [("A subject", f"Letter {n} " + "with words " * 40) for n in range(letters)]
    receive_letters(store, texts)


def overwrite_page(path: Path, text: bytes) -> None:
    """Overwrite the page on which a text stands with noise."""
    content = bytearray(path.read_bytes())
    page = content.index(text) // 4096
    content[page * 4096 : (page + 1) * 4096] = b"\x5a" * 4096
    path.write_bytes(content)


def test_it_backs_up_a_sound_copy(
    store: Store, letters: list[int], tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    assert store.maintenance.back_up(copy) == copy.stat().st_size
    with Store(copy) as opened:
        assert sorted(opened.letters.find_ids(LetterFilter())) == letters
        assert opened.maintenance.find_damage() == ()


def test_it_never_writes_over_a_file(store: Store, tmp_path: Path) -> None:
    precious = tmp_path / "precious.txt"
    precious.write_text("mine")
    with pytest.raises(Refused, match="exists already"):
        store.maintenance.back_up(precious)
    assert precious.read_text() == "mine"


def test_it_says_when_a_backup_cannot_be_written(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="Check that the folder exists"):
        store.maintenance.back_up(tmp_path / "nowhere" / "copy.db")


def test_it_backs_up_while_others_write(tmp_path: Path) -> None:
    """Each copy holds whole batches only: 10 letters, with what the import counted."""
    path = tmp_path / "postbag.db"
    Store(path).close()
    stop = threading.Event()
    failures: list[BaseException] = []

    def write(name: str) -> None:
        try:
            with Store(path) as store:
                import_id = store.imports.start(name, SourceKind.FILE, name, NOW)
                number = 0
                while not stop.is_set():
                    with store.transaction():
                        batch = [draft(number + n) for n in range(10)]
                        counts = store.letters.receive(import_id, batch, NOW)
                        store.imports.add_counts(import_id, counts)
                    number += 10
        except BaseException as error:
            failures.append(error)

    writers = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
    for writer in writers:
        writer.start()
    copies = [tmp_path / f"copy-{n}.db" for n in range(8)]
    with Store(path) as store:
        for copy in copies:
            store.maintenance.back_up(copy)
    stop.set()
    for writer in writers:
        writer.join()
    assert failures == []
    for copy in copies:
        with Store(copy) as opened:
            assert opened.maintenance.find_damage() == ()
            counted = sum(
                (i.counts for i in opened.imports.find_imports()), ImportCounts()
            )
            letters = opened.letters.count_letters(LetterFilter()).letters
            assert letters == counted.received
            assert letters % 10 == 0


def test_it_puts_a_backup_back(store: Store, letters: list[int]) -> None:
    copy = store.path.with_name("copy.db")
    store.maintenance.back_up(copy)
    store.letters.receive(1, [draft(n) for n in range(100, 110)], NOW)
    store.close()
    restore(copy, store.path)
    with Store(store.path) as opened:
        assert sorted(opened.letters.find_ids(LetterFilter())) == letters
        assert opened.maintenance.find_damage() == ()


def test_it_keeps_all_of_what_stood_there(store: Store, letters: list[int]) -> None:
    """Also what a killed Postbag left in the write-ahead log alone."""
    copy, killed = store.path.with_name("copy.db"), store.path.with_name("killed.db")
    store.maintenance.back_up(copy)
    store.letters.receive(1, [draft(100, body="The newest letter.")], NOW)
    for suffix in ("", "-wal"):
        shutil.copy(f"{store.path}{suffix}", f"{killed}{suffix}")
    restore(copy, killed)
    with Store(killed.with_name("killed.db.before-restore")) as kept:
        assert kept.letters.find_ids(LetterFilter(words=("newest",)))
    with Store(killed) as opened:
        assert sorted(opened.letters.find_ids(LetterFilter())) == letters


def test_it_does_not_replace_a_database_in_use(
    store: Store, letters: list[int]
) -> None:
    """Case 61: a running Postbag would go on writing to the old file."""
    copy = store.path.with_name("copy.db")
    store.maintenance.back_up(copy)
    with pytest.raises(StoreBusy, match="Stop Postbag first"):
        restore(copy, store.path)
    assert store.letters.count_letters(LetterFilter()).letters == len(letters)


def test_it_restores_over_a_ruin(store: Store, letters: list[int]) -> None:
    copy, ruin = store.path.with_name("copy.db"), store.path.with_name("ruin.db")
    store.maintenance.back_up(copy)
    ruin.write_bytes(b"ruin" * 5000)
    restore(copy, ruin)
    assert ruin.with_name("ruin.db.before-restore").read_bytes() == b"ruin" * 5000
    with Store(ruin) as opened:
        assert sorted(opened.letters.find_ids(LetterFilter())) == letters


def test_it_restores_into_an_empty_folder(store: Store, tmp_path: Path) -> None:
    copy = tmp_path / "a copy? 50%#1.db"
    receive_letters(store)
    store.maintenance.back_up(copy)
    place = tmp_path / "new" / "folder" / "postbag.db"
    restore(copy, place)
    with Store(place) as opened:
        assert opened.maintenance.count_tables()["letters"] == 6


def test_it_refuses_a_copy_without_its_log(store: Store, tmp_path: Path) -> None:
    """Case 61: a copied .db of a database in use lacks its newest letters."""
    receive_letters(store)
    torn = tmp_path / "elsewhere" / "torn.db"
    torn.parent.mkdir()
    shutil.copy(store.path, torn)
    with pytest.raises(Refused, match="postbag backup"):
        restore(torn, tmp_path / "new.db")
    assert not (tmp_path / "new.db").exists()


@pytest.mark.parametrize("content", [b"", b"no database at all " * 300])
def test_it_refuses_what_is_no_backup(
    store: Store, letters: list[int], tmp_path: Path, content: bytes
) -> None:
    source = tmp_path / "source.db"
    source.write_bytes(content)
    with pytest.raises(StoreError):
        restore(source, store.path)
    assert store.letters.count_letters(LetterFilter()).letters == len(letters)
    with pytest.raises(Refused, match="no file"):
        restore(tmp_path / "missing.db", store.path)


def test_it_finds_an_overwritten_page(tmp_path: Path) -> None:
    """Case 59."""
    path = tmp_path / "postbag.db"
    with Store(path) as store:
        fill(store)
        store.maintenance.back_up(tmp_path / "copy.db")
    overwrite_page(path, b"Letter 150 with")
    with Store(path) as store:
        assert store.maintenance.find_damage() != ()
    overwrite_page(tmp_path / "copy.db", b"Letter 150 with")
    with pytest.raises(StoreError, match="no sound Postbag database"):
        restore(tmp_path / "copy.db", path)


def test_it_writes_nothing_once_damage_was_found(tmp_path: Path) -> None:
    """Case 59: until a backup is put back, which is possible then."""
    path = tmp_path / "postbag.db"
    with Store(path) as store:
        fill(store)
        store.maintenance.back_up(tmp_path / "copy.db")
    overwrite_page(path, b"Letter 150 with")
    with pytest.raises(StoreError, match="postbag restore SRC"):
        check_at_start(path)
    with Store(path) as store:
        with pytest.raises(StoreError, match="postbag restore SRC"):
            store.sources.add("new", SourceKind.FILE)
        assert store.letters.count_letters(LetterFilter(), 5).letters == 5
    restore(tmp_path / "copy.db", path)
    check_at_start(path)
    with Store(path) as store:
        store.sources.add("new", SourceKind.FILE)


def test_the_worker_looks_a_large_database_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Case 59: above a size the check comes after the start."""
    path = tmp_path / "postbag.db"
    with Store(path) as store:
        fill(store)
    overwrite_page(path, b"Letter 150 with")
    monkeypatch.setattr("feedback.store.maintenance.CHECKED_AT_START", 0)
    monkeypatch.setattr("feedback.worker.CHECKED_AT_START", 0)
    check_at_start(path)
    worker = Worker(path)
    worker.start()
    try:
        wait_for(damage_mark(path).exists)
    finally:
        worker.stop()


def test_it_takes_the_mark_away_when_nothing_is_wrong(store: Store) -> None:
    damage_mark(store.path).touch()
    assert store.maintenance.find_damage() == ()
    assert not damage_mark(store.path).exists()


def test_it_finds_a_damaged_search_index(store: Store, letters: list[int]) -> None:
    store._db.execute("DELETE FROM letters_fts_docsize WHERE id = ?", [letters[0]])
    store._db.execute("DELETE FROM letters_fts_data WHERE id > 10")
    assert any("search index" in problem for problem in store.maintenance.find_damage())


def test_it_finds_rows_that_point_nowhere(store: Store, letters: list[int]) -> None:
    store._db.execute("PRAGMA foreign_keys = OFF")
    store._db.execute("DELETE FROM writers WHERE id = 1")
    (problem, *_) = store.maintenance.find_damage()
    assert "lacks its writers" in problem


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no modes of files")
def test_only_their_owner_can_read_letters(tmp_path: Path) -> None:
    made, copy, again = (tmp_path / f"{name}.db" for name in ("made", "copy", "again"))
    with Store(made) as store:
        receive_letters(store)
        store.maintenance.back_up(copy)
        restore(copy, again)
        files = [*tmp_path.glob("*.db*")]
        assert {path.name for path in files} >= {"made.db", "made.db-wal", "copy.db"}
        assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
