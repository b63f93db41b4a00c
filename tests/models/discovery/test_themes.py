"""Themes over topics."""

import numpy as np

from models import discover
from models.discovery.themes import find_themes


def test_it_joins_topics_that_point_the_same_way() -> None:
    generator = np.random.default_rng(0)
    centres = np.repeat(np.eye(3), 4, axis=0) + generator.normal(0, 0.05, (12, 3))
    themes = find_themes(centres.astype(np.float32))
    assert themes.tolist() == [0] * 4 + [1] * 4 + [2] * 4


def test_it_puts_a_few_topics_under_one_theme() -> None:
    assert find_themes(np.eye(3, dtype=np.float32)).tolist() == [0, 0, 0]
    assert find_themes(np.zeros((0, 3), dtype=np.float32)).tolist() == []


def test_it_names_a_theme_by_a_phrase_of_its_letters() -> None:
    asked = ("stolen", "lost", "blocked", "ordered", "activated", "delivered")
    letters = [
        f"My new card was {what} {when} {where}."
        for what in asked
        for when in ("today", "yesterday", "last week", "in May", "again")
        for where in ("in London", "at home", "by post", "on the road")
    ]
    found = discover(letters)
    assert len(found.themes) == len(set(found.themes))
    assert any("card" in theme.lower() for theme in found.themes)
    assert {topic.theme for topic in found.topics} == set(range(len(found.themes)))
