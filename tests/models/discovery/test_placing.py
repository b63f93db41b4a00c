"""Letters into the topics that were found."""

import numpy as np
from scipy.sparse import csr_matrix

from models.discovery.placing import Topics, settled, tied


def test_it_leaves_out_letters_that_no_topic_holds() -> None:
    ends = np.array([[0, 1], [1, 2], [0, 2], [3, 4], [4, 5], [3, 5]])
    spread = np.array([[6, node] for node in range(6)])
    pairs = np.vstack([ends, spread])
    both = np.vstack([pairs, pairs[:, ::-1]])
    graph = csr_matrix((np.ones(len(both)), both.T), shape=(7, 7))
    labels = np.array([0, 0, 0, 1, 1, 2, 3])
    assert tied(graph, labels).tolist()[:6] == [0, 0, 0, 1, 1, 1]
    alone = tied(graph, np.array([0, 1, 2, 3, 4, 5, 6]))
    assert alone[6] == -1


def _two_groups() -> tuple[csr_matrix, np.ndarray]:
    """Two groups of four letters, each tied to all of its own, and a letter between
    them that is tied to two of either; the topics of all, the last in the second."""
    ends = [(a, b) for a in range(4) for b in range(a)]
    ends += [(a + 4, b + 4) for a, b in ends] + [(8, 0), (8, 1), (8, 4), (8, 5)]
    pairs = np.array(ends + [(b, a) for a, b in ends])
    graph = csr_matrix((np.ones(len(pairs), np.float32), pairs.T), shape=(9, 9))
    return graph, np.array([0, 0, 0, 0, 1, 1, 1, 1, 1])


def test_a_letter_between_two_topics_goes_where_its_words_are_said() -> None:
    graph, labels = _two_groups()
    rows = np.ones((9, 2), dtype=np.float32) / np.sqrt(np.float32(2))
    said = np.zeros((9, 3), dtype=np.float32)
    said[:4, 0], said[4:8, 1], said[:, 2] = 1, 1, 1
    for word, topic in ((0, 0), (1, 1)):
        said[8, :2] = np.arange(2) == word
        found = settled(rows, csr_matrix(said), graph, labels)
        assert found.topics.tolist() == [0, 0, 0, 0, 1, 1, 1, 1, topic]
        assert found.rivals.topics[8] == 1 - topic
        assert (
            0 < found.rivals.confidence[8] < found.confidence[8] < found.confidence[0]
        )


def test_a_letter_between_two_topics_goes_to_the_nearer_if_words_say_nothing() -> None:
    graph, labels = _two_groups()
    rows = np.repeat(np.eye(2, dtype=np.float32), [4, 5], axis=0)
    rows[8] = (0.8, 0.6)
    silent = csr_matrix((9, 3), dtype=np.float32)
    assert settled(rows, silent, graph, labels).topics[8] == 0


def test_a_letter_without_a_topic_neither_teaches_nor_gets_one() -> None:
    graph, labels = _two_groups()
    rows = np.repeat(np.eye(2, dtype=np.float32), [4, 5], axis=0)
    said = csr_matrix(np.eye(9, dtype=np.float32))
    labels[8] = -1
    found = settled(rows, said, graph, labels)
    assert found.topics.tolist() == labels.tolist()
    assert (found.confidence[8], found.rivals.topics[8]) == (0, -1)
    nowhere = np.full(9, -1)
    assert settled(rows, said, graph, nowhere).topics.tolist() == nowhere.tolist()


def test_letters_beyond_the_sample_go_where_meaning_and_words_lead() -> None:
    said = np.repeat(np.eye(2, dtype=np.float32), [400, 400], axis=0)
    topics = Topics.of(said, csr_matrix(said), np.repeat([0, 1], 400))
    between = np.full((2, 2), np.sqrt(0.5), dtype=np.float32)
    words, silent = csr_matrix(said[[0, -1]]), csr_matrix((2, 2), dtype=np.float32)
    assert topics.nearest(between, words).topics.tolist() == [0, 1]
    assert topics.nearest(said[[0, -1]], silent).topics.tolist() == [0, 1]
    assert topics.take(np.array([1, 0])).nearest(between, words).topics[0] == 1
    none = Topics.of(said, csr_matrix(said), np.full(800, -1))
    assert none.nearest(between, words).topics.tolist() == [-1, -1]
