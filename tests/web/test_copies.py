"""The page of letters that say the same."""

import re

import pytest

from feedback.topics.alike.copies import look_for_copies
from feedback.types import Role
from tests.builders import receive_letters
from tests.conftest import NOW, add_person, sign_in
from tests.models.texts.test_copies import TEMPLATE

TEXTS = [
    ("Prices", TEMPLATE.format("Maria <b>Lopez</b>")),
    ("Other", "Great app"),
    ("Prices", TEMPLATE.format("Tom, 17 May")),
    ("Prices", TEMPLATE.format("Maria <b>Lopez</b>")),
]


@pytest.fixture
def ids(store):
    found = receive_letters(store, TEXTS, NOW)
    look_for_copies(store)
    return found


def words(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def test_a_letter_says_how_many_say_the_same(client, ids):
    shown = client.get(f"/letters/{ids[0]}").text
    assert "same text: 3 letters by 3 writers" in shown
    assert f"/letters/{ids[0]}/copies" in shown
    assert "same text" not in client.get(f"/letters/{ids[1]}").text


def test_it_shows_where_copies_differ(client, ids):
    answer = client.get(f"/letters/{ids[0]}/copies")
    assert "Same text: 3 letters by 3 writers" in words(answer)
    assert "<del>Maria &lt;b&gt;Lopez&lt;/b&gt;</del>" in answer.text
    assert "<ins>Tom, 17 May</ins>" in answer.text
    assert "word for word" in answer.text
    assert (
        "No other letter says the same" in client.get(f"/letters/{ids[1]}/copies").text
    )


def test_what_does_not_belong_is_split_off_and_put_back(client, ids):
    page = f"/letters/{ids[0]}/copies"
    answer = client.post(
        f"{page}/split", data={"letter_ids": ids[2]}, follow_redirects=True
    )
    assert "The letter stands apart from now on." in answer.text
    assert "Same text: 2 letters by 2 writers" in words(answer)
    assert f"letter {ids[2]}" in words(answer).partition("Split off this group")[2]
    own = client.get(f"/letters/{ids[2]}/copies")
    assert "does not belong" in own.text
    assert "split off its copies" in client.get(f"/letters/{ids[2]}").text
    undo = re.search(r'"(/copies/splits/\d+/undo)"', answer.text)[1]
    answer = client.post(undo, data={"back": page}, follow_redirects=True)
    assert "Back in the group." in answer.text
    assert "Same text: 3 letters by 3 writers" in words(answer)
    assert client.post(undo).status_code == 404


def test_a_senseless_split_is_refused_with_a_reason(client, ids):
    page = f"/letters/{ids[0]}/copies/split"
    answer = client.post(page)
    assert answer.status_code == 422
    assert "Tick at least one letter of this group." in answer.text
    everything = client.post(page, data={"letter_ids": [ids[0], ids[2], ids[3]]})
    assert "Leave at least one letter in the group." in everything.text


def test_viewers_read_only(app, store, ids):
    viewer = sign_in(app, add_person(store, "vera@example.com", Role.VIEWER))
    shown = viewer.get(f"/letters/{ids[0]}/copies")
    assert "do not belong" not in shown.text
    refused = viewer.post(
        f"/letters/{ids[0]}/copies/split", data={"letter_ids": ids[2]}
    )
    assert refused.status_code == 403


def test_the_list_can_show_each_text_once(client, ids):
    everything = client.get("/letters/?q=")
    assert everything.text.count('class="item"') == 4
    assert "3 letters say the same" in everything.text
    assert 'href="/letters/?q=same:once"' in everything.text
    once = client.get("/letters/?q=same:once")
    assert once.text.count('class="item"') == 2
    assert "show copies" in once.text


def test_a_large_group_is_shown_in_parts(client, store):
    ids = receive_letters(store, [("", TEMPLATE.format(n)) for n in range(45)], NOW)
    look_for_copies(store)
    first = client.get(f"/letters/{ids[0]}/copies")
    assert "45 letters" in first.text
    assert first.text.count("Letter ") < 60
    more = re.search(r'rel="next" href="([^"]+)"', first.text)[1]
    assert f"letter {ids[30]}" in client.get(more).text
