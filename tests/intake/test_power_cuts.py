"""Power that fails during an import: what was acknowledged is on the disk.

A killed process leaves the system's buffers whole; a power cut does not. What it may
take is worked out here on what a killed import left behind: writes that no sync was
waited for (the log after its last whole commit) may be missing, torn or full of
garbage, and pages that were being copied from the log into the database may be torn.
"""

import random
import shutil
import struct
from pathlib import Path
from typing import NamedTuple

import pytest

from feedback.intake.receiving import import_paths
from feedback.store import Store
from tests.intake.builders import ARRIVAL
from tests.intake.test_crashes import (
    LETTERS,
    count,
    import_and_acknowledge,
    kill_one,
    sources,  # noqa: F401, a fixture
)

CUTS = 50
_HEADER, _FRAME_HEAD = 32, 24


class Log(NamedTuple):
    """A write-ahead log: where its last whole commit ends, which pages it holds."""

    committed: int
    pages: frozenset[int]
    page_size: int


def read_log(content: bytes) -> Log:
    """Read the frames of the log's present generation (its salts say which)."""
    (page_size,) = struct.unpack(">I", content[8:12])
    salts, at, committed = content[16:24], _HEADER, _HEADER
    pages: set[int] = set()
    found: set[int] = set()
    while at + _FRAME_HEAD + page_size <= len(content):
        number, is_commit = struct.unpack(">II", content[at : at + 8])
        if content[at + 8 : at + 16] != salts:
            break
        found.add(number)
        at += _FRAME_HEAD + page_size
        if is_commit:
            pages, committed = set(found), at
    return Log(committed, frozenset(pages), page_size)


def cut_power(database: Path, chance: random.Random) -> int:
    """Take from the files what a power cut may take; returns pages torn."""
    path = database.with_name(database.name + "-wal")
    database.with_name(database.name + "-shm").unlink(missing_ok=True)
    content = path.read_bytes() if path.exists() else b""
    if len(content) < _HEADER:
        return 0
    log = read_log(content)
    left = chance.randint(log.committed, len(content))
    garbage = chance.randbytes(chance.choice((0, 100, 5_000)))
    path.write_bytes(content[:left] + garbage)
    return tear_pages(database, log, chance)


def tear_pages(database: Path, log: Log, chance: random.Random) -> int:
    """Overwrite part of some pages that the log holds whole."""
    total = database.stat().st_size // log.page_size
    torn = [
        page for page in sorted(log.pages) if page <= total and chance.random() < 0.5
    ]
    with database.open("r+b") as file:
        for page in torn:
            start = (page - 1) * log.page_size + chance.choice((0, 512))
            file.seek(start)
            file.write(chance.randbytes(log.page_size // 2))
    return len(torn)


@pytest.fixture
def begun(sources: list[Path], tmp_path: Path) -> list[Path]:  # noqa: F811
    """For each source a database that has letters of another one already."""
    paths = [tmp_path / f"begun-{number}.db" for number in range(len(sources))]
    for number, path in enumerate(paths):
        # A table's letters and a mailbox's are not the same ones.
        other = sources[1] if number == 0 else sources[0]
        with Store(path) as store:
            import_paths(store, [other], clock=lambda: ARRIVAL)
    return paths


@pytest.mark.slow
def test_it_loses_nothing_acknowledged_when_the_power_fails(
    sources: list[Path],  # noqa: F811, the fixture
    begun: list[Path],
    tmp_path: Path,
) -> None:
    """Case 34: 50 cuts at random moments, over each kind of file in turn."""
    chance = random.Random(11)  # noqa: S311 - a test, seeded
    interrupted = torn = 0
    for cut in range(CUTS):
        database, number = tmp_path / f"{cut}.db", cut % len(sources)
        shutil.copy(begun[number], database)
        acknowledged = kill_one(
            import_and_acknowledge, database, sources[number], chance.uniform(0, 0.4)
        )
        torn += cut_power(database, chance)
        with Store(database) as store:
            assert store.maintenance.find_damage() == ()
            assert count(store) >= max(acknowledged, LETTERS)
            interrupted += count(store) < 2 * LETTERS
            import_paths(store, [sources[number]], clock=lambda: ARRIVAL)
            assert count(store) == 2 * LETTERS
            assert store.maintenance.find_damage() == ()
        database.unlink()
    assert interrupted > CUTS / 4
    assert torn > CUTS


def test_it_would_notice_a_commit_that_was_not_synced(
    sources: list[Path],  # noqa: F811, the fixture
    tmp_path: Path,
) -> None:
    """What the test above rests on: without the log, acknowledged letters are gone."""
    database, copy = tmp_path / "a.db", tmp_path / "b.db"
    acknowledged = kill_one(import_and_acknowledge, database, sources[0], 5)
    assert acknowledged == LETTERS
    with Store(database) as store:
        import_paths(store, [sources[1]], clock=lambda: ARRIVAL)
        shutil.copy(database, copy)
        log = database.with_name("a.db-wal").read_bytes()
    assert read_log(log).committed > _HEADER
    copy.with_name("b.db-wal").write_bytes(log[:_HEADER])
    with Store(copy) as store:
        assert count(store) < 2 * LETTERS
