"""Sample letters as mail: what is written is what a parser reads."""

import email
import mailbox
from contextlib import closing
from datetime import date
from email import policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from feedback.samples import SampleWorld, sample_world, write_files, write_mail
from feedback.samples.types import MAIL, Kind, SampleLetter


@pytest.fixture(scope="module")
def small_world() -> SampleWorld:
    return sample_world(5, 700, end_on=date(2026, 11, 22))


@pytest.fixture(scope="module")
def mails(small_world: SampleWorld) -> list[tuple[SampleLetter, EmailMessage]]:
    letters = [letter for letter in small_world.letters if letter.source == MAIL]
    return [(letter, _parse(write_mail(letter))) for letter in letters]


def _parse(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def _text(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_it_writes_text_that_a_parser_reads_back(
    mails: list[tuple[SampleLetter, EmailMessage]],
) -> None:
    for letter, message in mails:
        assert _text(message).startswith(letter.body)
        assert message["Subject"] == letter.subject
        assert not message.defects


def test_it_writes_headers_that_a_parser_reads_back(
    mails: list[tuple[SampleLetter, EmailMessage]],
) -> None:
    for letter, message in mails:
        (sender,) = message["From"].addresses
        assert sender.addr_spec == letter.address
        assert sender.display_name == letter.writer_name
        assert message["Message-ID"] == letter.message_id
        assert parsedate_to_datetime(message["Date"]) == letter.written_at


def test_it_quotes_the_answer_below_a_follow_up(
    mails: list[tuple[SampleLetter, EmailMessage]],
) -> None:
    replies = [pair for pair in mails if pair[0].kind is Kind.FOLLOW_UP]
    known = {letter.message_id: letter for letter, _ in mails}
    assert replies
    for letter, message in replies:
        asked = known[letter.references[0]]
        assert asked.writer_key == letter.writer_key
        assert asked.written_at < letter.written_at
        assert message["In-Reply-To"] == letter.in_reply_to
        assert "\n> " in _text(message)


def test_it_uses_several_charsets_and_html(
    mails: list[tuple[SampleLetter, EmailMessage]],
) -> None:
    charsets = {
        part.get_content_charset() for _, message in mails for part in message.walk()
    }
    assert {"utf-8", "gb18030", "iso-8859-1"} <= charsets
    assert any(message.get_body(("html",)) for _, message in mails)


def test_it_marks_automatic_mail(
    mails: list[tuple[SampleLetter, EmailMessage]],
) -> None:
    for letter, message in mails:
        marked = "Auto-Submitted" in message or "List-Unsubscribe" in message
        assert marked == (letter.kind is Kind.AUTOMATIC)


def test_it_writes_the_same_bytes_each_time(small_world: SampleWorld) -> None:
    letters = [letter for letter in small_world.letters if letter.source == MAIL][:80]
    assert [write_mail(one) for one in letters] == [write_mail(one) for one in letters]


def test_it_writes_an_mbox_that_holds_each_mail(
    small_world: SampleWorld, tmp_path: Path
) -> None:
    paths = write_files(small_world, tmp_path)
    with closing(mailbox.mbox(paths.mail, create=False)) as box:
        found = [message["Message-ID"] for message in box]
    mails = [letter for letter in small_world.letters if letter.source == MAIL]
    assert found == [letter.message_id for letter in mails]
