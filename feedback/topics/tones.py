"""How letters sound, and learning it from what people say of them.

What a person marks holds for that letter at once; its words move the scores of other
letters when these are read next, the newest first.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from feedback.store import Store
from feedback.topics.discovery.found import LetterText
from feedback.types import ToneKind, ToneReading

if TYPE_CHECKING:
    from models import Tone, ToneLessons

BATCH = 2_000
MOST_AT_ONCE = 20_000
"""Letters read again after a mark; a fit reads those left."""
MOST_LESSONS = 1_000
"""Marked letters that are learned from, the latest."""


def read_tones(store: Store, limit: int | None = None) -> int:
    """Read letters that are new or were read with other lessons; returns how many."""
    lessons, stamp = _lessons(store)
    marks = store.tones.find_all_marks()
    done, before = 0, None
    while limit is None or done < limit:
        letters = store.tones.find_unread(stamp, BATCH, before)
        if not letters and before is None:
            break
        # Below what is read already; from the top once more for what came meanwhile.
        before = letters[-1][0] if letters else None
        scores = [_scores(letter, lessons, marks) for letter in letters]
        store.tones.save(scores, stamp)
        done += len(letters)
    return done


def describe_tones(
    store: Store, letter_id: int, subject: str, body: str
) -> tuple[ToneReading, ...]:
    """Return each tone of a letter as it is read now, with its words and mark."""
    lessons, _ = _lessons(store)
    marks = store.tones.find_marks(letter_id)
    tone = _read(LetterText.of(letter_id, subject, body), lessons)
    return tuple(
        ToneReading(
            kind=kind,
            score=said.score,
            words=tuple(said.words),
            learned=tuple(said.learned),
            against=tuple(said.against),
            mark=marks.get(kind),
        )
        for kind, said in (
            (ToneKind.LEAVING, tone.leaving),
            (ToneKind.ANGER, tone.anger),
        )
    )


def mark_tone(
    store: Store,
    letter_id: int,
    kind: ToneKind,
    is_so: bool,
    person_id: int,
    moment: datetime,
) -> int:
    """Keep what a person says of a letter's tone; returns the mark's id."""
    with store.transaction():
        mark_id = store.tones.mark(letter_id, kind, is_so, person_id, moment)
        _read_again(store, letter_id)
    return mark_id


def undo_mark(store: Store, mark_id: int, moment: datetime) -> int:
    """Take a mark back; returns its letter."""
    with store.transaction():
        letter_id = store.tones.undo(mark_id, moment)
        _read_again(store, letter_id)
    return letter_id


def _read_again(store: Store, letter_id: int) -> None:
    letter = store.letters.get_letter(letter_id)
    lessons, stamp = _lessons(store)
    marks = {
        (letter_id, kind): mark.is_so
        for kind, mark in store.tones.find_marks(letter_id).items()
    }
    text = (letter_id, letter.subject, letter.body)
    store.tones.save([_scores(text, lessons, marks)], stamp)


Lessons = Mapping[ToneKind, "ToneLessons"]


def _lessons(store: Store) -> tuple[Lessons, str]:
    """What people taught so far, and a stamp that changes with it."""
    from models.tone.lexicon import VERSION

    stamp = f"{VERSION}:{store.tones.get_stamp()}"
    known = _kept(str(store.path.resolve()), stamp)
    if not known:
        known.update({kind: _learn(store, kind) for kind in ToneKind})
    return known, stamp


def _learn(store: Store, kind: ToneKind) -> "ToneLessons":
    from models import learn_tone

    marked = store.tones.find_marked(kind, MOST_LESSONS)
    texts = [LetterText.of(0, subject, body).text for subject, body, _ in marked]
    return learn_tone(kind.value, texts, [is_so for *_, is_so in marked])


@lru_cache(maxsize=8)
def _kept(path: str, stamp: str) -> "dict[ToneKind, ToneLessons]":
    """Lessons in memory only: learned words are letters' words, and can be erased."""
    return {}


def _read(letter: LetterText, lessons: Lessons) -> "Tone":
    from models import score_tone

    return score_tone(letter.text, lessons[ToneKind.LEAVING], lessons[ToneKind.ANGER])


def _scores(
    letter: tuple[int, str, str],
    lessons: Lessons,
    marks: Mapping[tuple[int, ToneKind], bool],
) -> tuple[int, float, float]:
    """Letter, leaving, anger: as marked where it is, else as read."""
    read = LetterText.of(*letter)
    tone = _read(read, lessons)
    said = {ToneKind.LEAVING: tone.leaving.score, ToneKind.ANGER: tone.anger.score}
    leaving, anger = (
        float(marks.get((read.letter_id, kind), said[kind])) for kind in ToneKind
    )
    return read.letter_id, leaving, anger
