"""Deciding what a source protects; every change is kept in the audit log."""

from datetime import datetime

from feedback.errors import Refused
from feedback.store import Store
from feedback.types import (
    EVERY_KIND,
    Deed,
    OriginalChoice,
    PersonalData,
    Protection,
    SourceInfo,
)

MASK_WORDS = {
    PersonalData.MAIL: "Mail addresses",
    PersonalData.PHONE: "Phone numbers",
    PersonalData.CARD: "Payment cards",
    PersonalData.IBAN: "IBANs",
    PersonalData.NATIONAL_ID: "National identity numbers",
}
ORIGINAL_WORDS = {
    OriginalChoice.KEEP: "Keep them as they came",
    OriginalChoice.ENCRYPT: "Encrypt them; admins can read them, and each reading is "
    "written down",
    OriginalChoice.DROP: "Drop them; only the text of a letter is kept",
}


def protect_source(
    store: Store,
    source: SourceInfo,
    protection: Protection,
    person_id: int | None,
    now: datetime,
) -> None:
    """Set what letters of a source go through from now on, and write it down."""
    if protection == source.protection:
        return
    masks = ", ".join(sorted(protection.masks)) or "nothing"
    about = f"{source.name}: masks {masks}, originals {protection.originals}"
    with store.transaction():
        store.sources.protect(source.id, protection)
        store.audit.record(Deed.PROTECT_SOURCE, about, person_id, now)


def read_protection(
    masks: str | None, originals: str | None, present: Protection
) -> Protection:
    """Return what a command line asks for; what it does not name stays.

    ``masks`` is "all", "none", or kinds with commas between. Raises Refused.
    """
    return Protection(
        present.masks if masks is None else _read_masks(masks),
        present.originals if originals is None else OriginalChoice(originals),
    )


def _read_masks(text: str) -> frozenset[PersonalData]:
    if text in ("all", "none"):
        return EVERY_KIND if text == "all" else frozenset()
    try:
        return frozenset(PersonalData(name.strip()) for name in text.split(","))
    except ValueError as error:
        known = ", ".join(kind.value for kind in PersonalData)
        raise Refused(
            f"--mask takes all, none, or some of {known} with commas between."
        ) from error
