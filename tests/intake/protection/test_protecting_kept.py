"""Letters that came before their source protected them: protected like new ones."""

import json
import re
from pathlib import Path

import pytest
from flask import Flask

from feedback.intake import batches
from feedback.intake.documents.attachment_reading import read_attachments
from feedback.intake.protection import protecting_kept
from feedback.intake.protection.protecting_kept import protect_kept
from feedback.intake.receiving import import_paths
from feedback.people.originals import read_attachment, read_original
from feedback.people.privacy import erase_writer
from feedback.people.protecting import protect_source
from feedback.store import Store
from feedback.store.assignments import Placing, time_of
from feedback.store.proposals import Group, Suggestion
from feedback.topics.filing.corrections import refuse_letter
from feedback.topics.life.undoing import undo_event
from feedback.types import (
    EVERY_KIND,
    Deed,
    LetterFilter,
    Origin,
    OriginalChoice,
    PersonalData,
    Protection,
    Role,
    TopicState,
)
from feedback.worker import run_next_job
from tests.conftest import add_person, sign_in
from tests.intake.protection.test_protecting import CARD, NOW, PHONE, SECRETS, mail  # noqa: F401

TABLE = (
    "id,text,created_at,author,note\n"
    f"1,My card {CARD} was charged,2026-01-01,Ann,call {PHONE}\n"
    "2,The app crashes at every start,2026-01-02,Bob,\n"
    "3,bad,x,y,z,zz,bob@example.net\n"
)


def receive(store: Store, path: Path) -> list[int]:
    import_paths(store, [path], "desk", clock=lambda: NOW)
    read_attachments(store)
    return sorted(store.letters.find_ids(LetterFilter()))


def protect(
    store: Store,
    originals: OriginalChoice,
    masks: frozenset[PersonalData] = EVERY_KIND,
) -> int:
    source = store.sources.get_source_by_name("desk")
    protect_source(store, source, Protection(masks, originals), None, NOW)
    return source.id


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "rows.csv"
    path.write_text(TABLE)
    return path


@pytest.mark.parametrize("originals", [OriginalChoice.ENCRYPT, OriginalChoice.DROP])
def test_it_leaves_nothing_in_the_clear(
    store: Store,
    mail: Path,  # noqa: F811
    table: Path,
    originals: OriginalChoice,
) -> None:
    """Case 82, down to the bytes of the data folder."""
    receive(store, mail)
    table.write_text(TABLE.replace("The app", f"Call {PHONE}: it"))
    receive(store, table)
    table.write_text(TABLE)
    assert import_paths(store, [table], "desk", clock=lambda: NOW).counts.updated == 1
    source_id = protect(store, originals)
    assert store.kept_letters.count(source_id) == 3
    assert protect_kept(store, source_id, None) == 3
    assert store.kept_letters.count(source_id) == 0
    (letter_id,) = store.letters.find_ids(LetterFilter(words=("quokka",)))
    letter = store.letters.get_letter(letter_id)
    assert letter.body.startswith("My card [card number] was charged, call [phone")
    assert letter.subject == "Call [phone number]"
    assert letter.attachments[0].name == "bill of [mail address].txt"
    assert not store.letters.find_ids(LetterFilter(words=("4111",)))
    assert store.maintenance.find_damage() == ()
    assert store.audit.find_entries()[0].deed is Deed.PROTECT_LETTERS
    store.close()
    for path in store.path.parent.glob("postbag.db*"):
        assert not re.findall(SECRETS, path.read_bytes()), path


def test_it_ends_like_an_import_under_protection(
    store: Store,
    mail: Path,  # noqa: F811
    tmp_path: Path,
) -> None:
    (letter_id,) = receive(store, mail)
    protect_kept(store, protect(store, OriginalChoice.ENCRYPT), None)
    with Store(tmp_path / "other.db") as other:
        other.sources.add("desk", store.sources.get_source(1).kind)
        protect(other, OriginalChoice.ENCRYPT)
        (new_id,) = receive(other, mail)
        new, kept = (
            other.letters.get_letter(new_id),
            store.letters.get_letter(letter_id),
        )
        for name in ("subject", "body", "quoted", "signature", "html", "metadata"):
            assert getattr(kept, name) == getattr(new, name)
        columns = "SELECT digest, fingerprint, words FROM letters"
        assert [*map(tuple, store._db.execute(columns))] == [
            *map(tuple, other._db.execute(columns))
        ]


