"""Snoozed letters wake when their writer writes again, unless they sleep on."""

from datetime import UTC, date, datetime, timedelta

import pytest

from feedback.inbox.triage import move_letters
from feedback.people import writers
from feedback.store import Store
from feedback.types import (
    LetterFilter,
    Person,
    SourceKind,
    TriageState,
    WriterHint,
)
from feedback.worker import FOLLOW, run_next_job
from tests.builders import draft

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
ANNA = WriterHint("anna@example.com", "Anna", "anna@example.com")
ANNA_ELSEWHERE = WriterHint("ann-7", "A.")


def receive(
    store: Store, writer: WriterHint, written_at: datetime, **changes: object
) -> int:
    """Receive one letter and return its id."""
    import_id = store.imports.start("mail", SourceKind.FILE, "mail.csv", NOW)
    number = len(store.letters.find_ids(LetterFilter()))
    one = draft(number, writer=writer, written_at=written_at, **changes)
    store.letters.receive(import_id, [one], NOW)
    return max(store.letters.find_ids(LetterFilter(import_id=import_id)))


@pytest.fixture
def asleep(store: Store, person: Person) -> int:
    """A letter of Anna's, snoozed on 2 March until 20 March."""
    letter_id = receive(store, ANNA, NOW - DAY)
    day = date(2026, 3, 20)
    move_letters(store, [letter_id], TriageState.SNOOZED, person.id, NOW, day)
    return letter_id


def state_of(store: Store, letter_id: int) -> TriageState:
    return store.letters.get_letter(letter_id).state


def test_a_letter_wakes_when_its_writer_writes_again(store: Store, asleep: int) -> None:
    receive(store, ANNA, NOW + DAY)
    store.jobs.add(FOLLOW, {}, None, NOW)
    assert run_next_job(store)
    assert state_of(store, asleep) is TriageState.OPEN
    assert store.moves.find_moves(asleep)[0].person == "Postbag"
    assert store.moves.wake_written_again(NOW) == 0


def test_a_letter_wakes_when_its_writer_writes_from_elsewhere(
    store: Store, asleep: int, person: Person
) -> None:
    other = store.letters.get_letter(receive(store, ANNA_ELSEWHERE, NOW + DAY)).writer
    assert store.moves.wake_written_again(NOW) == 0
    anna = store.letters.get_letter(asleep).writer
    writers.merge(store, other.id, anna.address, person.id, NOW)
    assert store.moves.wake_written_again(NOW) == 1


def test_old_and_automatic_mail_and_other_writers_wake_nobody(
    store: Store, asleep: int
) -> None:
    receive(store, ANNA, NOW - 2 * DAY)
    receive(store, ANNA, NOW + DAY, is_automatic=True)
    receive(store, WriterHint("tom@example.com", "Tom"), NOW + DAY)
    assert store.moves.wake_written_again(NOW) == 0
    assert state_of(store, asleep) is TriageState.SNOOZED


def test_letters_of_nobody_known_wake_each_other_not(
    store: Store, person: Person
) -> None:
    nobody = WriterHint()
    letter_id, day = receive(store, nobody, NOW - DAY), date(2026, 3, 20)
    move_letters(store, [letter_id], TriageState.SNOOZED, person.id, NOW, day)
    receive(store, nobody, NOW + DAY)
    assert store.moves.wake_written_again(NOW) == 0


def test_a_letter_sleeps_on_when_that_was_asked(
    store: Store, asleep: int, person: Person
) -> None:
    day, snoozed = date(2026, 3, 20), TriageState.SNOOZED
    move_letters(store, [asleep], snoozed, person.id, NOW, day, stays_asleep=True)
    receive(store, ANNA, NOW + DAY)
    assert store.moves.wake_written_again(NOW) == 0
    batch = move_letters(store, [asleep], TriageState.DONE, person.id, NOW)
    assert not store.letters.get_letter(asleep).stays_asleep
    store.moves.undo(batch, NOW)
    assert store.letters.get_letter(asleep).stays_asleep
