"""Heaps of odd letters are no topics."""

import numpy as np

from benchmarks.labelled import LAST_DAY
from feedback.samples import sample_world
from models import discover
from models.discovery.coherence import hold_together, lead_on, renumber

LABELS = np.repeat([0, 1, 2, 3, -1], [4, 4, 4, 4, 2])


def kept(
    held: list[float], sure: list[float], sizes: tuple[int, ...] = (4, 4, 4, 4)
) -> list[bool]:
    confidence = np.append(np.repeat(sure, 4), [0.9, 0.9]).astype(np.float32)
    return hold_together(held, LABELS, confidence, sizes).tolist()


def test_a_topic_without_common_words_and_middle_is_a_heap() -> None:
    assert kept([0.8, 0.8, 0.7, 0.2], [0.6, 0.5, 0.6, 0.2]) == [True, True, True, False]


def test_a_matter_put_in_many_words_is_a_topic() -> None:
    assert all(kept([0.8, 0.8, 0.7, 0.2], [0.6, 0.5, 0.6, 0.5]))


def test_long_letters_without_common_words_are_a_heap() -> None:
    sure = [0.6, 0.5, 0.6, 0.5]
    long = (4, 4, 4, 1)
    assert kept([0.8, 0.8, 0.7, 0.2], sure, long) == [True, True, True, False]
    assert all(kept([0.8, 0.8, 0.7, 0.6], sure, long))


def test_letters_of_a_heap_say_much_and_are_not_sure_of_it() -> None:
    twice, sizes = [0.8, 0.8, 0.7, 0.2], (4, 4, 4, 2)
    assert kept(twice, [0.6, 0.5, 0.6, 0.5], sizes) == [True, True, True, False]
    assert all(kept(twice, [0.6, 0.5, 0.6, 0.8], sizes))


def test_letters_of_a_heap_go_where_a_passage_clearly_leads() -> None:
    lost = np.array([False, True, True, True])
    owners = np.array([0, 1, 1, 1, 2, 3, 3])
    topics = np.array([0, 0, 1, 2, 1, -1, -1])
    sure = np.array([0.9, 0.6, 0.7, 0.3, 0.5, 0.9, 0.9], dtype=np.float32)
    letters, passages = lead_on(lost, owners, topics, sure)
    assert (letters.tolist(), passages.tolist()) == ([1], [2])


def test_a_broad_matter_with_words_of_its_own_is_a_topic() -> None:
    assert all(kept([0.8, 0.8, 0.7, 0.6], [0.6, 0.5, 0.6, 0.2]))


def test_nothing_is_compared_with_nothing() -> None:
    nothing = np.array([], dtype=np.int64)
    assert hold_together([], nothing, nothing.astype(np.float32), []).tolist() == []
    assert all(kept([0.0] * 4, [0.0] * 4))


def test_topics_are_numbered_anew_without_heaps() -> None:
    mask = np.array([True, False, True])
    assert renumber(np.array([2, 1, 0, -1, 2]), mask).tolist() == [1, -1, 0, -1, 1]


def test_letters_about_nothing_are_said_to_have_no_topic() -> None:
    """Openings, asides and closings of letters, of which no two are about the same."""
    world = sample_world(1, 1500, end_on=LAST_DAY)
    texts = [f"{it.subject}\n\n{it.body}" for it in world.letters]
    found = discover(texts)
    assert 0.01 < found.unplaced_share < 0.1
    assert len(found.themes) == 1 + max(topic.theme for topic in found.topics)
    assert found.labels.max() == len(found.topics) - 1
    assert found.passages.labels.max() == len(found.topics) - 1
    assert all((found.labels >= 0) == [span is not None for span in found.spans])
    assert not found.confidence[found.labels < 0].any()
