"""What is read from a mail: its text, its writer, its date, its files."""

import base64
import struct
from pathlib import Path

import pytest

from feedback.intake.mail.attachments import clean_file_name
from feedback.intake.mail.tnef import expand
from feedback.types import Attachment, Refusal
from tests.intake.builders import ARRIVAL, make_mail, read, read_draft

ALTERNATIVES = """--b
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Where is my m=C3=B6ney?
--b
Content-Type: text/html; charset=utf-8

<p>Where is my <b>m&ouml;ney</b>?</p>
--b--"""
MULTIPART = 'multipart/alternative; boundary="b"'


def test_it_prefers_plain_text_and_keeps_the_html() -> None:
    draft = read_draft(make_mail(ALTERNATIVES, content_type=MULTIPART))
    assert draft.body == "Where is my möney?"
    assert draft.html == "<p>Where is my <b>m&ouml;ney</b>?</p>"


def test_it_reads_html_when_the_plain_part_is_blank() -> None:
    body = ALTERNATIVES.replace("Where is my m=C3=B6ney?", " ")
    draft = read_draft(make_mail(body, content_type=MULTIPART))
    assert draft.body == "Where is my möney?"


def test_it_joins_lines_that_were_broken_softly() -> None:
    body = "This line \ngoes on.\nThis one ends."
    draft = read_draft(make_mail(body, content_type="text/plain; format=flowed"))
    assert draft.body == "This line goes on.\nThis one ends."


def test_it_is_the_same_letter_whatever_the_line_ends() -> None:
    raw = make_mail()
    other = raw.replace(b"\n", b"\r\n")
    assert read_draft(raw).identity == read_draft(other).identity
    assert read_draft(other).original == other


@pytest.mark.parametrize("label", ["X-UNKNOWN", "zlib_codec", "utf-8*fr", "", "idna"])
def test_it_reads_text_under_a_charset_that_does_not_exist(label: str) -> None:
    """Case 11."""
    raw = make_mail(content_type=f"text/plain; charset={label}")
    draft = read_draft(raw.replace(b"The app", "Die Größe".encode()))
    assert draft.body == "Die Größe crashes."


def test_it_mends_a_charset_that_lies_and_says_so() -> None:
    """Case 12."""
    raw = make_mail(content_type="text/plain; charset=utf-8")
    draft = read_draft(raw.replace(b"The app", "Die Größe".encode("latin-1")))
    assert draft.body == "Die Größe crashes."
    assert any("charset" in flag for flag in draft.flags)


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("windows-1258", "Xin chào"),
        ("iso-2022-jp", "アプリが落ちます"),
        ("shift_jis", "アプリが落ちます"),
        ("ks_c_5601-1987", "앱이 꺼져요"),
        ("koi8-r", "Приложение падает"),
        ("utf-7", "Größe 退款"),
        ("gb2312", "退款还没到账"),
        ("big5", "退款還沒到帳"),
    ],
)
def test_it_reads_the_charsets_that_mail_comes_in(charset: str, text: str) -> None:
    """Case 13."""
    codec = {"ks_c_5601-1987": "cp949"}.get(charset, charset)
    head = make_mail("", content_type=f"text/plain; charset={charset}")
    assert read_draft(head + text.encode(codec)).body == text


def test_it_reads_utf16_and_stores_no_nul() -> None:
    """Case 14."""
    head = make_mail("", content_type="text/plain; charset=utf-16")
    assert (
        read_draft(head.rstrip() + b"\n\n" + "Ärger".encode("utf-16")).body == "Ärger"
    )
    draft = read_draft(make_mail("a\0b", subject="c\0d"))
    assert (draft.body, draft.subject) == ("ab", "cd")


def test_it_lets_no_lone_surrogate_through() -> None:
    """Case 15."""
    head = make_mail("", content_type="text/plain; charset=utf-7")
    draft = read_draft(head + b"broken +2AA- sign")
    draft.body.encode()


@pytest.mark.parametrize(
    "encoding", ["", "plain", "spam", "text/html", ";", "x-uuencode", "7-bit"]
)
def test_it_reads_text_under_a_wrong_transfer_encoding(encoding: str) -> None:
    """Case 16."""
    raw = make_mail(content_transfer_encoding=encoding)
    assert read_draft(raw).body == "The app crashes."


def test_it_stores_mail_without_the_usual_headers() -> None:
    """Case 17."""
    draft = read_draft(b"Received: by mx\n\n")
    assert (draft.subject, draft.body, draft.writer.key) == ("", "", "")
    assert draft.written_at is None


