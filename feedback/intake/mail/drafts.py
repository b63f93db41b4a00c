"""A mail becomes a draft, or is refused with the reason."""

import hashlib
import re
from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime

from feedback.intake.cleaning import detect_language
from feedback.intake.dates import DateReader, check_against_arrival
from feedback.intake.mail.armour import flag_hidden, open_armour, open_signed
from feedback.intake.mail.attachments import read_attachments
from feedback.intake.mail.automatic import is_machine, name_automatic_kind
from feedback.intake.mail.bodies import Layout, lay_out, read_body, read_html
from feedback.intake.mail.forwarding import (
    Forwarded,
    find_attached,
    find_forwarded,
    passes_on,
    shares_domain,
)
from feedback.intake.mail.headers import Headers, TooMuch, decode_header
from feedback.intake.mail.mime import Part, read_message
from feedback.intake.mail.replies import split_reply
from feedback.types import Draft, Refusal, WriterHint

MEDIA_TYPE = "message/rfc822"
_SINGLE_HEADERS = ("from", "subject", "date", "content-type")
_MAX_REFERENCES = 100
_MAX_RECIPIENTS = 2_000
_MESSAGE_ID = re.compile(r"<([^<>\s]{1,400})>")
_OUR_HEADERS = ("to", "cc", "delivered-to", "x-original-to")
_ANSWERING_HEADERS = ("in-reply-to", "references")
_MAX_TAGS = 5
_ADDRESS = re.compile(r"[^\s<>@,;:\"'()]{1,64}@[^\s<>@,;:\"'()]{1,255}")
_TAGGED_ADDRESS = re.compile(
    r"[^\s<>@,;:+\"'()]{1,64}\+[^\s<>@,;:\"'()]{1,64}@[^\s<>@,;:\"'()]{1,255}"
)
# What Gmail's export, Thunderbird, mutt, Dovecot and others add, and change, while
# they keep a mail.
_KEEPERS_MARKS = (
    b"X-G", b"X-Mozilla-", b"Status:", b"X-Keywords:", b"X-UID", b"Content-Length:",
    b"Lines:",
)  # fmt: skip
_KEEPERS_NOTES = re.compile(
    rb"(?:(?<=\n)|\A)(?:X-Gmail-Labels|X-GM-[A-Z]+|X-Mozilla-(?:Status2?|Keys)|"
    rb"(?:X-)?Status|X-Keywords|X-UIDL?|Content-Length|Lines):"
    rb"[^\n]*\n(?:[ \t][^\n]*\n)*"
)
_HEX = re.compile(rb"[0-9a-fA-F]{4}")
_EXPUNGED = 0x0008
_MARKED_FROM = re.compile(rb"\n>+From ")
_ACTION_TAG = re.compile(r"[+.]action-(\d{1,9})@")
_USUAL_HEADERS = (
    "from", "subject", "date", "to", "received", "message-id", "return-path",
    "mime-version", "content-type", "sender", "delivered-to", "reply-to", "cc",
)  # fmt: skip


def read_mail(raw: bytes, location: str, received_at: datetime) -> Draft | Refusal:
    """Return the draft of a message, or a refusal with its bytes. Never raises."""
    try:
        return _read(raw, location, received_at)
    except TooMuch as error:
        reason = f"the message {error}"
    except Exception as error:
        reason = f"the message cannot be read ({type(error).__name__})"
    return Refusal(location, reason, raw, MEDIA_TYPE)


def identify(raw: bytes) -> str:
    """Return the identity of a message, which is the same wherever it is kept.

    Line ends differ by the way it came; programs that keep mail note beside its
    headers what they do with it, and mark lines that begin with ``From ``.
    """
    unified = raw.replace(b"\r\n", b"\n") if b"\r\n" in raw else raw
    end = unified.find(b"\n\n") + 1
    head = unified[:end]
    if any(mark in head for mark in _KEEPERS_MARKS):
        unified = _KEEPERS_NOTES.sub(b"", head) + unified[end:]
    if b"\n>From " in unified:
        unified = _MARKED_FROM.sub(b"\nFrom ", unified)
    return f"mail:{hashlib.sha256(unified).hexdigest()}"


