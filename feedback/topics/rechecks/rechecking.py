"""The blind re-check: a person files letters without seeing the models' choice."""

import random
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from feedback.errors import Conflict, Refused
from feedback.store import Store
from feedback.store.assignments import Placing
from feedback.store.rechecks import Answer, Drawn
from feedback.topics.counts.trends import reference_day
from feedback.topics.filing.letter_changes import (
    LetterChange,
    put_by_hand,
    take_out,
)

SIZE = 30
"""Letters drawn each month, unless the settings say otherwise."""
DAYS = 31
"""How far back the letters of "last month" go."""


def draw_if_due(store: Store, moment: datetime, size: int = SIZE) -> int | None:
    """Draw this month's letters, once; returns the re-check's id if it was drawn."""
    latest = store.rechecks.find_latest()
    if latest and latest.month == _month(moment):
        return None
    with suppress(Conflict):  # another process has drawn them meanwhile
        return _draw(store, moment, size)
    return None


def draw(store: Store, moment: datetime, size: int = SIZE) -> int:
    """Draw this month's letters; returns the re-check's id.

    Raises Refused when models placed no letter of the last month or none shall be
    drawn, Conflict when this month's letters are drawn already.
    """
    if not size:
        raise Refused("The settings say that no letters are re-checked.")
    recheck_id = _draw(store, moment, size)
    if recheck_id is None:
        raise Refused("No letter of the last month was placed by the models yet.")
    return recheck_id


def file_blind(
    store: Store,
    recheck_id: int,
    letter_id: int,
    person_id: int,
    name: str | None,
    moment: datetime,
) -> int:
    """File a letter under the topic with this name, or under none of them.

    Returns the answer's id. Raises Refused for a name that no topic has.
    """
    topic_id = None if name is None else _topic_named(store, name)
    return store.rechecks.answer(
        recheck_id, letter_id, person_id, topic_id, False, moment
    )


def skip(
    store: Store, recheck_id: int, letter_id: int, person_id: int, moment: datetime
) -> int:
    """Leave a letter to others; returns the answer's id."""
    return store.rechecks.answer(recheck_id, letter_id, person_id, None, True, moment)


def take_back(store: Store, answer_id: int, person_id: int) -> None:
    """Forget an own answer, so that its letter waits again.

    Raises NotFound, or Refused for others' answers and for those made a correction.
    """
    answer = store.rechecks.get_answer(answer_id)
    if answer.person_id != person_id:
        raise Refused("Only who gave an answer can take it back.")
    if answer.is_corrected:
        raise Refused("This answer is a correction by now; undo the correction first.")
    store.rechecks.withdraw(answer_id)


def differs(answer: Answer) -> bool:
    """Tell whether a person filed a letter where no model had put it."""
    return answer.topic_id not in answer.model_ids


def make_correction(
    store: Store, answer_id: int, person_id: int, moment: datetime
) -> int:
    """Let an answer that differs move its letter; returns the event's id.

    The letter leaves the topics that models gave it and is filed where the person
    did. Raises NotFound, or Refused when there is nothing to correct.
    """
    with store.transaction():
        answer = store.rechecks.get_answer(answer_id)
        if answer.is_skipped or not differs(answer):
            raise Refused("The models and the person agree on this letter.")
        if answer.is_corrected:
            raise Refused("This is a correction already.")
        change = _move(store, answer, person_id, moment)
        event_id = store.topic_events.record(change.as_event(), person_id, moment)
        store.rechecks.note_event(answer_id, event_id)
    return event_id


def _move(
    store: Store, answer: Answer, person_id: int, moment: datetime
) -> LetterChange:
    letter_ids = (answer.letter_id,)
    leaving = dict.fromkeys(answer.model_ids)
    taken, made = list[Placing](), list[int]()
    for topic_id in leaving:
        left, out = take_out(store, letter_ids, topic_id, person_id, moment)
        taken += left
        made += out
    if answer.topic_id:
        there, filed = put_by_hand(
            store, letter_ids, answer.topic_id, taken, person_id, moment
        )
        taken += there
        made += filed
    home_id = answer.topic_id or list(leaving)[-1]
    kind, done = (
        ("filed", "filed here") if answer.topic_id else ("refused", "taken out")
    )
    detail = f"Letter {answer.letter_id} {done} after a blind re-check."
    return LetterChange(kind, home_id, letter_ids, tuple(taken), tuple(made), detail)


def _draw(store: Store, moment: datetime, size: int) -> int | None:
    until = reference_day(store, moment.date())
    since = until - timedelta(days=DAYS - 1)
    candidates = store.rechecks.find_candidates(since, until)
    if not (candidates and size):
        return None
    seed = int(moment.timestamp())
    drawn = sample_by_topic(candidates, size, seed)
    return store.rechecks.add(_month(moment), (since, until), seed, drawn, moment)


def sample_by_topic(
    candidates: Sequence[Drawn], size: int, seed: int
) -> tuple[Drawn, ...]:
    """Draw letters so that every topic has its share, in an order that tells nothing.

    A systematic sample along the topics: each letter is equally likely to be drawn,
    so that the share over all of them needs no weights.
    """
    chance = random.Random(seed)  # noqa: S311, a draw to be repeated, not a secret
    mixed = sorted(candidates, key=lambda one: one.letter_id)
    chance.shuffle(mixed)
    mixed.sort(key=lambda one: one.topic_ids[0])
    size = min(size, len(mixed))
    step = len(mixed) / size
    start = chance.random() * step
    drawn = [mixed[min(int(start + n * step), len(mixed) - 1)] for n in range(size)]
    chance.shuffle(drawn)
    return tuple(drawn)


def _month(moment: datetime) -> str:
    return f"{moment:%Y-%m}"


def _topic_named(store: Store, name: str) -> int:
    wanted = " ".join(name.split()).casefold()
    for topic_id, known in store.topics.find_names().items():
        if known.casefold() == wanted:
            return topic_id
    raise Refused(f"No topic is called “{name.strip()}”. Pick one from the list.")
