"""A small world for actions: a year of letters on four topics, writers, two people."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import numpy as np

from feedback.actions.plans.planning import plan_action, start_action
from feedback.store import Store
from feedback.store.assignments import Placing
from feedback.types import (
    Basis,
    DataResult,
    Direction,
    Draft,
    LetterFilter,
    Link,
    MeasureKind,
    Origin,
    Plan,
    Role,
    SourceKind,
    TopicState,
    VerdictKind,
    WriterHint,
)

START = date(2026, 1, 1)
TOPICS = ("Charged twice", "Loses edits", "Slow sync", "Login fails")
SENTENCES = (
    "I was charged twice for the same month.",
    "My edits were gone after the sync.",
    "Syncing takes minutes for a small file.",
    "The login page refuses my password.",
)


def noon(day):
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


@dataclass
class World:
    """A store with topics 1 to 4, a lead, a colleague, and builders."""

    store: Store
    topics: list[int] = field(default_factory=list)
    lead: int = 0
    colleague: int = 0

    def fill(self, counts):
        """Write counts[day][topic] letters from START, each by a writer of its own."""
        import_id = self.store.imports.start(
            "mail", SourceKind.FILE, "world", noon(START)
        )
        drafts, places = [], []
        for row, cells in enumerate(counts):
            for column, letters in enumerate(cells):
                for number in range(letters):
                    key = f"w{row}-{column}-{number}@example.com"
                    drafts.append(self.draft(key, column, START + timedelta(days=row)))
                    places.append(column)
        self.store.letters.receive(import_id, drafts, noon(START))
        self._place(places)

    def write_again(self, keys, day):
        """Let writers send another letter on the first topic."""
        import_id = self.store.imports.start("mail", SourceKind.FILE, "2", noon(day))
        before = set(self.store.letters.find_ids(LetterFilter()))
        drafts = [self.draft(key, 0, day) for key in keys]
        self.store.letters.receive(import_id, drafts, noon(day))
        self._place([0] * len(keys), before)

    def draft(self, key, column, day):
        return Draft(
            identity=f"row:{key}-{day}",
            location="1",
            original=key.encode(),
            media_type="text/plain",
            body=f"Hello. {SENTENCES[column]} Please help.",
            writer=WriterHint(key, key.split("@")[0], key),
            written_at=noon(day),
            language="en",
        )

    def _place(self, columns, known=frozenset()):
        ids = sorted(set(self.store.letters.find_ids(LetterFilter())) - set(known))
        self.store.assignments.add_all(
            Placing(
                letter_id=letter_id,
                topic_id=self.topics[column],
                start=7,
                end=7 + len(SENTENCES[column]),
                confidence=0.9,
                origin=Origin.MODEL.value,
                assigned_at="2026-01-01T00:00:00Z",
            )
            for letter_id, column in zip(ids, columns, strict=True)
        )

    def plan(self, **changes):
        """Return a plan that lacks nothing."""
        plan = {
            "title": "Fix double charge",
            "link": Link.KEEP,
            "purpose": "We fix the double charge, so that people on new plans stay.",
            "topic_ids": (self.topics[0],),
            "measure": MeasureKind.LETTERS,
            "direction": Direction.DOWN,
            "smallest_change": 0.3,
            "due_on": date(2026, 10, 8),
            "owner_id": self.lead,
        }
        return Plan(**{**plan, **changes})


def empty_world(store):
    """Return a world with topics and people, and no letters yet."""
    made = World(store)
    made.topics = [
        store.topics.add(name, Origin.PERSON, TopicState.ACTIVE, noon(START))
        for name in TOPICS
    ]
    made.lead, made.colleague = (
        store.people.add(f"{name.lower()}@example.com", name, role, noon(START)).id
        for name, role in (("Ana", Role.ADMIN), ("Ben", Role.AGENT))
    )
    return made


def open_world(path):
    """Return the world of a file that was filled before."""
    store = Store(path)
    topics = sorted(topic.id for topic in store.topics.find_topics())
    lead, colleague = (person.id for person in store.people.find_people())
    return World(store, topics, lead, colleague)


def fill_year(path):
    """Write a file in which the first topic falls to a third on 10 September 2026."""
    counts = np.random.default_rng(1).poisson(6.0, (280, 4))
    counts[252:, 0] = np.random.default_rng(2).poisson(2.0, 28)
    with Store(path) as store:
        empty_world(store).fill(counts)


def start_recall(world, day, **changes):
    """Start a recall of the writers of two months, thirty in a hundred held out."""
    recall = {
        "link": Link.RECALL,
        "measure": MeasureKind.RETURNS,
        "direction": Direction.UP,
        "smallest_change": 0.05,
        "audience_query": '"charged twice" before:2026-03-01',
        "holdout_share": 0.3,
    }
    plan = world.plan(**{**recall, **changes})
    action_id = plan_action(world.store, plan, noon(day), seed=1)
    return start_action(world.store, action_id, 1, noon(day))


def lifted(action_id, estimate, low, high):
    """Return a result that found a difference of shares between two arms."""
    return DataResult(
        action_id=action_id,
        verdict=VerdictKind.IMPROVED,
        basis=Basis.QUANTITATIVE,
        sentence="",
        reason="",
        learned="",
        next_step="",
        concluded_by="Ana",
        concluded_at=noon(date(2026, 10, 8)),
        estimate=estimate,
        low=low,
        high=high,
    )
