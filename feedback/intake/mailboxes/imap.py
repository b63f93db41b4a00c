"""Fetching letters from an IMAP mailbox, each once, none lost.

Where a mailbox was left (UIDVALIDITY and last UID) is written in the transaction that
writes the letters, and a mail is flagged or moved only after that. Whatever cuts the
line, the next attempt goes on from there; a mail that comes twice is known by content.
"""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime

from feedback.clock import Clock, now
from feedback.errors import PostbagError, UnreadableSource
from feedback.intake.mail.drafts import MEDIA_TYPE
from feedback.intake.mail.mime import MAX_MESSAGE
from feedback.intake.mail.watched_mail import read_watched
from feedback.intake.mailboxes.connection import (
    BROKEN,
    Account,
    Line,
    NotAllowed,
    connect,
    say_why,
)
from feedback.intake.receiving import receive_batch
from feedback.store import Store
from feedback.store.mailboxes import Position
from feedback.types import Draft, Import, ImportCounts, Refusal, SourceKind

ATTEMPTS = 5
_FIRST_PAUSE = 1.0

# Called after each batch with the number of mails seen so far.
Progress = Callable[[int], None]


def fetch_mailbox(
    store: Store,
    account: Account,
    clock: Clock = now,
    *,
    sleep: Callable[[float], None] = time.sleep,
    attempts: int = ATTEMPTS,
    progress: Progress | None = None,
) -> Import:
    """Receive the new mails of a mailbox as one import; its id is 0 without any.

    A line that breaks is taken up again after a pause that doubles; ``attempts``
    without a single new mail end it. Raises UnreadableSource when the mailbox
    cannot be reached, does not let us in, or does not let mails be flagged or moved;
    what was received stays received.
    """
    fetch = _Fetch(store, account, clock, progress)
    pause, failures = _FIRST_PAUSE, 0
    while True:
        before = fetch.last_uid
        try:
            fetch.run()
        except (PostbagError, KeyboardInterrupt):
            with suppress(PostbagError):
                fetch.finish()
            raise
        except BROKEN as error:
            failures = 0 if fetch.last_uid > before else failures + 1
            if failures >= attempts:
                fetch.finish()
                raise UnreadableSource(
                    f"The mailbox {account.name} cannot be read at {account.host}, "
                    f"port {account.port}: {say_why(error)}."
                ) from error
            sleep(pause if failures else 0)
            pause = pause * 2 if failures else _FIRST_PAUSE
        else:
            done = fetch.finish()
            fetch.check_settled()
            return done


class _Fetch:
    """One fetch, over as many connections as it takes."""

    def __init__(
        self, store: Store, account: Account, clock: Clock, progress: Progress | None
    ) -> None:
        self._store = store
        self._account = account
        self._clock = clock
        self._progress = progress
        self._import_id = 0
        self._not_allowed = ""
        self._seen = 0
        self._started_at = clock()
        self.last_uid = 0

    def run(self) -> None:
        """Receive what is new, over one connection."""
        with connect(self._account) as line:
            uid_validity = line.open_folder()
            self._resume(uid_validity)
            for batch in line.find_batches(self.last_uid):
                self._receive(line, uid_validity, batch)
            self._save(Position(uid_validity, self.last_uid))
            self._catch_up(line)

    def _catch_up(self, line: Line) -> None:
        """Flag or move what was stored before its line broke, now or earlier.

        What the server would not do before is tried once more.
        """
        self._not_allowed = ""
        if self._account.done_folder:
            self._settle(line, line.find_up_to(self.last_uid))
        elif self._account.flag:
            self._settle(line, line.find_unflagged(self.last_uid, self._account.flag))

    def _resume(self, uid_validity: int) -> None:
        """Start where the folder was left; a new UIDVALIDITY makes all UIDs new."""
        mailbox, folder = self._account.place, self._account.folder
        known = self._store.mailboxes.find_position(mailbox, folder)
        is_same = known is not None and known.uid_validity == uid_validity
        self.last_uid = known.last_uid if known and is_same else 0

    def _receive(self, line: Line, uid_validity: int, batch: dict[int, int]) -> None:
        received_at = self._clock()
        folder = self._account.folder
        given = line.fetch(batch)
        items = [
            _read(raw, batch[uid], f"{folder};UID={uid}", received_at)
            for uid, raw in given
        ]
        position = Position(uid_validity, max(batch))
        with self._store.transaction():
            self._import_id = self._import_id or self._start()
            receive_batch(self._store, self._import_id, items, received_at)
            self._save(position)
        self.last_uid = position.last_uid
        self._settle(line, [uid for uid, raw in given if raw is not None])
        self._report(len(items))

    def _save(self, position: Position) -> None:
        """Keep how far the folder was read, and when."""
        mailbox, folder = self._account.place, self._account.folder
        moment = self._clock()
        self._store.mailboxes.save_position(mailbox, folder, position, moment)

    def _start(self) -> int:
        account = self._account
        location = f"{account.place}/{account.folder}"
        return self._store.imports.start(
            account.name, SourceKind.MAILBOX, location, self._started_at
        )

    def _report(self, mails: int) -> None:
        self._seen += mails
        if self._progress:
            self._progress(self._seen)

    def _settle(self, line: Line, uids: Sequence[int]) -> None:
        """Flag and move mails that are letters now, also those left behind."""
        try:
            line.settle(uids)
        except NotAllowed as refusal:
            self._not_allowed = say_why(refusal)

    def check_settled(self) -> None:
        """Raise UnreadableSource when mails could not be flagged or moved."""
        if self._not_allowed:
            account = self._account
            raise UnreadableSource(
                f"The letters of the mailbox {account.name} were received, but the "
                f"server does not let their mails be flagged or moved to "
                f"{account.done_folder!r}: {self._not_allowed}. Look at flag and "
                "move_to in the settings."
            )

    def finish(self) -> Import:
        """Close the import and return it."""
        if not self._import_id:
            return self._describe_nothing()
        self._store.imports.finish(self._import_id, self._clock())
        return self._store.imports.get_import(self._import_id)

    def _describe_nothing(self) -> Import:
        return Import(
            id=0,
            source=self._account.name,
            location=self._account.folder,
            started_at=self._started_at,
            finished_at=self._clock(),
            undone_at=None,
            counts=ImportCounts(),
        )


def _read(
    raw: bytes | None, size: int, location: str, received_at: datetime
) -> Draft | Refusal:
    if raw is not None:
        return read_watched(raw, location, received_at)
    if size > MAX_MESSAGE:
        reason = f"the mail is larger than {MAX_MESSAGE // 1024**2} MB; it stays there"
    else:
        reason = "the server did not give the mail; ask again: postbag fetch --again"
    return Refusal(location, reason, b"", MEDIA_TYPE)
