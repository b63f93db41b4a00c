"""Parquet files: their rows, their types, and how much memory they take."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from feedback.intake.files import open_source
from feedback.intake.receiving import import_paths
from feedback.store import Store
from feedback.types import Draft

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def write(path: Path, rows: list[dict[str, object]]) -> Path:
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), path)
    return path


def test_it_reads_rows_with_their_types(tmp_path: Path) -> None:
    path = write(
        tmp_path / "reviews.parquet",
        [
            {
                "id": 7,
                "text": "The sync loses my notes every day",
                "created_at": datetime(2026, 2, 1, 12),  # noqa: DTZ001
                "rating": 2.0,
                "tags": ["sync", "phone"],
                "email": "ann@example.com",
            },
            {"id": 8, "text": None, "created_at": None, "rating": None, "tags": None},
        ],
    )
    (draft, *rest) = open_source(path, NOW).items
    assert isinstance(draft, Draft)
    assert draft.body == "The sync loses my notes every day"
    assert draft.written_at == datetime(2026, 2, 1, 12, tzinfo=UTC)
    assert draft.score == 2
    assert draft.metadata["tags"] == '["sync", "phone"]'
    assert draft.writer.address == "ann@example.com"
    assert len(rest) == 1


def test_it_comes_back_from_our_own_export(store: Store, tmp_path: Path) -> None:
    from feedback.summaries.export import write_table
    from tests.builders import receive_letters

    receive_letters(store)
    path = tmp_path / "letters.parquet"
    write_table(store, "letters", "parquet", path)
    done = import_paths(store, [path], "again", clock=lambda: NOW)
    assert done.counts.received == 6
    assert import_paths(store, [path], "again", clock=lambda: NOW).counts.known == 6


@pytest.mark.slow
def test_it_reads_a_large_file_in_flat_memory(tmp_path: Path) -> None:
    """120 MB of text take less than 200 MB of memory."""
    path = tmp_path / "large.parquet"
    words = "the notes of yesterday are lost again and nobody answers " * 20
    schema = pyarrow.schema([("id", pyarrow.int64()), ("text", pyarrow.string())])
    with pyarrow.parquet.ParquetWriter(path, schema, compression="none") as writer:
        for start in range(0, 100_000, 20_000):
            ids = list(range(start, start + 20_000))
            texts = [f"{number} {words}" for number in ids]
            writer.write_table(pyarrow.table([ids, texts], schema=schema))
    code = (
        "import resource; from pathlib import Path\n"
        "from datetime import datetime, UTC\n"
        "from feedback.intake.files import open_source\n"
        "import pyarrow.parquet\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        f"path = Path({str(path)!r})\n"
        "source = open_source(path, datetime.now(UTC))\n"
        "rows = sum(1 for _ in source.items)\n"
        "after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "print(rows, (after - before) // 1024)"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    rows, more = map(int, shown.stdout.split())
    assert path.stat().st_size > 100 * 1024 * 1024
    assert rows == 100_000
    assert more < 200
