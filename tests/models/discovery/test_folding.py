"""Letters that are nearly the same."""

import numpy as np

from models import discover
from models.discovery.folding import fold_letters
from models.texts.words import read_words

TEMPLATE = (
    "I am one of many long-standing customers who learned that the yearly plan will"
    " rise by a third. When we signed up, your page said the price you join at is the"
    " price you keep, and we kept our side of it. Keep the promised price for us. {}"
)


def test_it_folds_letters_that_differ_in_a_name_or_a_figure() -> None:
    letters = [TEMPLATE.format("Maria"), "The app crashes.", TEMPLATE.format("17 May")]
    assert fold_letters([read_words(letters)]).tolist() == [0, 1, 0]


def test_it_keeps_short_letters_apart_that_share_most_words() -> None:
    letters = ["How do I activate my card?", "How do I cancel my card?", "", ""]
    assert fold_letters([read_words(letters)]).tolist() == [0, 1, 2, 3]


def test_it_gives_copies_the_topic_of_their_original() -> None:
    letters = [TEMPLATE.format(f"Writer {number}") for number in range(30)]
    others = [f"The app crashes when I open photo {n}." for n in range(5)]
    labels = discover([*letters, *others]).labels
    assert len(np.unique(labels[:30])) == 1
