"""Waiting for what another thread does, as long as a busy machine takes."""

import time
from collections.abc import Callable

_SECONDS = 60.0


def wait_for(condition: Callable[[], object]) -> None:
    """Return once the condition holds; fails when it does not within a minute."""
    deadline = time.monotonic() + _SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.02)
