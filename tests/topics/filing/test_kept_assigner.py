"""The assigner between two placings: kept, rebuilt when stale, never just trusted."""

import pickle
import time
from pathlib import Path

import numpy as np
import pytest

from feedback.people.privacy import erase_writer
from feedback.store import Store
from feedback.topics.filing import corrections
from feedback.topics.filing.kept_assigner import assigner_path, open_assigner
from feedback.topics.filing.learning import place_new_letters
from feedback.topics.life import life
from feedback.types import Person
from tests.builders import receive_letters
from tests.topics.conftest import NOW, record
from tests.topics.filing.test_learning import receive_one, taught

__all__ = ["taught"]


class Bomb:
    """Runs a command when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return Path.touch, (self.path,)  # type: ignore[return-value]


def made_at(store: Store) -> int:
    return assigner_path(store).stat().st_mtime_ns


def test_it_is_kept_and_used_again(store: Store, taught: dict[str, int]) -> None:
    assert open_assigner(store) is not None
    first = made_at(store)
    assert open_assigner(store) is not None
    assert made_at(store) == first


def test_a_correction_counts_at_the_next_placing_without_a_rebuild(
    store: Store, taught: dict[str, int], person: Person
) -> None:
    open_assigner(store)
    first = made_at(store)
    topic_id = taught["Refund takes too long"]
    filed = receive_one(store, "The voucher from the spring fair is rejected.", "a")
    corrections.file_letter(store, filed, topic_id, person.id, NOW)
    alike = receive_one(store, "My voucher from the spring fair is rejected.", "b")
    place_new_letters(store, lambda: NOW)
    (placed,) = store.assignments.find_for_letter(alike)
    assert placed.topic_id == topic_id
    assert made_at(store) == first


def test_it_is_rebuilt_when_topics_change(
    store: Store, taught: dict[str, int], person: Person
) -> None:
    open_assigner(store)
    first = made_at(store)
    life.rename(store, taught["Sync loses edits"], "Edits get lost", person.id, NOW)
    open_assigner(store)
    second = made_at(store)
    assert second != first
    more = receive_letters(
        store, [("", f"Dark mode hurts {n}") for n in range(15)], NOW, "x"
    )
    record(store, {"Dark mode": more})
    assigner = open_assigner(store)
    assert made_at(store) != second
    assert assigner is not None
    assert len(assigner.classes_) == 4


@pytest.mark.parametrize("damage", ["cut", "changed", "pickle", "empty"])
def test_a_file_that_cannot_be_trusted_is_made_anew(
    store: Store, taught: dict[str, int], damage: str, tmp_path: Path
) -> None:
    """Case 75: nothing in it is ever run."""
    open_assigner(store)
    path, mark = assigner_path(store), tmp_path / "ran"
    content = path.read_bytes()
    if damage == "changed":
        with np.load(path) as stored:
            arrays = {name: stored[name] for name in stored.files}
        arrays["says"] = arrays["says"] * 2
        np.savez(path, **arrays)
    else:
        bad = {"cut": content[:999], "pickle": pickle.dumps(Bomb(mark)), "empty": b""}
        path.write_bytes(bad[damage])
    receive_one(store, "They charged my card twice for the yearly plan.")
    assert place_new_letters(store, lambda: NOW) == 1
    assert path.read_bytes() != content[:999]
    assert not mark.exists()
    assert np.load(path)["classes"].shape == (3,)


def test_erasing_a_writer_takes_the_words_along(
    store: Store, taught: dict[str, int]
) -> None:
    open_assigner(store)
    assert assigner_path(store).exists()
    erase_writer(store, "writer3@example.com", NOW)
    assert not assigner_path(store).exists()


@pytest.mark.slow
def test_a_new_letter_is_placed_within_five_milliseconds_of_work() -> None:
    from threadpoolctl import threadpool_limits

    from models import Assigner

    rng = np.random.default_rng(0)
    words = np.array([f"word{n}" for n in range(5_000)])
    labels = [f"{n % 50}" for n in range(4_000)]
    usual = rng.integers(0, 5_000, (50, 40))
    texts = []
    for n in range(4_000):
        own = rng.choice(usual[n % 50], 12)
        texts.append(" ".join(words[[*own, *rng.integers(0, 5_000, 8)]]))
    model = Assigner().fit(texts, labels).correct(texts[:400], labels[:400])
    model.assign(texts[:1])
    costs = []
    with threadpool_limits(1):  # waiting threads would count as work
        for text in texts[1_000:1_050]:
            started = time.process_time()
            model.assign([text])
            costs.append(time.process_time() - started)
    assert np.median(costs) < 0.005
