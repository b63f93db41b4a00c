"""The likeliest topic of a text, and the next."""

import numpy as np
import pytest

from models.discovery.placing import Placement

SHARPNESS = 0.05
COSINES = np.array([[0.9, 0.8, 0.1], [0.2, 0.5, 0.4]], dtype=np.float32)


def nearest_of(similar: np.ndarray) -> Placement:
    return Placement.learn(similar, similar, SHARPNESS)


def test_it_tells_the_nearest_topic_and_the_next() -> None:
    nearest = nearest_of(COSINES)
    assert nearest.topics.tolist() == [0, 1]
    assert nearest.rivals.topics.tolist() == [1, 2]
    shares = np.exp(COSINES / SHARPNESS)
    shares /= shares.sum(axis=1, keepdims=True)
    chances = np.sqrt(COSINES) * shares
    assert nearest.confidence == pytest.approx([chances[0, 0], chances[1, 1]])
    assert nearest.rivals.confidence == pytest.approx([chances[0, 1], chances[1, 2]])


def test_what_is_no_topic_is_none_and_no_rival() -> None:
    left = nearest_of(COSINES).numbered(np.array([0, -1, 1]))
    assert left.topics.tolist() == [0, -1]
    assert left.rivals.topics.tolist() == [-1, 1]


def test_parts_are_put_together_by_number_or_by_mask() -> None:
    nearest, whole = nearest_of(COSINES), Placement.unknown(3)
    whole.put(np.array([2, 0]), nearest)
    assert whole.topics.tolist() == [1, -1, 0]
    assert whole.rivals.confidence[2] == nearest.rivals.confidence[0]
    again = Placement.unknown(3)
    again.put(whole.topics >= 0, whole.take(whole.topics >= 0))
    assert [part.tolist() for part in again[:2]] == [
        part.tolist() for part in whole[:2]
    ]


def test_one_topic_has_no_rival() -> None:
    nearest = nearest_of(COSINES[:, :1])
    assert nearest.rivals.topics.tolist() == [-1, -1]


def test_without_texts_or_topics_nothing_is_known() -> None:
    for shape in ((0, 0), (0, 3), (2, 0)):
        nothing = nearest_of(np.zeros(shape, dtype=np.float32))
        assert nothing.topics.tolist() == [-1] * shape[0]
        assert nothing.rivals.topics.tolist() == [-1] * shape[0]
