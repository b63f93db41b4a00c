"""A connection to an IMAP server: how it is reached, and what is asked of it."""

import imaplib
import re
import ssl
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from feedback.errors import InvalidSetting, UnreadableSource
from feedback.intake.mail.mime import MAX_MESSAGE
from feedback.store.mailboxes import name_account

BATCH_MAILS = 100
BATCH_BYTES = 16 * 1024 * 1024
BROKEN = (imaplib.IMAP4.error, OSError, EOFError, ValueError, IndexError)
"""A line that broke, or an answer that nobody can parse."""
_TIMEOUT = 60.0
_NAMED_AT_ONCE = 500
"""Servers need read no longer line than 8,192 bytes (RFC 7162)."""
_LOOKED_BACK = 5_000
"""An answer to SEARCH is one line, and clients read no line of a megabyte."""
_MOST_WORDS = 300
_TIMING = re.compile(r" \([0-9.+ ]+ secs\)\.?$")
"""How long it took, which Dovecot says behind everything."""
_UID = re.compile(rb"\bUID (\d+)")
_FOLDER = re.compile(rb'(?:"((?:[^"\\]|\\.)*)"|([^ "]+))\s*$')
_MOST_FOLDERS = 30
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")


@dataclass(frozen=True, slots=True)
class Account:
    """How to reach a mailbox.

    ``token`` is an OAuth access token and wins over ``password``. ``security`` is
    ``tls``, ``starttls`` or ``none``; ``certificate_file`` names who vouches for a
    server that no public authority knows. Once they are letters, mails get ``flag`` and
    are moved to ``done_folder``; without these they are left as they are, unread.
    """

    name: str
    host: str
    user: str
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    port: int = 993
    security: str = "tls"
    certificate_file: str = ""
    folder: str = "INBOX"
    done_folder: str = ""
    flag: str = ""

    @property
    def place(self) -> str:
        """Where its UIDs count."""
        return name_account(self.user, self.host)

    @property
    def changes_mailbox(self) -> bool:
        """Tell whether mails are flagged or moved once they are letters."""
        return bool(self.flag or self.done_folder)


@contextmanager
def connect(account: Account) -> Iterator["Line"]:
    """Sign in and give the line; raises UnreadableSource, or one of ``BROKEN``."""
    client = _open_client(account)
    try:
        if account.security == "starttls":
            with _vouched(account):
                client.starttls(_trust(account))
        _log_in(client, account)
        yield Line(client, account)
    finally:
        with suppress(*BROKEN):
            client.logout()
        with suppress(OSError):
            client.shutdown()


def _open_client(account: Account) -> imaplib.IMAP4:
    host, port = account.host, account.port
    if account.security != "tls":
        return imaplib.IMAP4(host, port, timeout=_TIMEOUT)
    with _vouched(account):
        return imaplib.IMAP4_SSL(
            host, port, ssl_context=_trust(account), timeout=_TIMEOUT
        )


def _trust(account: Account) -> ssl.SSLContext:
    """Return whom to believe that a server is who it says; imaplib believes anybody."""
    path = account.certificate_file
    try:
        return ssl.create_default_context(cafile=path or None)
    except OSError as error:
        is_odd = isinstance(error, ssl.SSLError)
        why = "holds no certificate (PEM)" if is_odd else f"cannot be read: {error}"
        raise InvalidSetting(
            f"The certificate_file {path} of the mailbox {account.name} {why}."
        ) from error


@contextmanager
def _vouched(account: Account) -> Iterator[None]:
    """Say what to do where no line can be kept secret; trying again is of no use."""
    server = f"The server {account.host} of the mailbox {account.name}"
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        if "mismatch" in error.verify_message:
            advice = f"is not certified for {account.host}: set host to its true name."
        else:
            advice = (
                f"cannot be trusted ({error.verify_message}). If it is your own, let "
                "certificate_file name its certificate."
            )
        raise UnreadableSource(f"{server} {advice}") from error
    except (ssl.SSLEOFError, ssl.SSLZeroReturnError):
        raise  # the line broke
    except ssl.SSLError as error:
        raise UnreadableSource(
            f"{server} speaks no TLS of today at port {account.port} ({error.reason}). "
            "Mostly port 993 goes with security tls, port 143 with starttls."
        ) from error


def _log_in(client: imaplib.IMAP4, account: Account) -> None:
    try:
        _tell_secret(client, account)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        raise UnreadableSource(
            f"The mailbox {account.name} does not let {account.user} in: "
            f"{say_why(error)}."
        ) from error
    _learn_abilities(client)


def _tell_secret(client: imaplib.IMAP4, account: Account) -> None:
    user, password = account.user, account.password
    if account.token:
        answer = f"user={user}\1auth=Bearer {account.token}\1\1".encode()
        client.authenticate("XOAUTH2", lambda _: answer)
    elif (user + password).isascii():
        client.login(user, password)
    else:  # LOGIN knows no other characters
        client.authenticate("PLAIN", lambda _: f"\0{user}\0{password}".encode())


