"""Trying again what was set aside, after it was mended or Postbag has learned."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from feedback.clock import Clock, now
from feedback.intake.files import Reading, read_file
from feedback.intake.receiving import receive_batch
from feedback.intake.tables.recognition import ColumnMapping
from feedback.people.originals import open_stored
from feedback.store import Store
from feedback.types import Draft, ImportCounts, Refusal, SetAside

_ALL = -1


def retry(
    store: Store,
    import_id: int,
    mapping: ColumnMapping | None = None,
    clock: Clock = now,
) -> ImportCounts:
    """Read again what an import set aside; returns what came of it.

    What has become letters is released; the rest stays with its old reason.
    Raises NotFound.
    """
    store.imports.get_import(import_id)
    total = ImportCounts()
    reading = Reading(clock(), mapping)
    for aside in store.imports.find_set_aside(import_id, _ALL):
        total += _retry_one(store, aside, reading)
    return total


def _retry_one(store: Store, aside: SetAside, reading: Reading) -> ImportCounts:
    _, stored = store.imports.get_set_aside(aside.id)
    outcome = _read_again(aside.location, open_stored(store, stored), reading)
    if not any(isinstance(item, Draft) for item in outcome):
        return ImportCounts(set_aside=1)
    with store.transaction():
        store.imports.release(aside.id)
        counts = receive_batch(store, aside.import_id, outcome, reading.received_at)
        store.imports.add_counts(aside.import_id, ImportCounts(set_aside=-1))
    return counts


def _read_again(
    location: str, original: bytes, reading: Reading
) -> Sequence[Draft | Refusal]:
    """Read bytes as the file they came from; the line number is no part of its name."""
    name = location.rpartition("/")[2].partition(":")[0]
    with TemporaryDirectory() as folder:
        path = Path(folder, f"again{Path(name).suffix[:10]}")
        path.write_bytes(original)
        return list(read_file(path, location, reading))
