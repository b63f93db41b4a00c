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
    ["-- \nAnn Example\n+49 123", "--\nAnn", "Sent from my iPhone", "发自我的iPhone"],
)
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
        ("a < b and c > d", "a < b and c > d"),
    ],
)
def test_it_reads_html_as_a_reader_would(html: str, text: str) -> None:
    assert html_to_text(html) == text
