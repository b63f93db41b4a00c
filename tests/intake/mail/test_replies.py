"""What the writer wrote, apart from quotes and signatures."""

import pytest

from feedback.intake.mail.html_text import html_to_text
from feedback.intake.mail.replies import split_reply


@pytest.mark.parametrize(
    "introduction",
    [
        "On Mon, 5 Oct 2026 at 10:00, Team <team@example.org> wrote:",
        "On Mon, 5 Oct 2026 at 10:00,\nTeam <team@example.org>\nwrote:",
        "Am 05.10.26 um 10:00 schrieb Team:",
        "Le lun. 5 oct. 2026 à 10:00, Team a écrit :",
        "El lun, 5 oct 2026 a las 10:00, Team escribió:",
        "在 2026年10月5日,团队 写道:",
        "-----Original Message-----",
        "-----Ursprüngliche Nachricht-----",
        "From: Team <team@example.org>\nSent: Monday\nTo: Ann\nSubject: Hi",
        "Von: Team\nGesendet: Montag\nAn: Ann\nBetreff: Hallo",
    ],
)
def test_it_folds_quoted_mail_away(introduction: str) -> None:
    reply = split_reply(f"It still crashes.\n\n{introduction}\n\n> Does it?\n> Team")
    assert reply.body == "It still crashes."
    assert "Does it?" in reply.quoted


def test_it_shows_the_answer_below_a_quote() -> None:
    above = "On 1 March 2026 at 10:00, Team wrote:\n> Fixed?"
    reply = split_reply(f"{above}\n\nNo.")
    assert (reply.body, reply.quoted) == ("No.", above)


_TEAM = "Team <team@shop.example>"


@pytest.mark.parametrize(
    "introduction",
    [
        f"вс, 1 мар. 2026 \u0433. в 10:00, {_TEAM}:",
        f"2026年3月1日(日) 10:00 {_TEAM}:",
        f"{_TEAM} 于2026年3月1日周日 10:00写道\uff1a",
        f"niedz., 1 mar 2026 o 10:00 {_TEAM} napisał(a):",
        f"2026년 3월 1일 (일) 오후 3:00, {_TEAM}님이 작성:",
        f"ne 1. 3. 2026 v 10:00 odesílatel {_TEAM} napsal:",
        f"{_TEAM} schrieb am So., 1. März 2026, 10:00:",
    ],
)
def test_it_knows_who_wrote_a_quote_in_any_language(introduction: str) -> None:
    reply = split_reply(f"It still crashes.\n\n{introduction}\n\n> Does it?")
    assert reply.body == "It still crashes."


@pytest.mark.parametrize(
    "introduction",
    [
        f'At 2026-03-01 10:00:00, "Team" {_TEAM} wrote:',
        f"1 марта 2026, 10:00, {_TEAM} написал(\u0430):",
        f"________________________________\nFrom: {_TEAM}\nSent: Sunday\nTo: Ann",
        f"Van: {_TEAM}\nVerzonden: zondag\nAan: Ann\nOnderwerp: Storing",
        f"Från: {_TEAM}\nSkickat: söndag\nTill: Ann\nÄmne: Fel",
        f"Od: {_TEAM}\nWysłano: niedziela\nDo: Ann\nTemat: Awaria",
        f"差出人: {_TEAM}\n送信日時: 2026年3月1日\n宛先: Ann\n件名: 故障",
        f"寄件者: {_TEAM}\n寄件日期: 2026年3月1日\n收件者: Ann\n主旨: 故障",
        f"보낸 사람: {_TEAM}\n보낸 날짜: 2026년 3월 1일\n받는 사람: Ann\n제목: 고장",
        f"Gesendet: Sonntag\nVon: {_TEAM}\nAn: Ann\nBetreff: Absturz",
        f"------------------ Original ------------------\nFrom: {_TEAM};\nTo: Ann;",
        f"*From:* {_TEAM}\n*Sent:* Sunday\n*To:* Ann\n*Subject:* Crash",
        f"---------- Forwarded message ---------\nFrom: {_TEAM}\nTo: Ann",
    ],
)
def test_it_folds_away_what_bears_no_marks(introduction: str) -> None:
    """As Outlook, QQ Mail and phones quote, in the language of their users."""
    reply = split_reply(f"It still crashes.\n\n{introduction}\n\nDoes it?\nTeam")
    assert (reply.body, reply.quoted[-4:]) == ("It still crashes.", "Team")


