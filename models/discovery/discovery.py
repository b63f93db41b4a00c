"""Topics of a pile of letters, found without being told how many there are.

Letters are read as passages, grouped, and what was found is described: which passage
carries each letter's topic, what every passage speaks of, names and themes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from models.discovery.coherence import hold_together, lead_on, renumber
from models.discovery.embedded_space import open_space
from models.discovery.grouping import Grouping, blocks, group_letters
from models.discovery.louvain import Labels
from models.discovery.reading import LEAST_TELLING, Reading, read_letters
from models.discovery.spaces import Space
from models.discovery.themes import find_themes
from models.naming.names import Namer
from models.texts.found_passages import Passages, Rivals
from models.texts.passages import Span
from models.texts.words import read_words
from models.vectors.vectors import Embedder, Rows

SHARPNESS = 0.05  # cosine difference that makes a topic e times likelier


@dataclass(frozen=True)
class TopicSketch:
    """A topic as found: a name to read, its words, typical passages, letters in it.

    ``theme`` numbers the wider theme that the topic belongs to.
    """

    name: str
    keywords: list[str]
    exemplars: list[str]
    size: int
    theme: int = 0


@dataclass(frozen=True)
class Discovery:
    """What was found in ``n`` texts.

    ``labels`` (n,) number ``topics``, -1 for none; ``confidence`` (n,) from 0 to 1;
    ``rivals`` (n,) are the next likely topics; ``spans`` (n,) the passage that carries
    each topic, None without one; ``themes`` the name of each theme; ``passages`` every
    passage with its own topic.
    """

    labels: Labels
    topics: list[TopicSketch]
    confidence: NDArray[np.float32] = field(repr=False)
    rivals: Rivals = field(repr=False)
    spans: list[Span | None] = field(repr=False)
    themes: list[str]
    passages: Passages = field(repr=False)

    @property
    def unplaced_share(self) -> float:
        """Share of texts without a topic, 0 to 1."""
        return float(np.mean(self.labels < 0)) if len(self.labels) else 0.0


def discover(
    texts: Sequence[str], random_state: int = 0, *, embedder: Embedder | None = None
) -> Discovery:
    """Group texts by what they are about.

    ``texts`` may be of any length and language, empty ones included; the same texts
    and ``random_state`` give the same answer. ``embedder`` reads their meaning beside
    the static vectors, which are enough without it.
    """
    reading = read_letters(texts)
    table = read_words(reading.texts)
    space = open_space(table, reading.texts, random_state, embedder)
    grouping = group_letters(reading, table, space, random_state)
    return _describe(reading, grouping, _place_passages(reading, space, grouping))


class _Nearest(NamedTuple):
    """The nearest topic of each passage, -1 without topics, how sure, and the next."""

    topics: Labels
    confidence: NDArray[np.float32]
    rivals: Rivals

    @classmethod
    def unknown(cls, total: int) -> Self:
        """For so many passages of which nothing is known."""
        topics = np.full(total, -1, dtype=np.int64)
        chances = np.zeros((2, total), dtype=np.float32)
        return cls(topics, chances[0], Rivals(topics.astype(np.int32), chances[1]))

    def learn(self, passages: NDArray[np.int64], similar: Rows) -> None:
        """Take the greatest and the next cosine of some passages (passages, topics),
        with their shares among all."""
        rows = np.arange(len(similar))
        best = similar.argmax(axis=1)
        self.topics[passages] = best
        most = similar[rows, best]
        shares = np.exp((similar - most[:, None]) / SHARPNESS)
        spread = shares.sum(axis=1)
        self.confidence[passages] = np.clip(most, 0, 1) ** 0.5 / spread
        if similar.shape[1] > 1:
            shares[rows, best] = -1
            second = shares.argmax(axis=1)
            self.rivals.topics[passages] = second
            sure = np.clip(similar[rows, second], 0, 1) ** 0.5
            self.rivals.confidence[passages] = sure * shares[rows, second] / spread

    def among(self, kept: NDArray[np.bool_]) -> Self:
        """The same without the topics that are not kept."""
        rivals = renumber(self.rivals.topics, kept).astype(np.int32)
        topics = renumber(self.topics, kept)
        return self._replace(topics=topics, rivals=self.rivals._replace(topics=rivals))

    def rivals_of(self, labels: Labels, carriers: NDArray[np.int64]) -> Rivals:
        """The likeliest topics but ``labels`` (letters,) of the passages that carry
        these, both -1 for none."""
        # The number -1 finds what is put behind the last passage.
        best = np.append(self.topics, -1)[carriers]
        next_best = np.append(self.rivals.topics, -1)[carriers]
        sure = np.append(self.confidence, 0)[carriers]
        next_sure = np.append(self.rivals.confidence, 0)[carriers]
        own = best == labels
        topics = np.where(own, next_best, best).astype(np.int32)
        return Rivals(topics, np.where(own, next_sure, sure).astype(np.float32))


class _Placed(NamedTuple):
    """Topic of each passage and how sure; ``carriers`` (letters,) are the passages
    that speak most for their letter's topic, -1 for none."""

    labels: Labels
    nearest: _Nearest
    carriers: NDArray[np.int64]

    def among(self, kept: NDArray[np.bool_], letters: Labels) -> Self:
        """The same without the topics that are not kept; ``letters`` have the others,
        -1 for none."""
        carriers = np.where(letters >= 0, self.carriers, -1)
        return type(self)(
            renumber(self.labels, kept), self.nearest.among(kept), carriers
        )


