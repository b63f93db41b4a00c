"""The inbox: the list, a letter beside it, and triage by forms."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback.intake.receiving import import_paths
from feedback.store import Store
from feedback.types import (
    Attachment,
    LetterCounts,
    LetterFilter,
    Person,
    Role,
    SourceKind,
    TriageState,
)
from feedback.web.filters import writers_of
from tests.builders import draft, receive_letters
from tests.conftest import NOW, add_person, sign_in
from tests.topics.conftest import record


def state_of(store: Store, letter_id: int) -> TriageState:
    return store.letters.get_letter(letter_id).state


def test_it_sends_people_to_the_inbox(client: FlaskClient) -> None:
    assert client.get("/").headers["Location"] == "/letters/"


def test_it_says_what_to_do_in_an_empty_inbox(client: FlaskClient) -> None:
    page = client.get("/letters/").text
    assert "postbag import" in page
    assert "postbag demo" in page


def test_it_lists_the_newest_first(client: FlaskClient, letters: list[int]) -> None:
    page = client.get("/letters/").text
    ids = [int(found) for found in re.findall(r'data-id="(\d+)"', page)]
    assert ids == letters[::-1]
    assert "6 letters" in page
    assert "6 writers" in page


@pytest.mark.parametrize(
    ("hour", "shown"), [(0, "1 March 2026</time>"), (7, "1 March 2026, 07:00 UTC")]
)
def test_a_day_without_a_time_is_shown_as_a_day(
    client: FlaskClient, store: Store, letters: list[int], hour: int, shown: str
) -> None:
    moment = datetime(2026, 3, 1, hour, tzinfo=UTC)
    store.letters.receive(1, [draft(99, "No time", written_at=moment)], NOW)
    (letter_id,) = store.letters.find_ids(LetterFilter(phrases=("No time",)))
    assert shown in client.get(f"/letters/{letter_id}").text


def test_it_shows_a_letter_beside_the_list(
    client: FlaskClient, letters: list[int]
) -> None:
    page = client.get(f"/letters/{letters[0]}").text
    assert "I changed to the yearly plan and was charged twice." in page
    assert "same text: 2 letters by 2 writers" in page
    assert "writer0@example.com" in page
    assert 'lang="en"' in page


def test_it_searches_as_people_type(client: FlaskClient, letters: list[int]) -> None:
    found = client.get("/letters/", query_string={"q": '"charged twice" -refund'})
    assert "2 letters" in found.text
    assert "No letter matches" in client.get("/letters/?q=unheard").text
    assert "is no operator here" in client.get("/letters/?q=url:x").text
    assert client.get("/letters/?q=topic:unknown").status_code == 200


def test_it_pages_through_long_lists(client: FlaskClient, store: Store) -> None:
    receive_letters(store, [("", f"Letter number {n}") for n in range(120)])
    seen: list[str] = []
    path = "/letters/"
    while path:
        page = client.get(path).text
        seen += re.findall(r'data-id="(\d+)"', page)
        onward = re.search(r'rel="next" href="([^"]+)"', page)
        path = onward.group(1).replace("&amp;", "&") if onward else ""
    assert len(seen) == len(set(seen)) == 120


def test_it_moves_a_letter_and_goes_on_to_the_next(
    client: FlaskClient, store: Store, letters: list[int]
) -> None:
    last, next_one = letters[-1], letters[-2]
    form = {"state": "done", "version": "1", "next_id": str(next_one), "q": "is:new"}
    answer = client.post(f"/letters/{last}/move", data=form)
    assert answer.headers["Location"] == f"/letters/{next_one}?q=is:new"
    assert state_of(store, last) is TriageState.DONE
    page = client.get(answer.headers["Location"]).text
    assert "Letter moved to done." in page
    undo = re.search(r'action="(/moves/\d+/undo)"', page)
    assert undo
    client.post(undo.group(1), data={"back": "/letters/?q="})
    assert state_of(store, last) is TriageState.NEW


def test_it_tells_the_second_of_two_people(
    app: Flask, client: FlaskClient, store: Store, letters: list[int]
) -> None:
    """Case 69: a page that says so, and the first person's move stays."""
    other = sign_in(app, add_person(store, "ben@example.com", Role.AGENT))
    path, form = f"/letters/{letters[0]}/move", {"state": "done", "version": "1"}
    assert client.post(path, data=form).status_code == 303
    late = other.post(path, data={"state": "not_feedback", "version": "1"})
    assert (late.status_code, "Somebody was faster" in late.text) == (409, True)
    assert state_of(store, letters[0]) is TriageState.DONE


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"state": "done"},
        {"state": "nowhere", "version": "1"},
        {"state": "done", "version": "one"},
        {"state": "snoozed", "version": "1"},
        {"state": "snoozed", "version": "1", "snoozed_until": "2020-01-01"},
        {"state": "snoozed", "version": "1", "snoozed_until": "someday"},
    ],
)
def test_it_refuses_moves_that_make_no_sense(
    client: FlaskClient, store: Store, letters: list[int], form: dict[str, str]
) -> None:
    answer = client.post(f"/letters/{letters[0]}/move", data=form)
    assert answer.status_code == 422
    assert store.letters.get_letter(letters[0]).version == 1


