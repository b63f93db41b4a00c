"""Looking for copies: each letter, as it comes, finds the group it belongs to.

A letter of equal wording leads to its group, else letters that share a code with it are
compared and the likest one does. Reading holds no lock; what a batch found is written
in one short transaction, unless another process has read the same batch meanwhile.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from feedback.clock import now
from feedback.store import Store
from feedback.store.copies import COUNT_LIMIT
from feedback.store.copy_index import Found, ReadText
from feedback.store.jobs import Job
from feedback.types import LetterCounts, LetterFilter

if TYPE_CHECKING:
    from models.texts.copies import Wording

BATCH = 500
JOB_LETTERS = 20_000
"""Letters that one job reads; other work then has its turn before the next ones."""
COMPARED = 40
"""Likely copies that a letter is compared with; the ones found first."""

Progress = Callable[[int, int], None]


def look_for_copies(
    store: Store, progress: Progress | None = None, limit: int | None = None
) -> int:
    """Read every letter that was not read yet or has changed; returns how many.

    With a ``limit`` it ends when about so many were read. The same letters in the same
    order give the same groups. What people split off stays apart.
    """
    from models.texts.copies import SCHEME

    store.copy_index.begin(SCHEME)
    read = _read_again(store)
    total = store.copy_index.count_unread()
    done = 0
    while limit is None or done < limit:
        position = store.copy_index.get_position()
        texts = store.copy_index.find_unread(position, BATCH)
        if not texts:
            store.copy_index.finish()
            break
        found = _Reader(store).read(texts)
        if store.copy_index.record(found, position, texts):
            done += len(texts)
        if progress:
            progress(min(done, total), total)
    return read + done


def find_same(store: Store, letter_id: int) -> int:
    """Return a letter that this one is a copy of, itself when there is none.

    Works at once for a letter that was not read yet, and writes nothing.
    """
    if letter_id <= store.copy_index.get_position():
        return letter_id
    found = _Reader(store).read(store.copy_index.find_texts([letter_id]))
    return found.joined[letter_id][0] if letter_id in found.joined else letter_id


def count_same(store: Store, letter_id: int) -> LetterCounts:
    """Count the letters that say the same as this one, and their writers.

    A letter like no other counts 1; very many are counted up to a limit.
    """
    copied_id = find_same(store, letter_id)
    wanted = LetterFilter(same_text_as=copied_id)
    counts = store.letters.count_letters(wanted, COUNT_LIMIT)
    texts = store.copy_index.find_texts([letter_id, copied_id])
    if len({text.fingerprint for text in texts}) == 1:
        return counts  # it is counted already, being equal
    return LetterCounts(counts.letters + 1, counts.writers + 1, counts.is_capped)


def run_copies_job(store: Store, job: Job) -> str:
    """Look for copies in the worker; returns a sentence on the outcome."""

    def report(done: int, total: int) -> None:
        store.jobs.report(job.id, done, total, "Looking for copies", now())

    read = look_for_copies(store, report, JOB_LETTERS)
    return f"{read:,} {'letter' if read == 1 else 'letters'} compared."


def _read_again(store: Store) -> int:
    read = 0
    while texts := store.copy_index.find_rereads(True, BATCH):
        again = [text.letter_id for text in texts]
        found = _Reader(store, frozenset(again)).read(texts)
        store.copy_index.record_again(found, again, [])
        read += len(again)
    while texts := store.copy_index.find_rereads(False, BATCH):
        found = Found(codes=_find_codes(texts))
        store.copy_index.record_again(found, [], [text.letter_id for text in texts])
    return read


class _Reader:
    """Compares a batch with what was read before, and its letters with each other."""

    def __init__(self, store: Store, ignored: frozenset[int] = frozenset()) -> None:
        self._index = store.copy_index
        self._ignored = ignored
        self._met: dict[int, Wording] = {}
        self._by_key: dict[int | str, list[int]] = {}

    def read(self, texts: Sequence[ReadText]) -> Found:
        """Return which letters are copies of which, and the codes of the others.

        Letters that a person split off lead to their own groups and join none.
        """
        found = Found()
        split = self._index.find_split([text.letter_id for text in texts])
        for text, wording in zip(texts, _wordings(texts), strict=True):
            is_split = text.letter_id in split
            copy = None if is_split else self._find_copy(text, wording)
            self._met[text.letter_id] = wording
            for key in _keys(text, wording, is_first=copy is None):
                self._by_key.setdefault(key, []).append(text.letter_id)
            if copy:
                found.joined[text.letter_id] = copy
            else:
                found.codes[text.letter_id] = wording.codes
        return found

    def _find_copy(
        self, text: ReadText, wording: "Wording"
    ) -> tuple[int, float] | None:
        from models.texts.copies import choose_copy

        equal = self._likely(self._index.find_equal(text), [f"={text.fingerprint}"])
        if found := choose_copy(wording, self._wordings(equal)):
            return found
        near = self._likely(self._index.find_near(wording.codes), wording.codes)
        return choose_copy(wording, self._wordings(near)) if near else None

    def _likely(self, stored: Sequence[int], keys: Sequence[int | str]) -> list[int]:
        met = [id_ for key in keys for id_ in self._by_key.get(key, ())]
        likely = dict.fromkeys([*stored, *sorted(met)])
        return [id_ for id_ in likely if id_ not in self._ignored or id_ in self._met][
            :COMPARED
        ]

    def _wordings(self, letter_ids: Sequence[int]) -> "dict[int, Wording]":
        """Return the wordings of letters that are still there, in the order asked."""
        missing = [id_ for id_ in letter_ids if id_ not in self._met]
        texts = self._index.find_texts(missing) if missing else []
        for text, wording in zip(texts, _wordings(texts), strict=True):
            self._met[text.letter_id] = wording
        return {id_: self._met[id_] for id_ in letter_ids if id_ in self._met}


def _find_codes(texts: Sequence[ReadText]) -> dict[int, tuple[int, ...]]:
    """Return the codes of letters that stay where they are."""
    return {
        text.letter_id: wording.codes
        for text, wording in zip(texts, _wordings(texts), strict=True)
    }


def _wordings(texts: Sequence[ReadText]) -> "list[Wording]":
    from models.texts.copies import read_wordings

    return read_wordings([text.text for text in texts])


def _keys(text: ReadText, wording: "Wording", is_first: bool) -> list[int | str]:
    """Return by what later letters of the batch find this one."""
    codes = wording.codes if is_first else ()
    return [*([f"={text.fingerprint}"] if text.fingerprint else []), *codes]