def say_why(error: BaseException) -> str:
    """Return what an error says, in the server's words where it has some."""
    said = error.args[0] if len(error.args) == 1 else str(error)
    return _read_words(said if isinstance(said, bytes) else str(said).encode())


def _read_words(answer: object) -> str:
    """Return what a server said, fit for one line."""
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else ""
    words = " ".join("".join(filter(str.isprintable, text)).split())
    return _TIMING.sub("", words)[:_MOST_WORDS].rstrip(".")


def _learn_abilities(client: imaplib.IMAP4) -> None:
    """Ask again what the server can do: many tell of MOVE only after the sign-in."""
    _, answer = client.capability()
    said = b" ".join(item for item in answer if isinstance(item, bytes))
    client.capabilities = tuple(said.decode("ascii", "replace").upper().split())


class NotAllowed(imaplib.IMAP4.error):
    """The server does not do what it was asked; the line holds."""


class Line:
    """A connection that is logged in; every method may raise when the line breaks."""

    def __init__(self, client: imaplib.IMAP4, account: Account) -> None:
        self._client = client
        self._account = account

    def open_folder(self) -> int:
        """Select the account's folder and return its UIDVALIDITY."""
        folder, name = self._account.folder, self._account.name
        is_read_only = not self._account.changes_mailbox
        status, answer = self._client.select(_quote(folder), readonly=is_read_only)
        if status != "OK":
            raise UnreadableSource(
                f"The folder {folder!r} of the mailbox {name} cannot be opened: "
                f"{_read_words(answer[0])}. There are: {self._name_folders()}."
            )
        _, answer = self._client.response("UIDVALIDITY")
        return int(answer[0]) if answer and answer[0] else 0

    def _name_folders(self) -> str:
        from imap_tools.imap_utf7 import utf7_decode

        _, answer = self._client.list()
        named = [_FOLDER.search(item) for item in answer if isinstance(item, bytes)]
        names = [utf7_decode(found[1] or found[2]) for found in named if found]
        return ", ".join(sorted(names)[:_MOST_FOLDERS]) or "none"

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
        """Return the UIDs still in the folder up to ``last_uid``, but too large ones.

        Those are no letters: they stay where they are.
        """
        sizes = self._measure(f"1:{last_uid}") if last_uid else {}
        return sorted(uid for uid, size in sizes.items() if size <= MAX_MESSAGE)

    def find_unflagged(self, last_uid: int, flag: str) -> list[int]:
        """Return those of the latest thousands of UIDs that lack a flag."""
        if not last_uid:
            return []
        lacking = "UN" + flag[1:].upper() if flag[0] == "\\" else f"UNKEYWORD {flag}"
        uids = f"UID {max(1, last_uid - _LOOKED_BACK)}:{last_uid}"
        found = self._command("SEARCH", f"{uids} SMALLER {MAX_MESSAGE + 1} {lacking}")
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

    def settle(self, uids: Sequence[int]) -> None:
        """Flag and move mails as the account wishes; raises NotAllowed."""
        for start in range(0, len(uids), _NAMED_AT_ONCE):
            some = _join(uids[start : start + _NAMED_AT_ONCE])
            if self._account.flag:
                self._change("STORE", some, "+FLAGS.SILENT", f"({self._account.flag})")
            if self._account.done_folder:
                self._move(some, self._account.done_folder)

    def _move(self, uids: str, folder: str) -> None:
        """Move mails to a folder that is made when it is missing."""
        name = _quote(folder)
        if self._client.create(name)[0] == "OK":
            self._client.subscribe(name)  # else many programs do not show it
        if "MOVE" in self._client.capabilities:
            self._change("MOVE", uids, name)
            return
        self._change("COPY", uids, name)
        self._change("STORE", uids, "+FLAGS.SILENT", r"(\Deleted)")
        if "UIDPLUS" in self._client.capabilities:
            self._change("EXPUNGE", uids)
        else:
            self._client.expunge()

    def _change(self, name: str, *arguments: str) -> None:
        answer = self._client.uid(name, *arguments)
        words = _read_words(answer[1][0])
        # Another fetch moved some of them meanwhile (RFC 5530): look again which.
        if answer[0] != "OK" and "[EXPUNGEISSUED]" not in words:
            raise NotAllowed(words)
        _check(answer)

    def _command(self, name: str, *arguments: str) -> list[bytes]:
        items = _check(self._client.uid(name, *arguments))
        return [item for item in items if isinstance(item, bytes)]


def _check(answer: tuple[str, Sequence[object]]) -> Sequence[object]:
    status, items = answer
    if status != "OK":
        words = _read_words(items[0]) if items else ""
        raise imaplib.IMAP4.abort(f"the server answers {status} {words}".rstrip())
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
