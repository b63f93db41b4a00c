"""What binds a process that reads strangers' files: a ceiling, a parent's life."""

import multiprocessing
import os
from threading import Thread


def limit_memory(most_bytes: int) -> None:
    """Let this process have no more address space, where the platform can say so."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (most_bytes, most_bytes))


def end_with_parent() -> None:
    """End this process as soon as the one that started it has ended, however."""
    Thread(target=_wait_for_parent, daemon=True).start()


def _wait_for_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