def test_it_takes_the_first_of_repeated_headers() -> None:
    """Case 18."""
    draft = read_draft(b"From: first@example.com\n" + make_mail())
    assert draft.writer.address == "first@example.com"
    assert "several from headers; the first was used" in draft.flags


def test_it_reads_a_recipient_broken_over_lines() -> None:
    """Case 18."""
    draft = read_draft(make_mail(to="team@example.org,\n other@example.org"))
    assert draft.metadata["to"] == "team@example.org, other@example.org"


@pytest.mark.parametrize(
    ("header", "name", "address"),
    [
        ("Ann <ann@example.com>", "Ann", "ann@example.com"),
        ('"Doe, Ann" <Ann@Example.com>', "Doe, Ann", "ann@example.com"),
        ("ann@example.com (Ann)", "Ann", "ann@example.com"),
        ("=?utf-8?b?5p2O?= <li@example.com>", "李", "li@example.com"),
        ("Team: Ann <ann@example.com>, b@example.com;", "Team: Ann", "ann@example.com"),
        ("ann <ann@example.com", "ann", "ann@example.com"),
        ("j\u00fcrgen@b\u00fccher.example", "", "j\u00fcrgen@b\u00fccher.example"),
        ('"broken <not an address>', "broken", ""),
    ],
)
def test_it_reads_senders_however_they_are_written(
    header: str, name: str, address: str
) -> None:
    """Cases 19 and 20."""
    draft = read_draft(make_mail(**{"from": header}))
    assert (draft.writer.name, draft.writer.address) == (name, address)
    assert draft.writer.key == address


@pytest.mark.parametrize(
    "date",
    [
        "Mon, 31 Feb 2026 10:00:00 +0000",
        "Mon, 5 Oct 2050 10:00:00 +0000",
        "Mon, 5 Oct 99999999 10:00:00 +0000",
        "Thu, 1 Jan 1970 00:00:00 +0000",
        "Whenever",
        "Mon, 05 Oct 2026 59:10 -0500",
        "9" * 5_000,
    ],
)
def test_it_uses_the_time_of_receipt_for_impossible_dates(date: str) -> None:
    """Case 21: of receipt by the mail server, where it says so."""
    received = "from a by b;\n Tue, 06 Oct 2026 08:00:00 +0000"
    draft = read_draft(make_mail(date=date, received=received))
    assert draft.written_at is not None
    assert draft.written_at.isoformat() == "2026-10-06T08:00:00+00:00"
    assert any("time of receipt used" in flag for flag in draft.flags)
    assert read_draft(make_mail(date=date)).written_at is None


def test_it_gives_dates_in_utc() -> None:
    """Case 62: three spellings of one moment."""
    spellings = ("Mon, 5 Oct 2026 10:00:00 +0200", "5 Oct 2026 08:00:00 GMT",
                 "Mon, 05 Oct 2026 01:00 -0700 (PDT)")  # fmt: skip
    moments = {read_draft(make_mail(date=date)).written_at for date in spellings}
    assert {str(moment) for moment in moments} == {"2026-10-05 08:00:00+00:00"}


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({"auto_submitted": "auto-replied"}, "auto-reply"),
        ({"subject": "Out of office: back on Monday"}, "auto-reply"),
        ({"subject": "Automatische Antwort: Rechnung"}, "auto-reply"),
        ({"precedence": "bulk"}, "newsletter"),
        ({"list_unsubscribe": "<mailto:x@example.com>"}, "newsletter"),
        ({"from": "MAILER-DAEMON@example.com"}, "bounce"),
        ({"return_path": "<>"}, "bounce"),
        ({"content_type": "multipart/report; boundary=b"}, "bounce"),
    ],
)
def test_it_knows_mail_that_nobody_wrote(headers: dict[str, str], kind: str) -> None:
    """Case 22."""
    draft = read_draft(make_mail(**headers))
    assert draft.is_automatic
    assert draft.metadata["automatic"] == kind


@pytest.mark.parametrize(
    "subject",
    ["Abwesenheitsnotiz: Rechnung", "Réponse automatique\u00a0: Facture",
     "Respuesta automática: Factura", "Risposta automatica: Fattura",
     "Resposta automática: Fatura", "Automatisch antwoord: Factuur",
     "Automatiskt svar: Faktura", "Odpowiedź automatyczna: Faktura",
     "Automatická odpověď: Faktura", "Автоматический ответ: Счёт",
     "自动答复: 发票", "自動返信: 請求書", "자동 회신: 송장", "[Auto-Reply] Invoice",
     "Out of office Re: Invoice", "Undeliverable: Invoice", "Non remis : Facture",
     "Mail delivery failed: returning message to sender"],
)  # fmt: skip
def test_it_knows_what_programs_put_before_a_subject(subject: str) -> None:
    """Case 22: in the languages of mail programs."""
    assert read_draft(make_mail(subject=subject)).is_automatic


