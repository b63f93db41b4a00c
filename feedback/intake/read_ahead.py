"""Reading goes on while what was read is written.

SQLite works without Python's lock, so that reading in a thread and writing in another
keep two cores busy.
"""

from collections.abc import Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")


def read_ahead(items: Iterable[Item]) -> Generator[Item, None, None]:
    """Yield items in order; a thread makes the next one while one is in use.

    Never more than one is made ahead, so that memory stays bounded. What making an
    item raises is raised here; closing the iterator waits for the thread.
    """
    rest = ((item,) for item in items)
    with ThreadPoolExecutor(1, "reading-ahead") as thread:
        following = thread.submit(next, rest, None)
        while found := following.result():
            following = thread.submit(next, rest, None)
            yield found[0]
