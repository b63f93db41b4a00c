"""Outlook letters (``.msg``): their MAPI properties become a mail, read like any other.

A ``.msg`` is a compound file ([MS-CFB]) whose streams hold properties ([MS-OXMSG]).
olefile reads the container; what stands in it is put together here.
"""

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email import policy
from email.encoders import encode_base64
from email.header import Header
from email.message import Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime, formataddr
from typing import Any

from feedback.errors import UnreadableSource
from feedback.intake.mail.drafts import identify, read_mail
from feedback.intake.mail.mime import MAX_MESSAGE
from feedback.intake.mail.rich_text import read_rich_text
from feedback.types import Draft, Refusal

MEDIA_TYPE = "application/vnd.ms-outlook"
MAX_DEPTH = 3
MAX_FILES = 200

_UNICODE, _BYTES, _OBJECT = "001F", "0102", "000D"
_SUBJECT, _BODY, _HTML, _RTF = "0037", "1000", "1013", "1009"
_HEADERS, _MESSAGE_ID, _REFERENCES, _IN_REPLY_TO = "007D", "1035", "1039", "1042"
_SENDER_NAME, _TO, _CC = "0C1A", "0E04", "0E03"
# An address that mail can reach, then one that may be of the Exchange kind.
_SENDER_ADDRESSES = ("5D01", "5D02", "0C1F", "0065")
_FILE_NAMES, _FILE_TYPE, _FILE = ("3707", "3704"), "370E", "3701"
_DATES = (0x0039, 0x0E06)  # when it was sent, when it was delivered
_CODE_PAGES = (0x3FDE, 0x3FFD)
_TIME, _LONG = 0x0040, 0x0003
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_REBUILT = {
    "content-type",
    "content-transfer-encoding",
    "mime-version",
    "content-disposition",
}


def read_outlook(raw: bytes, location: str, received_at: datetime) -> Draft | Refusal:
    """Return the draft of an Outlook letter, or a refusal with its bytes.

    Raises UnreadableSource when olefile is missing.
    """
    olefile = _import_olefile()
    if len(raw) > MAX_MESSAGE:
        return Refusal(location, "the letter is larger than 100 MB", raw, MEDIA_TYPE)
    try:
        with olefile.OleFileIO(io.BytesIO(raw)) as container:
            if not container.exists("__properties_version1.0"):
                reason = "an old Office document, but no Outlook letter"
                return Refusal(location, reason, raw, MEDIA_TYPE)
            rebuilt, has_text = _rebuild(_Folder(container, ()), 0)
    except UnreadableSource:
        raise
    except Exception as error:
        # A damaged container can make the library fail in any way.
        reason = f"a damaged Outlook letter ({type(error).__name__})"
        return Refusal(location, reason, raw, MEDIA_TYPE)
    read = read_mail(rebuilt.as_bytes(policy=policy.compat32), location, received_at)
    if isinstance(read, Refusal):
        return replace(read, original=raw, media_type=MEDIA_TYPE)
    flags = (
        ()
        if has_text
        else ("its rich text cannot be read; the letter as it came has it",)
    )
    return read._replace(
        identity=identify(raw),
        original=raw,
        media_type=MEDIA_TYPE,
        flags=(*read.flags, *flags),
    )


def _import_olefile() -> Any:
    try:
        import olefile
    except ImportError as error:
        raise UnreadableSource(
            "Reading Outlook letters (.msg) needs olefile. Install it with: "
            "pip install 'postbag[outlook]'"
        ) from error
    return olefile


@dataclass(frozen=True, slots=True)
class _Folder:
    """A letter or an attachment inside the container."""

    container: Any
    path: tuple[str, ...]

    def read(self, tag: str, kind: str) -> bytes | None:
        """Return the bytes of a property, None without it."""
        place = [*self.path, f"__substg1.0_{tag}{kind}"]
        if not self.container.exists(place):
            return None
        with self.container.openstream(place) as stream:
            content: bytes = stream.read()
        return content

    def text(self, *tags: str) -> str:
        """Return the first of some properties that has text."""
        for tag in tags:
            if content := self.read(tag, _UNICODE):
                return content.decode("utf-16-le", "replace").strip("\0")
            if content := self.read(tag, "001E"):
                return _decode(content, self.code_page()).strip("\0")
        return ""

    def numbers(self) -> dict[tuple[int, int], bytes]:
        """Return the properties of fixed size: (tag, type) and their eight bytes."""
        place = [*self.path, "__properties_version1.0"]
        if not self.container.exists(place):
            return {}
        with self.container.openstream(place) as stream:
            content = stream.read()
        head = len(content) % 16 or (32 if not self.path else 8)
        entries = struct.iter_unpack("<HHI8s", content[head : head + 16 * 2_000])
        return {(tag, kind): value for kind, tag, _, value in entries}

    def code_page(self) -> str:
        """Return the codec of texts that are not Unicode."""
        known = self.numbers()
        for tag in _CODE_PAGES:
            if value := known.get((tag, _LONG)):
                return f"cp{struct.unpack('<I', value[:4])[0]}"
        return "cp1252"

    def inside(self, prefix: str) -> Iterator["_Folder"]:
        """Yield the folders right below whose names begin like this."""
        depth = len(self.path)
        names = {
            tuple(place[: depth + 1])
            for place in self.container.listdir(streams=True, storages=True)
            if len(place) > depth
            and tuple(place[:depth]) == self.path
            and place[depth].startswith(prefix)
        }
        for name in sorted(names)[:MAX_FILES]:
            yield _Folder(self.container, name)