def test_it_snoozes_until_a_day(
    client: FlaskClient, store: Store, letters: list[int]
) -> None:
    page = client.get(f"/letters/{letters[0]}").text
    offered = re.findall(r'name="snoozed_until" value="([^"]+)"', page)
    assert offered == ["2026-03-03", "2026-03-09", "2026-03-16", "2026-04-01"]
    form = {"state": "snoozed", "version": "1", "snoozed_until": offered[0]}
    client.post(f"/letters/{letters[0]}/move", data=form)
    letter = store.letters.get_letter(letters[0])
    assert letter.snoozed_until == date(2026, 3, 3)
    shown = client.get(f"/letters/{letters[0]}").text
    assert "until 3 March 2026, or until the writer writes again" in shown
    form |= {"version": "2", "stays_asleep": "y"}
    client.post(f"/letters/{letters[0]}/move", data=form)
    assert store.letters.get_letter(letters[0]).stays_asleep
    assert "writes again</p>" not in client.get(f"/letters/{letters[0]}").text


def test_it_moves_the_ticked_letters(
    client: FlaskClient, store: Store, letters: list[int]
) -> None:
    ticked = [str(n) for n in letters[:3]]
    form = {"state": "done", "letter_ids": [*ticked, "x"], "q": ""}
    assert client.post("/letters/move", data=form).status_code == 303
    assert store.letters.count_states()[TriageState.DONE] == 3
    assert client.post("/letters/move", data={"state": "done"}).status_code == 422


def test_it_moves_all_that_match_only_if_they_are_those_seen(
    client: FlaskClient, store: Store, letters: list[int]
) -> None:
    form = {"state": "done", "expected": "3", "q": "charged"}
    changed = client.post("/letters/move", data=form)
    assert (changed.status_code, "The list has changed" in changed.text) == (422, True)
    client.post("/letters/move", data={**form, "expected": "2"})
    assert store.letters.count_states()[TriageState.DONE] == 2


def test_all_that_match_are_those_on_the_list_without_automatic_mail(
    client: FlaskClient, store: Store, letters: list[int]
) -> None:
    store._db.execute("UPDATE letters SET is_automatic = 1 WHERE id = ?", [letters[0]])
    shown = re.search(r'name="expected" value="(\d+)"', client.get("/letters/").text)
    assert shown
    assert int(shown[1]) == len(letters) - 1
    form = {"state": "done", "expected": shown[1], "q": "is:new is:open"}
    assert client.post("/letters/move", data=form).status_code == 303
    assert store.letters.get_letter(letters[0]).state is TriageState.NEW
    assert store.letters.get_letter(letters[1]).state is TriageState.DONE


def test_it_files_ticked_letters_or_all_that_match_under_a_topic(
    client: FlaskClient, store: Store, letters: list[int]
) -> None:
    assert "File them there" not in client.get("/letters/").text
    record(store, {"Charged twice": letters[:3]})
    (topic,) = store.topics.find_topics()
    assert "File them there" in client.get("/letters/").text
    form = {"topic_id": topic.id, "q": "great", "back": "/letters/?q=great"}
    refused = client.post("/topics/letters", data=form)
    assert refused.status_code == 422
    answer = client.post("/topics/letters", data={**form, "expected": "1"})
    assert answer.location == form["back"]
    (placed,) = store.assignments.find_for_letter(letters[5])
    assert placed.topic == "Charged twice"


def test_it_gives_a_letter_to_a_colleague(
    client: FlaskClient, store: Store, letters: list[int], person: Person
) -> None:
    path = f"/letters/{letters[0]}/assign"
    answer = client.post(path, data={"assignee_id": str(person.id)})
    assert f"Given to {person.name}." in client.get(answer.headers["Location"]).text
    assert "1 letter" in client.get("/letters/?q=assigned:me").text
    client.post(path, data={"assignee_id": "0"})
    assert store.letters.get_letter(letters[0]).assignee_id is None
    for nobody in ("999", "9" * 30, "-1"):
        assert client.post(path, data={"assignee_id": nobody}).status_code == 404


