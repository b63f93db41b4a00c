"""Uploaded lists of writers: the known ones are kept, the rest is only counted."""

from datetime import datetime

from feedback.actions.writer_files import read_lines
from feedback.errors import Refused
from feedback.store import Store


def upload_list(
    store: Store, name: str, content: str, person_id: int, uploaded_at: datetime
) -> int:
    """Keep a CSV file of keys or addresses as a list and return its id.

    Nobody becomes a writer by being on a list. Raises Refused for a file that
    cannot be read or names nobody who is known, and for a name that is taken.
    """
    names = {line.name for line in read_lines(content)}
    known = store.writer_lists.find_writer_ids(names)
    if not known:
        raise Refused("None of them is a known writer. Nothing was kept.")
    return store.writer_lists.add(
        name.strip(), set(known.values()), len(names - set(known)), person_id,
        uploaded_at,
    )  # fmt: skip