@pytest.mark.parametrize(
    "subject",
    ["Undelivered parcel", "Delivery status of my order?", "Delivery failure again!",
     "Out of office hours nobody helps", "Returned mail: my parcel came back",
     "Mail delivery is late", "Automatic response is wrong", "Read: my complaint",
     "Failure notice for my payment", "Delivery has failed again"],
)  # fmt: skip
def test_people_may_write_about_what_programs_do(subject: str) -> None:
    assert not read_draft(make_mail(subject=subject)).is_automatic


def test_it_knows_receipts_and_answers_to_invitations() -> None:
    receipt = make_mail(subject="Gelesen: Rechnung", in_reply_to="<bill@example.org>")
    assert read_draft(receipt).is_automatic
    body = "--b\n\n\n--b\nContent-Type: text/calendar; method=REPLY\n\nBEGIN:\n--b--"
    answer = make_mail(body, content_type="multipart/alternative; boundary=b")
    assert read_draft(answer).is_automatic


def test_what_people_write_to_a_list_is_no_newsletter() -> None:
    """Many a support address is a group of Google's."""
    marks = {"list_id": "<support.example.org>", "precedence": "list"}
    post = {"list_post": "<mailto:support@example.org>"}
    assert not read_draft(make_mail(**marks, **post)).is_automatic
    assert read_draft(make_mail(**marks)).is_automatic


@pytest.mark.parametrize(
    "headers",
    [
        {"from": "'Eve' via Support <team@example.org>", "reply_to": "eve@e.example"},
        {"from": "'Eve' via Support <team@example.org>", "reply_to": "team@example.org",
         "x_original_from": "Eve <eve@e.example>"},
        {"from": "Our site <site@example.org>", "reply_to": "Eve <eve@e.example>"},
    ],
)  # fmt: skip
def test_it_finds_the_writer_behind_a_list_or_our_site(headers: dict[str, str]) -> None:
    writer = read_draft(make_mail(**headers)).writer
    assert writer.address == "eve@e.example"
    assert "via" not in writer.name


def test_it_takes_mail_of_people_for_what_it_is() -> None:
    """Case 22: neither the header nor the word alone makes a machine."""
    draft = read_draft(make_mail(auto_submitted="no", subject="Your automatic reply"))
    assert not draft.is_automatic


def test_it_finds_the_writer_behind_a_contact_form() -> None:
    draft = read_draft(
        make_mail(
            **{"from": "no-reply@shop.example", "reply_to": "Eve <eve@e.example>"}
        )
    )
    assert draft.writer.address == "eve@e.example"
    assert not draft.is_automatic


def test_it_stores_every_mail_without_an_id() -> None:
    """Case 26."""
    identities = {
        read_draft(make_mail(f"Letter {n}", message_id="")).identity
        for n in range(1_153)
    }
    assert len(identities) == 1_153


def test_it_does_not_take_the_message_id_for_identity() -> None:
    """Case 24."""
    one, other = read_draft(make_mail("one")), read_draft(make_mail("other"))
    assert one.message_id == other.message_id == "one@example.com"
    assert one.identity != other.identity


def test_it_reads_continued_boundaries_and_cut_subjects() -> None:
    """Case 28."""
    kind = 'multipart/mixed; boundary*0="lo"; boundary*1="ng"'
    body = "--long\n\nHello\n--long--"
    draft = read_draft(
        make_mail(body, content_type=kind, subject="=?iso-2022-jp?B?GyRCJCI=?=")
    )
    assert draft.body == "Hello"
    assert draft.subject == "あ"


