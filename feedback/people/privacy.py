"""Erasing a writer: their letters and every trace of who they were."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from feedback.store import Store
from feedback.store.connection import time_text
from feedback.topics.kept_assigner import forget_assigner


@dataclass(frozen=True, slots=True)
class Erasure:
    """How many letters went, and the pseudonym that stands for the writer now."""

    letters: int
    pseudonym: str


def erase_writer(store: Store, key: str, erased_at: datetime) -> Erasure:
    """Erase the writer with this key; raises NotFound.

    Letters, originals, attachments, notes and index entries go; the writer's row
    stays under a random pseudonym, so that counts that were made before still hold.
    """
    pseudonym = f"erased-{secrets.token_hex(4)}"
    letters = store.writers.erase(key, pseudonym, time_text(erased_at))
    forget_assigner(store)
    return Erasure(letters, pseudonym)