@pytest.mark.parametrize("originals", list(OriginalChoice))
def test_it_knows_its_letters_again(
    store: Store,
    mail: Path,  # noqa: F811
    table: Path,
    originals: OriginalChoice,
) -> None:
    receive(store, mail)
    receive(store, table)
    protect_kept(store, protect(store, originals), None)
    for path, known in ((mail, 1), (table, 2)):
        again = import_paths(store, [path], "desk", clock=lambda: NOW)
        assert (again.counts.known, again.counts.received) == (known, 0)


def test_an_admin_can_still_read_what_was_encrypted(
    store: Store,
    mail: Path,  # noqa: F811
) -> None:
    (letter_id,) = receive(store, mail)
    protect_kept(store, protect(store, OriginalChoice.ENCRYPT), None)
    admin = add_person(store, "root@example.com", Role.ADMIN)
    assert read_original(store, letter_id, admin, NOW)[1] == mail.read_bytes()
    info = store.letters.get_letter(letter_id).attachments[0]
    assert CARD.encode() in read_attachment(store, letter_id, info.id, admin, NOW)[1]


def test_what_was_encrypted_can_be_dropped_later(
    store: Store,
    mail: Path,  # noqa: F811
) -> None:
    (letter_id,) = receive(store, mail)
    for originals in (OriginalChoice.ENCRYPT, OriginalChoice.DROP):
        protect_kept(store, protect(store, originals), None)
    stored = store.letters.get_original(letter_id)
    assert (stored.choice, stored.content) == (OriginalChoice.DROP, b"")
    info = store.letters.get_letter(letter_id).attachments[0]
    _, file = store.attachments.get_attachment(letter_id, info.id)
    assert (file.choice, file.content) == (OriginalChoice.DROP, b"")
    assert store.letters.find_ids(LetterFilter(words=("quokka",))) == [letter_id]


def test_a_file_that_another_source_has_too_stays_for_it(
    store: Store,
    mail: Path,  # noqa: F811
    tmp_path: Path,
) -> None:
    receive(store, mail)
    other = tmp_path / "other.eml"
    other.write_bytes(mail.read_bytes().replace(b"<1@", b"<2@"))
    import_paths(store, [other], "elsewhere", clock=lambda: NOW)
    read_attachments(store)
    protect_kept(store, protect(store, OriginalChoice.DROP), None)
    mine, theirs = sorted(store.letters.find_ids(LetterFilter()))
    info = store.letters.get_letter(theirs).attachments[0]
    assert CARD.encode() in store.attachments.get_attachment(theirs, info.id)[1].content
    assert CARD in store.attachments.get_text(theirs, info.id)[1]
    hidden = store.letters.get_letter(mine).attachments[0]
    assert "[card number]" in store.attachments.get_text(mine, hidden.id)[1]


@pytest.mark.parametrize("is_undone", [False, True])
def test_a_reason_still_points_at_its_passage(
    store: Store, tmp_path: Path, is_undone: bool
) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(f"id,text\n1,Call +49 30 1234567 now. It was {CARD}. Broken!\n")
    (letter_id,) = receive(store, path)
    topic_id = store.topics.add("Broken", Origin.PERSON, TopicState.ACTIVE, NOW)
    body = store.letters.get_letter(letter_id).body
    place = body.index("Broken!")
    placing = Placing(
        letter_id=letter_id, topic_id=topic_id, start=place, end=len(body),
        confidence=0.9, origin="model", assigned_at=time_of(NOW),
        words=("broken", "it was", "4111"),
    )  # fmt: skip
    store.assignments.add_all([placing])
    me = add_person(store, "ann@example.org", Role.ADMIN).id
    event_id = refuse_letter(store, letter_id, topic_id, me, NOW) if is_undone else 0
    protect_kept(store, protect(store, OriginalChoice.KEEP), None)
    if is_undone:
        undo_event(store, event_id, me, NOW)
    body = store.letters.get_letter(letter_id).body
    row = store._db.execute("SELECT * FROM assignments").fetchone()
    assert body[row["start"] : row["end"]] == "Broken!"
    assert json.loads(row["words"]) == ["broken", "it was"]


