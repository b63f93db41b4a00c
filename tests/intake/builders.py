"""Builders of mails, tables and the moment they arrive."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from feedback.intake.files import open_source
from feedback.intake.mail.drafts import read_mail
from feedback.types import Draft, Refusal

ARRIVAL = datetime(2026, 11, 1, 12, tzinfo=UTC)


def make_mail(body: str = "The app crashes.", **headers: str) -> bytes:
    """Return a small mail; ``reply_to="x"`` becomes the header ``reply-to: x``."""
    fields = {
        "from": "Ann Example <ann@example.com>",
        "to": "team@example.org",
        "subject": "It crashes",
        "date": "Mon, 05 Oct 2026 10:00:00 +0200",
        "message-id": "<one@example.com>",
    }
    fields.update((name.replace("_", "-"), text) for name, text in headers.items())
    lines = [f"{name}: {text}" for name, text in fields.items() if text]
    return ("\n".join(lines) + "\n\n" + body + "\n").encode()


def read(raw: bytes) -> Draft | Refusal:
    """Read a mail that arrives at ``ARRIVAL``."""
    return read_mail(raw, "test.eml", ARRIVAL)


def read_draft(raw: bytes) -> Draft:
    """Read a mail that must become a letter."""
    item = read(raw)
    assert isinstance(item, Draft), item
    return item


def read_path(path: Path) -> list[Draft | Refusal]:
    """Read all that a file or folder holds."""
    return list(open_source(path, ARRIVAL).items)


def read_table(folder: Path, content: str | bytes) -> list[Draft | Refusal]:
    """Write a table into ``folder`` and read it."""
    path = folder / "table.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_path(path)


def drafts(items: Iterable[Draft | Refusal]) -> list[Draft]:
    """Return the drafts among items."""
    return [item for item in items if isinstance(item, Draft)]


def refusals(items: Iterable[Draft | Refusal]) -> list[Refusal]:
    """Return the refusals among items."""
    return [item for item in items if isinstance(item, Refusal)]
