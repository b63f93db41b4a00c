"""How a letter is put together from the sentences of its topics."""

import re
from dataclasses import dataclass, field
from random import Random

from feedback.samples.facts import Facts
from feedback.samples.prose import Bank, Language, Persona, TopicProse, expand
from feedback.samples.types import Passage
from feedback.samples.voices import (
    swap_wordings,
    write_carelessly,
    write_in_capitals,
    write_in_full,
    write_without_shift,
)

_ARTICLE = re.compile(r"\b([Aa]) (?=Android|iP|iM|old\b|Edge\b)")
PARAGRAPH, LINE = "\n\n", "\n"
_SOFTENED_SHARE = 0.28
_PROPER = {"Loomleaf", "Markdown", "Windows"}
_NAMES = ("rival", "agent", "weekday", "month", "phone", "tablet", "laptop")
# What went wrong for people, by topic: words were lost, or could not be reached.
_HARMS = {
    "sync_conflicts": "losses",
    "search_misses": "stuck",
    "login_codes": "stuck",
    "slow_start": "stuck",
    "crash_phone": "stuck",
}


class Deck:
    """Deals patterns so that each comes up once before any comes up again."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._piles: dict[tuple[str, ...], list[str]] = {}

    def deal(self, patterns: tuple[str, ...]) -> str:
        """Return the next of ``patterns``."""
        pile = self._piles.setdefault(patterns, [])
        if not pile:
            pile.extend(self._random.sample(patterns, len(patterns)))
        return pile.pop()

    def deal_new(self, patterns: tuple[str, ...], used: set[str]) -> str:
        """Return the next of ``patterns`` that is not in ``used``, and add it there."""
        for _ in patterns:
            pattern = self.deal(patterns)
            if pattern not in used:
                break
        used.add(pattern)
        return pattern


@dataclass(frozen=True, slots=True)
class Hand:
    """How one letter is written: whose sentences, which facts, how carefully."""

    language: Language
    voice: Bank
    persona: Persona
    facts: Facts
    deck: Deck
    random: Random
    carelessness: float = 0.0
    style: str = "plain"
    used: set[str] = field(default_factory=set)

    def phrase(self, patterns: tuple[str, ...]) -> str:
        """Deal one of ``patterns`` and word it in this hand."""
        return self.word(self.deck.deal_new(patterns, self.used))

    def word(self, pattern: str) -> str:
        """Expand ``pattern`` and put it into this hand's spelling."""
        self.facts.turn_page()
        text = expand(pattern, self.facts, self.random)
        text = swap_wordings(text, self.language.swaps, self.random)
        text = _ARTICLE.sub(r"\1n ", text)
        if self.style == "formal":
            text = write_in_full(text)
        text = write_carelessly(
            text, self.carelessness, self.language.code, self.random
        )
        if self.style == "capitals":
            return write_in_capitals(text)
        return write_without_shift(text, self.random) if self.style == "low" else text


@dataclass(slots=True)
class Sheet:
    """A letter while it is being written; keeps where each topic is spoken of."""

    text: str = ""
    passages: list[Passage] = field(default_factory=list)

    def add(self, text: str, gap: str, topic: str = "") -> None:
        """Append ``text`` after ``gap``, marked with its ``topic`` when it has one."""
        if self.text:
            self.text += gap
        start = len(self.text)
        self.text += text
        if topic:
            self.passages.append(
                Passage(start, len(self.text), text, frozenset({topic}))
            )


def write_review(
    hand: Hand, topic: TopicProse, sheet: Sheet, is_longer: bool = False
) -> None:
    """Write a store review: one to three sentences, no greeting."""
    random = hand.random
    sheet.add(hand.phrase(topic.parts["short"]), hand.language.glue, topic.key)
    roll = random.random() * (0.42 if is_longer else 1.0)
    if roll < 0.32:
        _end_sentence(sheet, hand)
        part = random.choice(("details", "details", "effects", "asks"))
        sheet.add(hand.phrase(topic.parts[part]), hand.language.glue, topic.key)
    elif roll < 0.42 and topic.key != "praise":
        _end_sentence(sheet, hand)
        sheet.add(hand.phrase(topic.parts["openers"]), hand.language.glue, topic.key)


def _end_sentence(sheet: Sheet, hand: Hand) -> None:
    if sheet.text[-1].isalnum():
        sheet.text += hand.language.letters["marks"]["stop"][0]


def write_letter(hand: Hand, topics: list[TopicProse], sheet: Sheet) -> str:
    """Write a letter on one or two topics up to its closing, which is returned."""
    random, glue = hand.random, hand.language.glue
    gap = _greet(hand, sheet)
    if random.random() < 0.45 and topics[0].key != "praise":
        sheet.add(hand.phrase(hand.voice["leads"]), gap)
        gap = random.choice((glue, glue, PARAGRAPH))
    _tell(hand, topics[0], sheet, gap)
    if random.random() < 0.33 and topics[0].key != "praise":
        _speak_of_life(hand, topics[0], sheet)
    for topic in topics[1:]:
        join = hand.phrase(hand.language.letters["joins"]["second"])
        sheet.add(join, random.choice((PARAGRAPH, glue)))
        _tell(hand, topic, sheet, glue, lowered=not join.endswith("."))
    _finish(hand, topics[0], sheet)
    return _close(hand, sheet)


