"""Topics of a pile of letters, found without being told how many there are.

Letters are read as passages, grouped, and what was found is described: which passage
carries each letter's topic, what every passage speaks of, names and themes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.discovery.coherence import hold_together, renumber
from models.discovery.embedded_space import open_space
from models.discovery.grouping import Grouping, blocks, group_letters
from models.discovery.louvain import Labels
from models.discovery.reading import LEAST_TELLING, Reading, read_letters
from models.discovery.spaces import Space
from models.discovery.themes import find_themes
from models.naming.names import Namer
from models.texts.found_passages import Passages
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
    ``spans`` (n,) the passage that carries each topic, None without one; ``themes``
    the name of each theme; ``passages`` every passage with its own topic.
    """

    labels: Labels
    topics: list[TopicSketch]
    confidence: NDArray[np.float32] = field(repr=False)
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


class _Placed(NamedTuple):
    """Topic of each passage and how sure; ``carriers`` (letters,) are the passages
    that speak most for their letter's topic, -1 for none."""

    labels: Labels
    confidence: NDArray[np.float32]
    carriers: NDArray[np.int64]


def _place_passages(reading: Reading, space: Space, grouping: Grouping) -> _Placed:
    """The nearest topic of every passage; those that tell little have none."""
    total = len(reading.owners)
    labels = np.full(total, -1, dtype=np.int64)
    confidence = np.zeros(total, dtype=np.float32)
    spoken = np.full(total, -np.inf)
    topics = grouping.labels[reading.owners]
    if len(grouping.centres):
        for passages in blocks(np.arange(total)):
            rows = space.rows(reading.wordings[passages])
            similar = rows @ grouping.centres.T
            labels[passages], confidence[passages] = _likeliest(similar)
            own = np.maximum(topics[passages], 0)
            spoken[passages] = similar[np.arange(len(own)), own]
    spoken = np.where(topics >= 0, spoken * grouping.weights, -np.inf)
    labels[grouping.weights < LEAST_TELLING] = -1
    return _Placed(labels, confidence, _carriers(reading, spoken))


def _likeliest(similar: Rows) -> tuple[Labels, NDArray[np.float32]]:
    """Number of each row's greatest cosine, and its share among all."""
    best = similar.max(axis=1, keepdims=True)
    spread = np.exp((similar - best) / SHARPNESS).sum(axis=1)
    confidence = np.clip(best[:, 0], 0, 1) ** 0.5 / spread
    return similar.argmax(axis=1).astype(np.int64), confidence.astype(np.float32)


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


def _describe(reading: Reading, grouping: Grouping, placed: _Placed) -> Discovery:
    labels, centres = grouping.labels, grouping.centres
    namer = Namer(reading.text, placed.confidence, reading.opens)
    telling = _telling(reading, labels, placed)
    named = namer.name(telling)
    held = [topic.held for topic in named]
    kept = hold_together(held, telling, placed.confidence)
    labels, telling, of_passages = (
        renumber(one, kept) for one in (labels, telling, placed.labels)
    )
    themes = find_themes(centres[kept])
    carriers = np.where(labels >= 0, placed.carriers, -1)
    confidence = np.append(placed.confidence, np.float32(0))[carriers]
    sizes = np.bincount(labels[labels >= 0], minlength=len(themes))
    sketches = [
        TopicSketch(*topic[:3], size=int(size), theme=int(theme))
        for topic, size, theme in zip(compress(named, kept), sizes, themes, strict=True)
    ]
    return Discovery(
        labels,
        sketches,
        confidence,
        [reading.span(row) if row >= 0 else None for row in carriers],
        [theme.name for theme in namer.name(np.append(themes, -1)[telling])],
        Passages(
            reading.owners,
            reading.starts,
            reading.ends,
            of_passages,
            placed.confidence,
        ),
    )
