"""Which texts are copies: templates with small changes are, short or distinct ones not.

Also on letters that nobody here wrote.
"""

import csv
import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import group_near_duplicates
from models.texts.copies import BANDS, likeness, read_wordings

TEMPLATE = (
    "I am one of many long-standing customers who learned that the yearly plan will"
    " rise by a third. When we signed up, your page said the price you join at is the"
    " price you keep, and we kept our side of it. Keep the promised price for us. {}"
)
FOOTER = (
    " This message and any attachment are confidential and meant for the addressee"
    " alone. If you have received it by mistake please tell the sender at once and"
    " delete it from your system; you may not copy it or show it to anybody else."
    " Mail is not secure and we accept no liability for errors or loss that arise"
    " from its use. Please think of the environment before you print this message."
)


def groups(*texts: str) -> list[int]:
    return group_near_duplicates(texts).tolist()


def test_it_groups_a_template_with_other_names_dates_and_amounts() -> None:
    letters = [
        TEMPLATE.format("Maria Lopez, 3 May 2026"),
        "The app crashes.",
        TEMPLATE.format("XXXX XXXX, XX/XX/2026"),
        f"Dear team,\n{TEMPLATE.format('{$2000.00}')}\n\nKind regards, Tom",
    ]
    assert groups(*letters) == [0, 1, 0, 0]


def test_it_groups_a_letter_with_one_that_holds_it_whole() -> None:
    added = "I also wrote to the ombudsman last week and wait for his answer. "
    letter = TEMPLATE.format(
        "We have told you so before, in a letter of last year. " * 3
    )
    assert groups(letter, letter + added * 3) == [0, 0]


def test_it_keeps_short_letters_apart_unless_every_word_is_equal() -> None:
    letters = ["Great app", "great app!", "Great app, love it", "refund please", "", ""]
    assert groups(*letters) == [0, 0, 2, 3, 4, 5]


ORIGINAL = (
    "On 3 May I was charged 19.99 euros for a subscription that I had cancelled two"
    " weeks before, and nobody has answered any of my three messages since then. Please"
    " send the money back to the account that you took it from, and confirm in writing"
    " that the subscription has ended. If I hear nothing I shall ask my bank."
)
TRANSLATED = (
    "Am 3. Mai wurden mir 19,99 Euro für ein Abonnement abgebucht, das ich zwei Wochen"
    " vorher gekündigt hatte, und niemand hat seitdem auf meine drei Nachrichten"
    " geantwortet. Bitte überweisen Sie das Geld zurück und bestätigen Sie das Ende."
)
SHORTER = (
    "The app crashes when I open the second note after the update, and I have tried"
)


@pytest.mark.parametrize(
    ("other", "is_copy"),
    [
        (ORIGINAL.replace("3 May", "12 June").replace("19.99", "49.00"), True),
        (ORIGINAL + "\n\nOn Tuesday support wrote:\n> We pass it on.", True),
        ("Any news?\n\nOn Monday Ann wrote:\n> " + ORIGINAL, True),
        (f"{ORIGINAL}\n\n{TRANSLATED}", True),
        (ORIGINAL.upper() + "!!!", True),
        (TRANSLATED, False),
        ("Any news?", False),
        ("", False),
    ],
    ids=[
        "other figures", "answer below", "sent again, quoted", "in two languages",
        "shouted", "translation", "short reply", "nothing",
    ],
)  # fmt: skip
def test_what_is_a_copy_of_a_letter(other: str, is_copy: bool) -> None:
    assert groups(ORIGINAL, other) == [0, 0 if is_copy else 1]


@pytest.mark.parametrize(
    ("one", "other", "is_copy"),
    [
        ("Thanks!", "thanks", True),
        ("Thanks!", "Thank you!", False),
        ("I was charged 10 euros twice.", "I was charged 20 euros twice.", False),
        (f"{SHORTER} it twice.", f"{SHORTER} it once.", False),
        ("退款", "退款！", True),
        ("退款没收到", "退款收到了", False),
    ],
)
def test_short_letters_are_copies_word_for_word(
    one: str, other: str, is_copy: bool
) -> None:
    assert groups(one, other) == [0, 0 if is_copy else 1]


def test_two_who_begin_with_their_own_names_stay_apart() -> None:
    """No word says that it is a name and not what the letter is about."""
    letters = [
        f"My name is {name} and I live in {town}. {ORIGINAL}"
        for name, town in (("Anna Berg", "Oslo"), ("Tom Fields", "Leeds"))
    ]
    assert groups(*letters) == [0, 1]


def test_figures_tell_short_letters_apart() -> None:
    assert groups("5 stars", "1 stars", "Order 15 is late", "Order 99 is late") == [
        0, 1, 2, 3,
    ]  # fmt: skip


def test_one_word_tells_letters_of_a_sentence_apart() -> None:
    letters = [
        f"How do I {doing} my card? I looked in the app and on the site and found"
        " nothing that says how, so please tell me what I should press to do it."
        for doing in ("activate", "cancel", "activate")
    ]
    assert groups(*letters) == [0, 1, 0]


def test_a_footer_makes_no_copies() -> None:
    letters = [
        "The invoice of March shows two charges for one seat, please refund one.",
        "Since the update my notes no longer reach the phone and I lost a page.",
    ]
    assert groups(*(letter + FOOTER for letter in letters)) == [0, 1]


def test_an_answer_does_not_depend_on_later_texts() -> None:
    letters = [TEMPLATE.format(n) for n in "abc"] + ["Great app"] * 3
    assert groups(*letters)[:4] == groups(*letters[:4])


def test_it_reads_chinese() -> None:
    letter = (
        "我们公司从三年前开始使用贵公司的软件,每个月都按时付款,从来没有拖欠过。"
        "但是这个月系统突然扣了两次款,客服一直没有回复,请尽快把多扣的钱退给我们。"
    )
    assert groups(letter, letter.replace("客服", "你们"), "请退款") == [0, 0, 2]


@given(st.lists(st.text(max_size=200), max_size=6))
def test_any_text_is_the_copy_of_itself_and_likeness_goes_both_ways(texts) -> None:
    for one in (wordings := read_wordings(texts)):
        assert likeness(one, one) == float(bool(one.spoken or one.codes))
        assert len(one.codes) in (0, BANDS)
        assert all(0 <= code < 2**32 for code in one.codes)
        assert all(likeness(one, other) == likeness(other, one) for other in wordings)


def test_codes_are_the_same_in_every_process() -> None:
    """They are stored: a change needs another SCHEME."""
    wording = read_wordings([TEMPLATE.format("Maria")])[0]
    assert wording.codes[:2] == (2919883951, 1842269600)


def test_it_finds_the_templates_among_real_letters(shared: Path) -> None:
    with (shared / "cfpb" / "complaints.csv").open(encoding="utf-8") as file:
        texts = [row["Consumer complaint narrative"] for row in csv.DictReader(file)]
    texts = texts[:4_000]
    found = group_near_duplicates(texts)
    by_text: dict[str, set[int]] = {}
    for text, group in zip(texts, found.tolist(), strict=True):
        by_text.setdefault(text, set()).add(group)
    assert all(len(ids) == 1 for ids in by_text.values()), "exact copies stay together"
    drawn = random.Random(1).sample([t for t in texts if len(t.split()) > 60], 100)  # noqa: S311
    edited = [" ".join(["Hello,", *text.split(), "Thank you."]) for text in drawn]
    again = group_near_duplicates([*drawn, *edited])
    assert np.mean(again[:100] == again[100:]) > 0.98
