"""Imports: drafts become letters batch by batch, and can be taken back."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from time import sleep

from feedback.clock import Clock, now
from feedback.errors import UnreadableSource
from feedback.intake.any_grid import find_file_kind, open_grid
from feedback.intake.charsets import tidy
from feedback.intake.conversations import join_received
from feedback.intake.files import Source, open_source
from feedback.intake.grids import propose_mapping
from feedback.intake.protecting import protect_all
from feedback.intake.read_ahead import read_ahead
from feedback.intake.readings import apply_choices, recall_choices
from feedback.intake.recognition import ColumnMapping
from feedback.store import Store
from feedback.store.preparing import PreparedDraft, prepare
from feedback.types import Deed, Draft, Import, ImportCounts, Refusal, SourceKind

# A batch changes nearly every page of the indexes however small it is: larger ones are
# faster. But it holds the write lock, and two of them are in memory at a time.
BATCH_LETTERS = 3_000
BATCH_BYTES = 8 * 1024 * 1024
MAX_NOTES = 50
# Between two batches others who wait for the write lock get their turn.
_GIVE_WAY_SECONDS = 0.01

# Called after each batch with the bytes read so far and the bytes there are.
Progress = Callable[[int, int], None]
Items = Iterable[Draft | Refusal]


@dataclass(frozen=True, slots=True)
class Batch:
    """What is received in one transaction: letters ready to be written, refusals."""

    letters: Sequence[PreparedDraft]
    refusals: Sequence[Refusal]

    @property
    def size(self) -> int:
        """Bytes that the originals take."""
        return sum(len(letter.draft.original) for letter in self.letters) + sum(
            len(refusal.original) for refusal in self.refusals
        )


def import_paths(
    store: Store,
    paths: Sequence[Path],
    source: str | None = None,
    *,
    mapping: ColumnMapping | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
    clock: Clock = now,
) -> Import:
    """Import files and folders as one import of the named source.

    A batch is committed as a whole before the next is read, so that an import cut
    short is completed by running it again. A dry run stores nothing and returns an
    Import with id 0. Raises UnreadableSource when a path does not exist.
    """
    if not paths:
        raise UnreadableSource("Name at least one file or folder to import.")
    started_at = clock()
    mapping = mapping or _recall_mapping(store, source, paths)
    sources = [open_source(path, started_at, mapping) for path in paths]
    name = source or ", ".join(opened.name for opened in sources)[:120]
    location = tidy(", ".join(map(str, paths)))
    run = _Run(store, name, location, started_at, dry_run)
    return run.complete(sources, progress, clock)


def _recall_mapping(
    store: Store, source: str | None, paths: Sequence[Path]
) -> ColumnMapping | None:
    """Return how a person had the only table of a known source read the last time."""
    reading = store.sources.find_reading(source) if source else {}
    if not reading or len(paths) != 1 or not paths[0].is_file():
        return None
    kind = find_file_kind(paths[0])
    grid = open_grid(kind, paths[0], paths[0].name, str(reading.get("codec", "")))
    choices = recall_choices(reading, grid.header) if grid else None
    if not grid or not choices:
        return None
    return apply_choices(propose_mapping(grid), choices, len(grid.header))


@dataclass(slots=True)
class _Run:
    """One import while it happens."""

    store: Store
    source: str
    location: str
    started_at: datetime
    is_dry: bool
    import_id: int = 0
    counts: ImportCounts = field(default_factory=ImportCounts)

    def complete(
        self, sources: Sequence[Source], progress: Progress | None, clock: Clock
    ) -> Import:
        if not self.is_dry:
            self.import_id = self._start()
        self._receive_all(sources, progress)
        if self.is_dry:
            return self._describe(clock())
        notes = [note for source in sources for note in source.notes]
        self.store.imports.finish(self.import_id, clock(), notes[:MAX_NOTES])
        return self.store.imports.get_import(self.import_id)

    def _start(self) -> int:
        return self.store.imports.start(
            self.source, SourceKind.FILE, self.location, self.started_at
        )

    def _receive_all(
        self, sources: Sequence[Source], progress: Progress | None
    ) -> None:
        done, total = 0, sum(source.size for source in sources)
        receive = self._rehearse() if self.is_dry else self._receive
        items = protect_all(
            self.store,
            chain.from_iterable(source.items for source in sources),
            self.store.sources.find_protection_of(self.source),
        )
        with closing(read_ahead(batches(items))) as arriving:
            for batch in arriving:
                self.counts += receive(batch)
                done += batch.size
                if progress:
                    progress(min(done, total), total)
                sleep(_GIVE_WAY_SECONDS)

    def _receive(self, batch: Batch) -> ImportCounts:
        return _write(self.store, self.import_id, batch, self.started_at)

    def _rehearse(self) -> Callable[[Batch], ImportCounts]:
        """Return a way to receive that tells the counts and takes everything back."""
        seen: set[str] = set()

        def receive(batch: Batch) -> ImportCounts:
            fresh = [it for it in batch.letters if it.draft.identity not in seen]
            seen.update(letter.draft.identity for letter in batch.letters)
            known = ImportCounts(known=len(batch.letters) - len(fresh))
            rest = replace(batch, letters=fresh)
            try:
                with self.store.transaction():
                    counts = _write(self.store, self._start(), rest, self.started_at)
                    raise _TakeBack
            except _TakeBack:
                return counts + known

        return receive

    def _describe(self, finished_at: datetime) -> Import:
        return Import(
            id=0,
            source=self.source,
            location=self.location,
            started_at=self.started_at,
            finished_at=finished_at,
            undone_at=None,
            counts=self.counts,
        )


class _TakeBack(Exception):
    """Ends the transaction of a rehearsal."""


def receive_batch(
    store: Store,
    import_id: int,
    items: Sequence[Draft | Refusal],
    received_at: datetime,
) -> ImportCounts:
    """Receive drafts and set refusals aside, all in one transaction.

    Mails are joined to their conversations in the same transaction. What the source
    protects is protected before anything is stored.
    """
    protection = store.sources.find_protection(import_id)
    items = list(protect_all(store, items, protection))
    return _write(store, import_id, _prepare(items), received_at)


def _write(
    store: Store, import_id: int, batch: Batch, received_at: datetime
) -> ImportCounts:
    with store.transaction():
        newest_id = store.conversations.newest_letter_id()
        counts = store.letters.receive(import_id, batch.letters, received_at)
        if counts.received and any(it.draft.message_id for it in batch.letters):
            join_received(store, newest_id)
            store.mailings.record_tags(letter.draft for letter in batch.letters)
        counts += ImportCounts(set_aside=len(batch.refusals))
        store.imports.set_aside(import_id, batch.refusals, received_at)
        store.imports.add_counts(import_id, counts)
    return counts


def batches(items: Items) -> Iterator[Batch]:
    """Group items so that a batch stays small in letters and in bytes."""
    rest = iter(items)
    while group := list(_until_full(rest)):
        yield _prepare(group)


def _prepare(items: Sequence[Draft | Refusal]) -> Batch:
    letters = [prepare(item) for item in items if isinstance(item, Draft)]
    return Batch(letters, [item for item in items if isinstance(item, Refusal)])


def _until_full(rest: Iterator[Draft | Refusal]) -> Iterator[Draft | Refusal]:
    size = 0
    for item in islice(rest, BATCH_LETTERS):
        yield item
        size += len(item.original)
        if size > BATCH_BYTES:
            return


def undo_import(
    store: Store, import_id: int, clock: Clock = now, person_id: int | None = None
) -> tuple[int, tuple[int, ...]]:
    """Take back an import as a unit, and write down that it was done.

    Returns how many letters went, and the ids of the letters that stay because
    people have worked on them. Raises NotFound or Refused.
    """
    with store.transaction():
        removed, kept = store.imports.undo(import_id, clock())
        about = f"import {import_id}: {removed} letters went"
        store.audit.record(Deed.UNDO_IMPORT, about, person_id, clock())
    return removed, kept
