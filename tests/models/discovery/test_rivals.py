"""The next likely topic of a passage and of the letter that it carries."""

import numpy as np
import pytest

from models.discovery.discovery import SHARPNESS, _Nearest

COSINES = np.array([[0.9, 0.8, 0.1], [0.2, 0.5, 0.4]], dtype=np.float32)


def nearest_of(similar: np.ndarray) -> _Nearest:
    nearest = _Nearest.unknown(len(similar))
    nearest.learn(np.arange(len(similar)), similar)
    return nearest


def test_it_tells_the_nearest_topic_and_the_next() -> None:
    nearest = nearest_of(COSINES)
    assert nearest.topics.tolist() == [0, 1]
    assert nearest.rivals.topics.tolist() == [1, 2]
    shares = np.exp(COSINES / SHARPNESS)
    shares /= shares.sum(axis=1, keepdims=True)
    chances = np.sqrt(COSINES) * shares
    assert nearest.confidence == pytest.approx([chances[0, 0], chances[1, 1]])
    assert nearest.rivals.confidence == pytest.approx([chances[0, 1], chances[1, 2]])


def test_the_rival_of_a_letter_is_another_topic_than_its_own() -> None:
    nearest = nearest_of(COSINES)
    labels, carriers = np.array([0, 2, -1]), np.array([0, 1, -1])
    rivals = nearest.rivals_of(labels, carriers)
    assert rivals.topics.tolist() == [1, 1, -1]
    assert rivals.confidence == pytest.approx(
        [nearest.rivals.confidence[0], nearest.confidence[1], 0]
    )


def test_one_topic_has_no_rival() -> None:
    nearest = nearest_of(COSINES[:, :1])
    assert nearest.rivals.topics.tolist() == [-1, -1]


def test_without_passages_nothing_is_known() -> None:
    nothing = _Nearest.unknown(0)
    rivals = nothing.rivals_of(np.array([-1]), np.array([-1]))
    assert rivals.topics.tolist() == [-1]
