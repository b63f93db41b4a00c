"""A large message cannot hold up the others: it is read in a process that is ended."""

import base64
import os
import time
from datetime import UTC, datetime

from feedback.intake.mail.drafts import read_mail
from feedback.intake.mail.watched_mail import LARGE_BYTES, read_watched
from feedback.types import Draft, Refusal
from tests.intake.builders import make_mail

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def large_mail() -> bytes:
    """A short letter with an attachment that makes it large."""
    attached = base64.encodebytes(os.urandom(LARGE_BYTES))
    return (
        b"From: a@example.com\r\nSubject: Sync\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
        b"--b\r\nContent-Type: text/plain\r\n\r\nIt loses my edits.\r\n"
        b"--b\r\nContent-Type: application/octet-stream; name=x.bin\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n" + attached + b"\r\n--b--\r\n"
    )


def test_it_reads_a_large_message_as_any_other() -> None:
    raw = large_mail()
    assert read_watched(raw, "x.eml", NOW) == read_mail(raw, "x.eml", NOW)


def test_it_sets_a_message_aside_that_takes_too_long() -> None:
    raw, start = large_mail(), time.monotonic()
    read = read_watched(raw, "x.eml", NOW, seconds=0.01)
    assert time.monotonic() - start < 20
    assert isinstance(read, Refusal)
    assert "too long" in read.reason
    assert read.original == raw


def test_it_reads_small_messages_where_it_stands() -> None:
    read = read_watched(make_mail("Hello there."), "x.eml", NOW, seconds=0.0)
    assert isinstance(read, Draft)
