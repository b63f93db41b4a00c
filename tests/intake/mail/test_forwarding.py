"""Letters that somebody passed on, as mail programs of many languages show them."""

import pytest

from feedback.types import Draft
from tests.intake.builders import make_mail, read_draft

_EVE = "Eve <eve@example.net>"


def pass_on(text: str, subject: str, **headers: str) -> Draft:
    """Return the draft of a mail in which Ann of the team passes a letter on."""
    fields = {"from": "Ann <ann@example.org>", "subject": subject, **headers}
    plain = {"content_type": "text/plain; charset=utf-8"}
    return read_draft(make_mail(text, **plain, **fields))


@pytest.mark.parametrize(
    ("subject", "above"),
    [
        ("FW: Late", f"________________________________\nFrom: {_EVE}\n"
         "Sent: Thursday, October 1, 2026 9:30 PM\nTo: Ann\nSubject: Late"),
        ("WG: Late", f"Von: {_EVE}\nGesendet: Donnerstag, 1. Oktober 2026 21:30\n"
         "An: Ann\nBetreff: Late"),
        ("WG: Late", f"-----Ursprüngliche Nachricht-----\nVon: {_EVE}\n"
         "Gesendet: Donnerstag, 1. Oktober 2026 21:30\nAn: Ann\nBetreff: Late"),
        ("TR: Late", f"De\u00a0: {_EVE}\nEnvoyé\u00a0: jeudi 1 octobre 2026 21:30\n"
         "À\u00a0: Ann\nObjet\u00a0: Late"),
        ("转发: Late", f"发件人: {_EVE}\n发送时间: 2026年10月1日 21:30\n收件人: Ann\n"
         "主题: Late"),
        ("FW: Late", f"差出人: {_EVE}\n送信日時: 2026年10月1日 21:30\n宛先: Ann\n"
         "件名: Late"),
        ("转发\uff1aLate", f"------------------ 原始邮件 ------------------\n"
         f"发件人: {_EVE};\n发送时间: 2026年10月1日(星期四) 晚上9:30\n"
         "收件人: Ann;\n主题: Late"),
        ("Fwd: Late", "---------- Forwarded message ---------\n"
         f"差出人: {_EVE}\nDate: 2026年10月1日(木) 21:30\nSubject: Late\nTo: Ann"),
        ("Fw: Late", "Gesendet: Donnerstag, 01. Oktober 2026 um 21:30 Uhr\n"
         f"Von: {_EVE}\nAn: Ann\nBetreff: Late"),
        ("Fwd: Late", "-------- 転送されたメッセージ --------\n件名: \tLate\n"
         f"日付: \tThu, 1 Oct 2026 21:30:00 +0200\n差出人: \t{_EVE}\n宛先: \tAnn"),
        ("Fw: Late", "----- Forwarded by Ann/SHOP on 10/02/2026 09:00 AM -----\n\n"
         f"From:\t{_EVE}\nTo:\tAnn\nDate:\t1 Oct 2026 21:30\nSubject:\tLate"),
        ("Fw: Late", f"   ----- Forwarded Message ----- From: {_EVE}To: Ann "
         "<ann@example.org>Sent: Thursday, October 1, 2026 at 09:30:00 PM "
         "GMT+2Subject: Late"),
        ("WG: Late", f"----- Weitergeleitete Nachricht ----- Von: {_EVE} An: Ann "
         "Gesendet: Donnerstag, 1. Oktober 2026, 21:30:00 MESZ Betreff: Late"),
    ],
)  # fmt: skip
def test_it_reads_letters_that_any_program_passes_on(subject: str, above: str) -> None:
    draft = pass_on(f"Please help\n\n{above}\n\nWhere is it?\n", subject)
    assert (draft.writer.address, draft.subject) == ("eve@example.net", "Late")
    assert (draft.body, draft.metadata["note"]) == ("Where is it?", "Please help")
    assert str(draft.written_at) == "2026-10-01 19:30:00+00:00"


