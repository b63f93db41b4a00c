"""Letters as passages: where they stand, what is said twice, and parts of them."""

import numpy as np

from models import Passage, discover
from models.discovery.reading import (
    hold_chinese,
    letter_words,
    letter_words_by_part,
    read_letters,
)
from models.texts.words import read_words

LETTERS = [
    "Hi,\n\nI was charged {$50.00} twice for one order. The app crashes daily now.",
    "",
    "The app crashes daily now! 退款一直没收到，客服也不回复我们。",
    "I WAS CHARGED {$7.00} TWICE FOR ONE ORDER.",
]


def test_it_keeps_each_wording_once_as_it_stands_first() -> None:
    reading = read_letters(LETTERS)
    assert list(reading.texts) == [
        "I was charged          twice for one order.",
        "The app crashes daily now.",
        "退款一直没收到，客服也不回复我们。",
    ]
    assert reading.wordings.tolist() == [0, 1, 1, 2, 0]
    assert reading.owners.tolist() == [0, 0, 2, 2, 3]
    assert reading.texts[1:] == list(reading.texts)[1:]
    assert reading.text(4) == reading.texts[0]
    span = reading.span(2)
    assert LETTERS[2][span.start : span.end] == "The app crashes daily now!"


def test_it_takes_some_letters_with_their_passages() -> None:
    reading = read_letters(LETTERS)
    part, kept = reading.take(np.array([1, 2, 3]))
    assert kept.tolist() == [2, 3, 4]
    assert part.owners.tolist() == [1, 1, 2]
    assert part.wordings.tolist() == [1, 2, 0]
    assert part.letters == 3


def test_it_puts_the_words_of_letters_together_whole_or_by_part() -> None:
    letters = [LETTERS[row % 4] for row in range(9_000)]
    reading = read_letters(letters)
    table = read_words(reading.texts)
    whole = letter_words(table, reading)
    parts = list(letter_words_by_part(table, reading))
    assert len(parts) > 1
    assert np.array_equal(np.concatenate([part.ids for part in parts]), whole.ids)
    lengths = np.concatenate([np.diff(part.starts) for part in parts])
    assert np.array_equal(lengths, np.diff(whole.starts))
    assert lengths[1] == 0


def test_it_tells_which_letters_hold_chinese() -> None:
    reading = read_letters(LETTERS)
    holding = hold_chinese(read_words(reading.texts), reading)
    assert holding.tolist() == [False, False, True, False]


def test_it_says_of_every_passage_what_it_carries() -> None:
    found = discover(LETTERS * 3).passages
    assert len(found) == 15
    assert isinstance(found[2], Passage)
    assert found[2].text_index == 2
    assert list(found) == found[:]
    assert found[-1].text_index == 11
