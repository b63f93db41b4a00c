"""Reading what attachments say, after they were received: letters never wait for it."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from feedback.clock import now
from feedback.errors import PostbagError
from feedback.intake.documents.reader import DocumentReader, DocumentText
from feedback.intake.protection.protecting import mask
from feedback.people.originals import open_stored
from feedback.store import Store
from feedback.store.jobs import Job
from feedback.types import UnreadAttachment

READ_ATTACHMENTS = "read attachments"
SLICE_SECONDS = 30.0

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class AttachmentsRead:
    """How many files were looked at, and how many of them say nothing."""

    read: int
    without_text: int


def schedule_reading(store: Store, moment: datetime) -> None:
    """Have the worker read attachments that nobody has read, if there are any."""
    if store.attachments.ask_again():
        store.jobs.add(READ_ATTACHMENTS, {}, None, moment)


def read_attachments(
    store: Store, progress: Progress | None = None, seconds: float = math.inf
) -> AttachmentsRead:
    """Read files whose text was not looked for, for so long; each is committed."""
    total, until = store.attachments.ask_again(), time.monotonic() + seconds
    read = without_text = 0
    with DocumentReader() as reader:
        while time.monotonic() < until:
            unread = store.attachments.find_unread()
            if unread is None:
                break
            found = _read(store, reader, unread)
            texts = [(masks, mask(found.text, masks)) for masks in unread.masks]
            store.attachments.record_texts(unread.id, texts, found.problem, now())
            read, without_text = read + 1, without_text + (not found.text)
            if progress:
                progress(read, total)
    return AttachmentsRead(read, without_text)


def _read(
    store: Store, reader: DocumentReader, unread: UnreadAttachment
) -> DocumentText:
    try:
        content = open_stored(store, unread.original)
    except PostbagError as error:
        return DocumentText("", str(error))
    return reader.read(content, unread.name, unread.original.media_type)


def run_attachment_job(store: Store, job: Job) -> str:
    """Read attachments for half a minute; what is left waits behind other jobs."""

    def report(done: int, total: int) -> None:
        store.jobs.report(job.id, done, total, "Reading attachments", now())

    done = read_attachments(store, report, SLICE_SECONDS)
    return f"{done.read:,} attachments read, {done.without_text:,} without text."
