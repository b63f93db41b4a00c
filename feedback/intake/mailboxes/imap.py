"""Fetching letters from an IMAP mailbox, each once, none lost.

Where a mailbox was left (UIDVALIDITY and last UID) is written in the transaction that
writes the letters, and a mail is flagged or moved only after that. Whatever cuts the
line, the next attempt goes on from there; a mail that comes twice is known by content.
"""

import imaplib
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime

from feedback.clock import Clock, now
from feedback.errors import UnreadableSource
from feedback.intake.mail.drafts import MEDIA_TYPE
from feedback.intake.mail.mime import MAX_MESSAGE
from feedback.intake.mail.watched_mail import read_watched
from feedback.intake.receiving import receive_batch
from feedback.store import Store
from feedback.store.mailboxes import Position
from feedback.types import Draft, Import, ImportCounts, Refusal, SourceKind

BATCH_MAILS = 100
BATCH_BYTES = 16 * 1024 * 1024
ATTEMPTS = 5
_FIRST_PAUSE = 1.0
_TIMEOUT = 60.0
_LOOKED_BACK = 5_000
"""An answer to SEARCH is one line, and clients read no line of a megabyte."""
_BROKEN = (imaplib.IMAP4.error, OSError, EOFError, ValueError, IndexError)
"""A line that broke, or an answer that nobody can parse."""
_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")


