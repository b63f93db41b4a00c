"""Letters of special kinds: petitions, machines, strangers, answers to a mailing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from feedback.samples.cast import Cast, Life
from feedback.samples.desk import Desk, Written
from feedback.samples.prose import expand, load_language
from feedback.samples.rhythm import YEAR_DAYS, draw_time
from feedback.samples.types import FORM, MAIL, Event, Kind, Passage, SampleAction

RECALL_MESSAGE_ID = "<recall-letter@loomleaf.example.com>"
_MACHINES = {
    "bounce": ("Mail Delivery System", "mailer-daemon@example.net"),
    "newsletter": ("Calmer Teams Weekly", "newsletter@example.org"),
}


def write_petition(
    desk: Desk, lives: Sequence[Life], event: Event, count: int
) -> list[Written]:
    """Have ``count`` paying writers send the same letter within three weeks."""
    able = [
        life
        for life in lives
        if life.language.code == "en"
        and life.source in (MAIL, FORM)
        and life.segment != "Free"
        and life.is_user_on(event.start_on)
        and life.is_user_on(event.end_on)
    ]
    signers = desk.random.sample(able, min(count, len(able)))
    return [_sign_petition(desk, life, event) for life in signers]


def _sign_petition(desk: Desk, life: Life, event: Event) -> Written:
    span = (event.end_on - event.start_on).days
    offset = min(int(desk.random.expovariate(1 / 6)), span)
    written_at = draw_time(event.start_on + timedelta(offset), desk.random)
    hand = desk.hand(replace(life, currency="dollar"), written_at)
    subject, _, pattern = life.language.oddments["petition"][0].partition(" | ")
    text = expand(pattern, hand.facts, desk.random)
    letter = desk.envelope(
        life, Kind.PETITION, subject, f"{text}\n{life.name}", written_at
    )
    passage = Passage(0, len(text), text, frozenset({"price_rise"}))
    return Written(letter, (passage,), life, "price_rise")


def write_automatic(
    desk: Desk, lives: Sequence[Life], moments: Sequence[datetime]
) -> list[Written]:
    """Let machines write: absence notes of writers, bounces, newsletters."""
    mailers = [life for life in lives if life.source == MAIL]
    return [_write_automatic(desk, mailers, moment) for moment in moments]


def _write_automatic(desk: Desk, lives: Sequence[Life], moment: datetime) -> Written:
    if desk.random.random() < 0.65:
        life = desk.random.choice(lives)
        return _write_oddment(desk, life, "out_of_office", Kind.AUTOMATIC, moment)
    machine = desk.random.choice(tuple(_MACHINES))
    name, address = _MACHINES[machine]
    life = replace(
        lives[0], key="", name=name, address=address, language=load_language("en")
    )
    return _write_oddment(desk, life, machine, Kind.AUTOMATIC, moment)


def write_unrelated(
    desk: Desk, cast: Cast, moments: Sequence[datetime]
) -> list[Written]:
    """Let strangers write what is no feedback."""
    return [
        _write_oddment(
            desk, cast.stranger(moment.date()), "unrelated", Kind.NOT_FEEDBACK, moment
        )
        for moment in moments
    ]


def write_recall_replies(
    desk: Desk, lives: Sequence[Life], recall: SampleAction, count: int
) -> list[Written]:
    """Let some of those who got the recall mailing answer it, back or not."""
    reached = set(recall.audience)
    able = [life for life in lives if life.key in reached and life.source == MAIL]
    chosen = desk.random.sample(able, min(count, len(able)))
    return [_answer_recall(desk, life, recall) for life in chosen]


def _answer_recall(desk: Desk, life: Life, recall: SampleAction) -> Written:
    days = min(int(desk.random.expovariate(1 / 4)), 20)
    moment = draw_time(recall.start_on + timedelta(days), desk.random)
    kind = "recall_returning" if life.returned_on else "recall_leaving"
    written = _write_oddment(desk, life, kind, Kind.RECALL_REPLY, moment)
    letter = replace(
        written.letter,
        in_reply_to=RECALL_MESSAGE_ID,
        references=(RECALL_MESSAGE_ID,),
    )
    return replace(written, letter=letter)


def draw_moments(desk: Desk, count: int) -> list[datetime]:
    """Draw ``count`` moments of the desk's year."""
    return [
        draw_time(
            desk.end_on - timedelta(desk.random.randrange(YEAR_DAYS)), desk.random
        )
        for _ in range(count)
    ]


def _write_oddment(
    desk: Desk, life: Life, bank: str, kind: Kind, moment: datetime
) -> Written:
    hand = desk.hand(life, moment)
    pattern = desk.deck.deal(life.language.oddments[bank])
    subject, _, text = expand(pattern, hand.facts, desk.random).partition(" | ")
    if kind in (Kind.NOT_FEEDBACK, Kind.RECALL_REPLY):
        text += f"\n\n{life.name}"
    return Written(desk.envelope(life, kind, subject, text, moment), (), life)
