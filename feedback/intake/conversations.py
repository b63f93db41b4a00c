"""Which letters are one exchange: their headers must say so, and a writer too.

Headers alone join too much: a thousand replies to one mailing share a parent and are a
thousand conversations. A letter therefore belongs to the letters it answers only
where the same writer has a part in both.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What joins a letter to others: ids of messages, oldest first, and people.

    ``writer`` and ``recipients`` are writers' keys; our own mailboxes are no keys.
    """

    letter_id: int
    writer: str
    message_id: str = ""
    references: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()


def join_conversations(letters: Sequence[Exchanged]) -> dict[int, int]:
    """Return for each letter the id of the first letter of its conversation.

    Letters are joined when they share a message id, by carrying or referring to it,
    and a person. Loops and missing parents do no harm: ids form sets, not trees.
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
    """Yield (message id, person) for all messages and people of a letter."""
    people = [person for person in (letter.writer, *letter.recipients) if person]
    for message_id in dict.fromkeys((letter.message_id, *letter.references)):
        if message_id:
            for person in people:
                yield message_id, person


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


def find_answered(references: Iterable[str], sent: Mapping[str, int]) -> int | None:
    """Return which of our own mailings a letter answers, by the ids it refers to.

    ``sent`` maps the Message-ID of a mailing to its action; the nearest parent wins.
    """
    for message_id in reversed(list(references)):
        if message_id in sent:
            return sent[message_id]
    return None
