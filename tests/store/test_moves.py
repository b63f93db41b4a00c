"""Moves: states change together, and every change can be taken back."""

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from feedback.errors import Conflict, NotFound, Refused
from feedback.store import Store
from feedback.store.moves import MoveTo
from feedback.types import LetterFilter, Person, Role, TriageState
from tests.builders import receive_letters

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DONE, OPEN = MoveTo(TriageState.DONE), MoveTo(TriageState.OPEN)

Standing = tuple[TriageState, date | None, int | None]


def standing(store: Store, letter_id: int) -> Standing:
    letter = store.letters.get_letter(letter_id)
    return letter.state, letter.snoozed_until, letter.assignee_id


def test_it_moves_letters_together(
    store: Store, letters: list[int], person: Person
) -> None:
    store.moves.move(letters[:3], DONE, person.id, NOW)
    done = store.letters.find_ids(LetterFilter(states=(TriageState.DONE,)))
    assert sorted(done) == letters[:3]
    (move,) = store.moves.find_moves(letters[0])
    assert (move.before, move.after) == (TriageState.NEW, TriageState.DONE)
    assert (move.person, move.moved_at, move.undone_at) == (person.name, NOW, None)


def test_it_undoes_a_batch_exactly(
    store: Store, letters: list[int], person: Person
) -> None:
    day = date(2026, 3, 20)
    store.moves.move(letters[:1], MoveTo(TriageState.SNOOZED, day), person.id, NOW)
    store.moves.move(letters[1:2], MoveTo(None, assignee_id=person.id), person.id, NOW)
    before = [standing(store, letter_id) for letter_id in letters]
    batch = store.moves.move(letters, MoveTo(TriageState.DONE), person.id, NOW)
    assert store.moves.undo(batch, NOW) == len(letters)
    assert [standing(store, letter_id) for letter_id in letters] == before
    assert store.moves.find_moves(letters[0])[0].undone_at == NOW


def test_it_refuses_to_undo_twice(store: Store, letters: list[int]) -> None:
    batch = store.moves.move(letters, DONE, None, NOW)
    store.moves.undo(batch, NOW)
    with pytest.raises(Refused, match="undone already"):
        store.moves.undo(batch, NOW)
    with pytest.raises(NotFound):
        store.moves.undo(999, NOW)


def test_it_does_not_undo_under_a_later_move(store: Store, letters: list[int]) -> None:
    first = store.moves.move(letters, DONE, None, NOW)
    later = store.moves.move(letters[:1], OPEN, None, NOW)
    with pytest.raises(Conflict, match="moved again"):
        store.moves.undo(first, NOW)
    assert store.letters.get_letter(letters[1]).state is TriageState.DONE
    store.moves.undo(later, NOW)
    store.moves.undo(first, NOW)
    assert store.letters.count_states()[TriageState.NEW] == len(letters)


def test_it_moves_none_when_one_is_missing(store: Store, letters: list[int]) -> None:
    with pytest.raises(NotFound):
        store.moves.move([*letters, 999], DONE, None, NOW)
    assert store.letters.count_states()[TriageState.DONE] == 0


def test_it_says_when_somebody_was_faster(store: Store, letters: list[int]) -> None:
    """Case 69: the second person's move does not overwrite the first one's."""
    seen = store.letters.get_letter(letters[0]).version
    store.moves.move(letters[:1], DONE, None, NOW, version=seen)
    with pytest.raises(Conflict, match="Somebody else"):
        store.moves.move(letters[:1], OPEN, None, NOW, version=seen)
    assert store.letters.get_letter(letters[0]).state is TriageState.DONE
    assert len(store.moves.find_moves(letters[0])) == 1


def test_it_leaves_what_is_not_meant(
    store: Store, letters: list[int], person: Person
) -> None:
    (first, *_) = letters
    store.moves.move([first], MoveTo(TriageState.SNOOZED, date(2026, 4, 1)), None, NOW)
    store.moves.move([first], MoveTo(None, assignee_id=person.id), None, NOW)
    assert standing(store, first) == (
        TriageState.SNOOZED,
        date(2026, 4, 1),
        person.id,
    )
    store.moves.move([first], OPEN, None, NOW)
    assert standing(store, first) == (TriageState.OPEN, None, person.id)
    store.moves.move([first], MoveTo(None, assignee_id=0), None, NOW)
    assert standing(store, first)[2] is None


