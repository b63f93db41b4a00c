"""Notes beside letters, and saved views."""

from datetime import UTC, datetime

import pytest

from feedback.errors import NotFound, Refused
from feedback.store import Store
from feedback.types import Person, Role

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_it_keeps_notes_in_the_order_they_were_written(
    store: Store, letters: list[int], person: Person
) -> None:
    for text in ("First", "Second"):
        store.notes.add(letters[0], person.id, text, NOW)
    notes = store.notes.find_notes(letters[0])
    assert [note.text for note in notes] == ["First", "Second"]
    assert (notes[0].person, notes[0].written_at) == (person.name, NOW)
    assert store.notes.find_notes(letters[1]) == ()


def test_it_keeps_no_note_without_its_letter(store: Store, person: Person) -> None:
    with pytest.raises(NotFound):
        store.notes.add(999, person.id, "Lost", NOW)


def test_it_replaces_a_view_of_the_same_name(store: Store, person: Person) -> None:
    first = store.views.save("Angry", "score:<2", person.id)
    assert store.views.save("Angry", "score:<3", person.id) == first
    (view,) = store.views.find_views(person.id)
    assert (view.name, view.query) == ("Angry", "score:<3")


def test_it_keeps_views_of_people_apart(store: Store, person: Person) -> None:
    """Case 68: nobody removes what somebody else saved."""
    other = store.people.add("ben@example.com", "Ben", Role.ADMIN, NOW)
    mine = store.views.save("Angry", "score:<2", person.id)
    assert store.views.find_views(other.id) == ()
    with pytest.raises(Refused, match="Only the person"):
        store.views.remove(mine, other.id)
    store.views.remove(mine, person.id)
    assert store.views.find_views(person.id) == ()
