"""Topics of a pile of letters, found without being told how many there are.

Letters are cut into passages, manners and masks left out; a passage becomes a row
(static word vectors joined with the letters' own lexical directions), a letter the
sum of its passages. Letters are joined to their nearest, and communities of that
graph which many shuffled runs agree on are topics. With these, passages that tell
nothing of a topic lose their weight, and the grouping is made again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.communities import Labels, agreed_communities
from models.naming import name_topics
from models.neighbours import neighbour_graph
from models.passages import Span
from models.reading import (
    LEAST_TELLING,
    LEAST_WHOLE_SHARE,
    Reading,
    joint_rows,
    long_share,
    read_letters,
    sum_passages,
    whole_rows,
)
from models.vectors import Rows, unit_rows
from models.weighing import weigh_passages
from models.words import WordTable, is_han, read_words

NEIGHBOURS = 12
FIRST_RESOLUTION = 1.4  # of the grouping that passages are weighed by
SMALLEST_TOPIC = 3  # letters
LARGEST_SAMPLE = 12_000  # letters grouped directly; more are placed by likeness
SHARPNESS = 0.05  # cosine difference that makes a topic e times likelier
THEME_RESOLUTION = 0.7


class Passage(NamedTuple):
    """A passage ``texts[text_index][start:end]`` and the topic it carries, or -1."""

    text_index: int
    start: int
    end: int
    label: int
    confidence: float


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
    passages: list[Passage] = field(repr=False)

    @property
    def unplaced_share(self) -> float:
        """Share of texts without a topic, 0 to 1."""
        return float(np.mean(self.labels < 0)) if len(self.labels) else 0.0


def discover(texts: Sequence[str], random_state: int = 0) -> Discovery:
    """Group texts by what they are about.

    ``texts`` may be of any length and language, empty ones included; the same texts
    and ``random_state`` give the same answer.
    """
    reading = read_letters(texts)
    table = read_words(reading.texts)
    rows = joint_rows(table, random_state)
    labels, weights = _group(reading, table, rows, random_state)
    labels = _by_size(labels)
    centres = _centres(sum_passages(rows, weights, reading), labels)
    own, doubts = _place(rows, centres)
    own[weights < LEAST_TELLING] = -1
    carriers = _carriers(reading, rows, labels, weights, centres)
    return _describe(reading, labels, centres, _Placed(own, doubts, carriers))


class _Placed(NamedTuple):
    labels: Labels
    confidence: NDArray[np.float32]
    carriers: NDArray[np.int64]


def _group(
    reading: Reading, table: WordTable, rows: Rows, random_state: int
) -> tuple[Labels, NDArray[np.float64]]:
    """Topic of each letter and weight of each passage."""

    def group(weights: NDArray[np.float64], resolution: float | None) -> Labels:
        whole = whole_rows(reading, table, weights, random_state)
        summed = sum_passages(rows, weights, reading)
        joined = unit_rows(np.hstack([summed, whole]))
        return _group_scripts(reading, joined, random_state, resolution)

    weights = np.ones(len(rows))
    if long_share(reading) < LEAST_WHOLE_SHARE:
        return group(weights, None), weights
    first = group(weights, FIRST_RESOLUTION)
    if first.max(initial=-1) > 0:
        weights = weigh_passages(rows, reading.owners, np.maximum(first, 0))
    return group(weights, None), weights


def _group_scripts(
    reading: Reading, rows: Rows, random_state: int, resolution: float | None
) -> Labels:
    """Letters in Chinese and in other scripts have topics of their own.

    The vectors of two languages do not meet, so how fine to group is decided for
    each by itself.
    """
    chinese = np.zeros(len(rows), dtype=bool)
    chinese[reading.owners[[is_han(text) for text in reading.texts]]] = True
    labels = np.full(len(rows), -1, dtype=np.int64)
    for script in (~chinese, chinese):
        found = _group_letters(rows[script], random_state, resolution)
        labels[script] = np.where(found >= 0, found + labels.max(initial=-1) + 1, -1)
    return labels


def _group_letters(rows: Rows, random_state: int, resolution: float | None) -> Labels:
    labels = np.full(len(rows), -1, dtype=np.int64)
    spoken = np.flatnonzero(np.linalg.norm(rows, axis=1) > 0)
    if not len(spoken):
        return labels
    step = max(1.0, len(spoken) / LARGEST_SAMPLE)
    sample = spoken[np.arange(0, len(spoken), step).astype(np.int64)]
    graph = neighbour_graph(rows[sample], NEIGHBOURS)
    found = _large_enough(agreed_communities(graph, random_state, resolution))
    labels[sample] = found
    left = spoken[labels[spoken] < 0]
    labels[left] = _place(rows[left], _centres(rows[sample], found))[0]
    return labels


def _large_enough(communities: Labels) -> Labels:
    """Numbers without gaps; communities too small to be a topic become -1."""
    sizes = np.bincount(communities)
    kept = sizes >= min(SMALLEST_TOPIC, int(sizes.max()))
    numbers = np.where(kept, np.cumsum(kept) - 1, -1)
    return numbers[communities]


def _by_size(labels: Labels) -> Labels:
    """The same topics, numbered from the largest to the smallest."""
    placed = labels >= 0
    if not placed.any():
        return labels
    sizes = np.bincount(labels[placed])
    ranks = np.empty(len(sizes), dtype=np.int64)
    ranks[np.argsort(-sizes, kind="stable")] = np.arange(len(sizes))
    return np.where(placed, ranks[np.maximum(labels, 0)], -1)


def _centres(rows: Rows, labels: Labels) -> Rows:
    """Unit mean row of each topic, shape (topics, d)."""
    total = int(labels.max(initial=-1)) + 1
    sums = np.zeros((total, rows.shape[1]), dtype=np.float32)
    np.add.at(sums, labels[labels >= 0], rows[labels >= 0])
    return unit_rows(sums)


def _place(rows: Rows, centres: Rows) -> tuple[Labels, NDArray[np.float32]]:
    """Nearest centre of each row, and its share among all centres."""
    if not len(rows) or not len(centres):
        return np.full(len(rows), -1, dtype=np.int64), np.zeros(len(rows), np.float32)
    similar = rows @ centres.T
    best = similar.max(axis=1, keepdims=True)
    spread = np.exp((similar - best) / SHARPNESS).sum(axis=1)
    confidence = np.clip(best[:, 0], 0, 1) ** 0.5 / spread
    return similar.argmax(axis=1).astype(np.int64), confidence.astype(np.float32)


def _carriers(
    reading: Reading,
    rows: Rows,
    labels: Labels,
    weights: NDArray[np.float64],
    centres: Rows,
) -> NDArray[np.int64]:
    """The passage of each letter that speaks most for its topic, -1 for none."""
    carriers = np.full(reading.letters, -1, dtype=np.int64)
    placed = np.flatnonzero(labels[reading.owners] >= 0)
    topics = labels[reading.owners[placed]]
    score = weights[placed] * np.einsum("ij,ij->i", rows[placed], centres[topics])
    order = placed[np.argsort(score, kind="stable")]
    carriers[reading.owners[order]] = order
    return carriers


def _describe(
    reading: Reading, labels: Labels, centres: Rows, placed: _Placed
) -> Discovery:
    carriers = placed.carriers
    carried = np.maximum(carriers, 0)
    some = carriers >= 0
    confidence = np.zeros(reading.letters, dtype=np.float32)
    confidence[some] = placed.confidence[carried[some]]
    telling = [reading.texts[row] if row >= 0 else "" for row in carriers]
    sizes = np.bincount(labels[labels >= 0], minlength=len(centres))
    named = name_topics(telling, labels, confidence)
    themes = _themes(centres)
    sketches = [
        TopicSketch(*parts, size=int(size), theme=int(theme))
        for parts, size, theme in zip(named, sizes, themes, strict=True)
    ]
    return Discovery(
        labels,
        sketches,
        confidence,
        [reading.spans[row] if row >= 0 else None for row in carriers],
        _theme_names(sketches),
        [
            Passage(int(owner), *span, int(label), float(share))
            for owner, span, label, share in zip(
                reading.owners,
                reading.spans,
                placed.labels,
                placed.confidence,
                strict=True,
            )
        ],
    )


def _themes(centres: Rows) -> Labels:
    """A theme number for each topic, shape (topics,)."""
    if len(centres) < 4:
        return np.zeros(len(centres), dtype=np.int64)
    graph = neighbour_graph(centres, 4)
    return agreed_communities(graph, 0, THEME_RESOLUTION)


def _theme_names(sketches: list[TopicSketch]) -> list[str]:
    """Each theme is called by its largest topic; topics come largest first."""
    names: dict[int, str] = {}
    for sketch in sketches:
        names.setdefault(sketch.theme, sketch.name)
    return [names[number] for number in sorted(names)]
