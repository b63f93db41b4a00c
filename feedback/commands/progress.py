"""Progress bars on a terminal, and nothing elsewhere."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol


class Progress(Protocol):
    """Called again and again with what is done, what there is, and at which step."""

    def __call__(self, done: int, total: int, step: str = "") -> None: ...


@contextmanager
def progress_bar(what: str, unit: str = "") -> Iterator[Progress]:
    """Yield a function that takes (done, total, step) and draws a bar on a terminal."""
    from tqdm import tqdm

    bar = tqdm(
        desc=what,
        unit=unit,
        unit_scale=True,
        leave=False,
        disable=not sys.stderr.isatty(),
        file=sys.stderr,
    )

    def show(done: int, total: int, step: str = "") -> None:
        bar.total = total
        bar.set_postfix_str(step, refresh=False)
        bar.update(done - bar.n)

    try:
        yield show
    finally:
        bar.close()
