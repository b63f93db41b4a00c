"""A large source is read in a process of its own, while this one only writes.

Reading keeps one core busy, writing another; in one process they would share Python's
lock. Batches come through a pipe as plain values. The process ends with the one that
started it: at once when that one was killed, after its batch when nobody listens.
"""

import gc
import multiprocessing
import signal
from collections.abc import Generator, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from feedback.errors import PostbagError, UnreadableSource
from feedback.intake.batches import Batch, make_batches
from feedback.intake.ceilings import end_with_parent
from feedback.intake.cleaning import load_model_meanwhile
from feedback.intake.files import Source, open_source
from feedback.intake.protection.protecting import Protector
from feedback.intake.tables.recognition import ColumnMapping

LARGE_BYTES = 8 * 1024 * 1024
"""From this size on the start of a process, about a second, is worth it."""
_SECONDS_TO_END = 10.0


@dataclass(frozen=True, slots=True)
class Errand:
    """All that reading needs to know, as values that pass between processes."""

    paths: tuple[Path, ...]
    received_at: datetime
    mapping: ColumnMapping | None
    protector: Protector
    most_letters: int

    def open(self) -> list[Source]:
        """Open the paths; raises UnreadableSource when there is nothing at one."""
        return [
            open_source(path, self.received_at, self.mapping) for path in self.paths
        ]


def read_sources(
    sources: Iterable[Source], errand: Errand, notes: list[str]
) -> Generator[Batch, None, None]:
    """Read sources here, batch by batch; in the end ``notes`` takes what they noted."""
    opened = list(sources)
    items = chain.from_iterable(source.items for source in opened)
    yield from make_batches(errand.protector.protect_all(items), errand.most_letters)
    notes.extend(note for source in opened for note in source.notes)


def read_apart(errand: Errand, notes: list[str]) -> Generator[Batch, None, None]:
    """Read in a process of its own what ``read_sources`` would read here.

    What reading raises is raised here, and UnreadableSource when the process was
    ended. Closing the iterator ends it.
    """
    spawn = multiprocessing.get_context("spawn")
    line, theirs = spawn.Pipe(duplex=False)
    process = spawn.Process(target=_run_errand, args=(theirs, errand))
    process.start()
    theirs.close()
    try:
        while isinstance(told := _hear(line, process), Batch):
            yield told
        if isinstance(told, Exception):
            raise told
        notes.extend(told)
    finally:
        line.close()
        process.join(_SECONDS_TO_END)
        process.kill()
        process.join()


def _hear(
    line: "Connection[object, Batch | list[str] | Exception]", process: BaseProcess
) -> Batch | list[str] | Exception:
    """Return a batch, in the end the notes, or what went wrong."""
    try:
        return line.recv()
    except (EOFError, OSError):
        process.join(_SECONDS_TO_END)
        return UnreadableSource(
            "The process that reads the files was ended from outside or had too little "
            f"memory (exit code {process.exitcode}). What was received is kept; import "
            "again to receive the rest."
        )


def _run_errand(line: "Connection[object, object]", errand: Errand) -> None:
    """Read in this process and tell the other one, as long as it listens."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()
    load_model_meanwhile()
    collect_seldom()
    notes: list[str] = []
    with suppress(BrokenPipeError):
        try:
            for batch in read_sources(errand.open(), errand, notes):
                line.send(batch)
                del batch
            line.send(notes)
        except BrokenPipeError:
            raise
        except (PostbagError, OSError) as error:
            line.send(error)


def collect_seldom() -> None:
    """Look for unreachable loops of objects less often: what is read makes none."""
    gc.freeze()
    gc.set_threshold(100_000)
