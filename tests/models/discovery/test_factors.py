"""Topics along the main directions of letters."""

import numpy as np
from sklearn.metrics import adjusted_rand_score

from models.discovery.factors import _averaged, _simple, group_by_factors
from models.vectors.neighbours import neighbour_graph
from models.vectors.vectors import Rows, unit_rows

TOPICS = 12


def _continuum(letters: int) -> tuple[Rows, np.ndarray]:
    """Letters that speak of one matter more than of all others, and of which."""
    rng = np.random.default_rng(0)
    shares = rng.dirichlet(np.full(TOPICS, 0.2), letters)
    matters = unit_rows(rng.standard_normal((TOPICS, 60)))
    noise = 0.05 * rng.standard_normal((letters, 60))
    return unit_rows(shares @ matters + noise), shares.argmax(axis=1)


def test_each_letter_goes_where_it_lies_furthest_along() -> None:
    rows, truth = _continuum(1_500)
    found = group_by_factors(rows, neighbour_graph(rows, 12))
    assert adjusted_rand_score(truth, found) > 0.7


def test_other_letters_make_the_same_topics_of_a_continuum() -> None:
    rows, _ = _continuum(1_500)
    rng = np.random.default_rng(1)
    fits = []
    for _ in range(3):
        kept = np.sort(rng.permutation(len(rows))[:1_350])
        labels = np.full(len(rows), -1)
        labels[kept] = group_by_factors(rows[kept], neighbour_graph(rows[kept], 12))
        fits.append(labels)
    for one, other in [(0, 1), (0, 2), (1, 2)]:
        both = (fits[one] >= 0) & (fits[other] >= 0)
        assert adjusted_rand_score(fits[one][both], fits[other][both]) > 0.85


def test_turned_directions_are_simple_and_point_at_their_tail() -> None:
    rng = np.random.default_rng(0)
    places = rng.exponential(1.0, (500, 3)) * (rng.random((500, 3)) < 0.2)
    places -= places.mean(axis=0)
    turn = np.linalg.qr(rng.standard_normal((3, 3)))[0]
    turned = _simple((places @ turn).astype(np.float32))
    alike = np.corrcoef(turned.T, places.T)[:3, 3:]
    assert (alike.max(axis=1) > 0.98).all()
    assert sorted(alike.argmax(axis=1).tolist()) == [0, 1, 2]


def test_few_letters_are_one_topic_and_those_without_ties_stay() -> None:
    rows = unit_rows(np.eye(6, dtype=np.float32))
    graph = neighbour_graph(rows, 2)
    assert group_by_factors(rows, graph).tolist() == [0] * 6
    np.testing.assert_array_equal(_averaged(rows, graph), rows)
