"""Letters that came before their source protected them are protected like new ones.

They are gone through from the newest on, batch by batch, each in one transaction, and
how far that has come is kept: cut short, it goes on where it was. What is masked or
dropped cannot be brought back.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from feedback.clock import now
from feedback.intake.protection.protecting import mask, mask_draft, mask_name
from feedback.people.originals import find_sealer
from feedback.people.sealing import Sealer
from feedback.store import Store
from feedback.store.jobs import Job
from feedback.store.kept_letters import KeptBytes, KeptLetter
from feedback.store.kept_placings import Rewording
from feedback.topics.filing.kept_assigner import forget_assigner
from feedback.types import Deed, OriginalChoice, PersonalData, Protection

PROTECT = "protect"
SOURCE = "source"
BATCH = 200

Progress = Callable[[int, int], None]


def schedule_protecting(
    store: Store, source_id: int, person_id: int | None, at: datetime
) -> Job:
    """Have the worker go through the letters of a source."""
    return store.jobs.add(PROTECT, {SOURCE: str(source_id)}, person_id, at)


def find_protecting(store: Store, source_id: int) -> Job | None:
    """Return the latest job that went through the letters of a source."""
    return store.jobs.find_latest(PROTECT, {SOURCE: str(source_id)})


def run_protect_job(store: Store, job: Job) -> str:
    """Go through the letters of a source in the worker; returns the outcome."""

    def report(done: int, total: int) -> None:
        store.jobs.report(job.id, done, total, "Protecting letters", now())

    source = store.sources.get_source(int(job.argument[SOURCE]))
    total = protect_kept(store, source.id, job.person_id, report)
    return f"{total:,} letters of {source.name} are protected like new ones."


def protect_kept(
    store: Store,
    source_id: int,
    person_id: int | None,
    progress: Progress = lambda done, total: None,
) -> int:
    """Protect all letters of a source that came before; returns how many.

    Raises NotFound.
    """
    source = store.sources.get_source(source_id)
    work = _Work(store, source_id, source.protection, find_sealer(store))
    done, total = 0, store.kept_letters.count(source_id)
    while batch := store.kept_letters.find_next(source_id, BATCH):
        with store.transaction():
            reworded = [work.protect(kept) for kept in batch]
            store.kept_placings.move([one for one in reworded if one])
            store.kept_letters.finish(source_id, batch[-1].id)
        done += len(batch)
        progress(done, max(done, total))
    with store.transaction():
        work.protect_rest()
        about = f"{source.name}: {done:,} letters that were there"
        store.audit.record(Deed.PROTECT_LETTERS, about, person_id, now())
    # What it has learned by heart is no longer in the letters.
    forget_assigner(store)
    store.kept_letters.clean()
    return done


@dataclass(frozen=True, slots=True)
class _Work:
    """What has to be done to each letter of a source."""

    store: Store
    source_id: int
    protection: Protection
    sealer: Sealer

    @property
    def masks(self) -> frozenset[PersonalData]:
        return self.protection.masks

    def protect(self, kept: KeptLetter) -> Rewording | None:
        """Protect a letter; returns what became of its text when that changed."""
        draft = mask_draft(kept.draft, self.protection)
        original = self._seal(KeptBytes(kept.id, draft.original, draft.choice))
        is_dropped = original.choice is OriginalChoice.DROP
        self.store.kept_letters.rewrite(
            kept,
            draft._replace(
                original=original.content,
                choice=original.choice,
                html="" if is_dropped else draft.html,
            ),
        )
        self._protect_versions(kept.id)
        self._protect_files(kept.id)
        if draft.body == kept.draft.body:
            return None
        move = partial(_move, kept.draft.body, self.masks)
        return Rewording(kept.id, f"{draft.subject}\n{draft.body}", move)

    def _protect_versions(self, letter_id: int) -> None:
        for version in self.store.kept_letters.find_versions(letter_id):
            self.store.kept_letters.rewrite_version(
                replace(
                    version,
                    subject=mask(version.subject, self.masks),
                    body=mask(version.body, self.masks),
                    original=self._seal(version.original),
                )
            )

    def _protect_files(self, letter_id: int) -> None:
        for file in self.store.kept_letters.find_files(letter_id):
            content = self._seal(file.content)
            if content.choice is OriginalChoice.DROP and file.text is None:
                # It is dropped when its text has been read, as for new letters.
                content = replace(content, content=self._sealed(file.content))
            text = None if file.text is None else mask(file.text, self.masks)
            self.store.kept_letters.rewrite_file(
                replace(
                    file, name=mask_name(file.name, self.masks),
                    content=content, text=text,
                ),
                self.masks,
            )  # fmt: skip

    def protect_rest(self) -> None:
        """What was set aside, and what stands a second time."""
        if self.protection.originals is not OriginalChoice.KEEP:
            for aside in self.store.kept_letters.find_set_aside(self.source_id):
                # It must be read again one day: it is never dropped.
                sealed = self.sealer.seal(aside.content)
                self.store.kept_letters.rewrite_set_aside(
                    KeptBytes(aside.id, sealed, OriginalChoice.ENCRYPT)
                )
        if self.masks:
            masked = partial(mask, masks=self.masks)
            self.store.kept_letters.mask_copies(self.source_id, masked)

    def _seal(self, kept: KeptBytes) -> KeptBytes:
        """Return bytes under the stronger of the choices they came with and now."""
        choices = kept.choice, self.protection.originals
        wanted = max(choices, key=list(OriginalChoice).index)
        if wanted is kept.choice:
            return kept
        is_dropped = wanted is OriginalChoice.DROP
        content = b"" if is_dropped else self._sealed(kept)
        return replace(kept, content=content, choice=wanted)

    def _sealed(self, kept: KeptBytes) -> bytes:
        is_plain = kept.choice is OriginalChoice.KEEP
        return self.sealer.seal(kept.content) if is_plain else kept.content


def _move(text: str, masks: frozenset[PersonalData], place: int) -> int:
    """Return where a place of a text stands once what is before it is masked."""
    return len(mask(text[:place], masks))
