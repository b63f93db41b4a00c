"""The holdout: always the same draw, fair to everybody and to each segment."""

from collections import Counter

import pytest

from feedback.actions.audiences.holdout import draw_holdout
from feedback.store.audiences import Candidate


def candidates(segments):
    return [Candidate(i, name, False, "") for i, name in enumerate(segments, 1)]


def test_it_draws_the_same_holdout_from_the_same_seed():
    members = candidates(["free"] * 50 + ["team"] * 50)
    assert draw_holdout(members, 0.3, 7) == draw_holdout(members[::-1], 0.3, 7)
    assert draw_holdout(members, 0.3, 7) != draw_holdout(members, 0.3, 8)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.25, 0.3, 0.5, 0.9])
def test_it_takes_its_part_of_every_segment(share):
    sizes = {"free": 101, "team": 37, "school": 3}
    members = candidates([name for name, size in sizes.items() for _ in range(size)])
    held = draw_holdout(members, share, 11)
    drawn = Counter(m.segment for m in members if m.writer_id in held)
    for name, size in sizes.items():
        assert abs(drawn[name] - share * size) < 1.001


def test_it_gives_everybody_the_same_chance():
    members = candidates(["a"] * 4 + ["b"] * 3)
    times = Counter(w for seed in range(3000) for w in draw_holdout(members, 0.3, seed))
    for member in members:
        assert times[member.writer_id] / 3000 == pytest.approx(0.3, abs=0.04)
