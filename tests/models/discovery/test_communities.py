"""How fine to group."""

import pytest

from models.discovery.communities import (
    RESOLUTIONS,
    TOLERATED_DOUBT,
    _bearable_resolution,
    _finest,
    _most_topics,
)

CONTINUUM = [
    [0.1090, 0.1154, 0.1179, 0.1212, 0.1368, 0.1381, 0.1372],
    [0.1185, 0.1204, 0.1193, 0.1212, 0.1288, 0.1311, 0.1301],
    [0.1065, 0.1233, 0.1255, 0.1254, 0.1323, 0.1343, 0.1308],
]  # doubts of the same complaints, 90 % of them each, from coarse to fine
CRISP = [0.030, 0.012, 0.011, 0.035, 0.060]
FEW_CRISP = [
    0.061,
    0.087,
    0.121,
    0.141,
    0.154,
    0.155,
    0.120,
    0.060,
]  # of 306 sample letters


@pytest.mark.parametrize("doubts", CONTINUUM)
def test_a_continuum_is_grouped_as_finely_whichever_letters_are_there(
    doubts: list[float],
) -> None:
    assert _finest(doubts) == len(doubts) - 1


def test_crisp_topics_are_not_cut_into_what_runs_doubt() -> None:
    assert _finest(CRISP) == 2


def test_communities_no_larger_than_cores_are_not_sure_again() -> None:
    assert _finest(FEW_CRISP) == 1


@pytest.mark.parametrize(("letters", "most"), [(100, 10), (400, 20), (1_000, 46)])
def test_few_letters_may_speak_of_many_matters(letters: int, most: int) -> None:
    assert int(_most_topics(letters)) == most


def test_many_letters_do_not_make_a_list_that_nobody_reads() -> None:
    assert _most_topics(10_000) <= 101 < _most_topics(12_000) < 111


def test_a_doubt_that_is_hardly_more_than_bearable_hardly_counts() -> None:
    def resolution(doubt: float) -> float:
        doubts = [0.04, 0.05, 0.06, doubt, 0.09]
        return _bearable_resolution(doubts, _finest(doubts))

    crossed = 0.04 * TOLERATED_DOUBT
    below, above = resolution(crossed - 1e-6), resolution(crossed + 1e-6)
    assert below == pytest.approx(RESOLUTIONS[3], rel=1e-3)
    assert above == pytest.approx(RESOLUTIONS[3], rel=1e-3)
    assert RESOLUTIONS[2] < resolution(0.08) < resolution(0.07) < RESOLUTIONS[3]


def test_the_finest_is_not_exceeded_where_all_is_bearable() -> None:
    doubts = [0.05, 0.05, 0.05]
    assert _bearable_resolution(doubts, _finest(doubts)) == RESOLUTIONS[2]
