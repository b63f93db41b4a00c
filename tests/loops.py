"""A web server on a thread of the test, closed without a race."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from waitress import wasyncore


@contextmanager
def running(server: Any) -> Iterator[int]:
    """Run a waitress server on a thread; yields its port.

    The loop's own thread closes it: from outside, a socket would be closed in
    the middle of a select, which ends the thread with an error now and then.
    """
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield int(server.effective_port)
    finally:
        server.trigger.pull_trigger(lambda: wasyncore.close_all(server._map))
        thread.join(timeout=60)
        assert not thread.is_alive()
