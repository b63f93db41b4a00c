"""Letters into topics, and how fine."""

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.metrics import adjusted_rand_score

from models import discover
from models.discovery.communities import _Cores, agreed_communities
from models.discovery.grouping import _moved_on
from models.texts.words import read_words


def test_it_finds_no_communities_in_noise() -> None:
    rng = np.random.default_rng(0)
    ends = rng.integers(0, 400, (2, 4_000))
    pairs = np.hstack([ends, ends[::-1]])
    pairs = pairs[:, pairs[0] != pairs[1]]
    graph = csr_matrix((np.ones(pairs.shape[1]), pairs), shape=(400, 400))
    assert agreed_communities(graph, 0) is None


def _blocks(rng: np.random.Generator, sizes: list[int]) -> csr_matrix:
    """Groups tied closely within and loosely to each other."""
    owners = np.repeat(np.arange(len(sizes)), sizes)
    chance = np.where(owners[:, None] == owners, 0.4, 0.01)
    ties = np.triu(rng.random(chance.shape) < chance, 1).astype(np.float32)
    return csr_matrix(ties + ties.T)


def test_modularity_of_cores_is_that_of_their_letters() -> None:
    from sknetwork.clustering import get_modularity

    rng = np.random.default_rng(0)
    graph = _blocks(rng, [30, 20, 10])
    members = rng.integers(0, 12, 60)
    cores = _Cores.gather(graph, members)
    labels = rng.integers(0, 3, 12)
    small = cores.graph(cores.weigh())
    assert small.shape == (12, 12)
    assert np.isclose(small.sum(), graph.sum())
    for resolution in (0.7, 3.0):
        whole = get_modularity(graph, labels[members], resolution=resolution)
        assert np.isclose(
            get_modularity(small, labels, resolution=resolution), whole, atol=1e-5
        )
        ours = cores.modularity(cores.weigh(), labels, resolution)
        assert np.isclose(ours, whole, atol=1e-5)


def test_a_letter_that_counts_twice_has_all_its_ties_twice() -> None:
    graph = _blocks(np.random.default_rng(0), [6, 6])
    cores = _Cores.gather(graph, np.arange(12))
    letters = np.ones(12)
    letters[3] = 2
    weighed = cores.graph(cores.weigh(letters))
    assert np.allclose(weighed[3].toarray(), 2 * graph[3].toarray())
    assert np.isclose(weighed.sum(), graph.sum() + 2 * graph[3].sum())


def test_it_finds_the_same_groups_whatever_the_seed() -> None:
    sizes = [60, 40, 40, 20, 20]
    graph = _blocks(np.random.default_rng(0), sizes)
    owners = np.repeat(np.arange(5), sizes)
    for seed in (0, 1, 2**40):
        found = agreed_communities(graph, seed)
        assert found is not None
        pairs = set(zip(owners.tolist(), found.tolist(), strict=True))
        assert len(pairs) == len(set(found.tolist())) == 5


def test_it_finds_the_same_groups_whatever_ran_before() -> None:
    """Nothing is drawn from a generator that others draw from too."""
    graph = _blocks(np.random.default_rng(1), [30] * 20)
    first = agreed_communities(graph, 0)
    assert first is not None
    for _ in range(4):
        np.random.seed(None)
        np.testing.assert_array_equal(agreed_communities(graph, 0), first)


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


def test_moving_on_joins_what_is_one_and_mends_what_stands_astray() -> None:
    rng = np.random.default_rng(0)
    sizes = [30, 20, 10]
    graph, truth = _blocks(rng, sizes), np.repeat([0, 1, 2], sizes)
    start = truth.copy()
    start[[0, 31, 55]] = [1, 2, 0]
    start[[5, 6, 7]] = 3
    moved = _moved_on(graph, start)
    assert adjusted_rand_score(truth, moved) == 1
    assert moved.max() == 2
    apart = csr_matrix((60, 60))
    np.testing.assert_array_equal(_moved_on(apart, start), start)
