"""Triage: the rules of moving letters, over a real store."""

from datetime import UTC, date, datetime

import pytest

from feedback.errors import Conflict, NotFound, Refused
from feedback.inbox.triage import (
    STATE_WORDS,
    assign_letters,
    find_matching,
    move_letters,
)
from feedback.store import Store
from feedback.types import LetterFilter, Person, TriageState

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DONE, SNOOZED = TriageState.DONE, TriageState.SNOOZED


def test_it_has_words_for_every_state() -> None:
    assert set(STATE_WORDS) == set(TriageState)


def test_it_refuses_to_move_nothing(store: Store, person: Person) -> None:
    with pytest.raises(Refused, match="Select at least one"):
        move_letters(store, [], DONE, person.id, NOW)
    with pytest.raises(Refused, match="Select at least one"):
        assign_letters(store, [], person.id, person.id, NOW)


@pytest.mark.parametrize("day", [None, date(2026, 3, 2), date(2020, 1, 1)])
def test_it_snoozes_only_until_a_later_day(
    store: Store, letters: list[int], person: Person, day: date | None
) -> None:
    with pytest.raises(Refused, match="later day"):
        move_letters(store, letters, SNOOZED, person.id, NOW, day)


def test_it_keeps_a_day_only_for_a_snooze(
    store: Store, letters: list[int], person: Person
) -> None:
    day = date(2026, 3, 3)
    move_letters(store, letters[:1], SNOOZED, person.id, NOW, day)
    move_letters(store, letters[1:2], DONE, person.id, NOW, day)
    assert store.letters.get_letter(letters[0]).snoozed_until == day
    assert store.letters.get_letter(letters[1]).snoozed_until is None


def test_it_checks_the_version_that_was_seen(
    store: Store, letters: list[int], person: Person
) -> None:
    """Case 69."""
    move_letters(store, letters[:1], DONE, person.id, NOW, version=1)
    with pytest.raises(Conflict):
        move_letters(store, letters[:1], DONE, person.id, NOW, version=1)


def test_it_finds_all_that_match_only_when_they_are_what_was_seen(
    store: Store, letters: list[int]
) -> None:
    wanted = LetterFilter(words=("charged",))
    assert len(find_matching(store, wanted, 2)) == 2
    with pytest.raises(Refused, match="2 letters match now, 3 when you looked"):
        find_matching(store, wanted, 3)


def test_it_gives_letters_to_somebody_and_to_nobody(
    store: Store, letters: list[int], person: Person
) -> None:
    batch = assign_letters(store, letters[:2], person.id, person.id, NOW)
    letter = store.letters.get_letter(letters[0])
    assert (letter.assignee, letter.state) == (person.name, TriageState.NEW)
    assign_letters(store, letters[:1], None, person.id, NOW)
    assert store.letters.get_letter(letters[0]).assignee_id is None
    with pytest.raises(Conflict):
        store.moves.undo(batch, NOW)


def test_it_gives_letters_only_to_people_who_exist(
    store: Store, letters: list[int], person: Person
) -> None:
    with pytest.raises(NotFound):
        assign_letters(store, letters[:1], 999, person.id, NOW)
    assert store.letters.get_letter(letters[0]).version == 1
