"""How clusters of a new fit find their topics."""

import pytest

from feedback.topics.discovery.matching import match_clusters

STANDING = {letter: [letter // 10] for letter in range(40)}
TOPICS = [0, 1, 2, 3]


def groups(*bounds: tuple[int, int]) -> list[set[int]]:
    return [set(range(first, last)) for first, last in bounds]


def test_it_matches_a_cluster_to_the_topic_of_most_of_its_letters() -> None:
    found = match_clusters(
        groups((0, 11), (11, 20), (20, 30), (30, 40)), STANDING, TOPICS
    )
    assert [found.homes[number][0] for number in range(4)] == TOPICS
    assert found.homes[0][1] == 10 / 11
    assert found.merges == ()
    assert found.retired == {}


def test_it_sees_a_split_when_two_clusters_of_a_size_come_from_one_topic() -> None:
    found = match_clusters(groups((0, 6), (6, 10), (10, 40)), STANDING, TOPICS)
    assert found.splits == {0: (0, 1)}


def test_it_sees_parts_of_a_size_in_a_topic_however_large() -> None:
    standing = {letter: [0] for letter in range(1000)}
    parts = groups((0, 800), (800, 860), (860, 940), (940, 1000))
    found = match_clusters(parts, standing, [0])
    assert found.splits == {0: (0, 2, 1, 3)}


def test_it_leaves_a_splinter_with_its_topic() -> None:
    found = match_clusters(groups((0, 9), (9, 10)), STANDING, TOPICS)
    assert found.splits == {}
    assert found.clusters_of(0) == (0, 1)


def test_it_sees_a_merge_when_a_topic_lies_in_the_cluster_of_another() -> None:
    standing = {letter: [0 if letter < 20 else 1] for letter in range(30)}
    found = match_clusters([set(range(30))], standing, [0, 1])
    assert found.merges == ((1, 0, 1.0),)
    assert found.retired == {}


def test_it_takes_letters_without_a_topic_for_something_fresh() -> None:
    found = match_clusters(groups((0, 10), (40, 60)), STANDING, [0])
    assert found.fresh == (1,)


def test_it_does_not_file_a_big_new_cluster_under_a_topic_for_one_letter() -> None:
    found = match_clusters([{0, *range(40, 80)}], STANDING, TOPICS)
    assert found.fresh == (0,)


def test_it_keeps_a_small_topic_that_has_grown_a_lot() -> None:
    found = match_clusters([set(range(10)) | set(range(40, 400))], STANDING, [0])
    assert found.homes[0] == (0, 1.0)


def test_it_retires_a_topic_that_was_not_seen_again() -> None:
    found = match_clusters(groups((0, 10)), STANDING, [0, 1])
    assert found.retired == {1: 0.0}


@pytest.mark.parametrize(("parts", "retired"), [(5, {0: 0.2}), (3, {})])
def test_it_retires_what_is_scattered_but_not_what_is_merely_blurred(
    parts: int, retired: dict[int, float]
) -> None:
    standing = {letter: [letter // 100] for letter in range(100 * (parts + 1))}
    size = 60 // parts
    clusters = [
        set(range(100 * n, 100 * n + 100)) | set(range(size * (n - 1), size * n))
        for n in range(1, parts + 1)
    ]
    assert match_clusters(clusters, standing, range(parts + 1)).retired == retired


def test_it_has_nothing_to_say_without_letters_or_topics() -> None:
    assert match_clusters([], {}, []).homes == {}
    assert match_clusters([set(), {1}], {}, []).fresh == (0, 1)


def test_a_part_of_a_topic_belongs_to_the_one_that_lies_in_it() -> None:
    standing = {letter: [0 if letter < 100 else 1] for letter in range(120)}
    found = match_clusters(groups((0, 70), (70, 120)), standing, [0, 1])
    assert found.homes == {0: (0, 1.0), 1: (1, 0.4)}
    assert (found.splits, found.merges, found.retired) == ({}, (), {})


def test_only_one_of_two_topics_that_lie_in_a_part_keeps_it() -> None:
    standing = {letter: [0] for letter in range(100)}
    standing |= {letter: [letter // 10 - 9] for letter in range(100, 120)}
    found = match_clusters(groups((0, 70), (70, 120)), standing, [0, 1, 2])
    assert found.clusters_of(1) == (1,)
    assert found.merges == ((2, 1, 1.0),)
