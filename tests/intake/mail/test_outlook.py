"""Outlook letters: what becomes of them, and of files that only look like one."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from compressed_rtf import compress
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.intake.files import open_source
from feedback.intake.mail.outlook import MEDIA_TYPE, read_outlook
from feedback.intake.mail.rich_text import MAX_RICH, read_rich_text
from feedback.intake.receiving import import_paths
from feedback.store import Store
from feedback.types import Draft, Refusal
from tests.intake.mail.compound import write_compound, write_outlook

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SENT = datetime(2026, 2, 27, 14, 30, tzinfo=UTC)
TEXTS = {
    "0037": "Rechnung doppelt - bitte prüfen",
    "1000": "Guten Tag,\r\n\r\nmir wurde zweimal abgebucht.\r\n",
    "0C1A": "Jörg Müller",
    "5D01": "joerg@example.com",
    "0C1F": "/O=EXAMPLE/OU=FIRST/CN=JOERG",
    "0E04": "Support",
    "1035": "<a1@example.com>",
    "1042": "<b2@example.org>",
}


def read(raw: bytes) -> Draft:
    found = read_outlook(raw, "letter.msg", NOW)
    assert isinstance(found, Draft), found
    return found


def test_it_reads_a_letter_whole() -> None:
    bill = ("Rechnung 4711.txt", b"Quokka" * 2_000)
    raw = write_outlook(TEXTS, b"<p>Guten Tag</p>", SENT, (bill, ("klein.txt", b"x")))
    draft = read(raw)
    assert draft.subject == TEXTS["0037"]
    assert "zweimal abgebucht" in draft.body
    assert draft.writer.address == "joerg@example.com"
    assert draft.writer.name == "Jörg Müller"
    assert draft.written_at == SENT
    assert draft.message_id == "a1@example.com"
    assert draft.references == ("b2@example.org",)
    assert [(a.name, a.content) for a in draft.attachments] == [
        bill,
        ("klein.txt", b"x"),
    ]
    assert (draft.original, draft.media_type) == (raw, MEDIA_TYPE)
    assert not draft.flags


def test_it_believes_the_headers_it_came_with() -> None:
    headers = (
        "From: Ann <ann@example.com>\r\nDate: Thu, 26 Feb 2026 08:00:00 +0100\r\n"
        "Auto-Submitted: auto-replied\r\nContent-Type: text/html;\r\n charset=x\r\n"
    )
    draft = read(write_outlook({**TEXTS, "007D": headers}, sent_at=SENT))
    assert draft.writer.address == "ann@example.com"
    assert draft.written_at == datetime(2026, 2, 26, 7, tzinfo=UTC)
    assert draft.is_automatic
    assert draft.subject == TEXTS["0037"]


def test_it_reads_one_that_has_only_html() -> None:
    texts = {"0037": "Hi", "0C1A": "Ann", "0C1F": "ann@example.com"}
    draft = read(write_outlook(texts, b"<p>Es tut <b>weh</b> - sehr</p>"))
    assert draft.body.strip() == "Es tut weh - sehr"


def write_rich(packed: bytes) -> bytes:
    """Return a ``.msg`` that has its text as compressed rich text only."""
    streams = {
        ("__properties_version1.0",): bytes(32),
        ("__substg1.0_0037001F",): "Hi".encode("utf-16-le"),
        ("__substg1.0_10090102",): packed,
    }
    return write_compound(streams)


@pytest.mark.parametrize("is_packed", [True, False])
def test_it_reads_one_that_has_only_rich_text(is_packed: bool) -> None:
    rich = (
        rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}Sch\'f6ne Gr\'fc\'dfe,\par "
        rb"\b mir wurde \u8364 ?20 abgebucht.\b0\par}"
    )
    draft = read(write_rich(compress(rich, is_packed)))
    assert draft.body.strip() == "Schöne Grüße,\nmir wurde €20 abgebucht."
    assert not any("rich text" in flag for flag in draft.flags)


def test_it_reads_html_that_was_wrapped_into_rich_text() -> None:
    rich = (
        rb"{\rtf1\ansi\fromhtml1{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 Charged "
        rb"{\*\htmltag84 <b>}twice{\*\htmltag92 </b>}\htmlrtf\par}\htmlrtf0}"
    )
    assert read(write_rich(compress(rich))).body.strip() == "Charged twice"


@pytest.mark.parametrize(
    "packed",
    [
        b"LZFu",
        b"",
        compress(rb"{\rtf1 a}")[:-3],
        compress(b"a" * (MAX_RICH + 1), False),
    ],
    ids=["cut", "empty", "torn", "too long"],
)
def test_it_says_when_rich_text_cannot_be_read(packed: bytes) -> None:
    draft = read(write_rich(packed))
    assert any("rich text" in flag for flag in draft.flags)


@settings(max_examples=60)
@given(st.binary(max_size=400))
def test_it_takes_any_rich_text(noise: bytes) -> None:
    packed = compress(rb"{\rtf1 " + noise + b"}", False)
    for damaged in (packed, noise, packed[:16] + noise):
        assert isinstance(read_rich_text(damaged, "cp1252"), str)


def test_it_shows_a_letter_inside_a_letter_as_an_attachment() -> None:
    inner = "__attach_version1.0_#00000000", "__substg1.0_3701000D"
    streams = {
        ("__properties_version1.0",): bytes(32),
        ("__substg1.0_1000001F",): "See below".encode("utf-16-le"),
        (*inner, "__properties_version1.0"): bytes(24),
        (*inner, "__substg1.0_1000001F"): "The inner one".encode("utf-16-le"),
    }
    (file,) = read(write_compound(streams)).attachments
    assert file.name == "letter.eml"


@pytest.mark.parametrize(
    "raw",
    [
        write_compound({("WordDocument",): b"x" * 5_000}),
        write_outlook(TEXTS)[:1_000],
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 2_000,
    ],
)
def test_it_sets_aside_what_is_no_letter(raw: bytes) -> None:
    found = read_outlook(raw, "letter.msg", NOW)
    assert isinstance(found, Refusal)
    assert found.original == raw


@settings(max_examples=60)
@given(st.integers(0, 6_000), st.binary(min_size=1, max_size=40))
def test_it_takes_any_damage(at: int, noise: bytes) -> None:
    """Only two outcomes: received or set aside."""
    raw = bytearray(write_outlook(TEXTS, files=(("a.txt", b"abc"),), sent_at=SENT))
    at = at % len(raw)
    raw[at : at + len(noise)] = noise
    assert isinstance(read_outlook(bytes(raw), "a.msg", NOW), Draft | Refusal)


def test_an_import_knows_it_again(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "letter.msg"
    path.write_bytes(write_outlook(TEXTS, sent_at=SENT))
    assert import_paths(store, [path], "desk").counts.received == 1
    assert import_paths(store, [path], "desk").counts.known == 1


@pytest.mark.parametrize(
    ("module", "name", "content", "advice"),
    [
        ("olefile", "a.msg", write_outlook(TEXTS), "postbag[outlook]"),
        ("striprtf.striprtf", "a.msg", write_rich(b"LZFu"), "postbag[outlook]"),
        ("pyarrow", "a.parquet", b"PAR1" + bytes(100) + b"PAR1", "postbag[parquet]"),
    ],
)
def test_it_says_which_extra_is_missing(
    tmp_path: Path, module: str, name: str, content: bytes, advice: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    code = (
        f"import sys; sys.modules[{module!r}] = None\n"
        "from pathlib import Path; from datetime import datetime, UTC\n"
        "from feedback.intake.files import open_source\n"
        f"print(*open_source(Path({str(path)!r}), datetime.now(UTC)).items)"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert advice in shown.stdout


def test_a_damaged_parquet_file_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(b"PAR1" + bytes(100) + b"PAR1")
    (refusal,) = open_source(path, NOW).items
    assert isinstance(refusal, Refusal)
    assert "damaged" in refusal.reason
