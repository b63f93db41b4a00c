"""Sample letters as RFC 5322 messages, in the ways in which programs write them."""

from email.header import Header
from email.message import Message
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime, formataddr
from html import escape
from random import Random

from feedback.samples.chance import start_chance
from feedback.samples.types import SUPPORT_ADDRESS, Kind, SampleLetter

_HTML_SHARE = 0.3
_MAILERS = ("Thunderbird", "Apple Mail (2.3774)", "Roundcube Webmail/1.6", "")
_CHARSETS = {"en": ("utf-8", "utf-8", "iso-8859-1"), "zh": ("utf-8", "gb18030")}


def write_mail(letter: SampleLetter) -> bytes:
    """Return ``letter`` as a message, the quoted reply below the writer's own text.

    The same letter always gives the same bytes.
    """
    random = start_chance(letter.key, letter.message_id)
    charset = _charset(letter, random)
    text = f"{letter.body}\n\n{letter.quoted}" if letter.quoted else letter.body
    message: Message = MIMEText(f"{text}\n", "plain", charset)
    if letter.kind is not Kind.AUTOMATIC and random.random() < _HTML_SHARE:
        message = _with_html(message, letter, charset)
    _address(message, letter, charset)
    if letter.kind is Kind.AUTOMATIC:
        _mark_automatic(message, letter)
    elif mailer := random.choice(_MAILERS):
        message["X-Mailer"] = mailer
    return message.as_bytes()


def _charset(letter: SampleLetter, random: Random) -> str:
    chosen = random.choice(_CHARSETS[letter.language])
    whole = letter.subject + letter.writer_name + letter.body + letter.quoted
    try:
        whole.encode(chosen)
    except UnicodeEncodeError:
        return "utf-8"
    return chosen


def _with_html(plain: Message, letter: SampleLetter, charset: str) -> MIMEMultipart:
    # The boundary comes from the letter: the library would draw it by chance.
    both = MIMEMultipart("alternative", boundary=f"=_{letter.key}_=")
    both.attach(plain)
    both.attach(MIMEText(_html(letter), "html", charset))
    return both


def _html(letter: SampleLetter) -> str:
    paragraphs = "".join(
        f"<p>{escape(paragraph).replace(chr(10), '<br>')}</p>\n"
        for paragraph in letter.body.split("\n\n")
    )
    if letter.quoted:
        head, *lines = letter.quoted.splitlines()
        quoted = "<br>".join(escape(line.removeprefix(">").strip()) for line in lines)
        paragraphs += f"<p>{escape(head)}</p>\n<blockquote>{quoted}</blockquote>\n"
    return f"<html><body>\n{paragraphs}</body></html>\n"


def _address(message: Message, letter: SampleLetter, charset: str) -> None:
    message["From"] = formataddr((letter.writer_name, letter.address), charset)
    message["To"] = f"Loomleaf Support <{SUPPORT_ADDRESS}>"
    message["Subject"] = _encode_subject(letter.subject, charset)
    message["Date"] = format_datetime(letter.written_at)
    message["Message-ID"] = letter.message_id
    if letter.in_reply_to:
        message["In-Reply-To"] = letter.in_reply_to
    if letter.references:
        message["References"] = " ".join(letter.references)


def _encode_subject(text: str, charset: str) -> str:
    return (
        text
        if text.isascii()
        else Header(text, charset, header_name="Subject").encode()
    )


def _mark_automatic(message: Message, letter: SampleLetter) -> None:
    local = letter.address.partition("@")[0]
    if local == "newsletter":
        message["List-Unsubscribe"] = "<mailto:leave@example.org>"
        message["Precedence"] = "bulk"
        return
    message["Auto-Submitted"] = "auto-replied"
    if local == "mailer-daemon":
        message["Return-Path"] = "<>"
