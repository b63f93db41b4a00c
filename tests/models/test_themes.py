"""Themes over topics."""

import numpy as np

from models.themes import find_themes, name_themes


def test_it_joins_topics_that_point_the_same_way() -> None:
    generator = np.random.default_rng(0)
    centres = np.repeat(np.eye(3), 4, axis=0) + generator.normal(0, 0.05, (12, 3))
    themes = find_themes(centres.astype(np.float32))
    assert themes.tolist() == [0] * 4 + [1] * 4 + [2] * 4


def test_it_puts_a_few_topics_under_one_theme() -> None:
    assert find_themes(np.eye(3, dtype=np.float32)).tolist() == [0, 0, 0]
    assert find_themes(np.zeros((0, 3), dtype=np.float32)).tolist() == []


def test_it_names_a_theme_by_the_words_its_topics_share() -> None:
    names = name_themes(
        np.array([0, 0, 1]),
        ["Card was stolen", "New card", "App crashes"],
        [["card", "stolen", "fee"], ["card", "fee", "new"], ["app", "crashes"]],
        np.array([5, 4, 3]),
    )
    assert names == ["Card, fee", "App crashes"]
