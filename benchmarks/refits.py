"""How many letters keep their topic when a tenth more letters come and all are fitted.

``python -m benchmarks.refits [--letters N]`` goes the product's own way, with real
letters of ../shared/data: nine in ten are received and fitted, the topics accepted,
some letters filed by hand; then the last tenth comes and everything is fitted anew.
The rival in the same run is the new grouping taken as it is, each of its topics given
to the old one that it shares most letters with. Beside it stands how well the topics
agree with the labels, because keeping letters where they were must not cost that, and
what the refit asks of people.
"""

import argparse
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.labelled import Labelled, read_banking, read_complaints
from feedback.store import Store
from feedback.topics.discovery.embedding import STATIC
from feedback.topics.discovery.grouping import group_letters
from feedback.topics.filing.corrections import file_letter
from feedback.topics.fitting import read_letters, run_fit
from feedback.types import Draft, LetterFilter, Role, SourceKind, WriterHint

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER_SHARE, FILED = 0.1, 50
KEPT_TARGET, FILED_TARGET = 0.98, 1.0

Topics = Mapping[int, frozenset[int]]


def receive(store: Store, given: Labelled, rows: NDArray[np.int64]) -> list[int]:
    """Receive the texts of some rows; returns the ids of their letters, in order."""
    import_id = store.imports.start("bench", SourceKind.FILE, "bench.csv", NOW)
    store.letters.receive(import_id, [_draft(row, given) for row in rows], NOW)
    store.imports.finish(import_id, NOW)
    return sorted(store.letters.find_ids(LetterFilter(import_id=import_id)))


def _draft(row: int, given: Labelled) -> Draft:
    text = given.texts[row]
    return Draft(
        identity=f"row:{row}",
        location=f"line {row}",
        original=text.encode(),
        media_type="text/plain",
        subject="",
        body=text,
        writer=WriterHint(f"w{row}@example.org", f"Writer {row}", ""),
        written_at=NOW,
        language="en",
    )


def file_some(
    store: Store, letter_ids: Sequence[int], chance: np.random.Generator
) -> dict[int, int]:
    """File some letters by hand on a topic of chance; returns letter to topic."""
    person = store.people.add("ann@example.org", "Ann", Role.AGENT, NOW)
    topics = [topic.id for topic in store.topics.find_topics()]
    filed = {}
    for letter_id in chance.choice(letter_ids, FILED, replace=False).tolist():
        filed[letter_id] = int(chance.choice(topics))
        file_letter(store, letter_id, filed[letter_id], person.id, NOW)
    return filed


def kept_share(before: Topics, after: Topics) -> float:
    """Return the share of placed letters that still stand on a topic they stood on."""
    return float(
        np.mean([bool(on & after.get(one, set())) for one, on in before.items()])
    )


def regroup(store: Store, before: Topics) -> dict[int, frozenset[int]]:
    """Return where letters go by the new grouping alone, matched by most letters."""
    grouping = group_letters(read_letters(store), 0, lambda *_: None, STATIC)
    homes: dict[int, frozenset[int]] = {}
    for letters in grouping.letters_of():
        common = Counter(topic for one in letters for topic in before.get(one, ()))
        home = frozenset(topic for topic, _ in common.most_common(1))
        homes.update({one: homes.get(one, frozenset()) | home for one in letters})
    return homes


def agreement(labels: Mapping[int, str], topics: Topics) -> float:
    """Return the V-measure of letters' labels and the first of their topics."""
    from sklearn.metrics import v_measure_score

    placed = sorted(labels.keys() & topics.keys())
    return float(
        v_measure_score(
            [labels[one] for one in placed], [min(topics[one]) for one in placed]
        )
    )


def measure(name: str, given: Labelled, seed: int = 0) -> None:
    """Fit nine tenths, then all, and print what became of the letters."""
    chance = np.random.default_rng(seed)
    rows = chance.permutation(len(given.texts))
    new, old = np.split(rows, [int(LATER_SHARE * len(rows))])
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder, "b.db")) as store:
        early = receive(store, given, old)
        run_fit(store, now=lambda: NOW)
        filed = file_some(store, early, chance)
        before = store.assignments.find_standing()
        late = receive(store, given, new)
        run_fit(store, now=lambda: NOW)
        after = store.assignments.find_standing()
        alone = regroup(store, before)
        asked = Counter(one.kind for one in store.proposals.find_open())
    labels = dict(zip([*early, *late], given.labels[[*old, *new]], strict=True))
    held = np.mean([topic in after[one] for one, topic in filed.items()])
    print(
        f"{name}: {kept_share(before, after):.1%} of {len(before):,} letters keep "
        f"their topic (at least {KEPT_TARGET:.0%}); the new grouping alone: "
        f"{kept_share(before, alone):.1%}.\n"
        f"  Filed by hand and still there: {held:.0%} of {len(filed)} "
        f"(at least {FILED_TARGET:.0%}).\n"
        f"  New letters placed: {np.mean([one in after for one in late]):.1%}; "
        f"V-measure of all {agreement(labels, after):.3f}, of the new grouping "
        f"{agreement(labels, alone):.3f}.\n"
        f"  Asked of people: {dict(asked) or 'nothing'}.",
        flush=True,
    )


def main() -> None:
    """Measure short messages and long letters."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=20_000, help="at most so many")
    most = parser.parse_args().letters
    for name, given in (
        ("Banking77", read_banking()),
        ("Complaints", read_complaints()),
    ):
        if given:
            measure(name, given.take(np.arange(len(given.texts))[:most]))


if __name__ == "__main__":
    main()
