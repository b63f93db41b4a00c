"""Reading ahead: the same items in the same order, one ahead and no more."""

import threading
from collections.abc import Iterator

import pytest

from feedback.intake.read_ahead import read_ahead


def test_it_yields_everything_in_order() -> None:
    items = [0, None, "", *range(50)]
    assert list(read_ahead(items)) == items
    assert list(read_ahead([])) == []


def test_it_reads_in_a_thread_and_never_more_than_one_ahead() -> None:
    made: list[int] = []
    threads: set[int] = set()

    def make() -> Iterator[int]:
        for n in range(20):
            made.append(n)
            threads.add(threading.get_ident())
            yield n

    for used, item in enumerate(read_ahead(make())):
        assert item == used
        assert len(made) <= used + 2
    assert len(threads) == 1
    assert threading.get_ident() not in threads


def test_what_reading_raises_comes_after_what_was_read() -> None:
    def make() -> Iterator[int]:
        yield 1
        yield 2
        raise OSError("the disk has gone")

    items = read_ahead(make())
    assert [next(items), next(items)] == [1, 2]
    with pytest.raises(OSError, match="has gone"):
        next(items)


def test_closing_it_ends_its_thread() -> None:
    before = threading.active_count()
    items = read_ahead(iter(range(1_000)))
    assert next(items) == 0
    assert threading.active_count() == before + 1
    items.close()
    assert threading.active_count() == before
