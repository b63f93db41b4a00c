"""The assigner between two placings: kept in a file, rebuilt when it is stale.

What people filed since it was made is told to it each time, so that no correction
waits for a rebuild. The file holds words of letters: it goes when a writer is erased.
"""

import copy
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from feedback.store import Store
from feedback.store.assignments import Lesson

if TYPE_CHECKING:
    from models import Assigner

LESSONS = 80
"""Passages learned from each topic."""


def open_assigner(
    store: Store, by_hand: Sequence[Lesson] | None = None
) -> "Assigner | None":
    """Return an assigner that knows the topics as they stand.

    It is told what people filed: ``by_hand``, in this order, or all there is. None
    when there are fewer than two topics to tell apart.
    """
    stamp, path = store.assignments.get_lessons_stamp(), assigner_path(store)
    assigner = _kept(path, stamp) or _learned(store, path, stamp)
    if assigner is None:
        return None
    if by_hand is None:
        by_hand = find_lessons_by_hand(store)
    return copy.copy(assigner).correct(*_texts_and_labels(by_hand))


def find_lessons_by_hand(store: Store) -> list[Lesson]:
    """Return what people filed, as much as is learned of each topic."""
    return store.assignments.find_lessons_by_hand(LESSONS)


def forget_assigner(store: Store) -> None:
    """Remove the file and what is in memory; the next placing makes a new one."""
    assigner_path(store).unlink(missing_ok=True)
    _loaded.cache_clear()


def assigner_path(store: Store) -> Path:
    """Return where the assigner of a database is kept: beside it."""
    return store.path.with_name(store.path.name + ".assigner.npz")


def _kept(path: Path, stamp: str) -> "Assigner | None":
    """Return the kept assigner unless it is missing, damaged, changed or stale."""
    from models import ArtifactError

    try:
        return _loaded(path, stamp, path.stat().st_mtime_ns)
    except (ArtifactError, FileNotFoundError):
        return None


@lru_cache(maxsize=2)
def _loaded(path: Path, stamp: str, changed_at: int) -> "Assigner":
    from models import Assigner

    return Assigner.load(path, stamp=stamp)


def _learned(store: Store, path: Path, stamp: str) -> "Assigner | None":
    from models import Assigner

    lessons = store.assignments.find_lessons(LESSONS)
    if len({lesson.topic_id for lesson in lessons}) < 2:
        return None
    names = {
        str(topic_id): name for topic_id, name in store.topics.find_names().items()
    }
    assigner = Assigner().fit(*_texts_and_labels(lessons), names=names)
    assigner.save(path, stamp=stamp)
    return assigner


def _texts_and_labels(lessons: Sequence[Lesson]) -> tuple[list[str], list[str]]:
    return (
        [lesson.text for lesson in lessons],
        [str(lesson.topic_id) for lesson in lessons],
    )