@dataclass(frozen=True, slots=True)
class Account:
    """How to reach a mailbox.

    ``token`` is an OAuth access token and wins over ``password``. ``security`` is
    ``tls``, ``starttls`` or ``none``. Once they are letters, mails get ``flag`` and
    are moved to ``done_folder``; without these they are left as they are, unread.
    """

    name: str
    host: str
    user: str
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    port: int = 993
    security: str = "tls"
    folder: str = "INBOX"
    done_folder: str = ""
    flag: str = ""

    @property
    def changes_mailbox(self) -> bool:
        """Tell whether mails are flagged or moved once they are letters."""
        return bool(self.flag or self.done_folder)


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
    cannot be reached or does not let us in; what was received stays received.
    """
    fetch = _Fetch(store, account, clock, progress)
    pause, failures = _FIRST_PAUSE, 0
    while True:
        before = fetch.last_uid
        try:
            fetch.run()
            return fetch.finish()
        except _BROKEN as error:
            failures = 0 if fetch.last_uid > before else failures + 1
            if failures >= attempts:
                fetch.finish()
                raise UnreadableSource(
                    f"The mailbox {account.name} cannot be read: {error}."
                ) from error
            sleep(pause if failures else 0)
            pause = pause * 2 if failures else _FIRST_PAUSE


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
        self._seen = 0
        self._started_at = clock()
        self.last_uid = 0

    def run(self) -> None:
        """Receive what is new, over one connection."""
        with _connect(self._account) as line:
            uid_validity = line.open_folder(self._account.folder)
            self._resume(uid_validity)
            self._catch_up(line)
            for batch in line.find_batches(self.last_uid):
                self._receive(line, uid_validity, batch)

    def _catch_up(self, line: "_Line") -> None:
        """Flag or move what an earlier fetch stored before its line broke."""
        if self._account.done_folder:
            self._move(line, line.find_up_to(self.last_uid))
        elif self._account.flag:
            self._move(line, line.find_unflagged(self.last_uid, self._account.flag))

    def _resume(self, uid_validity: int) -> None:
        """Start where the folder was left; a new UIDVALIDITY makes all UIDs new."""
        mailbox, folder = self._account.name, self._account.folder
        known = self._store.mailboxes.find_position(mailbox, folder)
        is_same = known is not None and known.uid_validity == uid_validity
        self.last_uid = known.last_uid if known and is_same else 0

    def _receive(self, line: "_Line", uid_validity: int, batch: dict[int, int]) -> None:
        received_at = self._clock()
        mailbox, folder = self._account.name, self._account.folder
        given = line.fetch(batch)
        items = [_read(raw, f"{folder};UID={uid}", received_at) for uid, raw in given]
        position = Position(uid_validity, max(batch))
        with self._store.transaction():
            self._import_id = self._import_id or self._start()
            receive_batch(self._store, self._import_id, items, received_at)
            self._store.mailboxes.save_position(mailbox, folder, position, received_at)
        self.last_uid = position.last_uid
        self._move(line, [uid for uid, raw in given if raw is not None])
        self._report(len(items))

    def _start(self) -> int:
        account = self._account
        location = f"{account.user}@{account.host}/{account.folder}"
        return self._store.imports.start(
            account.name, SourceKind.MAILBOX, location, self._started_at
        )

    def _report(self, mails: int) -> None:
        self._seen += mails
        if self._progress:
            self._progress(self._seen)

    def _move(self, line: "_Line", uids: Sequence[int]) -> None:
        """Flag and move mails that are letters now, also those left behind."""
        if uids and self._account.flag:
            line.flag(uids, self._account.flag)
        if uids and self._account.done_folder:
            line.move(uids, self._account.done_folder)

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


def _read(raw: bytes | None, location: str, received_at: datetime) -> Draft | Refusal:
    if raw is None:
        reason = "the mail is too large or the server did not give it; it stays there"
        return Refusal(location, reason, b"", MEDIA_TYPE)
    return read_watched(raw, location, received_at)


@contextmanager
def _connect(account: Account) -> Iterator["_Line"]:
    client = _open_client(account)
    try:
        if account.security == "starttls":
            client.starttls()
        _log_in(client, account)
        yield _Line(client, is_read_only=not account.changes_mailbox)
    finally:
        with suppress(*_BROKEN):
            client.logout()
        with suppress(OSError):
            client.shutdown()


def _open_client(account: Account) -> imaplib.IMAP4:
    if account.security == "tls":
        return imaplib.IMAP4_SSL(account.host, account.port, timeout=_TIMEOUT)
    return imaplib.IMAP4(account.host, account.port, timeout=_TIMEOUT)


def _log_in(client: imaplib.IMAP4, account: Account) -> None:
    try:
        if account.token:
            answer = f"user={account.user}\1auth=Bearer {account.token}\1\1".encode()
            client.authenticate("XOAUTH2", lambda _: answer)
        else:
            client.login(account.user, account.password)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        raise UnreadableSource(
            f"The mailbox {account.name} does not let {account.user} in."
        ) from error
    _learn_abilities(client)


def _learn_abilities(client: imaplib.IMAP4) -> None:
    """Ask again what the server can do: many tell of MOVE only after the sign-in."""
    _, answer = client.capability()
    said = b" ".join(item for item in answer if isinstance(item, bytes))
    client.capabilities = tuple(said.decode("ascii", "replace").upper().split())


class _Line:
    """A connection that is logged in; every method may raise when the line breaks."""

    def __init__(self, client: imaplib.IMAP4, is_read_only: bool) -> None:
        self._client = client
        self._is_read_only = is_read_only

    def open_folder(self, folder: str) -> int:
        """Select a folder and return its UIDVALIDITY."""
        name = _quote(folder)
        status, _ = self._client.select(name, readonly=self._is_read_only)
        if status != "OK":
            raise UnreadableSource(f"The mailbox has no folder {folder!r}.")
        _, answer = self._client.response("UIDVALIDITY")
        return int(answer[0]) if answer and answer[0] else 0

    def find_batches(self, last_uid: int) -> Iterator[dict[int, int]]:
        """Yield UIDs above ``last_uid`` with their sizes, in order and batch by batch.

        Sizes are asked for all at once: an answer to SEARCH is one line, which can
        grow longer than clients read.
        """
        sizes = self._measure(f"{last_uid + 1}:*")
        batch: dict[int, int] = {}
        for uid in sorted(uid for uid in sizes if uid > last_uid):
            filled = sum(batch.values()) + sizes[uid]
            if len(batch) >= BATCH_MAILS or (batch and filled > BATCH_BYTES):
                yield batch
                batch = {}
            batch[uid] = sizes[uid]
        if batch:
            yield batch

    def find_up_to(self, last_uid: int) -> list[int]:
        """Return the UIDs that are still in the folder up to ``last_uid``."""
        return sorted(self._measure(f"1:{last_uid}")) if last_uid else []

    def find_unflagged(self, last_uid: int, flag: str) -> list[int]:
        """Return those of the latest thousands of UIDs that lack a flag."""
        if not last_uid:
            return []
        lacking = "UN" + flag[1:].upper() if flag[0] == "\\" else f"UNKEYWORD {flag}"
        uids = f"UID {max(1, last_uid - _LOOKED_BACK)}:{last_uid}"
        found = self._command("SEARCH", f"{uids} {lacking}")
        return sorted(int(uid) for item in found for uid in item.split())

    def _measure(self, uids: str) -> dict[int, int]:
        sizes = {}
        for item in self._command("FETCH", uids, "(UID RFC822.SIZE)"):
            uid, size = _UID.search(item), _SIZE.search(item)
            if uid:
                sizes[int(uid[1])] = int(size[1]) if size else 0
            elif size:
                raise imaplib.IMAP4.abort("the server tells a size of no mail")
        return sizes

    def fetch(self, batch: dict[int, int]) -> list[tuple[int, bytes | None]]:
        """Return the mails that are still there, None for one that is not given."""
        wanted = [uid for uid, size in batch.items() if size <= MAX_MESSAGE]
        bodies: dict[int, bytes | None] = {}
        if wanted:
            bodies.update(self._fetch_bodies(wanted))
        for uid in [uid for uid in wanted if uid not in bodies]:
            bodies.update(self._fetch_bodies([uid]))  # an answer that was garbled
        missing = [uid for uid in batch if uid not in bodies]
        if missing:
            bodies.update(dict.fromkeys(self._measure(_join(missing))))
        return sorted(bodies.items())

    def _fetch_bodies(self, uids: Sequence[int]) -> Iterator[tuple[int, bytes]]:
        answer = self._client.uid("FETCH", _join(uids), "(UID BODY.PEEK[])")
        for head, tail in _pair(_check(answer)):
            uid = _UID.search(head[0]) or _UID.search(tail)
            if uid:
                yield int(uid[1]), head[1]

    def move(self, uids: Sequence[int], folder: str) -> None:
        """Move mails to a folder that is made when it is missing."""
        self._client.create(_quote(folder))
        if "MOVE" in self._client.capabilities:
            self._command("MOVE", _join(uids), _quote(folder))
            return
        self._command("COPY", _join(uids), _quote(folder))
        self._command("STORE", _join(uids), "+FLAGS.SILENT", r"(\Deleted)")
        if "UIDPLUS" in self._client.capabilities:
            self._command("EXPUNGE", _join(uids))
        else:
            self._client.expunge()

    def flag(self, uids: Sequence[int], flag: str) -> None:
        """Set a flag on mails, such as \\Seen."""
        self._command("STORE", _join(uids), "+FLAGS.SILENT", f"({flag})")

    def _command(self, name: str, *arguments: str) -> list[bytes]:
        items = _check(self._client.uid(name, *arguments))
        return [item for item in items if isinstance(item, bytes)]


def _check(answer: tuple[str, Sequence[object]]) -> Sequence[object]:
    status, items = answer
    if status != "OK":
        raise imaplib.IMAP4.abort(f"the server answers {status}")
    return items


def _pair(items: Sequence[object]) -> Iterator[tuple[tuple[bytes, bytes], bytes]]:
    """Yield each literal with what follows it: some servers put the UID there."""
    for item, following in zip(items, [*items[1:], b""], strict=True):
        if isinstance(item, tuple):
            yield item, following if isinstance(following, bytes) else b""


def _join(uids: Iterable[int]) -> str:
    return ",".join(map(str, uids))


def _quote(folder: str) -> str:
    """Return a folder name as IMAP writes it: modified UTF-7, in quotes."""
    from imap_tools.imap_utf7 import utf7_encode

    name = utf7_encode(folder).decode("ascii")
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
