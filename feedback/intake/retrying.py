"""What was set aside: tried again after Postbag has learned, or thrown away."""

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from feedback.clock import Clock, now
from feedback.errors import Refused, UnreadableSource
from feedback.intake.documents.attachment_reading import schedule_reading
from feedback.intake.files import Reading, read_file
from feedback.intake.receiving import recall_mapping, receive_batch
from feedback.intake.rejects import ROW_TYPES
from feedback.intake.tables.recognition import ColumnMapping
from feedback.people.originals import open_stored
from feedback.store import Store
from feedback.types import Deed, Draft, ImportCounts, Refusal, SetAside

_ALL = -1


def retry(
    store: Store,
    import_id: int,
    mapping: ColumnMapping | None = None,
    clock: Clock = now,
) -> ImportCounts:
    """Read again what an import set aside; returns what came of it.

    Tables are read by ``mapping``, else the way that a person chose for their source.
    What has become letters is released; the rest stays with its old reason. Raises
    NotFound, or Refused when the import is undone.
    """
    if store.imports.get_import(import_id).undone_at:
        raise Refused(f"Import {import_id} is undone. Import what it read again.")
    total = ImportCounts()
    received_at = clock()
    for aside in store.imports.find_set_aside(import_id, _ALL):
        total += _retry_one(store, aside, mapping, received_at)
    schedule_reading(store, received_at)
    return total


def throw_away(store: Store, import_id: int, person_id: int, clock: Clock = now) -> int:
    """Forget for ever what an import set aside, and write down who said so.

    Returns how much that was. Raises NotFound.
    """
    store.imports.get_import(import_id)
    with store.transaction():
        waiting = store.imports.find_set_aside(import_id, _ALL)
        for aside in waiting:
            store.imports.release(aside.id)
        about = f"import {import_id}: {len(waiting)} set aside"
        store.audit.record(Deed.THROW_AWAY, about, person_id, clock())
    return len(waiting)


def _retry_one(
    store: Store,
    aside: SetAside,
    mapping: ColumnMapping | None,
    received_at: datetime,
) -> ImportCounts:
    _, stored = store.imports.get_set_aside(aside.id)
    is_row = stored.media_type.partition(";")[0] in ROW_TYPES
    # The line number is no part of a file's name.
    name = aside.location.rpartition("/")[2].partition(":")[0]
    with TemporaryDirectory() as folder:
        path = Path(folder, f"again{Path(name).suffix[:10]}")
        path.write_bytes(open_stored(store, stored))
        mapping = mapping or _recall(store, aside.source, path)
        if is_row and not mapping and store.sources.find_reading(aside.source):
            # It lacks a column that a person chose; another would be guessed.
            return ImportCounts(set_aside=1)
        reading = Reading(received_at, mapping)
        outcome = list(read_file(path, aside.location, reading))
    if is_row:
        outcome = [_stand_at(aside.location, item) for item in outcome]
    if not any(isinstance(item, Draft) for item in outcome):
        return ImportCounts(set_aside=1)
    with store.transaction():
        store.imports.release(aside.id)
        counts = receive_batch(store, aside.import_id, outcome, received_at)
        store.imports.add_counts(aside.import_id, ImportCounts(set_aside=-1))
    return counts


def _recall(store: Store, source: str, path: Path) -> ColumnMapping | None:
    try:
        return recall_mapping(store, source, path)
    except UnreadableSource:
        return None


def _stand_at(location: str, item: Draft | Refusal) -> Draft | Refusal:
    """Return what became of a row under the place where the row stood."""
    return item._replace(location=location) if isinstance(item, Draft) else item
