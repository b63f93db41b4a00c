"""What a source protects: its letters are masked, its originals sealed or dropped.

This happens to drafts before anything is stored, so that the search index, the text
models and exports never see what is masked.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from feedback.people.originals import find_sealer
from feedback.people.sealing import Sealer
from feedback.store import Store
from feedback.types import (
    USER_ID,
    Attachment,
    Draft,
    OriginalChoice,
    PersonalData,
    Protection,
    Refusal,
)


def mask(text: str, masks: frozenset[PersonalData]) -> str:
    """Mask a text; the patterns load at the first use, which few sources make."""
    from feedback.people import masking

    return masking.mask(text, masks)


@dataclass(frozen=True, slots=True)
class Protector:
    """Changes items into what their source has stored; without a sealer they stay.

    It passes between processes: of the key it knows only the file.
    """

    protection: Protection
    sealer: Sealer | None

    def protect_all(
        self, items: Iterable[Draft | Refusal]
    ) -> Iterable[Draft | Refusal]:
        """Return items as their source has them stored; most leave them alone."""
        sealer = self.sealer
        if sealer is None:
            return items
        return (protect(item, self.protection, sealer) for item in items)


def find_protector(store: Store, protection: Protection) -> Protector:
    """Return what protects the items of a source, with the key of its database."""
    return Protector(protection, find_sealer(store) if protection.is_on else None)


def protect(
    item: Draft | Refusal, protection: Protection, sealer: Sealer
) -> Draft | Refusal:
    """Return what is stored of a draft or a refusal under a source's protection.

    What is set aside must be read again one day: it is encrypted where originals are
    encrypted or dropped.
    """
    if isinstance(item, Refusal):
        return _protect_refusal(item, protection, sealer)
    return _seal(mask_draft(item, protection), protection, sealer)


def _protect_refusal(item: Refusal, protection: Protection, sealer: Sealer) -> Refusal:
    masked = mask(item.location, protection.masks), mask(item.reason, protection.masks)
    if protection.originals is OriginalChoice.KEEP:
        return replace(item, location=masked[0], reason=masked[1])
    return replace(
        item,
        location=masked[0],
        reason=masked[1],
        original=sealer.seal(item.original),
        choice=OriginalChoice.ENCRYPT,
    )


def mask_draft(draft: Draft, protection: Protection) -> Draft:
    """Mask every text of a draft; its HTML goes, because tags would hide numbers."""
    masks = protection.masks
    if not masks:
        return draft
    return draft._replace(
        location=mask(draft.location, masks),
        subject=mask(draft.subject, masks),
        body=mask(draft.body, masks),
        quoted=mask(draft.quoted, masks),
        signature=mask(draft.signature, masks),
        html="",
        metadata={
            name: text if name == USER_ID else mask(text, masks)
            for name, text in draft.metadata.items()
        },
        flags=tuple(mask(flag, masks) for flag in draft.flags),
        attachments=tuple(
            replace(one, name=mask_name(one.name, masks)) for one in draft.attachments
        ),
    )


def mask_name(name: str, masks: frozenset[PersonalData]) -> str:
    """Mask a file's name; its ending stays, because it is no domain."""
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 5:
        return mask(name, masks)
    return f"{mask(stem, masks)}.{ending}"


def _seal(draft: Draft, protection: Protection, sealer: Sealer) -> Draft:
    choice = protection.originals
    if choice is OriginalChoice.KEEP:
        return draft
    is_dropped = choice is OriginalChoice.DROP
    return draft._replace(
        html="" if is_dropped else draft.html,
        original=b"" if is_dropped else sealer.seal(draft.original),
        choice=choice,
        attachments=tuple(_seal_file(one, choice, sealer) for one in draft.attachments),
    )


def _seal_file(file: Attachment, choice: OriginalChoice, sealer: Sealer) -> Attachment:
    """Encrypt a file; one to be dropped stays so until its text has been read."""
    return replace(
        file,
        content=sealer.seal(file.content),
        size=len(file.content),
        choice=choice,
    )
