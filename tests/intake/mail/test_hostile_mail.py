"""Mail made to hurt: each must end soon, as a letter or a refusal with a reason."""

import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from feedback.intake.mail.mime import MAX_MESSAGE, MAX_PARTS
from feedback.types import Draft, Refusal
from tests.intake.builders import make_mail, read, read_draft


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Hold a block to a time of this process."""
    start = time.process_time()
    yield
    assert time.process_time() - start < seconds


def nest(levels: int) -> bytes:
    """Return a mail with multiparts inside one another."""
    lines = ["From: a@example.com"]
    for level in range(levels):
        lines += [
            f'Content-Type: multipart/mixed; boundary="b{level}"',
            "",
            f"--b{level}",
        ]
    return "\n".join([*lines, "Content-Type: text/plain", "", "deep"]).encode()


def test_it_refuses_a_file_without_bytes_and_bytes_without_mail() -> None:
    """Case 1."""
    for raw in (b"", b"\n\n\n", b"just some words\nand more", bytes(range(256))):
        item = read(raw)
        assert isinstance(item, Refusal)
        assert item.reason
        assert item.original == raw


def test_it_reads_a_hundred_nested_parts_within_a_second() -> None:
    """Case 2: as deep as the limit allows."""
    with within(1):
        assert "deep" in read_draft(nest(99)).body


def test_it_refuses_two_thousand_nested_parts() -> None:
    """Case 2."""
    with within(1):
        item = read(nest(2_000))
    assert isinstance(item, Refusal)
    assert "nested" in item.reason


def test_it_refuses_deep_parts_that_are_long() -> None:
    """Case 2: many levels over many bytes are many bytes to search."""
    with within(3):
        item = read(nest(90) + b"\n" + b"x" * 60 + b"\n" * 8_000_000)
    assert isinstance(item, Refusal)


def test_it_refuses_a_hundred_thousand_parts() -> None:
    """Case 3."""
    raw = b'From: a@b.c\nContent-Type: multipart/mixed; boundary="b"\n\n'
    with within(0.5):
        item = read(raw + b"--b\n\nx\n" * 100_000)
    assert isinstance(item, Refusal)
    assert f"{MAX_PARTS:,} parts" in item.reason


def test_it_cuts_a_subject_of_twenty_thousand_encoded_words() -> None:
    """Case 4."""
    raw = make_mail(subject=" ".join(["=?utf-8?q?caf=C3=A9?="] * 20_000))
    read_draft(make_mail())  # what is loaded once is no cost of this mail
    tracemalloc.start()
    with within(1):
        draft = read_draft(raw)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert draft.subject.startswith("cafécafé")
    assert peak < 100 * 1024**2


def test_it_reads_mail_to_twenty_thousand_people() -> None:
    """Case 5: recipients are no contacts; what is kept of them is short."""
    everybody = ", ".join(f"Name {n} <n{n}@example.com>" for n in range(20_000))
    with within(1):
        draft = read_draft(make_mail(to=everybody))
    assert draft.metadata["to"].count("@") <= 100


def test_it_refuses_a_content_type_of_twenty_thousand_parameters() -> None:
    """Case 6."""
    kind = "text/plain" + "".join(f"; a{n}=b" for n in range(20_000))
    with within(0.5):
        item = read(make_mail(content_type=kind))
    assert isinstance(item, Refusal)
    assert "Content-Type" in item.reason


def test_it_survives_comments_nested_in_from() -> None:
    """Case 7."""
    with within(0.5):
        draft = read_draft(make_mail(**{"from": "(" * 1_000 + "x" + ")" * 1_000}))
    assert draft.writer.address == ""


@pytest.mark.parametrize(
    "raw",
    [
        b"".join(b"X-%d: y\n" % n for n in range(100_000)) + b"\nbody",
        b"From: a@b.c\nX-Long: " + b"y" * 10_000_000 + b"\n\nbody",
        b"From: a@b.c\nX-Folded: a\n" + b" y\n" * 1_000_000 + b"\nbody",
        b"\n" * 1_000_000 + b"From: a@b.c\n\nbody",
    ],
    ids=["many", "long", "folded", "blank lines"],
)
def test_it_refuses_headers_without_end(raw: bytes) -> None:
    """Case 8."""
    with within(1):
        assert isinstance(read(raw), Refusal)


def test_it_refuses_mail_beyond_the_limit() -> None:
    """Case 39: over the cap it is set aside."""
    item = read(b"From: a@b.c\n\n" + b"x" * MAX_MESSAGE)
    assert isinstance(item, Refusal)
    assert "MB" in item.reason


def test_it_keeps_a_long_attachment_in_little_memory() -> None:
    """Case 39: 50 MB of base64 need less than four times their size."""
    head = make_mail(
        "",
        content_type="application/octet-stream",
        content_transfer_encoding="base64",
    )
    raw = head + b"QUJD" * (50 * 1024**2 // 4)
    tracemalloc.start()
    draft = read_draft(raw)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(draft.attachments[0].content) > 35 * 1024**2
    assert peak < 3 * len(raw)


@pytest.mark.parametrize(
    "body",
    [
        "> " * 50_000,
        "> > >\n" * 17_000,
        "aaaa!" * 20_000,
        "----" * 25_000,
        "----\n" * 20_000,
        "On " * 33_000,
        "On x\n" * 20_000,
        "From: x\n" * 12_500,
        "wrote:" * 16_000,
        "-- \n" * 25_000,
        "begin 644 x\n" * 8_000,
        "http://example.com/ " * 5_001,
    ],
    ids=lambda body: repr(body[:8]),
)
def test_it_splits_hostile_text_in_no_time(body: str) -> None:
    """Cases 32 and 72: 100 KB of each stay below 100 ms."""
    from feedback.intake.mail.forwarding import find_forwarded
    from feedback.intake.mail.replies import split_reply

    with within(0.1):
        reply = split_reply(body)
        find_forwarded(body)
    assert len(reply.body) + len(reply.quoted) + len(reply.signature) > 1_000


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 200_000,
        "<" * 1_000_000,
        "<a " * 300_000,
        "<!--" * 250_000,
        "<script>" * 120_000,
        "<style><script>" * 60_000,
        "&" * 1_000_000,
        "<a href=x>link</a>" * 50_000,
    ],
    ids=lambda html: html[:8],
)
def test_it_reads_hostile_html_within_two_seconds(html: str) -> None:
    """Case 32, and the nesting on which tree parsers take minutes."""
    with within(2):
        item = read(make_mail(html, content_type="text/html"))
    assert isinstance(item, Draft)


def test_it_ignores_control_headers_of_strangers() -> None:
    """Case 33."""
    draft = read_draft(make_mail(x_postbag_state="done", x_priority="1"))
    assert not set(draft.metadata) & {"x-postbag-state", "x-priority"}
