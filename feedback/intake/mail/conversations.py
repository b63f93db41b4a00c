"""Which letters are one exchange: their headers must say so, and a writer too.

Headers alone join too much: a thousand replies to one mailing share a parent and are a
thousand conversations. A letter therefore belongs to the letters it answers only
where the same writer has a part in both.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from feedback.store import Store
from feedback.store.conversations import Exchanged

# An address that so many people write to is a desk's, not a person's.
_DESK_WRITERS = 3
# A letter to more people than these is a mailing; what it starts is no one exchange.
_MAX_RECIPIENTS = 5


def join_received(store: Store, after_id: int) -> None:
    """Join the letters above this id to their conversations, old and new."""
    received = store.conversations.find_received(after_id)
    if not received:
        return
    _join(store, received)


def part_replies(store: Store, mailing_ids: Sequence[str]) -> None:
    """Part conversations in which a mailing has joined those who answer it."""
    letters = store.conversations.dissolve(mailing_ids)
    if letters:
        _join(store, letters)


def _join(store: Store, letters: Sequence[Exchanged]) -> None:
    found = store.conversations.find_neighbours(letters)
    own = store.conversations.find_own_addresses()
    mailings = store.mailings.find_message_ids()
    store.conversations.save(join_conversations(keep_persons(found, own, mailings)))


def keep_persons(
    letters: Sequence[Exchanged],
    own: AbstractSet[str] = frozenset(),
    mailings: AbstractSet[str] = frozenset(),
) -> list[Exchanged]:
    """Return the letters with only those people who make an exchange one.

    The team's own addresses do not: they have a part in everything. Those that many
    people write to are taken for the team's even where nobody has said so. Whoever a
    known mailing went to has no part in it, only in the answer to it.
    """
    pairs = {(to, letter.writer) for letter in letters for to in letter.recipients}
    writers = Counter(to for to, _ in pairs)
    shared = own | {to for to, count in writers.items() if count >= _DESK_WRITERS}
    return [
        _keep_persons(letter, shared, letter.message_id in mailings)
        for letter in letters
    ]


def _keep_persons(
    letter: Exchanged, shared: AbstractSet[str], is_mailing: bool
) -> Exchanged:
    recipients = tuple(to for to in letter.recipients if to not in shared)
    return replace(
        letter,
        writer="" if letter.writer in shared else letter.writer,
        recipients=()
        if is_mailing or len(recipients) > _MAX_RECIPIENTS
        else recipients,
    )


def join_conversations(letters: Sequence[Exchanged]) -> dict[int, int]:
    """Return for each letter the id of the first letter of its conversation.

    Letters are joined when one answers the other, or both answer the same, and a
    person who answers has a part in both. Loops and missing parents do no harm: ids
    form sets, not trees.
    """
    groups = _Groups()
    by_thread: dict[tuple[str, str], int] = {}
    for letter in letters:
        groups.add(letter.letter_id)
        for key in _thread_keys(letter):
            first = by_thread.setdefault(key, letter.letter_id)
            groups.join(first, letter.letter_id)
    return {letter.letter_id: groups.find(letter.letter_id) for letter in letters}


def _thread_keys(letter: Exchanged) -> Iterator[tuple[str, str]]:
    """Yield (message id, person): who has a part in a letter, and who answers which.

    Who answers is the writer; where that is the team, those it writes to.
    """
    answering = (letter.writer,) if letter.writer else letter.recipients
    if letter.message_id:
        yield from ((letter.message_id, person) for person in letter.people)
    yield from ((id_, person) for id_ in letter.references for person in answering)


@dataclass(slots=True)
class _Groups:
    """Disjoint sets of letters; the smallest id speaks for its set."""

    _parents: dict[int, int] = field(default_factory=dict)

    def add(self, letter_id: int) -> None:
        self._parents.setdefault(letter_id, letter_id)

    def find(self, letter_id: int) -> int:
        parents = self._parents
        while parents[letter_id] != letter_id:
            parents[letter_id] = parents[parents[letter_id]]
            letter_id = parents[letter_id]
        return letter_id

    def join(self, one: int, other: int) -> None:
        first, second = sorted((self.find(one), self.find(other)))
        self._parents[second] = first
