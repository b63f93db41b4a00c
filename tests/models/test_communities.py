"""How fine to group."""

import pytest

from models.discovery.communities import _bearable

CONTINUUM = [
    [0.1090, 0.1154, 0.1179, 0.1212, 0.1368, 0.1381, 0.1372],
    [0.1185, 0.1204, 0.1193, 0.1212, 0.1288, 0.1311, 0.1301],
    [0.1065, 0.1233, 0.1255, 0.1254, 0.1323, 0.1343, 0.1308],
]  # doubts of the same complaints, 90 % of them each, from coarse to fine
CRISP = [0.030, 0.012, 0.011, 0.035, 0.060]


def finest(doubts: list[float]) -> int:
    return max(row for row, one in enumerate(doubts) if one <= _bearable(doubts))


@pytest.mark.parametrize("doubts", CONTINUUM)
def test_a_continuum_is_grouped_as_finely_whichever_letters_are_there(
    doubts: list[float],
) -> None:
    assert finest(doubts) == len(doubts) - 1


def test_crisp_topics_are_not_cut_into_what_runs_doubt() -> None:
    assert finest(CRISP) == 2