def test_it_keeps_notes(client: FlaskClient, letters: list[int]) -> None:
    path = f"/letters/{letters[0]}"
    assert client.post(f"{path}/notes", data={"text": " "}).status_code == 422
    assert client.post(f"{path}/notes", data={"text": "x" * 10_001}).status_code == 422
    client.post(f"{path}/notes", data={"text": "Refunded by hand."})
    assert "Refunded by hand." in client.get(path).text
    assert client.post("/letters/999/notes", data={"text": "x"}).status_code == 404


def test_it_saves_and_forgets_views(
    app: Flask, client: FlaskClient, store: Store, letters: list[int], person: Person
) -> None:
    client.post("/views", data={"name": "Angry & leaving", "q": "score:<3"})
    assert "Angry &amp; leaving" in client.get("/letters/").text
    (view,) = store.views.find_views(person.id)
    other = sign_in(app, add_person(store, "ben@example.com", Role.ADMIN))
    assert other.post(f"/views/{view.id}/remove").status_code == 422
    client.post(f"/views/{view.id}/remove")
    assert store.views.find_views(person.id) == ()
    assert client.post("/views", data={"name": "", "q": "x"}).status_code == 422


@pytest.mark.parametrize("back", ["//evil.example.org", "https://evil.example.org", ""])
def test_it_comes_back_to_its_own_pages(
    client: FlaskClient, store: Store, letters: list[int], back: str
) -> None:
    """Case 67."""
    client.post(f"/letters/{letters[0]}/move", data={"state": "done", "version": "1"})
    batch = store.moves.find_moves(letters[0])[0].batch_id
    answer = client.post(f"/moves/{batch}/undo", data={"back": back})
    assert answer.headers["Location"] == "/letters/"


def test_it_lets_originals_and_attachments_only_be_saved(
    client: FlaskClient, store: Store
) -> None:
    """Case 36."""
    import_id = store.imports.start("mail", SourceKind.FILE, "a.eml", NOW)
    name = '../"evil"\r\nX: y; 密.html'
    page = Attachment(name, "text/html", b"<script>alert(1)</script>")
    mail = draft(
        1,
        original=b"From: a\r\n\r\nHi",
        media_type="message/rfc822",
        attachments=(page,),
    )
    store.letters.receive(import_id, [mail], NOW)
    info = store.letters.get_letter(1).attachments[0]
    original = client.get("/letters/1/original")
    attached = client.get(f"/letters/1/attachments/{info.id}")
    assert original.data == mail.original
    assert attached.data == page.content
    for answer in (original, attached):
        assert answer.mimetype == "application/octet-stream"
        assert answer.headers["Content-Disposition"].startswith("attachment; ")
        assert "\n" not in answer.headers["Content-Disposition"]
        assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "letter-1.eml" in original.headers["Content-Disposition"]


def test_it_gives_an_attachment_only_with_its_own_letter(
    client: FlaskClient, store: Store, letters: list[int]
) -> None:
    """Case 68."""
    attached = draft(50, attachments=(Attachment("a", "text/plain", b"a"),))
    store.letters.receive(1, [attached], NOW)
    info = store.letters.get_letter(letters[-1] + 1).attachments[0]
    path = f"/letters/{letters[0]}/attachments/{info.id}"
    assert client.get(path).status_code == 404


def test_it_leaves_automatic_mail_out_unless_asked(
    client: FlaskClient, store: Store, letters: list[int]
) -> None:
    """Case 22: an out-of-office is no complaint."""
    away = draft(50, "Away", "I am out of office.", is_automatic=True)
    store.letters.receive(1, [away], NOW)
    assert "out of office" not in client.get("/letters/?q=").text
    assert "out of office" in client.get("/letters/?q=is:automatic").text


def test_it_says_that_writers_were_not_all_counted() -> None:
    assert writers_of(LetterCounts(10_000, 9_903, is_capped=True)) == "9,903+ writers"
    assert writers_of(LetterCounts(3, 1)) == "1 writer"


def test_it_counts_the_letters_of_a_conversation(
    client: FlaskClient, store: Store, tmp_path: Path
) -> None:
    for number, refers in ((1, ""), (2, "In-Reply-To: <1@example.com>\n"), (3, "")):
        (tmp_path / f"{number}.eml").write_text(
            f"From: Ann <ann@example.com>\nSubject: Letter {number}\n{refers}"
            f"Message-ID: <{number}@example.com>\nDate: Mon, 2 Mar 2026 0{number}:00:00"
            f" +0000\n\nThe app lost note number {number}.\n"
        )
    import_paths(store, [tmp_path])
    numbers = sorted(store.letters.find_ids(LetterFilter()))
    pages = [client.get(f"/letters/{number}").text for number in numbers]
    joined = [re.search(r'"([^"]+)">conversation: 2 letters</a>', it) for it in pages]
    assert [link is not None for link in joined] == [True, True, False]
    assert joined[0]
    assert "2 letters, 1 writer" in client.get(joined[0][1]).text