def _decode(content: bytes, codec: str) -> str:
    codec = {"cp65001": "utf-8", "cp20127": "ascii", "cp28591": "latin-1"}.get(
        codec, codec
    )
    try:
        return content.decode(codec, "replace")
    except LookupError:
        return content.decode("cp1252", "replace")


def _rebuild(folder: _Folder, depth: int) -> tuple[Message, bool]:
    """Return a letter as a mail, and whether any text was found in it."""
    body, html = folder.text(_BODY), _read_html(folder)
    rich = folder.read(_RTF, _BYTES)
    if rich is not None and not (body or html):
        body = read_rich_text(rich, folder.code_page())
    has_text = bool(body or html) or rich is None
    mail = MIMEMultipart("mixed")
    for name, value in _read_headers(folder):
        mail.add_header(name, value)
    mail.attach(_make_text(body, html))
    for part in _read_files(folder, depth):
        mail.attach(part)
    return mail, has_text


def _read_headers(folder: _Folder) -> Iterator[tuple[str, str]]:
    """Yield the headers as they were sent; those that are missing are put together."""
    given = dict(_parse_headers(folder.text(_HEADERS)))
    yield from given.items()
    known = {name.lower() for name in given}
    made = {
        "From": _make_sender(folder),
        "To": folder.text(_TO),
        "Cc": folder.text(_CC),
        "Subject": folder.text(_SUBJECT),
        "Date": _read_date(folder),
        "Message-ID": folder.text(_MESSAGE_ID),
        "References": folder.text(_REFERENCES),
        "In-Reply-To": folder.text(_IN_REPLY_TO),
    }
    for name, value in made.items():
        flat = " ".join(value.split())
        if flat and name.lower() not in known:
            yield name, flat if flat.isascii() else Header(flat, "utf-8").encode()


def _parse_headers(text: str) -> Iterator[tuple[str, str]]:
    unfolded = text.replace("\r\n", "\n").replace("\n ", " ").replace("\n\t", " ")
    for line in unfolded.splitlines()[:2_000]:
        name, colon, value = line.partition(":")
        is_name = colon and name.isascii() and name.replace("-", "").isalnum()
        if is_name and name.lower() not in _REBUILT:
            yield name, value.strip()


def _make_sender(folder: _Folder) -> str:
    name = folder.text(_SENDER_NAME, "0042")
    addresses = (folder.text(tag) for tag in _SENDER_ADDRESSES)
    address = next((text for text in addresses if "@" in text), "")
    if not address:
        return name
    return formataddr((name, address)) if address.isascii() else address


def _read_date(folder: _Folder) -> str:
    known = folder.numbers()
    for tag in _DATES:
        if value := known.get((tag, _TIME)):
            ticks = struct.unpack("<Q", value)[0]
            if 0 < ticks < 10**18:
                return format_datetime(_EPOCH + timedelta(microseconds=ticks // 10))
    return ""


def _read_html(folder: _Folder) -> str:
    if content := folder.read(_HTML, _BYTES):
        return _decode(content, folder.code_page())
    return folder.text(_HTML)


def _make_text(body: str, html: str) -> Message:
    if not html:
        return MIMEText(body, "plain", "utf-8")
    if not body.strip():
        return MIMEText(html, "html", "utf-8")
    both = MIMEMultipart("alternative")
    both.attach(MIMEText(body, "plain", "utf-8"))
    both.attach(MIMEText(html, "html", "utf-8"))
    return both


def _read_files(folder: _Folder, depth: int) -> Iterator[Message]:
    for attached in folder.inside("__attach_version1.0_#"):
        inner = _Folder(
            folder.container, (*attached.path, f"__substg1.0_{_FILE}{_OBJECT}")
        )
        if folder.container.exists([*inner.path, "__properties_version1.0"]):
            if depth < MAX_DEPTH:
                mail, _ = _rebuild(inner, depth + 1)
                yield _make_file(mail.as_bytes(), "message/rfc822", "letter.eml")
            continue
        name = attached.text(*_FILE_NAMES)
        content = attached.read(_FILE, _BYTES) or b""
        yield _make_file(content, attached.text(_FILE_TYPE), name)


def _make_file(content: bytes, media_type: str, name: str) -> Message:
    main, _, sub = media_type.lower().partition("/")
    is_plain = main.isalnum() and sub.replace("-", "").replace(".", "").isalnum()
    if main in ("multipart", "message") or not is_plain:
        main, sub = "application", "octet-stream"
    part = MIMEBase(main, sub)
    part.set_payload(content)
    encode_base64(part)
    flat = " ".join(name.split())
    part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", flat))
    return part
