"""The pages of writers."""

import re

import pytest

from feedback.people.writers import join_writers
from feedback.types import LetterFilter, Role
from tests.conftest import NOW, add_person, sign_in
from tests.people.test_writers import hint, write


@pytest.fixture
def ids(store):
    found = write(
        store,
        hint("ann.lee@x.example", "Ann <b>Lee</b>"),
        hint("ann.lee@y.example", "Ann <b>Lee</b>"),
        hint("bob@example.com", "Bob"),
    )
    join_writers(store)
    return found


def words(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def test_a_letter_leads_to_its_writer(client, store, ids):
    (letter_id,) = store.letters.find_ids(LetterFilter(writer_id=ids[2]))
    assert f'href="/writers/{ids[2]}"' in client.get(f"/letters/{letter_id}").text
    shown = client.get(f"/writers/{ids[2]}")
    assert "1 letter, of 3 February 2026" in words(shown)
    assert "bob@example.com" in shown.text
    assert client.get("/writers/999").status_code == 404


def test_writers_are_found_by_name_or_address(client, ids):
    everybody = client.get("/writers/")
    assert "Look like the same writer" in everybody.text
    assert "Ann &lt;b&gt;Lee" in everybody.text
    found = words(client.get("/writers/?name=BOB@"))
    assert "Bob" in found
    assert "Ann" not in found
    assert "No writer is called nobody ." in words(client.get("/writers/?name=nobody"))


def test_a_suggestion_is_followed_and_undone(client, store, ids):
    one, other, _ = ids
    page = client.get(f"/writers/{one}")
    assert "the same name, and the same address before the @" in page.text
    answer = client.post(
        f"/writers/{one}/merge", data={"name": f"#{other}"}, follow_redirects=True
    )
    assert "Merged: they count as one writer now." in answer.text
    assert "2 letters" in words(answer)
    assert "Looks like the same writer" not in answer.text
    assert client.get(f"/writers/{other}").location == f"/writers/{one}"
    assert store.letters.count_letters(LetterFilter()).writers == 2
    undo = re.search(rf'"(/writers/{other}/unmerge\?undo=1)"', answer.text)[1]
    answer = client.post(undo, follow_redirects=True)
    assert "Taken apart." in answer.text
    assert store.letters.count_letters(LetterFilter()).writers == 3
    assert "unmerged from" in words(answer)
    assert "Looks like the same writer" in answer.text, "a slip decides nothing"


def test_who_is_taken_apart_is_not_suggested_again(client, ids):
    one, other, _ = ids
    client.post(f"/writers/{one}/merge", data={"name": f"#{other}"})
    answer = client.post(f"/writers/{other}/unmerge", follow_redirects=True)
    assert "They stay apart until somebody merges them." in answer.text
    assert "Looks like the same writer" not in answer.text


def test_a_suggestion_is_dismissed_and_restored(client, ids):
    one, other, _ = ids
    answer = client.post(f"/writers/{one}/apart/{other}", follow_redirects=True)
    assert "Noted: they are not the same." in answer.text
    assert "Look like the same writer" not in client.get("/writers/").text
    undo = re.search(r'"(/writers/\d+/reconsider/\d+)"', answer.text)[1]
    assert client.post(undo, follow_redirects=True).status_code == 200
    assert "Look like the same writer" in client.get("/writers/").text
    assert client.post(undo).status_code == 404


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("nobody@x.example", "No writer has"),
        ("ann.lee@x.example", "same writer already"),
    ],
)
def test_a_senseless_merge_is_refused_with_a_reason(client, ids, name, reason):
    answer = client.post(f"/writers/{ids[0]}/merge", data={"name": name})
    assert answer.status_code == 422
    assert reason in answer.text


def test_an_erased_writer_has_no_name_and_no_forms(client, store, ids):
    store.writers.erase("bob@example.com", "erased-1", "2026-03-02T09:00:00Z")
    shown = client.get(f"/writers/{ids[2]}")
    assert "erased" in words(shown)
    # A random token may spell any three letters.
    assert "Bob" not in re.sub(r'"csrf_token"[^>]*', "", shown.text)
    assert "/merge" not in shown.text
    answer = client.post(f"/writers/{ids[0]}/merge", data={"name": f"#{ids[2]}"})
    assert answer.status_code == 422


def test_viewers_read_only(app, store, ids):
    viewer = sign_in(app, add_person(store, "vera@example.com", Role.VIEWER))
    assert "/merge" not in viewer.get(f"/writers/{ids[0]}").text
    assert "/merge" not in viewer.get("/writers/").text
    for address in (
        f"/writers/{ids[0]}/merge",
        f"/writers/{ids[0]}/unmerge",
        f"/writers/{ids[0]}/apart/{ids[1]}",
        f"/writers/{ids[0]}/reconsider/{ids[1]}",
    ):
        assert viewer.post(address, data={"name": "x"}).status_code == 403


def test_a_writer_page_shows_use_and_work(client, store, ids, person):
    store.writers.record_activity([(ids[2], NOW.date())])
    shown = words(client.get(f"/writers/{ids[2]}"))
    assert "Days of use a week" in shown
    assert "· 1 The last 12 weeks" in shown
