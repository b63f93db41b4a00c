"""Erasing a writer: their letters and every trace of who they were."""

import secrets
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from feedback.store import Store
from feedback.store.connection import time_text
from feedback.topics.filing.kept_assigner import forget_assigner
from feedback.types import Deed, Writer


@dataclass(frozen=True, slots=True)
class Erasure:
    """How many letters went, and the pseudonym that stands for the writer now.

    ``mentions`` counts the texts elsewhere that named the writer and do so no more.
    """

    letters: int
    pseudonym: str
    mentions: int


def erase_writer(
    store: Store, key: str, erased_at: datetime, person_id: int | None = None
) -> Erasure:
    """Erase the writer with this key; raises NotFound.

    Letters, originals, attachments, notes and index entries go; the writer's row
    stays under a random pseudonym, so that counts that were made before still hold.
    Where address, key or full name stand in other texts (notes, letters that quote
    the writer, searches, what was set aside), the pseudonym takes their place, in
    the bytes of those letters too. The audit log keeps the pseudonym only.
    """
    pseudonym = f"erased-{secrets.token_hex(4)}"
    writer = store.writers.get_writer_by_key(key)
    same = [
        store.writers.get_writer(id_) for id_ in store.writer_links.find_same(writer.id)
    ]
    terms = [term for one in same for term in _terms_of(one)]
    names = " ".join(one.name for one in same)
    letters = store.writers.erase(key, pseudonym, time_text(erased_at))
    forget_assigner(store)
    mentions = store.traces.forget(terms, names, pseudonym)
    _forget_uploads(store.path, terms)
    about = f"{pseudonym}: {letters} letters went, {mentions} mentions elsewhere"
    store.audit.record(Deed.ERASE_WRITER, about, person_id, erased_at)
    return Erasure(letters, pseudonym, mentions)


def _terms_of(writer: Writer) -> list[str]:
    """Return what names a writer for sure: not a first name alone."""
    full_name = writer.name if len(writer.name.split()) > 1 else ""
    return [term for term in (writer.key, writer.address, full_name) if term]


def _forget_uploads(db: Path, terms: list[str]) -> None:
    """Remove files beside the database that came up and name the writer."""
    signs = [term.casefold().encode() for term in terms]
    for path in db.with_name(db.name + ".uploads").glob("*/*"):
        if any(sign in path.read_bytes().lower() for sign in signs):
            shutil.rmtree(path.parent)
