"""The text of attachments: what is read, and what hostile files cannot do."""

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.intake.documents.attachment_reading import (
    READ_ATTACHMENTS,
    read_attachments,
    schedule_reading,
)
from feedback.intake.documents.reader import DocumentReader
from feedback.intake.documents.texts import MAX_TEXT, NoText, find_kind, read_document
from feedback.store import Store
from feedback.types import Attachment, LetterFilter, OriginalChoice, SourceKind
from feedback.worker import run_next_job
from tests.builders import draft
from tests.intake.builders import make_mail
from tests.intake.documents.builders import write_docx, write_docx_bomb, write_pdf

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("content", "name", "media_type", "text"),
    [
        (write_pdf("Invoice 4711"), "a.bin", "application/x", "Invoice 4711"),
        (write_docx("One", "Zwei ü"), "a.docx", "application/zip", "One\nZwei ü"),
        ("Grüße".encode("cp1252"), "note.txt", "text/plain", "Grüße"),
        ("你好".encode("utf-16"), "note.txt", "text/plain", "你好"),
        (make_mail("It is late", subject="Parcel"), "mail", "message/rfc822",
         "Parcel\nIt is late"),
        (make_mail("Late", subject="Wo?"), "Wo.EML", "application/x", "Wo?\nLate"),
        (b"<p>Hello <b>you</b></p>", "a.html", "text/html", "Hello you"),
    ],
)  # fmt: skip
def test_it_reads(content: bytes, name: str, media_type: str, text: str) -> None:
    assert read_document(content, name, media_type) == text


@pytest.mark.parametrize(
    "content",
    [
        write_pdf("x")[:60],
        b"%PDF-1.7\n" + b"[" * 100_000,
        write_docx("x")[:80],
        write_docx("&a;", before='<!DOCTYPE w [<!ENTITY a "aaa">]>'),
        write_docx_bomb(65 * 1024 * 1024),
        b"\x89PNG\r\n",
    ],
    ids=["cut pdf", "nested pdf", "cut docx", "entity", "bomb", "picture"],
)
def test_it_says_why_there_is_no_text(content: bytes) -> None:
    with pytest.raises(NoText):
        read_document(content, "a.pdf", "application/pdf")


def test_it_says_why_a_mail_is_not_read() -> None:
    with pytest.raises(NoText, match="the message"):
        read_document(b"A: b\n" * 200_000, "a.eml", "message/rfc822")


def test_it_reads_no_more_than_its_cap() -> None:
    assert len(read_document(b"a " * MAX_TEXT, "a.txt", "text/plain")) <= MAX_TEXT


@given(
    st.binary(max_size=200), st.sampled_from([b"", b"%PDF-1.4\n", b"PK\x03\x04word/"])
)
def test_it_takes_any_bytes(content: bytes, front: bytes) -> None:
    assert find_kind(front + content, "a.txt", "text/plain") in (
        "", "pdf", "docx", "text",
    )  # fmt: skip


def test_it_kills_a_reader_that_takes_too_long_and_goes_on() -> None:
    huge = b"%PDF-1.4\n" + b"1 0 obj\n<< /Kids [" * 400_000
    with DocumentReader(seconds=0.05) as reader:
        began = time.monotonic()
        slow = reader.read(huge, "a.pdf", "application/pdf")
        assert "took too long" in slow.problem
        assert time.monotonic() - began < 10
    with DocumentReader() as reader:
        reader.read(huge[:1000], "a.pdf", "application/pdf")
        assert reader.read(b"Hi", "a.txt", "text/plain").text == "Hi"


def receive(store: Store, *files: Attachment, number: int = 1) -> int:
    import_id = store.imports.start("mail", SourceKind.FILE, "a.eml", NOW)
    store.letters.receive(import_id, [draft(number, attachments=files)], NOW)
    return max(store.letters.find_ids(LetterFilter()))


def test_it_keeps_a_file_once_and_finds_its_words(store: Store) -> None:
    bill = Attachment("bill.pdf", "application/pdf", write_pdf("Quokka invoice"))
    first = receive(store, bill)
    second = receive(
        store, Attachment("copy.pdf", bill.media_type, bill.content), number=2
    )
    assert store.attachments.count_unread() == 1
    assert not store.letters.find_ids(LetterFilter(words=("quokka",)))
    schedule_reading(store, NOW)
    assert run_next_job(store)
    wanted = LetterFilter(words=("quokka",))
    assert set(store.letters.find_ids(wanted)) == {first, second}
    found = {one.id: one.found_in for one in store.letters.find_letters(wanted).items}
    assert found == {first: ("bill.pdf",), second: ("copy.pdf",)}
    assert store.letters.count_letters(wanted).letters == 2
    info = store.letters.get_letter(first).attachments[0]
    assert store.attachments.get_text(first, info.id) == ("bill.pdf", "Quokka invoice")


def test_it_gives_a_file_met_again_its_text_at_once(store: Store) -> None:
    bill = Attachment("bill.txt", "text/plain", b"Quokka")
    receive(store, bill)
    read_attachments(store)
    again = receive(store, bill, number=2)
    assert store.letters.get_letter(again).attachments[0].has_text


def test_it_forgets_a_file_with_its_last_letter(store: Store) -> None:
    bill = Attachment("bill.txt", "text/plain", b"Quokka")
    receive(store, bill)
    receive(store, bill, number=2)
    read_attachments(store)
    wanted = LetterFilter(words=("quokka",))
    store.writers.erase("writer1@example.com", "erased-1", "2026-03-02T09:00:00Z")
    assert len(store.letters.find_ids(wanted)) == 1
    store.writers.erase("writer2@example.com", "erased-2", "2026-03-02T09:00:00Z")
    assert not store.letters.find_ids(wanted)
    assert not store.maintenance.find_damage()
    store.close()
    assert b"Quokka" not in store.path.read_bytes()


def test_it_says_why_a_file_has_no_text(store: Store) -> None:
    letter_id = receive(store, Attachment("a.png", "image/png", b"\x89PNG"))
    assert store.letters.get_letter(letter_id).attachments[0].has_text is None
    assert read_attachments(store).without_text == 1
    info = store.letters.get_letter(letter_id).attachments[0]
    assert info.has_text is False
    assert "kind" in info.problem


def test_it_lets_waiting_jobs_go_first(store: Store) -> None:
    for number in range(3):
        receive(store, Attachment("a.txt", "text/plain", b"%d" % number), number=number)
    done = read_attachments(store, seconds=0)
    assert done.read == 0
    assert store.attachments.count_unread() == 3
    store.jobs.add(READ_ATTACHMENTS, {}, None, NOW)
    assert run_next_job(store)
    assert store.attachments.count_unread() == 0


def test_it_drops_the_bytes_of_a_file_once_they_were_read(store: Store) -> None:
    from feedback.people.originals import find_sealer

    sealed = find_sealer(store).seal(b"Quokka")
    file = Attachment("a.txt", "text/plain", sealed, 6, OriginalChoice.DROP)
    letter_id = receive(store, file)
    read_attachments(store)
    info = store.letters.get_letter(letter_id).attachments[0]
    _, stored = store.attachments.get_attachment(letter_id, info.id)
    assert (info.size, stored.content) == (6, b"")
    assert store.attachments.get_text(letter_id, info.id)[1] == "Quokka"
