"""Whatever the bytes: a draft or a refusal, never an error and never silence."""

import io
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback.intake.charsets import decode_text
from feedback.intake.dates import DateReader, DayOrder
from feedback.intake.mail.html_text import html_to_text
from feedback.intake.mail.replies import split_reply
from feedback.intake.tables.dialects import Dialect
from feedback.intake.tables.records import read_records
from feedback.types import Draft, Refusal
from tests.intake.builders import ARRIVAL, make_mail, read, read_path

MANY = settings(max_examples=500, suppress_health_check=list(HealthCheck))
PIECES = st.sampled_from(
    (
        *(
            b"--b\n",
            b"--b--\n",
            b"\n",
            b"\r\n",
            b"\0",
            b"\xff\xfe",
            b"> ",
            b"<p",
            b"&#",
        ),
        *(b"From: ", b"<a@b>", b"Subject: ", b"=?utf-8?q?=C3?=", b"On x wrote:\n"),
        *(b"begin 644 x\n", b"Content-Transfer-Encoding: base64\n"),
        b"Content-Type: multipart/mixed; boundary=b\n",
        b"Content-Type: text/html; charset=utf-7\n",
        b"Content-Type: message/rfc822\n",
    )
)
MAILS = st.lists(PIECES | st.binary(max_size=30), max_size=40).map(b"".join)
CELLS = st.sampled_from(
    (
        *('"', ",", "\n", "\r\n", "\r", ";", "\t", '""', "\\", "#", "\0", "\ufeff"),
        *("text", "id", "2026-01-01", "The app crashes often", "é"),
    )
)
BLANK = set(',;\t|"\r\n\0 ')
TABLES = st.lists(CELLS | st.text(max_size=8), max_size=60).map("".join)


@MANY
@given(MAILS)
def test_it_reads_or_refuses_any_mail(raw: bytes) -> None:
    item = read(b"From: a@example.com\n" + raw)
    assert item.original.endswith(raw)
    if isinstance(item, Draft):
        for text in (item.body, item.subject, item.quoted, item.html, item.writer.name):
            text.encode()
            assert "\0" not in text
    else:
        assert "cannot be read" not in item.reason, item.reason


@MANY
@given(st.binary(max_size=400))
def test_it_reads_or_refuses_any_file(raw: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "letters.csv")
        path.write_bytes(raw)
        items = read_path(path)
    assert all(isinstance(item, Draft | Refusal) for item in items)


@MANY
@given(TABLES, st.sampled_from(",;\t|"))
def test_it_loses_no_character_of_a_table(text: str, delimiter: str) -> None:
    """Records follow one another; between them stand blank ones at most."""
    at = 0
    for record in read_records(io.StringIO(text, newline=""), Dialect(delimiter)):
        start = text.index(record.raw, at)
        assert set(text[at:start]) <= BLANK
        assert text[:start].count("\n") <= record.line
        at = start + len(record.raw)
    assert set(text[at:]) <= BLANK


@MANY
@given(st.binary(max_size=200), st.text(max_size=30))
def test_it_decodes_any_bytes_under_any_label(raw: bytes, label: str) -> None:
    text, _ = decode_text(raw, label)
    text.encode()
    assert "\0" not in text


@MANY
@given(st.text(max_size=300))
def test_it_takes_any_text_apart_without_loss(text: str) -> None:
    reply = split_reply(text)
    parts = "".join((reply.body + reply.quoted + reply.signature).split())
    assert sorted(parts) == sorted("".join(text.split()))
    html_to_text(text)


@MANY
@given(st.text(max_size=40), st.sampled_from(list(DayOrder)))
def test_it_reads_a_date_or_none(text: str, order: DayOrder) -> None:
    moment = DateReader(ARRIVAL, order).read(text)
    assert moment is None or moment.tzinfo is not None


@MANY
@given(st.text(max_size=60))
def test_it_reads_any_header(text: str) -> None:
    value = text.encode("utf-8", "replace").decode()
    for name in ("from", "subject", "date", "content-type", "references"):
        read(make_mail(**{name: value}))
