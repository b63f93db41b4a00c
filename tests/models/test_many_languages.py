"""An inbox in fifteen languages: topics within each, names of whole words."""

from unicodedata import normalize

import numpy as np
import pytest

from benchmarks.languages import agreement, read_parts, write_letters
from models import Discovery, discover
from models.texts.words import split_words

LETTERS = write_letters()


@pytest.fixture(scope="module")
def found() -> Discovery:
    return discover([letter.text for letter in LETTERS], random_state=0)


def test_topics_of_every_language_are_sound(found: Discovery) -> None:
    agreed = agreement(LETTERS, found.labels)
    assert len(agreed) == len(read_parts())
    assert min(agreed.values()) >= 0.6
    assert np.mean(found.labels < 0) < 0.1


def test_no_name_holds_a_torn_word(found: Discovery) -> None:
    known = {word.lower() for one in LETTERS for word in split_words(one.text)}
    for topic in found.topics:
        words = [word.lower() for word in split_words(topic.name)]
        assert known.issuperset(words), topic.name


def test_thai_names_are_parts_of_clauses_without_spaces(found: Discovery) -> None:
    written = " ".join(one.text for one in LETTERS if one.language == "th")
    names = [one.name for one in found.topics if "\u0e01" <= one.name[0] <= "\u0e4e"]
    assert len(names) >= 4
    assert all(name in written and " " not in name for name in names)


def test_accents_written_apart_make_no_topics_of_their_own() -> None:
    letters = [one for one in LETTERS if one.language == "vi"]
    apart = [
        normalize("NFD", one.text) if number % 2 else one.text
        for number, one in enumerate(letters)
    ]
    labels = discover(apart, random_state=0).labels
    assert agreement(letters, labels)["vi"] >= 0.8