def _place_passages(reading: Reading, space: Space, grouping: Grouping) -> _Placed:
    """The nearest topic of every passage; those that tell little have none."""
    total = len(reading.owners)
    nearest = _Nearest.unknown(total)
    spoken = np.full(total, -np.inf)
    topics = grouping.labels[reading.owners]
    if len(grouping.centres):
        for passages in blocks(np.arange(total)):
            rows = space.rows(reading.wordings[passages])
            similar = rows @ grouping.centres.T
            nearest.learn(passages, similar)
            own = np.maximum(topics[passages], 0)
            spoken[passages] = similar[np.arange(len(own)), own]
    spoken = np.where(topics >= 0, spoken * grouping.weights, -np.inf)
    labels = np.where(grouping.weights < LEAST_TELLING, -1, nearest.topics)
    return _Placed(labels, nearest, _carriers(reading, spoken))


def _carriers(reading: Reading, spoken: NDArray[np.float64]) -> NDArray[np.int64]:
    carriers = np.full(reading.letters, -1, dtype=np.int64)
    order = np.argsort(spoken, kind="stable")
    order = order[np.isfinite(spoken[order])]
    carriers[reading.owners[order]] = order
    return carriers


def _telling(reading: Reading, labels: Labels, placed: _Placed) -> Labels:
    """Topic of each passage that speaks of its letter's topic, else -1."""
    topics = labels[reading.owners]
    telling = np.where(placed.labels == topics, topics, -1)
    carriers = placed.carriers[placed.carriers >= 0]
    telling[carriers] = topics[carriers]
    return telling


def _without_heaps(
    reading: Reading, labels: Labels, placed: _Placed, kept: NDArray[np.bool_]
) -> tuple[Labels, _Placed]:
    """The topic of each letter and passage once only some topics are kept."""
    stay = renumber(labels, kept)
    placed = placed.among(kept, stay)
    lost = (labels >= 0) & (stay < 0)
    letters, passages = lead_on(
        lost, reading.owners, placed.labels, placed.nearest.confidence
    )
    stay[letters] = placed.labels[passages]
    placed.carriers[letters] = passages
    return stay, placed


def _describe(reading: Reading, grouping: Grouping, placed: _Placed) -> Discovery:
    sure = placed.nearest.confidence
    namer = Namer(reading.text, sure, reading.opens)
    telling = _telling(reading, grouping.labels, placed)
    named = namer.name(telling)
    held = [topic.held for topic in named]
    sizes = np.bincount(grouping.labels[grouping.labels >= 0], minlength=len(held))
    kept = hold_together(held, telling, sure, sizes)
    telling = renumber(telling, kept)
    labels, placed = _without_heaps(reading, grouping.labels, placed, kept)
    themes = find_themes(grouping.centres[kept])
    sizes = np.bincount(labels[labels >= 0], minlength=len(themes))
    sketches = [
        TopicSketch(*topic[:3], size=int(size), theme=int(theme))
        for topic, size, theme in zip(compress(named, kept), sizes, themes, strict=True)
    ]
    carriers = placed.carriers
    return Discovery(
        labels,
        sketches,
        np.append(sure, np.float32(0))[carriers],
        placed.nearest.rivals_of(labels, carriers),
        [reading.span(row) if row >= 0 else None for row in carriers],
        [theme.name for theme in namer.name(np.append(themes, -1)[telling])],
        Passages(
            reading.owners,
            reading.starts,
            reading.ends,
            placed.labels,
            sure,
            placed.nearest.rivals,
        ),
    )