def _read(raw: bytes, location: str, received_at: datetime) -> Draft | Refusal:
    message = read_message(raw)
    headers = message.headers
    if not any(name in headers.values for name in _USUAL_HEADERS):
        return Refusal(location, "holds no mail: it has no mail headers", raw)
    if _is_expunged(headers):
        reason = "deleted in Thunderbird, whose file still holds it until compacted"
        return Refusal(location, reason, raw, MEDIA_TYPE)
    shown = open_signed(message)
    layout = lay_out(shown)
    text, flags = read_body(layout)
    text = open_armour(text)
    forwarded = _find_passed_on(headers, shown, layout, text)
    reply = split_reply(forwarded.body if forwarded else text)
    subject = _read_subject(headers, forwarded)
    writer, sender = _read_writer(headers, forwarded)
    kind = name_automatic_kind(message, sender.address, subject)
    written_at, date_flags = _read_date(headers, forwarded, received_at)
    return Draft(
        identity=identify(raw),
        location=location,
        original=raw,
        media_type=MEDIA_TYPE,
        subject=subject,
        body=reply.body,
        quoted=reply.quoted,
        signature=reply.signature,
        html=read_html(layout),
        writer=writer,
        written_at=written_at,
        language=detect_language(reply.body),
        is_automatic=bool(kind),
        message_id=_read_message_id(headers),
        references=_read_references(headers),
        tags=_read_tags(headers),
        attachments=read_attachments(layout.attachments),
        metadata=_read_metadata(headers, kind, sender, forwarded),
        flags=(
            *flags,
            *flag_hidden(shown, text),
            *date_flags,
            *_flag_headers(headers, writer),
        ),
    )


def _is_expunged(headers: Headers) -> bool:
    """Tell whether Thunderbird shows a mail no more that is still in its file."""
    status = headers.first("x-mozilla-status")
    return bool(_HEX.fullmatch(status)) and bool(int(status, 16) & _EXPUNGED)


def _find_passed_on(
    headers: Headers, shown: Part, layout: Layout, text: str
) -> Forwarded | None:
    """Return the letter that a mail passes on; our own mail sent back to us is none."""
    found = find_forwarded(text, headers.text("subject"))
    found = found or find_attached(shown, layout, text)
    if not found:
        return None
    _, sender = headers.address("from")
    return found if passes_on(found, sender, _find_recipients(headers)) else None


def _find_recipients(headers: Headers) -> list[str]:
    """Return the addresses that a mail was sent to: those of the team are there."""
    given = " ".join(map(headers.text, _OUR_HEADERS))[:_MAX_RECIPIENTS]
    return _ADDRESS.findall(given.lower())


def _read_subject(headers: Headers, forwarded: Forwarded | None) -> str:
    return (forwarded and forwarded.subject) or headers.text("subject")[:1_000]


def _read_writer(
    headers: Headers, forwarded: Forwarded | None
) -> tuple[WriterHint, WriterHint]:
    """Return who wrote the letter, and who sent the mail that brought it.

    A contact form sends in its own name and puts the writer under Reply-To.
    """
    sender = _find_behind_list(headers, _make_writer(*headers.address("from")))
    if headers.first("reply-to") and _is_form(headers, sender.address):
        sender = _make_writer(*headers.address("reply-to"))
    if not sender.address and headers.first("sender"):
        _, address = headers.address("sender")
        sender = _make_writer(sender.name, address)
    if forwarded and (forwarded.address or forwarded.name):
        return _make_writer(forwarded.name, forwarded.address), sender
    return sender, sender


def _is_form(headers: Headers, sender: str) -> bool:
    """Tell whether a mail comes from a program, or our own site for somebody else."""
    if is_machine(sender):
        return True
    _, answered = headers.address("reply-to")
    recipients = _find_recipients(headers)
    return shares_domain(sender, recipients) and not shares_domain(answered, recipients)


def _find_behind_list(headers: Headers, sender: WriterHint) -> WriterHint:
    """Return who wrote through a list that sends in its own name (Ann via Support)."""
    own_name, via, _ = sender.name.partition(" via ")
    for header in ("x-original-from", "reply-to", "x-original-sender") if via else ():
        name, address = headers.address(header)
        if address and address != sender.address:
            return _make_writer(name or own_name.strip("' "), address)
    return sender


