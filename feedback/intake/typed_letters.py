"""Letters that come on paper or by phone: a person types them, and they come as mail.

As a mail, such a letter is looked at, received once, masked and undone like all others.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.utils import format_datetime

FILE_NAME = "Letters written down.eml"
_KIND = (
    'Content-Type: text/plain; charset="utf-8"\r\nContent-Transfer-Encoding: 8bit\r\n'
)


@dataclass(frozen=True, slots=True)
class TypedLetter:
    """What a person typed; ``writer`` is a name, an address, or ``Name <address>``.

    Without ``written_on`` the letter counts by the day on which it comes.
    """

    text: str
    subject: str = ""
    writer: str = ""
    written_on: date | None = None


def as_mail(typed: TypedLetter) -> bytes:
    """Return the letter as the bytes of a mail, in UTF-8 throughout; never raises.

    A header is one line, whatever was typed, so that none can be smuggled in.
    """
    headers = {"From": typed.writer, "Subject": typed.subject}
    if typed.written_on:
        midnight = datetime.combine(typed.written_on, time(), UTC)
        headers["Date"] = format_datetime(midnight)
    lines = [
        f"{name}: {' '.join(value.split())}\r\n"
        for name, value in headers.items()
        if value.strip()
    ]
    mail = f"{''.join(lines)}{_KIND}\r\n{typed.text}\r\n"
    return mail.encode("utf-8", "replace")
