"""The ridge: what it says of a text that it had not seen."""

import numpy as np

from models.filing.ridge import Solved, _closeness, ridge_of
from models.vectors.features import STATIC_SHARE, Features

TEXTS = [
    "the app crashes when I open a photo",
    "it crashes since the update",
    "I was charged twice this month",
    "you charged me two times",
    "where is my parcel",
    "the parcel never came",
]


def test_leaving_one_out_is_fitting_without_it() -> None:
    rows = Features.learn(TEXTS).rows(TEXTS)
    targets = np.repeat(np.eye(3, dtype=np.float32), 2, axis=0)
    doubts = np.full(len(TEXTS), 0.6, dtype=np.float32)
    solved = Solved.of(rows, doubts)
    left_out = solved.left_out(targets, solved.says(targets))
    for row in range(len(TEXTS)):
        others = np.arange(len(TEXTS)) != row
        without = Solved.of(rows.take(others), doubts[others])
        ridge = ridge_of(rows.take(others), without.says(targets[others]))
        wanted = ridge.margins(rows.take([row]))[0]
        np.testing.assert_allclose(left_out[row], wanted, atol=1e-4)


def test_closeness_falls_with_the_cosine() -> None:
    angles = np.linspace(0, np.pi, 20)
    around = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    near = _closeness(around[:1], around)[0]
    assert abs(near[0] - STATIC_SHARE) < 1e-5
    assert np.all(np.diff(near) < 0)
    assert near[-1] > 0
