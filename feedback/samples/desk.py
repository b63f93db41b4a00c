"""Where lives and moments become letters with envelopes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial

from feedback.samples.cast import Life
from feedback.samples.chance import start_chance
from feedback.samples.composition import (
    Deck,
    Hand,
    Sheet,
    sign,
    write_follow_up,
    write_letter,
    write_long_letter,
    write_review,
)
from feedback.samples.facts import Facts, Occasion
from feedback.samples.prose import TopicProse, expand
from feedback.samples.rhythm import Slot
from feedback.samples.types import MAIL, STORE, Kind, Passage, SampleLetter

_ATTEMPTS = 12
_QUOTED_LINES = 9
_LONG_SHARE = 0.1
_LONG_TENURE = 400
_SECOND_TOPIC_SHARE = 0.17
_RATINGS = {"praise": (0, 0, 0, 1, 6), "handwriting": (0, 1, 3, 5, 1)}
_COMPLAINT_RATINGS = (24, 13, 6, 1, 0)
_PATIENCE = timedelta(days=12)


@dataclass(frozen=True, slots=True)
class Written:
    """A letter with its truth and its writer's life."""

    letter: SampleLetter
    passages: tuple[Passage, ...]
    life: Life
    topic: str = ""


class Desk:
    """Writes letters; deals each sentence once before it deals it again."""

    def __init__(self, end_on: date, seed: str) -> None:
        self.random = start_chance(seed, "desk")
        self.deck = Deck(start_chance(seed, "deck"))
        self.end_on = end_on
        self._count = 0
        self._texts: set[str] = set()

    def write(self, life: Life, slot: Slot) -> Written:
        """Write the letter or review that ``life`` has to write at ``slot``."""
        sheet = self._write_anew(partial(self._write_first, life, slot))
        is_review = life.source == STORE
        hand = self.hand(life, slot.written_at, slot.topic)
        letter = self.envelope(
            life,
            Kind.REVIEW if is_review else Kind.LETTER,
            self._subject(hand, life.language.topics[slot.topic]),
            sheet.text,
            slot.written_at,
        )
        rating = self._rate(slot.topic) if is_review else None
        return Written(
            replace(letter, rating=rating), tuple(sheet.passages), life, slot.topic
        )

    def write_follow_ups(self, written: Sequence[Written], count: int) -> list[Written]:
        """Have ``count`` writers of mail answer what support answered them."""
        latest = self.end_on - _PATIENCE
        asked = [
            item
            for item in written
            if item.letter.source == MAIL
            and item.topic != "praise"
            and item.letter.written_at.date() < latest
        ]
        chosen = self.random.sample(asked, min(count, len(asked)))
        return [self._follow_up(item) for item in chosen]

    def hand(self, life: Life, written_at: datetime, topic: str = "") -> Hand:
        """Return the hand in which ``life`` writes at this moment about ``topic``."""
        if topic == "praise" and life.voice == "furious":
            life = replace(life, voice="warm")
        occasion = Occasion(
            name=life.name,
            written_on=written_at.date(),
            end_on=self.end_on,
            joined_on=life.joined_on,
            segment=life.segment,
            currency=life.currency,
            language=life.language,
            persona=life.persona,
        )
        return Hand(
            language=life.language,
            voice=life.language.voices[life.voice],
            persona=life.persona,
            facts=Facts(occasion, self.random),
            deck=self.deck,
            random=self.random,
            carelessness=life.carelessness,
            style=self._style(life),
        )

    def envelope(
        self, life: Life, kind: Kind, subject: str, body: str, written_at: datetime
    ) -> SampleLetter:
        """Return a letter from ``life``; mail gets a Message-ID."""
        self._count += 1
        domain = life.address.partition("@")[2]
        token = f"{self.random.getrandbits(64):016x}"
        return SampleLetter(
            key=f"letter-{self._count:05d}",
            kind=kind,
            source=life.source,
            writer_key=life.key,
            writer_name=life.name,
            address=life.address,
            subject=subject,
            body=body,
            written_at=written_at,
            language=life.language.code,
            external_id=token if life.source != MAIL else "",
            message_id=f"<{token}@{domain}>" if life.source == MAIL else "",
        )

    def _write_anew(self, write: Callable[[int], Sheet]) -> Sheet:
        """Write until the text is one that nobody has written before.

        ``write`` is told how many attempts have failed.
        """
        for failed in range(_ATTEMPTS):
            sheet = write(failed)
            if sheet.text not in self._texts:
                break
        self._texts.add(sheet.text)
        return sheet

    def _write_first(self, life: Life, slot: Slot, failed: int) -> Sheet:
        sheet = Sheet()
        hand = self.hand(life, slot.written_at, slot.topic)
        if life.source == STORE:
            topic = life.language.topics[slot.topic]
            write_review(hand, topic, sheet, is_longer=failed > 0)
        else:
            self._write_letter(hand, life, slot, sheet)
        return sheet

    def _write_letter(self, hand: Hand, life: Life, slot: Slot, sheet: Sheet) -> None:
        keys = [slot.topic, slot.second_topic, slot.third_topic]
        topics = [life.language.topics[key] for key in keys]
        tenure = (slot.written_at.date() - life.joined_on).days
        is_complaint = slot.topic not in ("praise", "handwriting")
        roll = self.random.random()
        if roll < _LONG_SHARE and tenure > _LONG_TENURE and is_complaint:
            style = "formal" if hand.style == "formal" else "plain"
            hand = replace(hand, style=style)
            size = self.random.choice((1, 2, 2, 3))
            closing = write_long_letter(hand, topics[:size], sheet)
        else:
            size = 2 if self.random.random() < _SECOND_TOPIC_SHARE else 1
            closing = write_letter(hand, topics[:size], sheet)
        sign(hand, life.name, sheet, closing, life.source == MAIL)

    def _follow_up(self, item: Written) -> Written:
        life, asked = item.life, item.letter
        answered_at = asked.written_at + timedelta(hours=self.random.randint(3, 70))
        written_at = answered_at + timedelta(minutes=self.random.randint(20, 8000))
        hand = self.hand(life, written_at)
        topic = life.language.topics[item.topic]
        sheet = self._write_anew(partial(self._write_answer, life, topic, written_at))
        marks = life.language.letters["marks"]
        subject = marks["reply"][0].format(subject=asked.subject or "Loomleaf")
        letter = self.envelope(life, Kind.FOLLOW_UP, subject, sheet.text, written_at)
        answer_id = f"<answer-{self.random.getrandbits(40):010x}@loomleaf.example.com>"
        letter = replace(
            letter,
            in_reply_to=answer_id,
            references=(asked.message_id, answer_id),
            quoted=self._quote(hand, asked, answered_at),
        )
        return Written(letter, tuple(sheet.passages), life, item.topic)

    def _write_answer(
        self, life: Life, topic: TopicProse, written_at: datetime, failed: int
    ) -> Sheet:
        sheet = Sheet()
        hand = self.hand(life, written_at)
        is_solved = failed < _ATTEMPTS / 2 and self.random.random() < 0.35
        closing = write_follow_up(hand, topic, is_solved, sheet)
        sign(hand, life.name, sheet, closing, is_mail=True)
        return sheet

    def _quote(self, hand: Hand, asked: SampleLetter, answered_at: datetime) -> str:
        answers = hand.language.letters["support"]["answers"]
        answer = expand(self.deck.deal(answers), hand.facts, self.random)
        head = hand.language.letters["marks"]["quote_head"][0].format(
            when=f"{answered_at:%Y-%m-%d %H:%M}"
        )
        own = asked.body.splitlines()[:_QUOTED_LINES]
        lines = [answer, "", *(f"> {line}" for line in own)]
        return "\n".join([head, *(f"> {line}".rstrip() for line in lines)])

    def _subject(self, hand: Hand, topic: TopicProse) -> str:
        if self.random.random() < 0.05:
            return ""
        return hand.phrase(topic.parts["subjects"])

    def _rate(self, topic: str) -> int:
        weights = _RATINGS.get(topic, _COMPLAINT_RATINGS)
        return self.random.choices((1, 2, 3, 4, 5), weights)[0]

    def _style(self, life: Life) -> str:
        roll = self.random.random()
        if life.language.code != "en":
            return "plain"
        if life.voice in ("formal", "elderly"):
            return "formal"
        if life.voice == "furious" and roll < 0.16:
            return "capitals"
        is_thumb = life.voice in ("terse", "chatty") and roll < 0.3
        return "low" if is_thumb or (life.source == STORE and roll < 0.18) else "plain"
