"""Large messages are read in a process of their own, with a deadline and a ceiling.

The caps of ``mime`` bound what any message costs, by its size. That is a moment for
nearly all; a message of many megabytes may take seconds and much memory, so it is
read where it can be ended and the others go on.
"""

import multiprocessing
from datetime import datetime
from multiprocessing.connection import Connection

from feedback.intake.ceilings import end_with_parent, limit_memory
from feedback.intake.mail.drafts import MEDIA_TYPE, read_mail
from feedback.types import Draft, Refusal

LARGE_BYTES = 8 * 1024 * 1024
SECONDS = 60.0
MEMORY_BYTES = 2 * 1024**3
_GONE = "the message took too long to read, or more memory than there is for it"


def read_watched(
    raw: bytes, location: str, received_at: datetime, seconds: float = SECONDS
) -> Draft | Refusal:
    """Return the draft of a message, or a refusal with its bytes. Never raises.

    A large one that is not read within so many seconds is refused.
    """
    if len(raw) < LARGE_BYTES:
        return read_mail(raw, location, received_at)
    context = multiprocessing.get_context("spawn")
    answers, ours = context.Pipe(duplex=False)
    process = context.Process(
        target=_answer, args=(ours, raw, location, received_at), daemon=True
    )
    process.start()
    ours.close()
    try:
        return _wait(answers, seconds) or Refusal(location, _GONE, raw, MEDIA_TYPE)
    finally:
        process.kill()
        process.join()
        answers.close()


def _wait(answers: Connection, seconds: float) -> Draft | Refusal | None:
    """Return what the process answers, None when it is late or gone."""
    try:
        return answers.recv() if answers.poll(seconds) else None
    except (EOFError, OSError):
        return None


def _answer(
    answers: Connection, raw: bytes, location: str, received_at: datetime
) -> None:
    end_with_parent()
    limit_memory(MEMORY_BYTES)
    answers.send(read_mail(raw, location, received_at))
