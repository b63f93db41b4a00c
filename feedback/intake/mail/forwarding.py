"""Letters that somebody passed on: who wrote them first, and when."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from feedback.intake.mail.bodies import Layout, decode_body, lay_out, read_body
from feedback.intake.mail.headers import TooMuch, parse_address
from feedback.intake.mail.inner_headers import (
    COLONS,
    RULES,
    InnerHeaders,
    is_divider,
    is_marker,
    is_of_mail,
    part_headers,
    read_field,
    read_inner_headers,
)
from feedback.intake.mail.mime import Part, read_message

# Above a longer note than this the forwarder is the one who speaks; a colleague's may
# have the signature below it that companies prescribe.
_MAX_NOTE = 200
_MAX_COLLEAGUES_NOTE = 1_000
_LAST_SIGNS = frozenset(RULES) | frozenset(COLONS)
"""What lines that divide a mail end with."""
_MAILTO = re.compile(r"\[mailto:([^\]\s]{1,320})\]", re.IGNORECASE)
_SUBJECT = re.compile(
    r"\s*(?:fwd?|wg|tr|rv|rif|i|enc|vs|vb|vl|pd|ilt|fs|doorst|转发|轉寄|轉發|転送|전달)"
    r"\s*[:\uff1a]",
    re.IGNORECASE,
)
# Whoever has an address there need not know who else has one.
_PUBLIC = frozenset(
    {"gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com",
     "msn.com", "yahoo.com", "icloud.com", "me.com", "aol.com", "gmx.de",
     "gmx.net", "web.de", "t-online.de", "orange.fr", "free.fr", "laposte.net",
     "libero.it", "mail.ru", "yandex.ru", "qq.com", "163.com", "126.com",
     "sina.com", "naver.com", "proton.me", "protonmail.com"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Forwarded:
    """A letter inside another; ``note`` is what the forwarder put above it."""

    note: str
    name: str
    address: str
    date: str
    subject: str
    body: str


def find_forwarded(text: str, subject: str = "") -> Forwarded | None:
    """Return the letter that a text passes on, None when it speaks for itself.

    Some programs mark what they pass on in the text, others in the subject alone.
    """
    text = part_headers(text)
    lines = text[:20_000].split("\n")
    is_said_above = bool(_SUBJECT.match(subject))
    for at in _find_starts(lines, is_said_above):
        is_marked = at > 0 and is_marker(lines[at - 1])
        headers = read_inner_headers(lines, at)
        if (is_marked or is_said_above) and is_of_mail(headers, is_marked):
            return _make_forwarded(text.split("\n"), at, headers)
    return None


def passes_on(found: Forwarded, sender: str, recipients: Sequence[str]) -> bool:
    """Tell whether the letter found in a mail is what counts, and not the mail itself.

    Whoever comments at length speaks for himself; so does who sends the recipients
    their own mail back.
    """
    if shares_domain(sender, recipients):
        return len(found.note) <= _MAX_COLLEAGUES_NOTE
    is_returned = shares_domain(found.address, recipients)
    return len(found.note) <= _MAX_NOTE and not is_returned


def shares_domain(address: str, others: Sequence[str]) -> bool:
    """Tell whether an address is one of others, or of a company that one is of."""
    domain = address.rpartition("@")[2]
    if not domain or domain in _PUBLIC:
        return bool(address) and address in others
    return any(other.rpartition("@")[2] == domain for other in others)


def _find_starts(lines: Sequence[str], is_said_above: bool) -> Iterator[int]:
    """Yield where header lines may begin, until the note above becomes too long."""
    noted = 0
    was_field = False
    for at, line in enumerate(lines):
        if noted and line.startswith(">"):
            # Whoever quotes a letter that was passed on has an answer above it.
            noted += len(line)
            continue
        if line.rstrip()[-1:] in _LAST_SIGNS:
            if is_marker(line):
                yield at + 1
                continue
            if is_divider(line):
                continue
        is_field = is_said_above and bool(read_field(line)[0])
        if is_field and not was_field:
            yield at
        was_field = is_field
        noted += len(line)
        if noted > _MAX_COLLEAGUES_NOTE:
            return


def _make_forwarded(lines: Sequence[str], at: int, headers: InnerHeaders) -> Forwarded:
    fields = headers.fields
    sender = _MAILTO.sub(r"<\1>", fields["from"])
    name, address = parse_address(sender.encode("utf-8", "replace"))
    above = [line for line in lines[:at] if not (is_marker(line) or is_divider(line))]
    return Forwarded(
        note="\n".join(above).strip(),
        name=name,
        address=address,
        date=fields.get("date", ""),
        subject=fields.get("subject", ""),
        body=_unquote(lines[at + headers.lines :]),
    )


def _unquote(lines: Sequence[str]) -> str:
    """Return a body without the mark that some programs put before each line."""
    if all(line.startswith(">") for line in lines if line.strip()):
        lines = [line[1:].removeprefix(" ") for line in lines]
    return "\n".join(lines).strip()


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
    name, address = inner.headers.address("from")
    date, subject = inner.headers.text("date"), inner.headers.text("subject")
    return Forwarded(text, name, address, date, subject, body)
