"""Which parts of a message are its text, and what that text says."""

import re
from binascii import Error as BinasciiError
from binascii import a2b_qp, a2b_uu
from dataclasses import dataclass, field

from feedback.intake.charsets import decode_text
from feedback.intake.mail.headers import decode_base64, parse_parameters
from feedback.intake.mail.html_text import html_to_text
from feedback.intake.mail.mime import Part

_UU_BLOCK = re.compile(rb"^begin [0-7]{3,4} [^\r\n]*\r?\n", re.MULTILINE)
_LONGEST_STUB = 300
_STUB = re.compile(
    r"(?:not|n[\u2019']t|unable to) (?:support|display|show|view|read) html|"
    r"(?:view|read|see) this (?:e-?mail|message) (?:in|with) (?:a|an|your) "
    r"(?:html|browser|web)|html[- ](?:capable|enabled|compatible) |"
    r"kann kein html|keine html-|unterstützt kein html|ne supporte pas (?:le )?html|"
    r"multi-?part message in mime format",
    re.IGNORECASE,
)
_SEEN_INLINE = {"image", "audio", "video"}


@dataclass(slots=True)
class Layout:
    """The parts of a message by the part they play, in the order of the message."""

    texts: list[Part] = field(default_factory=list)
    htmls: list[Part] = field(default_factory=list)
    attachments: list[Part] = field(default_factory=list)


def lay_out(message: Part) -> Layout:
    """Sort parts into text, HTML and attachments as mail programs show them.

    Of alternatives the plain one is text and the other HTML; a text that has no
    alternative counts as both. A message cut into nothing is shown as it stands.
    """
    layout = Layout()
    _sort(message, None, 0, False, layout)
    if not (layout.texts or layout.htmls or layout.attachments):
        layout.texts.append(message)
    return layout


def _sort(
    part: Part, parent: Part | None, index: int, is_version: bool, layout: Layout
) -> None:
    """Sort one part; ``is_version`` below alternatives. As deep as parts may nest."""
    if part.children:
        before = len(layout.texts), len(layout.htmls)
        has_versions = part.subtype == "alternative"
        for position, child in enumerate(part.children):
            _sort(child, part, position, is_version or has_versions, layout)
        if has_versions:
            _share_only_version(layout, *before)
    elif part.kind == "multipart" and part.start == part.end:
        return
    elif not _is_shown(part, parent, index) or part.kind in _SEEN_INLINE:
        layout.attachments.append(part)
    else:
        _add_text(part, is_version, layout)


def _add_text(part: Part, is_version: bool, layout: Layout) -> None:
    if not is_version or part.subtype != "html":
        layout.texts.append(part)
    if not is_version or part.subtype == "html":
        layout.htmls.append(part)


def _share_only_version(layout: Layout, texts: int, htmls: int) -> None:
    """Let the only version of alternatives stand for the other one too."""
    if len(layout.texts) == texts:
        layout.texts.extend(layout.htmls[htmls:])
    elif len(layout.htmls) == htmls:
        layout.htmls.extend(layout.texts[texts:])


def _is_shown(part: Part, parent: Part | None, index: int) -> bool:
    if not (_is_text(part) or part.kind in _SEEN_INLINE):
        return False
    disposition, parameters = parse_parameters(
        part.headers.first("content-disposition")
    )
    if disposition == "attachment":
        return False
    if index == 0:
        return True
    if parent is not None and parent.subtype == "related":
        return False
    is_named = "filename" in parameters or "name" in part.parameters
    return part.kind in _SEEN_INLINE or not is_named


def _is_text(part: Part) -> bool:
    """Tell whether a part is to be read; a multipart that cannot be cut is."""
    return part.media_type in ("text/plain", "text/html") or part.kind == "multipart"


def decode_body(part: Part) -> bytes:
    """Undo the transfer encoding of a part; whatever cannot be undone stays."""
    encoding, _ = parse_parameters(part.headers.first("content-transfer-encoding"))
    if encoding == "base64":
        return decode_base64(part.body)
    if encoding == "quoted-printable":
        return a2b_qp(part.body)
    if encoding in {"x-uuencode", "uuencode", "x-uue", "uue"}:
        return _decode_uu(part.body.tobytes())
    return part.body.tobytes()


def _decode_uu(raw: bytes) -> bytes:
    begin = _UU_BLOCK.search(raw)
    if not begin:
        return raw
    decoded = []
    for line in raw[begin.end() :].splitlines():
        if line.strip() == b"end":
            break
        decoded.append(_decode_uu_line(line))
    return b"".join(decoded)


def _decode_uu_line(line: bytes) -> bytes:
    try:
        return a2b_uu(line)
    except BinasciiError:
        # Some programs pad lines wrongly; the length byte says what counts.
        length = (((line[0] - 32) & 63) * 4 + 5) // 3 if line else 0
        try:
            return a2b_uu(line[:length])
        except BinasciiError:
            return b""


def read_text(part: Part) -> tuple[str, str]:
    """Return the text of a part, line ends as ``\\n``, and a flag on its charset."""
    text, flag = decode_text(decode_body(part), part.parameters.get("charset", ""))
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if part.parameters.get("format", "").lower() == "flowed":
        text = _unflow(text)
    return text, flag


def _unflow(text: str) -> str:
    """Join the lines that RFC 3676 broke softly: those that end in a blank."""
    lines: list[str] = []
    is_open = False
    for line in text.split("\n"):
        starts_anew = line.startswith(">") or line == "-- "
        if is_open and not starts_anew:
            lines[-1] += line
        else:
            lines.append(line)
        is_open = line.endswith(" ") and not starts_anew
    return "\n".join(lines)


def read_body(layout: Layout) -> tuple[str, tuple[str, ...]]:
    """Return the text of a message, and flags on what had to be repaired.

    Plain parts are taken over HTML ones unless they are blank, or only say that the
    text stands in the HTML.
    """
    body, flags = _join_texts(layout.texts)
    if body and not (len(body) <= _LONGEST_STUB and _STUB.search(body)):
        return body, flags
    html, html_flags = _join_texts(layout.htmls)
    return (html, html_flags) if html else (body, flags)


def _join_texts(parts: list[Part]) -> tuple[str, tuple[str, ...]]:
    texts, flags = [], []
    for part in parts:
        text, flag = read_text(part)
        texts.append(html_to_text(text) if part.subtype == "html" else text.strip())
        flags.append(flag)
    body = "\n\n".join(filter(None, texts))
    return body, tuple(dict.fromkeys(filter(None, flags)))


def read_html(layout: Layout) -> str:
    """Return the HTML of a message as it came, ``""`` when it has none."""
    found = (read_text(part)[0] for part in layout.htmls if part.subtype == "html")
    return "\n".join(found)
