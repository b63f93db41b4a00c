"""Erasing a writer."""

import io
from datetime import UTC, datetime

import pytest

from feedback.errors import NotFound
from feedback.intake.documents.attachment_reading import read_attachments
from feedback.intake.uploads import Uploads
from feedback.people.privacy import erase_writer
from feedback.store import Store
from feedback.types import (
    Attachment,
    LetterFilter,
    Origin,
    Refusal,
    Role,
    SourceKind,
    TopicState,
    WriterHint,
)
from tests.builders import draft

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_it_erases_one_writer_and_nobody_else(store: Store, letters: list[int]) -> None:
    erased = erase_writer(store, "writer0@example.com", NOW)
    assert erased.letters == 1
    assert store.letters.find_ids(LetterFilter()) == letters[:0:-1]
    writer = store.writers.get_writer_by_key(erased.pseudonym)
    assert writer.label == erased.pseudonym
    assert "writer0" not in erased.pseudonym


def test_it_draws_a_new_pseudonym_for_each(store: Store, letters: list[int]) -> None:
    keys = [f"writer{n}@example.com" for n in range(6)]
    pseudonyms = {erase_writer(store, key, NOW).pseudonym for key in keys}
    assert len(pseudonyms) == 6
    assert store.letters.get_period() == (None, None)


def test_it_raises_for_somebody_unknown(store: Store) -> None:
    with pytest.raises(NotFound):
        erase_writer(store, "nobody@example.com", NOW)


NAME, ADDRESS = "Zenobia Quartermain", "zenobia@quartermain.example"


def fill_with_traces(store: Store) -> None:
    """Leave the writer in every place that comes to mind."""
    file = Attachment(f"{NAME}.txt", "text/plain", f"Bill of {NAME}".encode())
    own = draft(
        7,
        f"{NAME} complains",
        f"Write to {ADDRESS}. " + "and more words " * 400,
        writer=WriterHint(ADDRESS, NAME, ADDRESS),
        original=f"From: {NAME} <{ADDRESS}>\r\n\r\nHi".encode(),
        attachments=(file,),
        html=f"<p>{NAME}</p>",
    )
    others = draft(
        8,
        "Fwd",
        f"A colleague of mine, {NAME.upper()}, wrote from {ADDRESS.title()}",
        original=f"{ADDRESS} wrote ".encode() * 900,
        quoted=f"> {NAME}",
        metadata={"cc": ADDRESS},
        attachments=(Attachment("copy.txt", "text/plain", f"To {ADDRESS}".encode()),),
    )
    refusal = Refusal(f"a.csv:3 {ADDRESS}", "too wide", f"{NAME},1,2".encode())
    import_id = store.imports.start("desk", SourceKind.FILE, f"{NAME}.csv", NOW)
    store.letters.receive(import_id, [own, others], NOW)
    store.imports.set_aside(import_id, [refusal], NOW)
    store.imports.finish(import_id, NOW, [f"{ADDRESS}: guessed"])
    read_attachments(store)
    person = store.people.add("staff@example.com", "Staff", Role.AGENT, NOW)
    store.notes.add(2, person.id, f"Called {NAME} back", NOW)
    store.views.save("mine", f"writer:{ADDRESS}", person.id)
    store.jobs.add("import", {"source": ADDRESS}, person.id, NOW)
    topic_id = store.topics.add("Bills", Origin.PERSON, TopicState.ACTIVE, NOW)
    store._db.execute(
        "UPDATE topics SET keywords = ? WHERE id = ?",
        ['["quartermain", "bills"]', topic_id],
    )
    Uploads(store.path).keep("a.csv", io.BytesIO(f"{NAME},{ADDRESS}".encode()))


def test_not_a_byte_is_left_of_a_writer(store: Store) -> None:
    """Case 81: over the whole data folder."""
    fill_with_traces(store)
    erased = erase_writer(store, ADDRESS, NOW)
    assert erased.letters == 1
    assert erased.mentions >= 8
    assert store.letters.find_ids(LetterFilter(words=("quartermain",))) == []
    assert store.letters.get_letter(2).metadata["cc"] == erased.pseudonym
    assert store.audit.find_entries()[0].about.startswith(erased.pseudonym)
    assert store.maintenance.find_damage() == ()
    keywords = store._db.execute("SELECT keywords FROM topics").fetchone()[0]
    assert keywords == '["bills"]'
    original = store.letters.get_original(2).content
    store.close()
    for path in store.path.parent.rglob("*"):
        content = path.read_bytes().lower() if path.is_file() else b""
        for sign in (b"zenobia", b"quartermain"):
            assert sign not in content, path
    assert b"zenobia" not in original.lower()