def test_what_models_took_from_letters_is_masked(store: Store, table: Path) -> None:
    (letter_id, *_) = receive(store, table)
    calls = store.topics.add(f"Call {PHONE}", Origin.MODEL, TopicState.PROPOSED, NOW)
    mine = store.topics.add(f"Ask {PHONE}", Origin.PERSON, TopicState.ACTIVE, NOW)
    fit_id = store.fits.start(0, "lexical", NOW)
    group = Group(f"Call {PHONE}", (letter_id,), ("call", PHONE))
    store.proposals.propose(fit_id, Suggestion("split", calls, 1.0, 1, groups=(group,)))
    protect_kept(store, protect(store, OriginalChoice.KEEP), None)
    (proposal,) = store.proposals.find_open()
    masked = Group("Call [phone number]", (letter_id,), ("call", "[phone number]"))
    assert proposal.groups == (masked,)
    assert store.topics.get_topic(calls).name == "Call [phone number]"
    assert store.topics.get_topic(mine).name == f"Ask {PHONE}"


def test_letters_of_an_import_that_was_under_way_are_protected_too(
    store: Store, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "BATCH_LETTERS", 1)
    done: list[int] = []

    def protect_once(read: int, total: int) -> None:
        if not done:
            done.append(protect_kept(store, protect(store, OriginalChoice.DROP), None))

    first = import_paths(
        store, [table], "desk", progress=protect_once, clock=lambda: NOW
    )
    assert done == [1]
    assert first.counts.received == 2
    assert "`postbag sources NAME --apply`" in first.notes[0]
    source_id = store.sources.get_source_by_name("desk").id
    assert store.kept_letters.count(source_id) == 2
    protect_kept(store, source_id, None)
    choices = store._db.execute("SELECT DISTINCT choice FROM originals").fetchall()
    assert [row["choice"] for row in choices] == ["drop"]
    again = import_paths(store, [table], "desk", clock=lambda: NOW)
    assert not any("--apply" in note for note in again.notes)
    assert store.kept_letters.count(source_id) == 0


def test_who_was_erased_does_not_come_back(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(
        "id,text,author_email\n1,Please answer me soon,zoe@example.org\n"
        "2,Zoe (zoe@example.org) waits; call +49 30 1234567,max@example.org\n"
    )
    receive(store, path)
    erase_writer(store, "zoe@example.org", NOW)
    protect_kept(store, protect(store, OriginalChoice.DROP), None)
    masks = frozenset({PersonalData.PHONE})
    protect(store, OriginalChoice.DROP, masks)
    import_paths(store, [path], "desk", clock=lambda: NOW)
    bodies = [
        store.letters.get_letter(id_).body
        for id_ in store.letters.find_ids(LetterFilter())
    ]
    assert any("waits" in body for body in bodies)
    assert not any("zoe@" in body for body in bodies)


def test_it_goes_on_where_it_was_cut_short(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "rows.csv"
    rows = "".join(f"{n},Call +49 30 1234567 or {n}\n" for n in range(10))
    path.write_text("id,text\n" + rows)
    receive(store, path)
    source_id = protect(store, OriginalChoice.KEEP)
    monkeypatch.setattr(protecting_kept, "BATCH", 3)

    def stop(done: int, total: int) -> None:
        if done >= 6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        protect_kept(store, source_id, None, stop)
    assert store.kept_letters.count(source_id) == 4
    assert protect_kept(store, source_id, None) == 4
    letters = map(store.letters.get_letter, store.letters.find_ids(LetterFilter()))
    assert all("[phone number]" in letter.body for letter in letters)


def test_less_protection_has_nothing_to_go_through(store: Store, table: Path) -> None:
    receive(store, table)
    source_id = protect(store, OriginalChoice.ENCRYPT)
    protect_kept(store, source_id, None)
    protect(store, OriginalChoice.KEEP, frozenset())
    assert store.kept_letters.count(source_id) == 0


def test_the_page_of_a_source_asks_an_admin(
    app: Flask, store: Store, table: Path
) -> None:
    receive(store, table)
    admin = sign_in(app, add_person(store, "root@example.com", Role.ADMIN))
    agent = sign_in(app, add_person(store, "ada@example.com", Role.AGENT))
    choice = {"masks": ["phone", "card"], "originals": "encrypt"}
    admin.post("/sources/1/protect", data=choice)
    assert "2 letters came before" in admin.get("/sources/1").text
    assert "came before" not in agent.get("/sources/1").text
    assert agent.post("/sources/1/protect-letters").status_code == 403
    assert admin.post("/sources/1/protect-letters").status_code == 422
    sure = {"sure": "1"}
    assert admin.post("/sources/1/protect-letters", data=sure).status_code == 303
    assert "Waiting to start" in admin.get("/sources/1").text
    assert run_next_job(store)
    page = admin.get("/sources/1").text
    assert "2 letters of desk are protected" in page
    assert "came before" not in page
