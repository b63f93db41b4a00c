"""Topics with letters on them, as a fit would leave them."""

from datetime import UTC, datetime, timedelta

import pytest

from feedback.store import Store
from feedback.topics.discovery.found import Cluster, Found, Grouping
from feedback.topics.fitting import record_grouping
from feedback.types import LetterFilter, SourceKind
from tests.builders import draft

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NAMES = ("Charged twice", "Sync loses edits", "Refund takes too long", "Slow start")

SYLLABLES = [
    first + last
    for first in "bdfgklmn"
    for last in ("ar", "el", "im", "ok", "un", "as")
]


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


def receive_plain(store: Store, number: int, source: str = "plain") -> list[int]:
    """Receive letters that only their number tells apart, over ten days."""
    import_id = store.imports.start(source, SourceKind.FILE, "plain.csv", NOW)
    first = datetime(2026, 2, 1, 12, tzinfo=UTC)
    drafts = [
        draft(
            n,
            body=f"Letter number {n} says that the plan is bad.",
            written_at=first + timedelta(days=n % 10),
        )
        for n in range(number)
    ]
    store.letters.receive(import_id, drafts, NOW)
    return sorted(store.letters.find_ids(LetterFilter(import_id=import_id)))


def change_text(
    store: Store, letter_id: int, body: str, moment: datetime, source: str = "plain"
) -> None:
    """Let the source say something else in a letter than it did."""
    first = min(store.letters.find_ids(LetterFilter(source=source)))
    written_at = store.letters.get_letter(letter_id).written_at
    import_id = store.imports.start(source, SourceKind.FILE, "plain.csv", moment)
    changed = draft(letter_id - first, body=body, written_at=written_at)
    assert store.letters.receive(import_id, [changed], moment).updated == 1


def receive_varied(store: Store, number: int) -> list[int]:
    """Receive letters of which no two are worded alike, over ten days."""
    import_id = store.imports.start("varied", SourceKind.FILE, "varied.csv", NOW)
    first = datetime(2026, 2, 1, 12, tzinfo=UTC)
    drafts = [
        draft(
            n,
            body=" ".join(SYLLABLES[(n * step) % 41] + "o" * step for step in range(9)),
            written_at=first + timedelta(days=n % 10),
        )
        for n in range(1, number + 1)
    ]
    store.letters.receive(import_id, drafts, NOW)
    return sorted(store.letters.find_ids(LetterFilter(import_id=import_id)))


@pytest.fixture
def varied(store: Store) -> list[int]:
    """Four topics of ten letters each, all worded differently; the topics' ids."""
    letters = receive_varied(store, 40)
    record(store, {name: letters[n * 10 : n * 10 + 10] for n, name in enumerate(NAMES)})
    return [topic_named(store, name) for name in NAMES]


@pytest.fixture
def many(store: Store) -> list[int]:
    """Forty letters, four on each of ten days; the ids in order."""
    return receive_plain(store, 40)


@pytest.fixture
def fitted(store: Store, many: list[int]) -> list[int]:
    """Four topics of ten letters each; returns the topics' ids in order."""
    record(store, {name: many[n * 10 : n * 10 + 10] for n, name in enumerate(NAMES)})
    return [topic_named(store, name) for name in NAMES]
