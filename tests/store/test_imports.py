"""Imports: counted, set aside, and undone as a unit."""

from datetime import UTC, datetime

import pytest

from feedback.errors import NotFound, Refused
from feedback.store import Store
from feedback.store.moves import MoveTo
from feedback.types import (
    ImportCounts,
    LetterFilter,
    Person,
    Refusal,
    SourceKind,
    TriageState,
)
from tests.builders import draft, receive_letters

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
MAIL = "mail:" + "a" * 64


def start(store: Store, source: str = "letters") -> int:
    return store.imports.start(source, SourceKind.FILE, f"{source}.csv", NOW)


def test_it_adds_up_what_it_did(store: Store) -> None:
    import_id = start(store)
    store.imports.add_counts(import_id, ImportCounts(3, 2, 1, 0))
    store.imports.add_counts(import_id, ImportCounts(1, 0, 0, 4))
    store.imports.finish(import_id, NOW, ["Read as UTF-16."])
    done = store.imports.get_import(import_id)
    assert done.counts == ImportCounts(4, 2, 1, 4)
    assert done.counts.seen == 11
    assert (done.source, done.finished_at, done.undone_at) == ("letters", NOW, None)
    assert done.notes == ("Read as UTF-16.",)
    assert store.imports.find_imports() == (done,)


def test_it_knows_a_source_by_its_name(store: Store) -> None:
    for source in ("play", "appstore", "play"):
        start(store, source)
    assert store.imports.find_sources() == ("appstore", "play")
    with pytest.raises(NotFound):
        store.imports.get_import(999)


def test_it_keeps_what_was_set_aside_with_its_bytes(store: Store) -> None:
    import_id = start(store)
    poison = Refusal("mails.mbox message 4", "Too many parts.", b"\0\xff raw", "x/y")
    store.imports.set_aside(import_id, [poison, poison], NOW)
    store.imports.set_aside(import_id, [poison], NOW)
    (aside,) = store.imports.find_set_aside(import_id)
    assert (aside.location, aside.reason, aside.size) == (
        poison.location,
        poison.reason,
        6,
    )
    found, stored = store.imports.get_set_aside(aside.id)
    assert (found, stored.content) == (aside, poison.original)
    store.imports.release(aside.id)
    with pytest.raises(NotFound):
        store.imports.get_set_aside(aside.id)


def test_it_undoes_an_import_as_a_unit(store: Store, letters: list[int]) -> None:
    other = receive_letters(store, source="other")
    import_id = store.letters.get_letter(letters[0]).import_id
    assert store.imports.undo(import_id, NOW) == (6, ())
    assert store.letters.find_ids(LetterFilter()) == sorted(other, reverse=True)
    assert store.imports.get_import(import_id).undone_at == NOW
    assert store.letters.find_ids(LetterFilter(words=("charged",))) != letters
    assert store.maintenance.find_damage() == ()
    with pytest.raises(Refused, match="undone already"):
        store.imports.undo(import_id, NOW)


def test_it_can_import_again_what_was_undone(store: Store, letters: list[int]) -> None:
    store.imports.undo(store.letters.get_letter(letters[0]).import_id, NOW)
    assert len(receive_letters(store)) == len(letters)


def test_it_keeps_letters_that_people_worked_on(
    store: Store, letters: list[int], person: Person
) -> None:
    moved, noted = letters[1], letters[4]
    store.moves.move([moved], MoveTo(TriageState.DONE), person.id, NOW)
    store.notes.add(noted, person.id, "Called her.", NOW)
    import_id = store.letters.get_letter(moved).import_id
    assert store.imports.undo(import_id, NOW) == (4, (moved, noted))
    assert store.letters.find_ids(LetterFilter()) == [noted, moved]


def test_it_keeps_a_letter_that_another_import_brought_too(store: Store) -> None:
    """Case 25: undoing one mailbox's import does not empty the other one's."""
    support, sales = start(store, "support"), start(store, "sales")
    for import_id in (support, sales):
        mail = draft(1, identity=MAIL, location=f"box {import_id}")
        store.letters.receive(import_id, [mail], NOW)
    assert store.imports.undo(support, NOW) == (0, ())
    (letter_id,) = store.letters.find_ids(LetterFilter(source="sales"))
    assert store.letters.get_letter(letter_id).location == f"box {sales}"
    assert store.imports.undo(sales, NOW) == (1, ())
    assert store.letters.find_ids(LetterFilter()) == []


def test_it_forgets_writers_whom_only_the_undone_import_named(store: Store) -> None:
    kept = start(store, "kept")
    store.letters.receive(kept, [draft(1)], NOW)
    store.writers.record_life("writer2@example.com", None, "yearly")
    import_id = start(store)
    store.letters.receive(import_id, [draft(n) for n in (1, 2, 3)], NOW)
    store.imports.undo(import_id, NOW)
    assert store.writers.get_writer_by_key("writer1@example.com").letters == 1
    assert store.writers.get_writer_by_key("writer2@example.com").segment == "yearly"
    with pytest.raises(NotFound):
        store.writers.get_writer_by_key("writer3@example.com")


def test_it_keeps_writers_on_a_list_when_undone(
    store: Store, letters: list[int], person: Person
) -> None:
    letter = store.letters.get_letter(letters[0])
    store.writer_lists.add("Owners", [letter.writer.id], 0, person.id, NOW)
    store.imports.undo(letter.import_id, NOW)
    assert store.writers.get_writer(letter.writer.id).key == letter.writer.key
    with pytest.raises(NotFound):
        store.writers.get_writer_by_key("writer1@example.com")
