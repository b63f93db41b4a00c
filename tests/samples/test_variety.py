"""The letters differ as letters of people do."""

import re
from collections import Counter

import pytest

from feedback.samples import SampleWorld
from feedback.samples.prose import TopicProse, load_language
from feedback.samples.rhythm import TOPICS_BY_VOLUME
from feedback.samples.types import Kind

_TEMPLATES = (Kind.PETITION, Kind.AUTOMATIC, Kind.NOT_FEEDBACK)
_SENTENCES = ("openers", "details", "effects", "asks", "short", "stories")


def _count_patterns(topic: TopicProse) -> int:
    return len({line for part in _SENTENCES for line in topic.parts[part]})


@pytest.mark.parametrize(("code", "floor"), [("en", 30), ("zh", 20)])
def test_it_knows_many_sentences_for_each_topic(code: str, floor: int) -> None:
    topics = load_language(code).topics
    assert set(topics) == set(TOPICS_BY_VOLUME)
    assert min(_count_patterns(topic) for topic in topics.values()) >= floor


def test_it_writes_no_letter_twice_but_for_templates(world: SampleWorld) -> None:
    bodies = Counter(
        letter.body for letter in world.letters if letter.kind not in _TEMPLATES
    )
    repeated = [body for body, count in bodies.items() if count > 1]
    assert not repeated


def test_most_of_what_is_said_is_worded_once(world: SampleWorld) -> None:
    passages = Counter(
        passage.text.lower()
        for letter in world.letters
        if letter.kind not in _TEMPLATES
        for passage in world.truth.passages[letter.key]
    )
    assert len(passages) / passages.total() > 0.5


def test_a_petition_comes_in_many_copies_under_many_names(world: SampleWorld) -> None:
    petitions = [one for one in world.letters if one.kind is Kind.PETITION]
    assert len({letter.writer_key for letter in petitions}) == len(petitions) == 120
    texts = {letter.body.rpartition("\n")[0] for letter in petitions}
    assert len(texts) == 1


def test_it_writes_short_reviews_and_long_complaints(world: SampleWorld) -> None:
    english = [
        (letter, len(letter.body.split()))
        for letter in world.letters
        if letter.language == "en"
    ]
    long = [words for _, words in english if words >= 300]
    assert len(long) > 50
    assert max(long) < 1100
    reviews = [words for letter, words in english if letter.kind is Kind.REVIEW]
    assert sum(words < 25 for words in reviews) / len(reviews) > 0.7


def test_it_shouts_and_whispers(world: SampleWorld) -> None:
    assert any(letter.body.isupper() for letter in world.letters)
    assert any(
        letter.body == letter.body.lower() and letter.language == "en"
        for letter in world.letters
    )


def test_it_leaves_no_slot_open(world: SampleWorld) -> None:
    for letter in world.letters:
        text = letter.subject + letter.body + letter.quoted
        assert not re.search(r"[{}]", text)
