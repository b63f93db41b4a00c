"""Imports: drafts become letters batch by batch, and can be taken back."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from time import sleep
from typing import NamedTuple

from feedback.clock import Clock, now
from feedback.errors import UnreadableSource
from feedback.intake import batches, reading_apart
from feedback.intake.batches import Batch, make_batch
from feedback.intake.charsets import tidy
from feedback.intake.files import Source, open_source
from feedback.intake.mail.conversations import join_received
from feedback.intake.protection.protecting import find_protector
from feedback.intake.read_ahead import read_ahead
from feedback.intake.reading_apart import Errand, read_apart, read_sources
from feedback.intake.tables.any_grid import find_file_kind, open_grid
from feedback.intake.tables.grids import propose_mapping
from feedback.intake.tables.readings import apply_choices, recall_choices
from feedback.intake.tables.recognition import ColumnMapping
from feedback.store import Store
from feedback.types import (
    Deed,
    Draft,
    Import,
    ImportCounts,
    Protection,
    Refusal,
    SourceKind,
)

MAX_NOTES = 50
_SHOWN_REFUSALS = 5
# Between two batches others who wait for the write lock get their turn.
_GIVE_WAY_SECONDS = 0.005
_CAME_UNPROTECTED = (
    "Its source protects more than when this began, and letters came in without that. "
    "Apply it to them on the page of the source or with `postbag sources NAME --apply`."
)

# Called after each batch with the bytes read so far and the bytes there are.
Progress = Callable[[int, int], None]


def import_paths(
    store: Store,
    paths: Sequence[Path],
    source: str | None = None,
    *,
    mapping: ColumnMapping | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
    clock: Clock = now,
    location: str = "",
) -> Import:
    """Import files and folders as one import of the named source.

    ``location`` is where they come from, in the words of a person; else their paths.

    A batch is committed as a whole before the next is read, so that an import cut
    short is completed by running it again. A dry run stores nothing and returns an
    Import with id 0. Raises UnreadableSource when a path does not exist.
    """
    if not paths:
        raise UnreadableSource("Name at least one file or folder to import.")
    started_at = clock()
    mapping = mapping or _recall_only(store, source, paths)
    sources = [open_source(path, started_at, mapping) for path in paths]
    name = source or ", ".join(opened.name for opened in sources)[:120]
    location = tidy(location or ", ".join(map(str, paths)))
    protector = find_protector(store, store.sources.find_protection_of(name))
    errand = Errand(tuple(paths), started_at, mapping, protector, batches.BATCH_LETTERS)
    run = _Run(store, name, location, started_at, dry_run, protector.protection)
    return run.complete(sources, errand, progress, clock)


def _recall_only(
    store: Store, source: str | None, paths: Sequence[Path]
) -> ColumnMapping | None:
    """Return how a person had the only table of a known source read the last time."""
    if len(paths) != 1 or not paths[0].is_file():
        return None
    return recall_mapping(store, source or paths[0].name, paths[0])


def recall_mapping(store: Store, source: str, path: Path) -> ColumnMapping | None:
    """Return how a person had tables of a source read, None where it does not fit."""
    reading = store.sources.find_reading(source)
    if not reading:
        return None
    grid = open_grid(
        find_file_kind(path), path, path.name, str(reading.get("codec", ""))
    )
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
    protection: Protection
    import_id: int = 0
    counts: ImportCounts = field(default_factory=ImportCounts)

    def complete(
        self,
        sources: Sequence[Source],
        errand: Errand,
        progress: Progress | None,
        clock: Clock,
    ) -> Import:
        if not self.is_dry:
            self.import_id = self._start()
        notes = self._receive_all(sources, errand, progress)
        if self.is_dry:
            return self._describe(clock(), notes)
        if self.store.sources.find_protection(self.import_id).adds_to(self.protection):
            notes.insert(0, _CAME_UNPROTECTED)
        notes.extend(self._note_known_refusals())
        self.store.imports.finish(self.import_id, clock(), notes[:MAX_NOTES])
        return self.store.imports.get_import(self.import_id)

    def _start(self) -> int:
        return self.store.imports.start(
            self.source, SourceKind.FILE, self.location, self.started_at
        )

    def _receive_all(
        self, sources: Sequence[Source], errand: Errand, progress: Progress | None
    ) -> list[str]:
        """Receive batch by batch as they are read; returns what reading noted."""
        done, total = 0, sum(source.size for source in sources)
        receive = self._rehearse() if self.is_dry else self._receive
        notes: list[str] = []
        refused: list[Refusal] = []
        is_large = total >= reading_apart.LARGE_BYTES
        reading = (
            read_apart(errand, notes)
            if is_large
            else read_sources(sources, errand, notes)
        )
        with closing(reading), closing(read_ahead(reading)) as arriving:
            for batch in arriving:
                self.counts += receive(batch)
                if self.is_dry:
                    refused.extend(batch.refusals[: _SHOWN_REFUSALS - len(refused)])
                done += batch.size
                if progress:
                    progress(min(done, total), total)
                sleep(_GIVE_WAY_SECONDS)
        return notes + [f"{it.location}: {it.reason}" for it in refused]

    def _note_known_refusals(self) -> list[str]:
        """Say where the rest of what was set aside stands: the same is kept once."""
        rest = self.counts.set_aside - self.store.imports.count_set_aside(
            self.import_id
        )
        if not rest:
            return []
        return [f"Set aside before: {rest:,}. An earlier import lists them."]

    def _receive(self, batch: Batch) -> ImportCounts:
        return self._write(self.import_id, batch)

    def _write(self, import_id: int, batch: Batch) -> ImportCounts:
        return _write(self.store, import_id, batch, self.protection, self.started_at)

    def _rehearse(self) -> Callable[[Batch], ImportCounts]:
        """Return a way to receive that tells the counts and takes everything back."""
        seen: set[str] = set()

        def receive(batch: Batch) -> ImportCounts:
            fresh = [it for it in batch.letters if it.identity not in seen]
            seen.update(letter.identity for letter in batch.letters)
            known = ImportCounts(known=len(batch.letters) - len(fresh))
            rest = replace(batch, letters=fresh)
            try:
                with self.store.transaction():
                    counts = self._write(self._start(), rest)
                    raise _TakeBack
            except _TakeBack:
                return counts + known

        return receive

    def _describe(self, finished_at: datetime, notes: Sequence[str]) -> Import:
        return Import(
            id=0,
            source=self.source,
            location=self.location,
            started_at=self.started_at,
            finished_at=finished_at,
            undone_at=None,
            counts=self.counts,
            notes=tuple(notes[:MAX_NOTES]),
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
    protector = find_protector(store, protection)
    batch = make_batch(list(protector.protect_all(items)))
    return _write(store, import_id, batch, protection, received_at)


def _write(
    store: Store,
    import_id: int,
    batch: Batch,
    protection: Protection,
    received_at: datetime,
) -> ImportCounts:
    with store.transaction():
        newest_id = store.conversations.newest_letter_id()
        counts = store.letters.receive(import_id, batch.letters, received_at)
        if counts.received and any(it.get("message_id") for it in batch.letters):
            join_received(store, newest_id)
            store.mailings.record_tags(batch.letters)
        counts += ImportCounts(set_aside=len(batch.refusals))
        store.imports.set_aside(import_id, batch.refusals, received_at)
        store.imports.add_counts(import_id, counts)
        # Somebody may have asked for more since the batch was made ready.
        store.sources.note_protection(import_id, protection)
    return counts


class Undone(NamedTuple):
    """What undoing an import did.

    ``removed`` letters went; those with the ids ``kept`` stay because people have
    worked on them; ``restored`` letters that it had changed say again what they said.
    """

    removed: int
    kept: tuple[int, ...]
    restored: int


def undo_import(
    store: Store, import_id: int, clock: Clock = now, person_id: int | None = None
) -> Undone:
    """Take back an import as a unit, and write down that it was done.

    Raises NotFound or Refused.
    """
    with store.transaction():
        removed, kept = store.imports.undo(import_id, clock())
        restored = store.letters.restore(import_id, clock())
        about = f"import {import_id}: {removed} letters went, {restored} were restored"
        store.audit.record(Deed.UNDO_IMPORT, about, person_id, clock())
    return Undone(removed, kept, restored)