def test_a_subject_that_was_run_together_may_hold_anything() -> None:
    above = (
        f"---- Forwarded Message ---- From: {_EVE}To: Ann Subject: To: all, Date: now"
    )
    draft = pass_on(f"{above}\nWhere is it?", "Fwd: you")
    assert (draft.subject, draft.body) == ("To: all, Date: now", "Where is it?")


@pytest.mark.parametrize(
    ("title", "labels"),
    [
        ("Begin forwarded message:", ("From", "Subject", "Date", "To")),
        ("Début du message transféré\u00a0:", ("De", "Objet", "Date", "À")),
        ("开始转发邮件\uff1a", ("发件人", "主题", "日期", "收件人")),
    ],
)
def test_it_takes_the_marks_off_what_apple_quotes(
    title: str, labels: tuple[str, ...]
) -> None:
    values = (_EVE, "Late", "1 October 2026 at 21:30:00 GMT+2", "Ann")
    fields = [f"> {one}: {it}" for one, it in zip(labels, values, strict=True)]
    above = "\n".join([title, "", *fields])
    draft = pass_on(f"{above}\n> \n> Where is it?\n> Eve", "Fwd: Late")
    assert (draft.writer.address, draft.body) == (
        "eve@example.net",
        "Where is it?\nEve",
    )
    assert str(draft.written_at) == "2026-10-01 19:30:00+00:00"


def test_it_keeps_a_text_that_follows_the_headers_at_once() -> None:
    above = f"-------- 转发邮件信息 --------\n发件人: {_EVE}\n主题: Late"
    assert pass_on(f"{above}\nWhere is it?\nEve", "转发").body == "Where is it?\nEve"


def test_it_says_when_the_date_of_what_was_passed_on_is_not_sure() -> None:
    above = f"From: {_EVE}\nSent: 03/04/2026 10:00\nTo: Ann\nSubject: Late"
    draft = pass_on(f"{above}\n\nWhere is it?", "FW: Late")
    assert str(draft.written_at) == "2026-10-05 08:00:00+00:00"
    assert "that of passing on used" in draft.flags[0]


def test_whoever_sends_our_mail_back_is_the_writer() -> None:
    above = (
        "---------- Forwarded message ---------\nFrom: Shop <bills@example.org>\n"
        "Date: Thu, Oct 1, 2026 at 9:30 AM\nSubject: Your bill"
    )
    text = f"I never ordered this!\n\n{above}\n\nYou owe us 99 EUR."
    draft = pass_on(text, "Fwd: Your bill", **{"from": "eve@example.net"})
    assert (draft.writer.address, draft.body) == (
        "eve@example.net",
        "I never ordered this!",
    )
    assert "99 EUR" in draft.quoted


def test_a_colleague_may_sign_at_length() -> None:
    signature = "\n".join(["Kind regards", "Ann", *["Shop Ltd, 1 High Street"] * 12])
    above = f"From: {_EVE}\nSent: 1 October 2026\nTo: Ann\nSubject: Late"
    text = f"Please help\n\n{signature}\n\n{above}\n\nWhere is it?"
    assert pass_on(text, "FW: Late").writer.address == "eve@example.net"
    stranger = pass_on(text, "FW: Late", **{"from": "bob@example.com"})
    assert stranger.writer.address == "bob@example.com"


def test_it_does_not_take_a_journey_for_a_mail() -> None:
    text = "From: Berlin\nTo: Paris\nDate: 5 March 2026\n\nThe train never came."
    draft = pass_on(text, "Fwd: my journey", **{"from": "eve@example.net"})
    assert (draft.writer.address, draft.body) == ("eve@example.net", text)


def test_an_answer_that_quotes_what_was_passed_on_is_its_own_letter() -> None:
    quoted = (
        f"> ---------- Forwarded message ---------\n> From: {_EVE}\n> Subject: Late"
    )
    text = f"I answered.\n\nOn 1 October, Bob wrote:\n{quoted}\n>\n> Where is it?"
    draft = pass_on(text, "Re: Fwd: Late")
    assert (draft.writer.address, draft.body) == ("ann@example.org", "I answered.")
