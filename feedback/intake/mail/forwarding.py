"""Letters that somebody passed on: who wrote them first, and when."""

import re
from dataclasses import dataclass

from feedback.intake.mail.bodies import Layout, decode_body, lay_out, read_body
from feedback.intake.mail.headers import TooMuch, parse_address
from feedback.intake.mail.mime import Part, read_message

# Above a longer note than this the forwarder is the one who speaks.
_MAX_NOTE = 200
_MAX_HEADER_LINES = 12
_MARKER = re.compile(
    r"^>?[ \t]*(?:[-_=]{2,}[ \t]*(?:forwarded message|weitergeleitete nachricht|"
    r"message transféré|mensaje reenviado|mensagem encaminhada|messaggio inoltrato|"
    r"doorgestuurd bericht|forwarded by[^\n]{0,200}|转发邮件信息|转发的邮件)"
    r"[ \t]*[-_=]*"
    r"|begin forwarded message:|anfang der weitergeleiteten nachricht:)[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
# One of these stands in every marker; looking for them first is much faster.
_SIGNS = ("--", "__", "==", "orwarded message:", "achricht:")
_LABELS = {
    label: field
    for field, labels in (
        ("from", "from von de da van 发件人"),
        ("date", "date sent datum gesendet fecha data envoyé 日期 发送时间"),
        ("subject", "subject betreff objet asunto oggetto onderwerp 主题"),
    )
    for label in labels.split()
}
_FIELD = re.compile(
    r"[>*\s]{0,4}([^\W\d_]{2,12})[*\s]{0,3}[:\uff1a][*\s]{0,3}(.{0,500})"
)


@dataclass(frozen=True, slots=True)
class Forwarded:
    """A letter inside another; ``note`` is what the forwarder put above it."""

    note: str
    name: str
    address: str
    date: str
    subject: str
    body: str


def find_forwarded(text: str) -> Forwarded | None:
    """Return the letter that a text passes on, None when it speaks for itself."""
    if not any(sign in text for sign in _SIGNS):
        return None
    marker = _MARKER.search(text[:20_000])
    if not marker or len(text[: marker.start()].strip()) > _MAX_NOTE:
        return None
    lines = text[marker.end() :].lstrip("\n").split("\n")
    fields, count = _read_fields(lines)
    if "from" not in fields:
        return None
    name, address = parse_address(fields["from"].encode("utf-8", "replace"))
    body = "\n".join(lines[count:]).strip()
    return Forwarded(
        note=text[: marker.start()].strip(),
        name=name,
        address=address,
        date=fields.get("date", ""),
        subject=fields.get("subject", ""),
        body=body,
    )


def find_attached(message: Part, layout: Layout, text: str) -> Forwarded | None:
    """Return the letter that a mail without words of its own carries as a file.

    The mails inside a bounce or a digest are not letters to us.
    """
    if message.subtype in {"report", "digest"} or len(text) > _MAX_NOTE:
        return None
    if not layout.attachments or layout.attachments[0].media_type != "message/rfc822":
        return None
    try:
        inner = read_message(decode_body(layout.attachments[0]))
    except TooMuch:
        return None
    body, _ = read_body(lay_out(inner))
    if not body:
        return None
    name, address = parse_address(inner.headers.first("from"))
    date, subject = inner.headers.text("date"), inner.headers.text("subject")
    return Forwarded(text, name, address, date, subject, body)


def _read_fields(lines: list[str]) -> tuple[dict[str, str], int]:
    """Return the header fields at the top of a forwarded letter, and their lines."""
    fields: dict[str, str] = {}
    count = 0
    for line in lines[:_MAX_HEADER_LINES]:
        if not line.strip(" >\t") and fields:
            break
        match = _FIELD.match(line)
        label = _LABELS.get(match[1].lower()) if match else None
        if match and label:
            fields.setdefault(label, match[2].strip())
        count += 1
    return fields, count
