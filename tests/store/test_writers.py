"""Writers: what is known of them, and erasing all of it."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from feedback.errors import NotFound
from feedback.store import Store
from feedback.types import Attachment, LetterFilter, Person, SourceKind, WriterHint
from tests.builders import draft

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
NAME = "Zenobia Quackenbush"
KEY = "zenobia.quackenbush@example.com"


def receive_traces(store: Store, person: Person) -> None:
    """Receive letters that carry the writer's name in every place a name can stand."""
    import_id = store.imports.start("letters", SourceKind.FILE, "letters.csv", NOW)
    hint = WriterHint(KEY, NAME, KEY)
    sign = f"Yours, {NAME}, {KEY}"
    drafts = [
        draft(
            number,
            f"{NAME} writes again",
            f"This is {NAME}, letter {number}. {sign}",
            writer=hint,
            original=f"From: {NAME} <{KEY}>\r\n\r\n{sign}\r\n".encode() * 3,
            html=f"<p>{sign}</p>",
            quoted=f"> {sign}",
            signature=sign,
            message_id=f"<{number}.{KEY}>",
            references=(f"<0.{KEY}>",),
            location=f"mails/{NAME}.eml",
            metadata={"account": NAME},
            attachments=(Attachment(f"{NAME}.txt", "text/plain", sign.encode()),),
        )
        for number in range(40)
    ]
    store.letters.receive(import_id, drafts, NOW)
    changed = draft(1, "Changed", f"Changed by {NAME}", writer=hint)
    store.letters.receive(import_id, [changed, draft(99, body="Sync fails.")], NOW)
    for letter_id in store.letters.find_ids(LetterFilter(words=("zenobia",)))[:5]:
        store.notes.add(letter_id, person.id, f"{NAME} called.", NOW)
    writer = store.writers.get_writer_by_key(KEY)
    store.writers.record_activity([(writer.id, date(2026, 2, 1))])


def copies(folder: Path, *needles: str) -> int:
    """Count the places in a folder's files where one of the texts still stands."""
    return sum(
        path.read_bytes().lower().count(needle.encode().lower())
        for path in folder.iterdir()
        for needle in needles
    )


def test_it_erases_every_copy_of_a_name(store: Store, person: Person) -> None:
    """Case 81: a byte scan of database, log and index finds nothing."""
    receive_traces(store, person)
    folder = store.path.parent
    assert copies(folder, "quackenbush") > 100
    assert store.writers.erase(KEY, "erased-1", "2026-03-02T09:00:00Z") == 40
    assert copies(folder, "quackenbush", "zenobia") == 0
    assert store.letters.find_ids(LetterFilter(words=("zenobia",))) == []
    assert store.letters.count_letters(LetterFilter()).letters == 1
    assert store.maintenance.find_damage() == ()


def test_it_leaves_a_pseudonym_that_counts_on(store: Store, person: Person) -> None:
    receive_traces(store, person)
    before = store.writers.get_writer_by_key(KEY)
    store.writers.erase(KEY, "erased-1", "2026-03-02T09:00:00Z")
    after = store.writers.get_writer(before.id)
    assert (after.key, after.name, after.address) == ("erased-1", "", "")
    assert (after.letters, after.last_active_on) == (0, None)
    with pytest.raises(NotFound):
        store.writers.erase(KEY, "erased-2", "2026-03-02T09:00:00Z")


def test_it_keeps_the_latest_day_of_use(store: Store) -> None:
    writer_id = store.writers.record_life(KEY, date(2025, 1, 1), "yearly", NAME)
    days = [date(2026, 1, 5), date(2026, 1, 9), date(2026, 1, 5)]
    store.writers.record_activity((writer_id, day) for day in days)
    writer = store.writers.get_writer(writer_id)
    assert writer.last_active_on == date(2026, 1, 9)
    assert (writer.joined_on, writer.segment, writer.label) == (
        date(2025, 1, 1),
        "yearly",
        NAME,
    )


def test_it_does_not_forget_what_is_left_out_later(store: Store) -> None:
    store.writers.record_life(KEY, date(2025, 1, 1), "yearly")
    store.writers.record_life(KEY, None, "")
    writer = store.writers.get_writer_by_key(KEY)
    assert (writer.joined_on, writer.segment) == (date(2025, 1, 1), "yearly")
    assert writer.label == KEY


def test_it_raises_for_somebody_unknown(store: Store) -> None:
    with pytest.raises(NotFound):
        store.writers.get_writer(999)
    with pytest.raises(NotFound):
        store.writers.get_writer_by_key("nobody")
