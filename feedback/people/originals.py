"""Reading what is kept of a letter as it came, by those who may."""

from datetime import datetime

from feedback.errors import Forbidden, Refused
from feedback.people.sealing import Sealer, open_sealer
from feedback.settings import load_settings
from feedback.store import Store
from feedback.types import Deed, OriginalChoice, Person, Role, StoredOriginal


def find_sealer(store: Store) -> Sealer:
    """Return what encrypts and opens the originals of this database."""
    return open_sealer(store.path, load_settings(db=store.path).originals_key_file)


def read_original(
    store: Store, letter_id: int, reader: Person, now: datetime
) -> tuple[str, bytes]:
    """Return media type and bytes of a letter as it came.

    An encrypted one needs the role admin, and that it was read is kept in the audit
    log. Raises NotFound, Forbidden, or Refused when it was dropped or its key is
    missing.
    """
    stored = store.letters.get_original(letter_id)
    content = _open(store, stored, reader)
    if stored.choice is not OriginalChoice.KEEP:
        about = f"letter {letter_id}"
        store.audit.record(Deed.READ_ORIGINAL, about, reader.id, now)
    return stored.media_type, content


def read_attachment(
    store: Store, letter_id: int, attachment_id: int, reader: Person, now: datetime
) -> tuple[str, bytes]:
    """Return name and bytes of an attachment; rules and errors as of an original."""
    info, stored = store.attachments.get_attachment(letter_id, attachment_id)
    content = _open(store, stored, reader)
    if stored.choice is not OriginalChoice.KEEP:
        about = f"attachment {attachment_id} of letter {letter_id}"
        store.audit.record(Deed.READ_ATTACHMENT, about, reader.id, now)
    return info.name, content


def read_set_aside(
    store: Store, set_aside_id: int, reader: Person, now: datetime
) -> bytes:
    """Return the bytes of something set aside; rules and errors as of an original."""
    aside, stored = store.imports.get_set_aside(set_aside_id)
    content = _open(store, stored, reader)
    if aside.is_encrypted:
        about = f"set aside {aside.id} of import {aside.import_id}"
        store.audit.record(Deed.READ_ORIGINAL, about, reader.id, now)
    return content


def check_reader(store: Store, import_id: int, reader: Person, now: datetime) -> None:
    """Let only admins read what an import set aside encrypted; raises Forbidden."""
    asides = store.imports.find_set_aside(import_id, -1)
    if not any(aside.is_encrypted for aside in asides):
        return
    if not reader.may(Role.ADMIN):
        raise Forbidden("Encrypted originals are for admins only.")
    about = f"what import {import_id} set aside"
    store.audit.record(Deed.READ_ORIGINAL, about, reader.id, now)


def _open(store: Store, stored: StoredOriginal, reader: Person) -> bytes:
    if stored.choice is OriginalChoice.DROP:
        raise Refused(
            "This was dropped when the letter came, as its source asks; only its text "
            "is kept."
        )
    if stored.choice is OriginalChoice.KEEP:
        return stored.content
    if not reader.may(Role.ADMIN):
        raise Forbidden("Encrypted originals are for admins only.")
    return find_sealer(store).open(stored.content)


def open_stored(store: Store, stored: StoredOriginal) -> bytes:
    """Return the bytes for the machine's own use, such as reading a file's text."""
    if stored.choice is OriginalChoice.KEEP or not stored.content:
        return stored.content
    return find_sealer(store).open(stored.content)