def test_it_joins_characters_split_between_encoded_words() -> None:
    draft = read_draft(make_mail(subject="=?utf-8?b?5p0=?= =?utf-8?b?jg==?= ok"))
    assert draft.subject == "李 ok"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("--x\n\nHello\n--x--", "multipart/mixed"),
        ("--x\n\nHello\n--x--", 'multipart/mixed; boundary="other"'),
        ("--b\n\nHello", 'multipart/mixed; boundary="b"'),
        ("Hello", 'multipart/mixed; boundary="b"'),
        ("--b\n\nHello\n--b1\n", 'multipart/mixed; boundary="b"'),
        ("--b\n\nHello\n--b--\n", 'multipart/mixed; boundary=b; charset="x"'),
    ],
    ids=["missing", "wrong", "unclosed", "absent", "similar", "bare"],
)
def test_it_shows_the_text_whatever_the_boundaries(body: str, kind: str) -> None:
    """Case 10."""
    assert "Hello" in read_draft(make_mail(body, content_type=kind)).body


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ('filename="../../etc/passwd"', "passwd"),
        ("filename*=utf-8''%2e%2e%2fevil%0d%0aX:.txt", "evil X .txt"),
        ('filename="a\0b.txt"', "ab.txt"),
        ('filename="CON"', "_CON"),
        (f'filename="{"x" * 4_000}.pdf"', "x" * 116 + ".pdf"),
        ('filename="C:\\\\docs\\\\bill.pdf"', "bill.pdf"),
        ('filename="=?utf-8?q?r=C3=A9sum=C3=A9.doc?="', "résumé.doc"),
        ('filename*0="long na"; filename*1="me.txt"', "long name.txt"),
        ("filename=", "attachment 1"),
    ],
)
def test_it_cleans_the_names_of_files(given: str, shown: str) -> None:
    """Case 35."""
    body = f"--b\n\nHi\n--b\nContent-Disposition: attachment; {given}\n\nx\n--b--"
    draft = read_draft(make_mail(body, content_type="multipart/mixed; boundary=b"))
    assert [file.name for file in draft.attachments] == [shown]
    assert draft.attachments[0].content == b"x"


def test_it_keeps_winmail_as_a_file() -> None:
    """Case 38: nothing is read out of it, so nothing in it can do harm."""
    draft = read_draft(make_mail("<b>x</b>", content_type="application/ms-tnef"))
    assert [file.media_type for file in draft.attachments] == ["application/ms-tnef"]


def test_it_shows_markup_in_plain_text_as_it_stands() -> None:
    """Case 44."""
    draft = read_draft(make_mail("<script>alert(1)</script>"))
    assert draft.body == "<script>alert(1)</script>"
    assert draft.html == ""


def test_it_takes_the_armour_off_a_signed_letter() -> None:
    body = (
        "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nIt crashes.\n- - twice\n"
        "-----BEGIN PGP SIGNATURE-----\n\niQEz\n-----END PGP SIGNATURE-----\n"
    )
    assert read_draft(make_mail(body)).body == "It crashes.\n- twice"
    cut = body.partition("-----BEGIN PGP SIGNATURE")[0]
    assert read_draft(make_mail(cut)).body == cut.strip()


@pytest.mark.parametrize(
    ("body", "kind", "flag"),
    [
        ("-----BEGIN PGP MESSAGE-----\nhQEM", "text/plain", "encrypted"),
        ("--b\n\nx\n--b--", "multipart/encrypted; boundary=b", "encrypted"),
        ("TWlt", "application/pkcs7-mime; smime-type=enveloped-data", "encrypted"),
        ("TWlt", "application/pkcs7-mime; smime-type=signed-data", "signed"),
    ],
)
def test_it_says_when_nobody_can_read_a_letter(body: str, kind: str, flag: str) -> None:
    draft = read_draft(make_mail(body, content_type=kind))
    assert draft.flags[0].startswith(flag)


def test_it_reads_the_html_of_a_mail_whose_text_only_points_there() -> None:
    stub = "Your mail program does not support HTML."
    html = "Content-Type: text/html\n\n<p>It crashes.</p>"
    kind = "multipart/alternative; boundary=b"
    draft = read_draft(
        make_mail(f"--b\n\n{stub}\n--b\n{html}\n--b--", content_type=kind)
    )
    assert draft.body == "It crashes."
    assert read_draft(make_mail(stub)).body == stub


def test_a_bare_header_is_in_the_charset_of_the_text() -> None:
    """Old programs write the subject's bytes as they are."""
    kind = b"Content-Type: text/plain; charset=gb2312\n\n"
    head = "From: 张三 <z@x.example>\nSubject: 投诉\n".encode("gb2312")
    draft = read_draft(head + kind + "退款".encode("gb2312"))
    assert (draft.subject, draft.writer.name) == ("投诉", "张三")
    latin = b"Content-Type: text/plain; charset=iso-8859-1\n\n"
    assert read_draft("Subject: Größe\n".encode() + latin + b"x").subject == "Größe"


