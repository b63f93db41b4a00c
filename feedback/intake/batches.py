"""Batches: what is received in one transaction, ready to be written."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from feedback.store.preparing import PreparedDraft, prepare_all
from feedback.types import Draft, Refusal

# A batch changes nearly every page of the indexes however small it is: larger ones are
# faster. But it holds the write lock, and two of them are in memory at a time.
BATCH_LETTERS = 5_000
BATCH_BYTES = 8 * 1024 * 1024

Items = Iterable[Draft | Refusal]


@dataclass(frozen=True, slots=True)
class Batch:
    """What is received in one transaction: letters ready to be written, refusals."""

    letters: Sequence[PreparedDraft]
    refusals: Sequence[Refusal]

    def __reduce__(self) -> tuple[object, ...]:
        """Pass between processes as plain tuples, in half the time."""
        return _unpack, (list(map(tuple, self.letters)), self.refusals)

    @property
    def size(self) -> int:
        """Bytes that the originals take."""
        return sum(letter.size for letter in self.letters) + sum(
            len(refusal.original) for refusal in self.refusals
        )


def _unpack(letters: Iterable[tuple[Any, ...]], refusals: Sequence[Refusal]) -> Batch:
    return Batch(list(map(PreparedDraft._make, letters)), refusals)


def make_batches(items: Items, most_letters: int) -> Iterator[Batch]:
    """Group items so that a batch stays small in letters and in bytes."""
    rest = iter(items)
    while group := list(_until_full(rest, most_letters)):
        batch = make_batch(group)
        # Not kept until the next one is there: each is some twenty megabytes.
        group.clear()
        yield batch
        del batch


def make_batch(items: Sequence[Draft | Refusal]) -> Batch:
    """Return drafts and refusals as one batch."""
    letters = prepare_all([item for item in items if isinstance(item, Draft)])
    return Batch(letters, [item for item in items if isinstance(item, Refusal)])


def _until_full(
    rest: Iterator[Draft | Refusal], most_letters: int
) -> Iterator[Draft | Refusal]:
    size = 0
    for item in islice(rest, most_letters):
        yield item
        size += len(item.original)
        if size > BATCH_BYTES:
            return
