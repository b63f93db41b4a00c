"""Lists of writers: uploaded, or those of letters that somebody ticked."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from feedback.actions.audiences.writer_files import read_lines
from feedback.errors import Refused
from feedback.store import Store


@dataclass(frozen=True, slots=True)
class ChosenWriters:
    """The list of the writers of some letters, and what most of these speak of."""

    list_id: int
    topic_ids: tuple[int, ...]


def list_chosen(
    store: Store, letter_ids: Collection[int], person_id: int, chosen_at: datetime
) -> ChosenWriters:
    """Keep the known writers of some letters as a list, to plan an action for them.

    Raises Refused when there are no letters, or nobody is known who wrote them.
    """
    if not letter_ids:
        raise Refused("Tick the letters first, or choose all that match.")
    writer_ids = store.writer_lists.find_writers_of(letter_ids)
    if not writer_ids:
        raise Refused("Nobody is known by name or address who wrote these letters.")
    letters = "a letter" if len(letter_ids) == 1 else f"{len(letter_ids):,} letters"
    name = f"Writers of {letters}, ticked {chosen_at:%Y-%m-%d %H:%M:%S}"
    list_id = store.writer_lists.add(name, writer_ids, 0, person_id, chosen_at)
    return ChosenWriters(list_id, _common_topics(store, letter_ids))


def matching_query(query: str) -> str:
    """Return a search as an audience; raises Refused for one that means everybody."""
    if not query.strip():
        raise Refused("Every letter there is makes no audience: search first.")
    return query.strip()


def _common_topics(store: Store, letter_ids: Collection[int]) -> tuple[int, ...]:
    """Return the topics of at least half of the letters."""
    roots = store.topics.find_roots()
    found = Counter(
        root
        for letter_id in letter_ids
        for root in {
            roots[placed.topic_id]
            for placed in store.assignments.find_for_letter(letter_id)
        }
    )
    return tuple(t for t, times in found.most_common() if 2 * times >= len(letter_ids))


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