def test_it_wakes_letters_whose_day_has_come(store: Store, letters: list[int]) -> None:
    day = date(2026, 3, 5)
    store.moves.move(letters[:2], MoveTo(TriageState.SNOOZED, day), None, NOW)
    store.moves.move(
        letters[2:3], MoveTo(TriageState.SNOOZED, day + timedelta(1)), None, NOW
    )
    assert store.moves.wake(day - timedelta(1), NOW) == 0
    assert store.moves.wake(day, NOW) == 2
    assert store.moves.wake(day, NOW) == 0
    assert standing(store, letters[0]) == (TriageState.OPEN, None, None)
    assert store.moves.find_moves(letters[0])[0].person == "Postbag"
    assert store.letters.count_states()[TriageState.SNOOZED] == 1


class Triage(RuleBasedStateMachine):
    """Two people move and undo in any order; a plain model says what must stand.

    Case 69: 1,000 interleavings (runs times steps), each with a version check.
    """

    def __init__(self, empty_file: Path) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        path = Path(self.folder.name) / "postbag.db"
        self.store = Store(shutil.copy(empty_file, path))
        self.letters = receive_letters(self.store)
        self.people = [
            self.store.people.add(f"{n}@example.com", n, Role.AGENT, NOW).id
            for n in ("ada", "ben")
        ]
        self.now = {n: standing(self.store, n) for n in self.letters}
        self.versions = dict.fromkeys(self.letters, 1)
        self.history: list[tuple[int, dict[int, Standing]]] = []
        self.undone: set[int] = set()

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()

    @rule(
        data=st.data(),
        state=st.sampled_from(list(TriageState)),
        assignee=st.sampled_from([None, 0, 1, 2]),
    )
    def move(
        self, data: st.DataObject, state: TriageState, assignee: int | None
    ) -> None:
        ids = data.draw(st.lists(st.sampled_from(self.letters), min_size=1))
        until = date(2026, 4, 1) if state is TriageState.SNOOZED else None
        before = {n: self.now[n] for n in ids}
        batch = self.store.moves.move(
            ids, MoveTo(state, until, assignee), self.people[0], NOW
        )
        self.history.append((batch, before))
        for n in set(ids):
            kept = self.now[n][2] if assignee is None else assignee or None
            self.now[n] = (state, until, kept)
            self.versions[n] += 1

    @rule(data=st.data(), age=st.integers(0, 2))
    def move_what_was_seen(self, data: st.DataObject, age: int) -> None:
        n = data.draw(st.sampled_from(self.letters))
        seen = self.versions[n] - age
        if age:
            with pytest.raises(Conflict):
                self.store.moves.move([n], DONE, self.people[1], NOW, seen)
            return
        batch = self.store.moves.move([n], DONE, self.people[1], NOW, seen)
        self.history.append((batch, {n: self.now[n]}))
        self.now[n] = (TriageState.DONE, None, self.now[n][2])
        self.versions[n] += 1

    @precondition(lambda self: self.history)
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        at = data.draw(st.integers(0, len(self.history) - 1))
        batch, before = self.history[at]
        later = [
            b for b, moved in self.history[at + 1 :]
            if b not in self.undone and moved.keys() & before.keys()
        ]  # fmt: skip
        if batch in self.undone:
            with pytest.raises(Refused):
                self.store.moves.undo(batch, NOW)
        elif later:
            with pytest.raises(Conflict):
                self.store.moves.undo(batch, NOW)
        else:
            assert self.store.moves.undo(batch, NOW) == len(before)
            self.undone.add(batch)
            self.now |= before
            for n in before:
                self.versions[n] += 1

    @invariant()
    def everything_stands_as_it_should(self) -> None:
        assert {n: standing(self.store, n) for n in self.letters} == self.now


def test_it_holds_whatever_two_people_do(empty_file: Path) -> None:
    run_state_machine_as_test(
        lambda: Triage(empty_file),
        settings=settings(max_examples=40, stateful_step_count=25),
    )
