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
from models.discovery.placing import CLEARNESS, Placement
from models.discovery.reading import LEAST_TELLING, Reading, present, read_letters
from models.discovery.spaces import Space
from models.discovery.themes import find_themes
from models.naming.names import Namer
from models.texts.found_passages import Passages, Rivals
from models.texts.passages import Span
from models.texts.words import read_words
from models.vectors.vectors import Embedder, Rows


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
    placed = _place_passages(reading, space, grouping)
    return _describe(reading, placed, grouping.topics.centres)


class _Placed(NamedTuple):
    """Where letters and their passages belong. ``letters`` and ``nearest`` (passages)
    say where each does by itself; ``labels`` (passages,) are -1 where one tells little;
    ``carriers`` (letters,) are the passages that speak most for their letter's topic,
    -1 for none."""

    letters: Placement
    nearest: Placement
    labels: Labels
    carriers: NDArray[np.int64]

    def among(self, kept: NDArray[np.bool_]) -> Self:
        """The same without the topics that are not kept."""
        numbers = np.where(kept, np.cumsum(kept) - 1, -1).astype(np.int64)
        letters = self.letters.numbered(numbers)
        carriers = np.where(letters.topics >= 0, self.carriers, -1)
        labels = renumber(self.labels, kept)
        return type(self)(letters, self.nearest.numbered(numbers), labels, carriers)


def _place_passages(reading: Reading, space: Space, grouping: Grouping) -> _Placed:
    """The nearest topic of every passage; those that tell little have none."""
    total = len(reading.owners)
    nearest = Placement.unknown(total)
    spoken = np.full(total, -np.inf)
    topics = grouping.letters.topics[reading.owners]
    if len(grouping.topics.centres):
        for passages in blocks(np.arange(total)):
            terms = space.terms(reading.wordings[passages])
            rows = space.rows(reading.wordings[passages], terms)
            there = grouping.topics.nearest(rows, present(terms), CLEARNESS)
            nearest.put(passages, there)
            # Where there is no topic (-1) this is the last centre, heard nowhere.
            own = grouping.topics.centres[topics[passages]]
            spoken[passages] = np.einsum("ij,ij->i", rows, own)
    spoken = np.where(topics >= 0, spoken * grouping.weights, -np.inf)
    labels = np.where(grouping.weights < LEAST_TELLING, -1, nearest.topics)
    return _Placed(grouping.letters, nearest, labels, _carriers(reading, spoken))


def _carriers(reading: Reading, spoken: NDArray[np.float64]) -> NDArray[np.int64]:
    carriers = np.full(reading.letters, -1, dtype=np.int64)
    order = np.argsort(spoken, kind="stable")
    order = order[np.isfinite(spoken[order])]
    carriers[reading.owners[order]] = order
    return carriers


def _telling(reading: Reading, placed: _Placed) -> Labels:
    """Topic of each passage that speaks of its letter's topic, else -1."""
    topics = placed.letters.topics[reading.owners]
    telling = np.where(placed.labels == topics, topics, -1)
    carriers = placed.carriers[placed.carriers >= 0]
    telling[carriers] = topics[carriers]
    return telling


def _without_heaps(
    reading: Reading, placed: _Placed, kept: NDArray[np.bool_]
) -> _Placed:
    """Where letters and passages belong once only some topics are kept."""
    left = placed.among(kept)
    lost = (placed.letters.topics >= 0) & (left.letters.topics < 0)
    letters, passages = lead_on(
        lost, reading.owners, left.labels, left.nearest.confidence
    )
    nowhere = np.flatnonzero(left.letters.topics < 0)
    left.letters.put(nowhere, Placement.unknown(len(nowhere)))
    left.letters.put(letters, left.nearest.take(passages))
    left.carriers[letters] = passages
    return left


def _describe(reading: Reading, placed: _Placed, centres: Rows) -> Discovery:
    sure = placed.nearest.confidence
    namer = Namer(reading.text, sure, reading.opens)
    telling = _telling(reading, placed)
    named = namer.name(telling)
    held = [topic.held for topic in named]
    kept = hold_together(held, telling, sure, _sizes(placed, len(held)))
    telling = renumber(telling, kept)
    placed = _without_heaps(reading, placed, kept)
    themes = find_themes(centres[kept])
    sizes = _sizes(placed, len(themes))
    sketches = [
        TopicSketch(*topic[:3], size=int(size), theme=int(theme))
        for topic, size, theme in zip(compress(named, kept), sizes, themes, strict=True)
    ]
    return Discovery(
        placed.letters.topics,
        sketches,
        placed.letters.confidence,
        placed.letters.rivals,
        [reading.span(row) if row >= 0 else None for row in placed.carriers],
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


def _sizes(placed: _Placed, topics: int) -> NDArray[np.int64]:
    """How many letters each topic has, (topics,)."""
    found = placed.letters.topics
    return np.bincount(found[found >= 0], minlength=topics)