def write_long_letter(hand: Hand, topics: list[TopicProse], sheet: Sheet) -> str:
    """Write a complaint of several hundred words; return its closing."""
    bank = hand.language.letters["long"]
    parts = hand.persona.parts
    _greet(hand, sheet)
    sheet.add(hand.phrase(bank["beginnings"]), PARAGRAPH)
    for place, topic in enumerate(topics):
        if place:
            sheet.add(hand.phrase(bank["middles"]), PARAGRAPH)
        _tell(hand, topic, sheet, PARAGRAPH)
        sheet.add(hand.phrase(topic.parts["stories"]), PARAGRAPH, topic.key)
    sheet.add(hand.phrase(parts["backgrounds"]), PARAGRAPH)
    if harm := _HARMS.get(topics[0].key):
        sheet.add(hand.phrase(parts[harm]), hand.language.glue)
    sheet.add(hand.phrase(bank["middles"]), PARAGRAPH)
    sheet.add(hand.phrase(topics[0].parts["effects"]), PARAGRAPH, topics[0].key)
    sheet.add(hand.phrase(bank["demands"]), PARAGRAPH)
    closing = hand.phrase(bank["closings"])
    sheet.add(closing, PARAGRAPH)
    return closing


def write_follow_up(
    hand: Hand, topic: TopicProse, is_solved: bool, sheet: Sheet
) -> str:
    """Write what somebody answers to support; return the closing."""
    bank = hand.language.letters["follow_up"]
    gap = _greet(hand, sheet) if hand.random.random() < 0.6 else PARAGRAPH
    if is_solved:
        sheet.add(hand.phrase(bank["solved"]), gap)
    else:
        sheet.add(hand.phrase(bank["open"]), gap)
        part = hand.random.choice(("details", "openers", "effects", "asks"))
        sheet.add(hand.phrase(topic.parts[part]), hand.language.glue, topic.key)
    return "" if is_solved or hand.random.random() < 0.5 else _close(hand, sheet)


def sign(hand: Hand, name: str, sheet: Sheet, closing: str, is_mail: bool) -> None:
    """Put a name below the letter, in one of the ways in which people do.

    A ``closing`` that ends in a comma needs a name; mail may carry a footer.
    """
    random = hand.random
    gap = LINE if closing else PARAGRAPH
    if closing.endswith(",") or random.random() < 0.75:
        sheet.add(_short_name(hand, name), gap)
    if is_mail and random.random() < 0.2:
        footer = hand.phrase(hand.language.letters["marks"]["footers"])
        sheet.add(footer.replace(" / ", LINE), PARAGRAPH)


def _short_name(hand: Hand, name: str) -> str:
    if hand.language.code == "zh":
        return name
    first = name.split()[0]
    signed = hand.random.choice((name, name, first, first, first, f"{first[0]}."))
    return signed.lower() if hand.style == "low" else signed


def _greet(hand: Hand, sheet: Sheet) -> str:
    """Add a greeting, most often, and return the gap that follows it."""
    if hand.random.random() < 0.16:
        return hand.language.glue
    sheet.add(hand.phrase(hand.voice["greetings"]), PARAGRAPH)
    return hand.random.choice((PARAGRAPH, PARAGRAPH, PARAGRAPH, LINE))


def _tell(
    hand: Hand, topic: TopicProse, sheet: Sheet, gap: str, lowered: bool = False
) -> None:
    """Say what happened, with none, one or two circumstances."""
    opener = hand.phrase(topic.parts["openers"])
    sheet.add(_lower_first(hand, opener) if lowered else opener, gap, topic.key)
    for _ in range(hand.random.choices((0, 1, 2), (30, 50, 20))[0]):
        detail = _soften(hand, hand.phrase(topic.parts["details"]), "details")
        sheet.add(detail, hand.language.glue, topic.key)


def _soften(hand: Hand, sentence: str, part: str) -> str:
    """Lead into ``sentence``, now and then, as one does when talking."""
    if hand.random.random() > _SOFTENED_SHARE:
        return sentence
    softener = hand.phrase(hand.language.letters["softeners"][part])
    return softener + hand.language.glue + _lower_first(hand, sentence)


def _lower_first(hand: Hand, sentence: str) -> str:
    """Let ``sentence`` go on from a comma or colon, unless a name begins it."""
    first = re.split(r"[\s',.]", sentence, maxsplit=1)[0]
    names = {hand.facts[fact] for fact in _NAMES} | _PROPER
    is_word = first == "A" or first[1:].islower()
    if not is_word or first in names:
        return sentence
    return sentence[0].lower() + sentence[1:]


def _speak_of_life(hand: Hand, topic: TopicProse, sheet: Sheet) -> None:
    """Add who the writer is and, after a complaint, what it did to their day."""
    glue = hand.language.glue
    sheet.add(hand.phrase(hand.persona.parts["backgrounds"]), PARAGRAPH)
    harm = _HARMS.get(topic.key)
    if harm and hand.random.random() < 0.6:
        sheet.add(hand.phrase(hand.persona.parts[harm]), glue)


def _finish(hand: Hand, topic: TopicProse, sheet: Sheet) -> None:
    """Add a consequence, an aside and a wish, each now and then."""
    random, glue = hand.random, hand.language.glue
    gap = random.choice((glue, PARAGRAPH))
    if random.random() < 0.42:
        effect = _soften(hand, hand.phrase(topic.parts["effects"]), "effects")
        sheet.add(effect, gap, topic.key)
        gap = glue
    if random.random() < 0.24 and topic.key != "praise":
        sheet.add(hand.phrase(hand.voice["asides"]), gap)
        gap = glue
    if random.random() < 0.55:
        sheet.add(hand.phrase(topic.parts["asks"]), gap, topic.key)


def _close(hand: Hand, sheet: Sheet) -> str:
    """Add a closing, most often, and return it."""
    if hand.random.random() > 0.8:
        return ""
    closing = hand.phrase(hand.voice["closings"])
    sheet.add(closing, PARAGRAPH)
    return closing
