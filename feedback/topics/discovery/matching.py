"""How the clusters of a new fit relate to the topics that people know already.

Pure: sets of letters in, a Matching out. A cluster is at home in a topic when most of
its letters that had a topic before had this one. Two homes of a size make a split, a
topic that is swallowed by another's cluster a merge.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

HOME_SHARE = 0.5
KNOWN_SHARE = 0.1
SPLIT_SHARE = 0.2
SCATTERED_SHARE = 0.3
SPLIT_LETTERS = 50
"""So many letters make a part worth naming, however large the topic."""


@dataclass(frozen=True, slots=True)
class Matching:
    """``homes`` maps a cluster to its topic and the share of its letters from there.

    ``splits`` maps a topic to its clusters, largest first; ``merges`` are (topic,
    into, share of its letters); ``fresh`` clusters have no home; ``retired`` topics
    are scattered: at most the given share of their letters lies in any cluster.
    """

    homes: Mapping[int, tuple[int, float]]
    splits: Mapping[int, tuple[int, ...]]
    merges: tuple[tuple[int, int, float], ...]
    fresh: tuple[int, ...]
    retired: Mapping[int, float]

    def clusters_of(self, topic_id: int) -> tuple[int, ...]:
        """Return the clusters that are at home in a topic."""
        return tuple(c for c, (home, _) in self.homes.items() if home == topic_id)


def match_clusters(
    clusters: Sequence[Set[int]],
    standing: Mapping[int, Iterable[int]],
    topic_ids: Sequence[int],
) -> Matching:
    """Match clusters, as sets of letter ids, to the topics that letters stand on.

    ``standing`` maps a letter to its topics; letters without one say nothing.
    """
    shared = _shared(clusters, standing, topic_ids)
    known = np.array([sum(one in standing for one in c) for c in clusters], float)
    seen = shared.sum(axis=0)
    sizes = Counter(one for topics in standing.values() for one in topics)
    homes = _homes(clusters, shared, known, sizes, topic_ids)
    homes = _kept(homes, shared, known, seen, topic_ids)
    lost = [t for t in topic_ids if t not in {home for home, _ in homes.values()}]
    merges = _merges(lost, homes, shared, seen, topic_ids)
    return Matching(
        homes=homes,
        splits=_splits(homes, shared, seen, topic_ids),
        merges=merges,
        fresh=tuple(c for c in range(len(clusters)) if c not in homes),
        retired=_scattered(lost, shared, seen, topic_ids),
    )


def _shared(
    clusters: Sequence[Set[int]],
    standing: Mapping[int, Iterable[int]],
    topic_ids: Sequence[int],
) -> NDArray[np.float64]:
    """Return (clusters, topics) numbers of letters that are in both."""
    columns = {topic_id: column for column, topic_id in enumerate(topic_ids)}
    shared = np.zeros((len(clusters), len(topic_ids)))
    for row, letters in enumerate(clusters):
        for letter_id in letters:
            for topic_id in standing.get(letter_id, ()):
                if topic_id in columns:
                    shared[row, columns[topic_id]] += 1
    return shared


def _homes(
    clusters: Sequence[Set[int]],
    shared: NDArray[np.float64],
    known: NDArray[np.float64],
    sizes: Mapping[int, int],
    topic_ids: Sequence[int],
) -> dict[int, tuple[int, float]]:
    homes = {}
    for row, letters in enumerate(clusters):
        if not shared[row].any():
            continue
        column = int(shared[row].argmax())
        common = shared[row, column]
        tells = common >= KNOWN_SHARE * len(letters)
        covers = common >= HOME_SHARE * sizes[topic_ids[column]]
        if common >= HOME_SHARE * known[row] and (tells or covers):
            homes[row] = (topic_ids[column], float(common / known[row]))
    return homes


def _kept(
    homes: Mapping[int, tuple[int, float]],
    shared: NDArray[np.float64],
    known: NDArray[np.float64],
    seen: NDArray[np.float64],
    topic_ids: Sequence[int],
) -> dict[int, tuple[int, float]]:
    """Return the homes, where a part of one is that of a topic that has none.

    Most letters of that topic lie in the part. Else its home would be split by the
    very letters that the topic is to be merged into it with.
    """
    kept = dict(homes)
    first = {home: row for row, home in _largest_parts(homes, shared, topic_ids)}
    for column, topic_id in enumerate(topic_ids):
        row = int(shared[:, column].argmax()) if len(shared) else -1
        is_part = row in kept and first[kept[row][0]] != row
        if topic_id not in first and is_part:
            common = shared[row, column]
            if common and common >= HOME_SHARE * seen[column]:
                kept[row] = (topic_id, float(common / known[row]))
                first[topic_id] = row
    return kept


def _largest_parts(
    homes: Mapping[int, tuple[int, float]],
    shared: NDArray[np.float64],
    topic_ids: Sequence[int],
) -> Iterator[tuple[int, int]]:
    """Yield each cluster with its home, that with most letters from there last."""
    columns = {topic_id: column for column, topic_id in enumerate(topic_ids)}
    for row in sorted(homes, key=lambda row: shared[row, columns[homes[row][0]]]):
        yield row, homes[row][0]


def _splits(
    homes: Mapping[int, tuple[int, float]],
    shared: NDArray[np.float64],
    seen: NDArray[np.float64],
    topic_ids: Sequence[int],
) -> dict[int, tuple[int, ...]]:
    splits = {}
    for column, topic_id in enumerate(topic_ids):
        parts = [
            row
            for row, (home, _) in homes.items()
            if home == topic_id
            and shared[row, column] >= min(SPLIT_SHARE * seen[column], SPLIT_LETTERS)
        ]
        if len(parts) > 1:
            splits[topic_id] = tuple(
                sorted(parts, key=lambda row: -shared[row, column])
            )
    return splits


def _merges(
    lost: Sequence[int],
    homes: Mapping[int, tuple[int, float]],
    shared: NDArray[np.float64],
    seen: NDArray[np.float64],
    topic_ids: Sequence[int],
) -> tuple[tuple[int, int, float], ...]:
    merges = []
    for column, topic_id in enumerate(topic_ids):
        if topic_id not in lost or not seen[column]:
            continue
        row = int(shared[:, column].argmax())
        share = float(shared[row, column] / seen[column])
        if row in homes and share >= HOME_SHARE:
            merges.append((topic_id, homes[row][0], share))
    return tuple(merges)


def _scattered(
    lost: Sequence[int],
    shared: NDArray[np.float64],
    seen: NDArray[np.float64],
    topic_ids: Sequence[int],
) -> dict[int, float]:
    together = shared.max(axis=0, initial=0.0) / np.maximum(seen, 1.0)
    return {
        topic_id: float(together[column])
        for column, topic_id in enumerate(topic_ids)
        if topic_id in lost and together[column] < SCATTERED_SHARE
    }