@pytest.mark.parametrize(
    "letter",
    [
        "I complain.\n\nOn 3 March your agent wrote:\n'We refund you.'\nHe lied.",
        "My trip:\nFrom: Berlin\nTo: Paris\nDate: 5 March\nThe train never came.",
        "At 10:00 on 2026-03-01 I asked bob@shop.example:\nhe said no.",
    ],
)
def test_it_shows_what_a_letter_tells_of_others(letter: str) -> None:
    assert split_reply(letter).body == letter


def test_it_folds_away_quotes_without_marks_after_a_divider() -> None:
    reply = split_reply("No.\n\n-----Original Message-----\nDid it help?\nTeam")
    assert (reply.body, reply.quoted.splitlines()[1:]) == (
        "No.",
        ["Did it help?", "Team"],
    )


def test_it_keeps_answers_between_and_below_quotes() -> None:
    text = "On Monday, Team wrote:\n> One?\nYes.\n> Two?\nNo, not at all."
    reply = split_reply("Hello\n" + text)
    assert reply.body == "Hello\nYes.\nNo, not at all."


@pytest.mark.parametrize(
    "signature",
    ["-- \nAnn Example\n+49 123", "--\nAnn", "Sent from my iPhone", "发自我的iPhone",
     "Get Outlook for iOS<https://aka.ms/o0ukef>", "Gesendet mit der GMX Mail App",
     "Télécharger Outlook pour iOS", "Envoyé à partir de Outlook pour iOS",
     "iPhoneから送信", "나의 iPhone에서 보냄", "Отправлено \u0441 iPhone",
     "Diese Nachricht wurde von meinem Android-Gerät mit GMX Mail gesendet."],
)  # fmt: skip
def test_it_folds_signatures_away(signature: str) -> None:
    reply = split_reply(f"It crashes.\n\n{signature}")
    assert (reply.body, reply.signature) == ("It crashes.", signature)


def test_it_leaves_a_letter_alone_that_only_looks_like_a_quote() -> None:
    text = "From: the start it was slow.\nI said: stop.\nOn top you wrote nothing"
    assert split_reply(text).body == text


def test_it_shows_a_letter_that_is_quoted_as_a_whole() -> None:
    assert split_reply("> all of it\n> quoted").body == "> all of it\n> quoted"


def test_it_loses_no_word() -> None:
    text = "Own\n\nOn Monday, A wrote:\n> quoted\nmore\n\n-- \nsigned"
    reply = split_reply(text)
    whole = " ".join((reply.body, reply.quoted, reply.signature)).split()
    assert sorted(whole) == sorted(text.split())


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("a<br>b<br><br>c", "a\nb\n\nc"),
        ("<ul><li>x<li>y</ul>", "- x\n- y"),
        ("<style>p{}</style><script>x</script>Hi<!-- no -->", "Hi"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
        ("&lt;b&gt; &amp; &#8364;", "<b> & €"),
        ("new<blockquote>old<br>older</blockquote>", "new\n\n> old\n> older"),
        ("<script>never closed", "never closed"),
        ("<pre>one\n two\n\nthree</pre>and\nfour", "one\ntwo\n\nthree\n\nand four"),
        ("a < b and c > d", "a < b and c > d"),
    ],
)
def test_it_reads_html_as_a_reader_would(html: str, text: str) -> None:
    assert html_to_text(html) == text
