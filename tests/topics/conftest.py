"""Topics with letters on them, as a fit would leave them."""

from datetime import UTC, datetime

import pytest

from feedback.store import Store
from feedback.topics.fitting import record_grouping
from feedback.topics.grouping import Cluster, Found, Grouping
from tests.builders import receive_letters

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NAMES = ("Charged twice", "Sync loses edits", "Refund takes too long", "Slow start")


def cluster(name: str, *exemplars: tuple[int, int, int]) -> Cluster:
    """A cluster with a word or two."""
    return Cluster(name, "", tuple(name.casefold().split()[:2]), exemplars)


def grouping_of(groups: dict[str, list[int]], confidence: float = 0.8) -> Grouping:
    """What the models would say when these letters form these clusters."""
    clusters = tuple(
        cluster(name, *((letter, 0, 20) for letter in letters[:3]))
        for name, letters in groups.items()
    )
    found = tuple(
        Found(letter, number, 0, 20, confidence, ("plan",), rival, 0.1)
        for number, letters in enumerate(groups.values())
        for rival in [(number + 1) % len(groups)]
        for letter in letters
    )
    return Grouping(clusters, found, sum(map(len, groups.values())))


def record(store: Store, groups: dict[str, list[int]]) -> int:
    """Record a fit that found these groups; returns its id."""
    fit_id = store.fits.start(0, "test-1", NOW)
    record_grouping(store, fit_id, grouping_of(groups), NOW)
    return fit_id


def topic_named(store: Store, name: str) -> int:
    """The id of the topic with this name."""
    return next(t.id for t in store.topics.find_topics() if t.name == name)


@pytest.fixture
def many(store: Store) -> list[int]:
    """Forty letters, oldest first."""
    texts = [("", f"Letter number {n} says that the plan is bad.") for n in range(40)]
    return receive_letters(store, texts, NOW)


@pytest.fixture
def fitted(store: Store, many: list[int]) -> list[int]:
    """Four topics of ten letters each; returns the topics' ids in order."""
    record(store, {name: many[n * 10 : n * 10 + 10] for n, name in enumerate(NAMES)})
    return [topic_named(store, name) for name in NAMES]
