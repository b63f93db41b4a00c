"""Letters into clusters: the one place that calls the text models."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Progress = Callable[[int, int, str], None]

MODEL_VERSION = "discover-1"
WORDS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class LetterText:
    """What the models read of a letter."""

    letter_id: int
    subject: str
    body: str

    @property
    def text(self) -> str:
        """Return subject and body as one text."""
        return f"{self.subject}\n\n{self.body}" if self.subject else self.body

    @property
    def body_start(self) -> int:
        """Return where the body begins in ``text``."""
        return len(self.text) - len(self.body)


@dataclass(frozen=True, slots=True)
class Cluster:
    """Letters that speak of one thing; ``exemplars`` are (letter id, start, end)."""

    name: str
    theme: str
    keywords: tuple[str, ...]
    exemplars: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A passage of a letter put into a cluster.

    ``start`` and ``end`` are offsets into the body, equal when no passage of it
    stands out. ``rival`` is the next likely cluster.
    """

    letter_id: int
    cluster: int
    start: int
    end: int
    confidence: float
    words: tuple[str, ...] = ()
    rival: int | None = None
    rival_confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Grouping:
    """Everything that one run of the models says about the letters."""

    clusters: tuple[Cluster, ...]
    found: tuple[Found, ...]
    letters: int

    def letters_of(self) -> list[set[int]]:
        """Return the letter ids of each cluster."""
        members: list[set[int]] = [set() for _ in self.clusters]
        for found in self.found:
            members[found.cluster].add(found.letter_id)
        return members


def group_letters(
    letters: Sequence[LetterText], random_state: int, progress: Progress
) -> Grouping:
    """Group letters by what they are about; the same input gives the same answer."""
    from models import discover

    if not letters:
        return Grouping((), (), 0)
    progress(0, len(letters), "Reading letters")
    discovery = discover([letter.text for letter in letters], random_state)
    progress(len(letters), len(letters), "Choosing passages")
    keywords = [tuple(sketch.keywords) for sketch in discovery.topics]
    found = tuple(
        _explain(letter, int(label), keywords[label], float(confidence))
        for letter, label, confidence in zip(
            letters, discovery.labels, discovery.confidence, strict=True
        )
        if label >= 0
    )
    exemplars = _exemplars(found, len(discovery.topics))
    clusters = tuple(
        Cluster(sketch.name, "", words, exemplars[number])
        for number, (sketch, words) in enumerate(
            zip(discovery.topics, keywords, strict=True)
        )
    )
    return Grouping(clusters, found, len(letters))


def _explain(
    letter: LetterText, cluster: int, keywords: Sequence[str], confidence: float
) -> Found:
    start, end, words = telling_passage(letter, keywords)
    return Found(letter.letter_id, cluster, start, end, confidence, words)


def telling_passage(
    letter: LetterText, keywords: Sequence[str]
) -> tuple[int, int, tuple[str, ...]]:
    """Return the passage of a body with most of the keywords, and which these are."""
    from models.passages import passages

    text = letter.text
    best: tuple[int, int, tuple[str, ...]] = (0, 0, ())
    for start, end in passages(text):
        if end <= letter.body_start:
            continue
        words = words_in(text[start:end], keywords)
        if best[1] == 0 or len(words) > len(best[2]):
            best = (max(start, letter.body_start), end, words)
    start, end, words = best
    shift = letter.body_start if end else 0
    return start - shift, end - shift, words


def words_in(text: str, keywords: Sequence[str]) -> tuple[str, ...]:
    """Return those keywords that occur in a text, as whole words where they can."""
    folded = text.casefold()
    return tuple(word for word in keywords if _occurs(word.casefold(), folded))[
        :WORDS_SHOWN
    ]


def _occurs(word: str, text: str) -> bool:
    if word not in text:
        return False
    return not word.isascii() or bool(re.search(rf"\b{re.escape(word)}", text))


def _exemplars(
    found: Sequence[Found], clusters: int, limit: int = 8
) -> Mapping[int, tuple[tuple[int, int, int], ...]]:
    """Return the clearest passages of each cluster: sure, wordy, of quotable length."""
    best: dict[int, list[Found]] = {number: [] for number in range(clusters)}
    for one in found:
        if 40 <= one.end - one.start <= 400:
            best[one.cluster].append(one)
    return {
        number: tuple(
            (one.letter_id, one.start, one.end)
            for one in sorted(ones, key=lambda f: (-len(f.words), -f.confidence))[
                :limit
            ]
        )
        for number, ones in best.items()
    }
