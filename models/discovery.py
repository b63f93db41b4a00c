"""Topics of a pile of letters, found without being told how many there are.

The way: letters are cut into passages, manners and masks dropped, equal texts folded;
each text becomes a row (static word vectors joined with its own lexical directions);
rows are joined to their nearest neighbours, and communities of that graph that many
shuffled runs agree on are the topics.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.communities import agreed_communities
from models.naming import name_topics
from models.neighbours import neighbour_graph
from models.passages import blank_masks, passages
from models.vectors import (
    Rows,
    count_terms,
    reduce_terms,
    static_rows,
    unit_rows,
    weigh_terms,
)
from models.words import WordTable, read_words

NEIGHBOURS = 10
RESOLUTION = 3.0
LEXICAL_SHARE = 0.5
LEXICAL_DIMENSIONS = 100
SMALLEST_TOPIC = 3
LARGEST_SAMPLE = 15_000


@dataclass(frozen=True)
class TopicSketch:
    """A topic as found: a name to read, its words, typical passages, letters in it."""

    name: str
    keywords: list[str]
    exemplars: list[str]
    size: int


@dataclass(frozen=True)
class Discovery:
    """What was found: ``labels`` (n,) with -1 for no topic; ``topics[label]``."""

    labels: NDArray[np.int64]
    topics: list[TopicSketch]
    confidence: NDArray[np.float32] = field(repr=False)

    @property
    def unplaced_share(self) -> float:
        """Share of texts without a topic, 0 to 1."""
        return float(np.mean(self.labels < 0)) if len(self.labels) else 0.0


def discover(texts: Sequence[str], random_state: int = 0) -> Discovery:
    """Group texts by what they are about.

    ``texts`` may be of any length and language, empty ones included; the same texts
    and ``random_state`` give the same answer.
    """
    contents = [_content(text) for text in texts]
    table = read_words(contents)
    rows = joint_rows(table, random_state)
    labels = np.full(len(texts), -1, dtype=np.int64)
    spoken = np.flatnonzero(np.linalg.norm(rows, axis=1) > 0)
    confidence = np.zeros(len(texts), dtype=np.float32)
    if len(spoken):
        labels[spoken], confidence[spoken] = _group(rows[spoken], random_state)
    sketches = [
        TopicSketch(name, keywords, exemplars, int(np.sum(labels == number)))
        for number, (name, keywords, exemplars) in enumerate(
            name_topics(contents, labels, confidence)
        )
    ]
    return Discovery(labels, sketches, confidence)


def joint_rows(table: WordTable, random_state: int) -> Rows:
    """Static and lexical directions side by side, unit rows."""
    static = static_rows(table)
    spoken = np.linalg.norm(static, axis=1) > 0
    if spoken.sum() > 2:
        static[spoken] -= static[spoken].mean(axis=0)
    counts = weigh_terms(count_terms(table))
    lexical = reduce_terms(counts, LEXICAL_DIMENSIONS, random_state)
    return unit_rows(np.hstack([unit_rows(static), LEXICAL_SHARE * lexical]))


def _content(text: str) -> str:
    visible = blank_masks(text)
    return " ".join(visible[span.start : span.end] for span in passages(text))


def _group(rows: Rows, random_state: int) -> tuple[NDArray[np.int64], Rows]:
    sample = np.arange(len(rows))
    if len(rows) > LARGEST_SAMPLE:
        generator = np.random.default_rng(random_state)
        sample = np.sort(generator.permutation(len(rows))[:LARGEST_SAMPLE])
    graph = neighbour_graph(rows[sample], NEIGHBOURS)
    communities = agreed_communities(graph, RESOLUTION, random_state)
    centres = _centres(rows[sample], communities)
    return _place(rows, centres)


def _centres(rows: Rows, communities: NDArray[np.int64]) -> Rows:
    """Unit mean row of each community large enough to be a topic, largest first."""
    sizes = np.bincount(communities)
    order = np.argsort(-sizes, kind="stable")
    smallest = min(SMALLEST_TOPIC, len(rows), int(sizes.max()))
    kept = [number for number in order if sizes[number] >= smallest]
    return unit_rows(
        np.array([rows[communities == number].mean(axis=0) for number in kept])
    )


def _place(rows: Rows, centres: Rows) -> tuple[NDArray[np.int64], Rows]:
    similar = rows @ centres.T
    labels = similar.argmax(axis=1)
    scaled = np.exp((similar - similar.max(axis=1, keepdims=True)) / 0.05)
    return labels, 1 / scaled.sum(axis=1)
