"""What a source protects never reaches the database in the clear."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback.errors import Forbidden, Refused
from feedback.intake.documents.attachment_reading import read_attachments
from feedback.intake.receiving import import_paths
from feedback.intake.retrying import retry
from feedback.people.originals import read_attachment, read_original, read_set_aside
from feedback.people.protecting import protect_source
from feedback.store import Store
from feedback.types import (
    EVERY_KIND,
    Deed,
    LetterFilter,
    OriginalChoice,
    Person,
    Protection,
    Role,
    SourceKind,
)
from tests.conftest import add_person, sign_in

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
CARD, PHONE = "4111 1111 1111 1111", "+49 30 1234567"
# Digests are kept as hexadecimal digits, in which four of a card stand by chance.
SECRETS = rb"(?<![0-9a-f])4111(?![0-9a-f])|1234567|bob@example\.net"
MAIL = f"""\
From: Ann <ann@example.com>
To: support@example.org
Cc: Bob <bob@example.net>
Subject: Call {PHONE}
Date: Mon, 02 Mar 2026 08:00:00 +0000
Message-ID: <1@example.com>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain

My card {CARD} was charged, call {PHONE}.
--b
Content-Type: text/html

<p>My card 4111<b> 1111 1111 </b>1111 was charged</p>
--b
Content-Type: text/plain; name="bill of ann@example.com.txt"
Content-Disposition: attachment; filename="bill of ann@example.com.txt"

Quokka bill, paid with {CARD}
--b--
"""


@pytest.fixture
def mail(tmp_path: Path) -> Path:
    path = tmp_path / "letter.eml"
    path.write_bytes(MAIL.replace("\n", "\r\n").encode())
    return path


def protect(store: Store, originals: OriginalChoice) -> None:
    store.sources.add("desk", SourceKind.FILE)
    source = store.sources.get_source_by_name("desk")
    protect_source(store, source, Protection(EVERY_KIND, originals), None, NOW)


def receive(store: Store, path: Path) -> int:
    import_paths(store, [path], "desk", clock=lambda: NOW)
    read_attachments(store)
    return store.letters.find_ids(LetterFilter())[0]


@pytest.mark.parametrize("originals", [OriginalChoice.ENCRYPT, OriginalChoice.DROP])
def test_it_leaves_nothing_in_the_clear(
    store: Store, mail: Path, originals: OriginalChoice
) -> None:
    """Case 82, down to the bytes of the database."""
    protect(store, originals)
    letter = store.letters.get_letter(receive(store, mail))
    assert letter.body.startswith(
        "My card [card number] was charged, call [phone number]."
    )
    assert letter.subject == "Call [phone number]"
    assert letter.attachments[0].name == "bill of [mail address].txt"
    assert store.letters.find_ids(LetterFilter(words=("quokka",))) == [letter.id]
    assert not store.letters.find_ids(LetterFilter(words=("4111",)))
    store.close()
    assert not re.findall(SECRETS, store.path.read_bytes())


def test_it_gives_an_encrypted_original_to_admins_and_writes_it_down(
    store: Store, mail: Path, person: Person
) -> None:
    protect(store, OriginalChoice.ENCRYPT)
    letter_id = receive(store, mail)
    admin = add_person(store, "root@example.com", Role.ADMIN)
    with pytest.raises(Forbidden):
        read_original(store, letter_id, person, NOW)
    assert read_original(store, letter_id, admin, NOW)[1] == mail.read_bytes()
    info = store.letters.get_letter(letter_id).attachments[0]
    _, content = read_attachment(store, letter_id, info.id, admin, NOW)
    assert CARD.encode() in content
    deeds = [(one.deed, one.person) for one in store.audit.find_entries()]
    assert deeds[:2] == [
        (Deed.READ_ATTACHMENT, admin.name),
        (Deed.READ_ORIGINAL, admin.name),
    ]
    assert not list(store.audit.find_breaks())


def test_it_has_nothing_to_give_of_a_dropped_original(
    store: Store, mail: Path, person: Person
) -> None:
    protect(store, OriginalChoice.DROP)
    with pytest.raises(Refused, match="dropped"):
        read_original(store, receive(store, mail), person, NOW)


@pytest.mark.parametrize("originals", list(OriginalChoice))
def test_it_knows_its_letters_again(
    store: Store, mail: Path, originals: OriginalChoice
) -> None:
    protect(store, originals)
    receive(store, mail)
    again = import_paths(store, [mail], "desk", clock=lambda: NOW)
    assert again.counts.known == 1


def test_it_encrypts_what_it_sets_aside_and_can_try_it_again(
    store: Store, tmp_path: Path, person: Person
) -> None:
    protect(store, OriginalChoice.DROP)
    path = tmp_path / "rows.csv"
    path.write_text("id,text,created_at\n1,Hello there you,2026-01-01\n2,bad,x,y,z\n")
    done = import_paths(store, [path], "desk", clock=lambda: NOW)
    assert done.counts.set_aside == 1
    (aside,) = store.imports.find_set_aside(done.id)
    assert aside.is_encrypted
    with pytest.raises(Forbidden):
        read_set_aside(store, aside.id, person, NOW)
    admin = add_person(store, "root@example.com", Role.ADMIN)
    assert b"bad,x,y,z" in read_set_aside(store, aside.id, admin, NOW)
    assert retry(store, done.id, clock=lambda: NOW).set_aside == 1


def test_it_touches_nothing_where_nothing_is_asked(store: Store, mail: Path) -> None:
    letter = store.letters.get_letter(receive(store, mail))
    assert CARD in letter.body
    assert store.letters.get_original(letter.id).content == mail.read_bytes()
    assert letter.html
    assert not list(store.path.parent.glob("*.originals-key"))


def test_the_page_of_a_source_keeps_the_choice_of_an_admin(
    app: Flask, client: FlaskClient, store: Store, letters: list[int]
) -> None:
    admin = sign_in(app, add_person(store, "root@example.com", Role.ADMIN))
    choice = {"masks": ["mail", "iban"], "originals": "encrypt"}
    assert client.post("/sources/1/protect", data=choice).status_code == 403
    assert admin.post("/sources/1/protect", data=choice).status_code == 303
    protection = store.sources.get_source(1).protection
    assert sorted(protection.masks) == ["iban", "mail"]
    assert protection.originals is OriginalChoice.ENCRYPT
    page = admin.get("/sources/1").get_data(as_text=True)
    assert re.search(r'<input checked [^>]*value="iban"', page)
    assert "mail addresses, IBANs" in admin.get("/sources/").get_data(as_text=True)
    assert "masks iban, mail" in admin.get("/audit/").get_data(as_text=True)
    assert client.get("/audit/").status_code == 403
    odd = {"masks": ["nothing"], "originals": "burn"}
    assert admin.post("/sources/1/protect", data=odd).status_code == 422


def test_the_letter_page_shows_the_text_of_an_attachment(
    client: FlaskClient, store: Store, mail: Path
) -> None:
    letter_id = receive(store, mail)
    info = store.letters.get_letter(letter_id).attachments[0]
    page = client.get(f"/letters/{letter_id}?q=quokka").get_data(as_text=True)
    assert f"/letters/{letter_id}/attachments/{info.id}/text" in page
    assert "found in attachment" in page
    text = client.get(f"/letters/{letter_id}/attachments/{info.id}/text")
    assert "Quokka bill" in text.get_data(as_text=True)
    assert client.get(f"/letters/{letter_id}/attachments/99/text").status_code == 404
