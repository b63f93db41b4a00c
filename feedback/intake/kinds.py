"""What a file holds, told from its first bytes."""

import re
from codecs import BOM_UTF8
from enum import Enum

from feedback.intake.charsets import find_bare_utf16

SNIFFED_BYTES = 64 * 1024
_MAIL_HEADER = re.compile(rb"[!-9;-~]{1,80}[ \t]*:")
_KNOWN_HEADER = re.compile(
    rb"^(?:from|to|subject|date|received|message-id|return-path|mime-version|"
    rb"content-type|delivered-to|reply-to|sender|x-[a-z-]{2,60})[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_ENVELOPE = re.compile(rb">?From [^\r\n]*\r?\n")
# Every control sign but tab, line feed, form feed, carriage return and escape.
_CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13, 27}) + b"\x7f"
_SIGNATURES = (b"%PDF", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"\xd0\xcf\x11\xe0")
_BOMS = (b"\xff\xfe", b"\xfe\xff", BOM_UTF8)


class Kind(Enum):
    """A kind of file; the value of those that cannot be read is the reason."""

    MAIL = "mail"
    MBOX = "mbox"
    TABLE = "table"
    JSON = "json"
    XLSX = "xlsx"
    PARQUET = "parquet"
    OUTLOOK = "outlook"
    ZIP = "zip"
    GZIP = "gzip"
    EMPTY = "The file is empty."
    UNKNOWN = "The file is neither mail nor a table."


_BINARY_KINDS = {
    b"\x1f\x8b": Kind.GZIP,
    b"PAR1": Kind.PARQUET,
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": Kind.OUTLOOK,
}


def find_kind(head: bytes, suffix: str = "") -> Kind:
    """Tell what a file holds from its first bytes; the suffix decides in doubt."""
    if not head.strip():
        return Kind.EMPTY
    if head.startswith(b"PK\x03\x04"):
        is_sheet = suffix == ".xlsx" or b"xl/" in head or b"[Content_Types].xml" in head
        return Kind.XLSX if is_sheet else Kind.ZIP
    for signature, kind in _BINARY_KINDS.items():
        if head.startswith(signature):
            return kind
    return _find_text_kind(head, suffix)


def _find_text_kind(head: bytes, suffix: str) -> Kind:
    first = head.removeprefix(BOM_UTF8).lstrip(b"\r\n")
    if first.startswith(b"From ") and looks_like_mail(first):
        return Kind.MBOX
    if suffix == ".eml" or looks_like_mail(head):
        return Kind.MAIL
    if head.removeprefix(BOM_UTF8).lstrip()[:1] in (b"{", b"["):
        return Kind.JSON
    return Kind.UNKNOWN if _is_binary(head) else Kind.TABLE


def looks_like_mail(head: bytes) -> bool:
    """Tell whether bytes start with mail headers, one of them well known."""
    text = head.removeprefix(BOM_UTF8).lstrip(b"\r\n")
    envelope = _ENVELOPE.match(text)
    if envelope:
        text = text[envelope.end() :]
    if not _MAIL_HEADER.match(text):
        return False
    ends = [text.find(blank) for blank in (b"\n\n", b"\n\r\n", b"\r\r")]
    end = min((at for at in ends if at >= 0), default=len(text))
    return bool(_KNOWN_HEADER.search(text, 0, end))


def _is_binary(head: bytes) -> bool:
    """Tell whether one byte in fifty is a control sign, or the first ones say so."""
    if head.startswith(_BOMS) or find_bare_utf16(head):
        return False
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return head.startswith(_SIGNATURES) or controls > max(4, len(head) // 50)
