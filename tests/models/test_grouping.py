"""Letters into topics, and how fine."""

import numpy as np
from scipy.sparse import csr_matrix

from models import discover
from models.communities import agreed_communities
from models.grouping import _tied
from models.words import read_words


def test_it_leaves_out_letters_that_no_topic_holds() -> None:
    ends = np.array([[0, 1], [1, 2], [0, 2], [3, 4], [4, 5], [3, 5]])
    spread = np.array([[6, node] for node in range(6)])
    pairs = np.vstack([ends, spread])
    both = np.vstack([pairs, pairs[:, ::-1]])
    graph = csr_matrix((np.ones(len(both)), both.T), shape=(7, 7))
    labels = np.array([0, 0, 0, 1, 1, 2, 3])
    assert _tied(graph, labels).tolist()[:6] == [0, 0, 0, 1, 1, 1]
    alone = _tied(graph, np.array([0, 1, 2, 3, 4, 5, 6]))
    assert alone[6] == -1


def test_it_finds_no_more_topics_than_a_topic_has_letters_in_noise() -> None:
    rng = np.random.default_rng(0)
    ends = rng.integers(0, 400, (2, 4_000))
    pairs = np.hstack([ends, ends[::-1]])
    pairs = pairs[:, pairs[0] != pairs[1]]
    graph = csr_matrix((np.ones(pairs.shape[1]), pairs), shape=(400, 400))
    assert agreed_communities(graph, 0).max() + 1 <= 20


def test_it_leaves_out_words_without_losing_count_of_texts() -> None:
    table = read_words(["the app crashes", "the the", "a crash of the app"])
    kept = np.array([word not in ("the", "of", "a") for word in table.vocabulary])
    left = table.only(kept)
    words = [left.vocabulary[number] for number in left.ids]
    assert words == ["app", "crashes", "crash", "app"]
    assert np.diff(left.starts).tolist() == [2, 0, 2]


def test_it_gives_ten_thousand_copies_one_topic() -> None:
    found = discover(["Where is my refund?\n\nIt has been three weeks."] * 10_000)
    assert [topic.size for topic in found.topics] == [10_000]