def test_it_reads_the_letter_that_somebody_passed_on() -> None:
    body = (
        "fyi\n\n---------- Forwarded message ---------\n"
        "From: Eve <eve@example.net>\nDate: Fri, 2 Oct 2026 at 09:30\n"
        "Subject: Refund\nTo: <ann@example.com>\n\nWhere is my refund?\n"
    )
    draft = read_draft(make_mail(body, subject="Fwd: Refund"))
    assert (draft.writer.address, draft.subject) == ("eve@example.net", "Refund")
    assert draft.body == "Where is my refund?"
    assert draft.metadata["forwarded by"] == "ann@example.com"
    assert draft.metadata["note"] == "fyi"


def test_it_reads_a_letter_that_came_as_a_file() -> None:
    inner = make_mail("My refund?", **{"from": "eve@example.net", "subject": "Refund"})
    body = (
        f"--b\n\nSee below.\n--b\nContent-Type: message/rfc822\n\n{inner.decode()}--b--"
    )
    draft = read_draft(make_mail(body, content_type="multipart/mixed; boundary=b"))
    assert (draft.writer.address, draft.body) == ("eve@example.net", "My refund?")
    assert draft.metadata["forwarded by"] == "ann@example.com"


def test_it_keeps_the_ids_that_a_mail_answers() -> None:
    draft = read_draft(make_mail(references="<a@x> <b@x>", in_reply_to="<b@x>"))
    assert draft.references == ("a@x", "b@x")


def test_it_keeps_bytes_and_reason_of_what_it_refuses() -> None:
    item = read(b"no mail at all")
    assert isinstance(item, Refusal)
    assert (item.original, item.location) == (b"no mail at all", "test.eml")
    assert "mail headers" in item.reason
    assert ARRIVAL.tzinfo is not None


def test_it_reads_words_that_are_encoded_one_after_the_other(shared: Path) -> None:
    """Case 9."""
    folder = shared / "mail/mikel-mail/emails/mime_emails"
    path = folder / "raw_email_encoded_stack_level_too_deep.eml"
    draft = read_draft(path.read_bytes())
    assert draft.subject == ("Nicolas Fouché has accepted your invitation to Gmail")
    assert draft.body.startswith("Nicolas Fouché has accepted your invitation")
    assert "Nicolas Fouché" in draft.metadata["to"]


def test_it_reads_many_encoded_words_as_one_text() -> None:
    """Case 9: neighbours are joined, also where a character is cut in two."""
    words = "=?utf-8?b?5L2g?= =?utf-8?q?=E5=A5?= =?utf-8?q?=BD?=\r\n =?utf-8?b?5ZCX?="
    raw = f"From: a@example.com\r\nSubject: {words} ok\r\n\r\nHi\r\n".encode()
    assert read_draft(raw).subject == "你好吗 ok"
    nested = "=?utf-8?q?=3D=3Futf-8=3Fq=3Fone=3F=3D?="
    raw = f"From: a@example.com\r\nSubject: {nested}\r\n\r\nHi\r\n".encode()
    assert read_draft(raw).subject == "=?utf-8?q?one?="


def make_envelope(*files: tuple[str, bytes], cut: int | None = None) -> bytes:
    """Return a winmail.dat with these files."""
    out = struct.pack("<IH", 0x223E9F78, 1)
    for name, content in files:
        title = name.encode() + b"\0"
        for tag, value in ((0x9002, b"x"), (0x8010, title), (0x800F, content)):
            out += struct.pack("<BHHI", 2, tag, 6, len(value)) + value + b"\0\0"
    return out[:cut]


def test_it_takes_files_out_of_an_outlook_envelope() -> None:
    """Case 38: the files inside, under names that are only text."""
    content = make_envelope(("<b>../bill.txt", b"Quokka"), ("two.txt", b"2"))
    packed = base64.b64encode(content).decode()
    raw = make_mail(
        packed,
        content_type="application/ms-tnef; name=winmail.dat",
        content_transfer_encoding="base64",
    )
    files = read_draft(raw).attachments
    assert [(file.name, file.content) for file in files] == [
        ("bill.txt", b"Quokka"),
        ("two.txt", b"2"),
    ]


@pytest.mark.parametrize("cut", [0, 5, 20, 40])
def test_it_keeps_an_envelope_that_holds_no_file(cut: int) -> None:
    content = make_envelope(("a.txt", b"abc" * 20), cut=cut)
    file = Attachment("winmail.dat", "application/ms-tnef", content)
    assert expand(file, clean_file_name)[0].name in ("winmail.dat", "a.txt")
