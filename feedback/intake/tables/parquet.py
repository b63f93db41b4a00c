"""Parquet files as a source of drafts, read batch by batch; needs pyarrow."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from feedback.errors import UnreadableSource
from feedback.intake.charsets import tidy
from feedback.intake.tables.records import MAX_COLUMNS
from feedback.intake.tables.rows import Row
from feedback.types import Refusal

MAGIC = b"PAR1"
BATCH_ROWS = 500
_BUFFER = 1024 * 1024
_MEDIA_TYPE = "application/json"


def open_parquet(path: Path, location: str) -> "ParquetGrid":
    """Open a Parquet file as a grid; raises UnreadableSource, also without pyarrow."""
    with _open(path) as file:
        names = tuple(tidy(name) for name in file.schema_arrow.names)
    if not names:
        raise UnreadableSource(f"{path.name} has no columns.")
    if len(names) > MAX_COLUMNS:
        raise UnreadableSource(f"{path.name} has more than {MAX_COLUMNS:,} columns.")
    return ParquetGrid(path, location, names)


@dataclass(frozen=True, slots=True)
class ParquetGrid:
    """A Parquet file seen as a grid. A row's original is its cells as JSON."""

    path: Path
    name: str
    header: tuple[str, ...]
    media_type: str = _MEDIA_TYPE
    note: str = ""

    def rows(self) -> Iterator[Row | Refusal]:
        """Read the rows, a batch in memory at a time; raises UnreadableSource."""
        number = 0
        with _open(self.path) as file:
            for columns in _read_batches(file, self.path.name):
                for values in zip(*columns, strict=True):
                    number += 1
                    cells = [_show(value) for value in values]
                    named = dict(zip(self.header, cells, strict=True))
                    original = json.dumps(named, ensure_ascii=False).encode()
                    yield Row(f"{self.name}:{number}", cells, original)


def _open(path: Path) -> Any:
    try:
        import pyarrow.parquet
    except ImportError as error:
        raise UnreadableSource(
            f"{path.name} is a Parquet file; reading it needs pyarrow. Install it "
            "with: pip install 'postbag[parquet]'"
        ) from error
    try:
        return pyarrow.parquet.ParquetFile(
            path, buffer_size=_BUFFER, pre_buffer=False, memory_map=False
        )
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        raise UnreadableSource(f"{path.name} is a damaged Parquet file.") from error


def _read_batches(file: Any, name: str) -> Iterator[list[list[Any]]]:
    import pyarrow

    try:
        for batch in file.iter_batches(BATCH_ROWS, use_threads=False):
            yield [column.to_pylist() for column in batch.columns]
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        raise UnreadableSource(f"{name} is damaged: the rest is not read.") from error


def _show(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return tidy(value)
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, bytes):
        return tidy(value.decode("utf-8", "replace"))
    return tidy(json.dumps(value, ensure_ascii=False, default=str))
