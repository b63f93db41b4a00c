"""Placing letters that have no topic yet on the topics that a fit found."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

from feedback.store import Store
from feedback.store.assignments import Placing, time_of
from feedback.topics.discovery.found import Found, Grouping
from feedback.topics.discovery.matching import Matching
from feedback.topics.names import unused_name
from feedback.types import Origin, TopicState

SURE = 0.5
"""Confidence from which a placing counts as sure."""
SMALLEST_TOPIC = 3
"""Letters without a topic that a cluster needs to become a new one."""


def place_found(
    store: Store,
    fit_id: int,
    grouping: Grouping,
    matching: Matching,
    standing: Mapping[int, Iterable[int]],
    moment: datetime,
) -> dict[int, int]:
    """Place letters that stand on no topic; returns the topic of each cluster.

    Clusters without a home become proposed topics. What people refused is not placed
    again; a cluster with too few letters of its own stays without a topic.
    """
    loose = [found for found in grouping.found if found.letter_id not in standing]
    homes = {cluster: topic_id for cluster, (topic_id, _) in matching.homes.items()}
    homes |= _open_topics(store, fit_id, grouping, matching.fresh, loose, moment)
    refused = store.corrections.find_refused()
    store.assignments.add_all(
        _placing(found, homes, fit_id, moment)
        for found in loose
        if found.cluster in homes
        and (found.letter_id, homes[found.cluster]) not in refused
    )
    _describe(store, grouping, matching, homes)
    return homes


def _open_topics(
    store: Store,
    fit_id: int,
    grouping: Grouping,
    fresh: Iterable[int],
    loose: Iterable[Found],
    moment: datetime,
) -> dict[int, int]:
    sizes = Counter(found.cluster for found in loose)
    opened = {}
    for number in fresh:
        cluster = grouping.clusters[number]
        if sizes[number] < SMALLEST_TOPIC:
            continue
        opened[number] = store.topics.add(
            unused_name(store, cluster.name, cluster.keywords),
            Origin.MODEL,
            TopicState.PROPOSED,
            moment,
            f"Found in {sizes[number]:,} letters by fit {fit_id}.",
            fit_id,
        )
    return opened


def _placing(
    found: Found, homes: Mapping[int, int], fit_id: int, moment: datetime
) -> Placing:
    rival = homes.get(found.rival) if found.rival is not None else None
    return Placing(
        letter_id=found.letter_id,
        topic_id=homes[found.cluster],
        start=found.start,
        end=found.end,
        confidence=found.confidence,
        origin=Origin.MODEL.value,
        assigned_at=time_of(moment),
        words=found.words,
        rival_topic_id=rival,
        rival_confidence=found.rival_confidence if rival else None,
        fit_id=fit_id,
    )


def _describe(
    store: Store, grouping: Grouping, matching: Matching, homes: Mapping[int, int]
) -> None:
    """Refresh theme, words and quotes from the largest cluster of each topic."""
    sizes = [len(letters) for letters in grouping.letters_of()]
    largest: dict[int, int] = {}
    for number in sorted(homes, key=lambda number: sizes[number]):
        largest[homes[number]] = number
    for topic_id, number in largest.items():
        cluster = grouping.clusters[number]
        store.topics.describe(topic_id, cluster.theme, cluster.keywords)
        store.quotes.replace_exemplars(topic_id, cluster.exemplars)