def _make_writer(name: str, address: str) -> WriterHint:
    return WriterHint(address, name, address)


def _read_date(
    headers: Headers, forwarded: Forwarded | None, received_at: datetime
) -> tuple[datetime | None, tuple[str, ...]]:
    """Return when the letter was written, else when it was received, with a flag.

    The date of a letter that was passed on names no zone; the forwarder's holds.
    """
    given = headers.text("date")[:200]
    flags: tuple[str, ...] = ()
    if forwarded and forwarded.date:
        reader = DateReader(received_at, zone=_find_zone(given))
        moment = reader.read(forwarded.date)
        if moment:
            return moment, ()
        name = repr(forwarded.date[:60])
        flags = (f"date {name} cannot be told for sure; that of passing on used",)
    moment = _parse_date(given, received_at)
    if moment:
        return moment, flags
    arrival = headers.text("received")[-200:].rpartition(";")[2]
    used = "no date" if not given else f"date {given[:60]!r} cannot be"
    return _parse_date(arrival, received_at), (f"{used}; time of receipt used",)


def _find_zone(date: str) -> tzinfo:
    """Return the zone of a date header, UTC when it has none."""
    try:
        return parsedate_to_datetime(date).tzinfo or UTC
    except (ValueError, TypeError, IndexError, OverflowError):
        return UTC


def _parse_date(text: str, received_at: datetime) -> datetime | None:
    if not text.strip():
        return None
    try:
        moment = parsedate_to_datetime(text.strip())
    except (ValueError, TypeError, IndexError, OverflowError):
        return DateReader(received_at).read(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return check_against_arrival(moment, received_at)


def _read_message_id(headers: Headers) -> str:
    found = _read_ids(headers, "message-id")
    return found[0] if found else ""


def _read_ids(headers: Headers, name: str) -> list[str]:
    return _MESSAGE_ID.findall(headers.text(name))


def _read_references(headers: Headers) -> tuple[str, ...]:
    """Return the ids that a message answers, the direct parent last."""
    ids = [*_read_ids(headers, "references"), *_read_ids(headers, "in-reply-to")[:1]]
    latest_first = dict.fromkeys(reversed(ids))
    return tuple(reversed(list(latest_first)))[-_MAX_REFERENCES:]


def _read_tags(headers: Headers) -> tuple[str, ...]:
    """Return the addresses with a tag that a message was sent to."""
    values = [raw for name in _OUR_HEADERS for raw in headers.values.get(name, ())]
    text = " ".join(decode_header(raw) for raw in values[:20] if b"+" in raw).lower()
    return tuple(dict.fromkeys(_TAGGED_ADDRESS.findall(text)))[:_MAX_TAGS]


def _read_metadata(
    headers: Headers, kind: str, sender: WriterHint, forwarded: Forwarded | None
) -> dict[str, str]:
    found = {
        "to": headers.text("to")[:_MAX_RECIPIENTS],
        "cc": headers.text("cc")[:_MAX_RECIPIENTS],
        "automatic": kind,
        "forwarded by": (sender.address or sender.name) if forwarded else "",
        "note": forwarded.note if forwarded else "",
        "answers action": _read_action(headers),
    }
    return {name: text for name, text in found.items() if text}


def _read_action(headers: Headers) -> str:
    """Return the id of the action whose mailing this answers, by its tag.

    A mailing carries the tag in its reply address (``team+action-12@example.com``)
    or in its Message-ID; a reply brings it back.
    """
    places = (*_OUR_HEADERS, *_ANSWERING_HEADERS)
    tag = _ACTION_TAG.search(" ".join(headers.text(name)[-2_000:] for name in places))
    return tag[1] if tag else ""


def _flag_headers(headers: Headers, writer: WriterHint) -> tuple[str, ...]:
    repeated = (name for name in _SINGLE_HEADERS if headers.count(name) > 1)
    flags = [f"several {name} headers; the first was used" for name in repeated]
    if not writer.address:
        flags.append("the writer has no address that mail can reach")
    return tuple(flags)
