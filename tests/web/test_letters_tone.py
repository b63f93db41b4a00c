"""How a letter sounds, on its page: the words behind it, and what people say."""

import csv
import io

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback.store import Store
from feedback.summaries.export import write_table
from feedback.topics.tones import read_tones
from feedback.types import Role
from tests.builders import receive_letters
from tests.conftest import NOW, add_person, sign_in

TEXTS = ["Cancel my subscription, this is unacceptable.", "Where is the button?"]


@pytest.fixture
def sent(store: Store) -> list[int]:
    return receive_letters(store, [("", text) for text in TEXTS], NOW)


def mark(client: FlaskClient, letter_id: int, tone: str, is_so: str) -> str:
    data = {"tone": tone, "is_so": is_so}
    path = f"/letters/{letter_id}/tone"
    return client.post(path, data=data, follow_redirects=True).text


def test_it_shows_the_score_with_its_words(
    client: FlaskClient, sent: list[int]
) -> None:
    page = client.get(f"/letters/{sent[0]}").text
    assert "likely (0.80)" in page
    assert "<q><bdi>cancel my subscription</bdi></q>" in page
    assert "<q><bdi>unacceptable</bdi></q>" in page
    assert "unlikely (0.00)" in client.get(f"/letters/{sent[1]}").text


def test_it_lists_and_finds_letters_that_sound_so(
    client: FlaskClient, store: Store, sent: list[int]
) -> None:
    read_tones(store)
    page = client.get("/letters/?q=is:angry+is:leaving").text
    assert f'data-id="{sent[0]}"' in page
    assert f'data-id="{sent[1]}"' not in page
    assert "leaving?" in page
    assert "angry?" in page
    assert "Angry &amp; leaving" in page


def test_it_takes_a_mark_and_takes_it_back(
    client: FlaskClient, store: Store, sent: list[int]
) -> None:
    page = mark(client, sent[1], "leaving", "yes")
    assert "Marked as about to leave." in page
    assert "yes, says <bdi>Ada</bdi>" in page
    assert "leaving?" in client.get("/letters/").text
    (marked,) = store.tones.find_marks(sent[1]).values()
    path = f"/letters/tone/{marked.id}/undo"
    assert "taken back" in client.post(path, follow_redirects=True).text
    assert store.tones.find_marks(sent[1]) == {}
    assert client.post(path).status_code == 409


def test_it_has_other_letters_read_again(
    client: FlaskClient, store: Store, sent: list[int]
) -> None:
    mark(client, sent[0], "anger", "no")
    job = store.jobs.find_latest("follow")
    assert job is not None
    assert job.state == "waiting"


@pytest.mark.parametrize(
    ("tone", "is_so"), [("joy", "yes"), ("anger", "perhaps"), ("", "")]
)
def test_it_refuses_what_no_button_sends(
    client: FlaskClient, store: Store, sent: list[int], tone: str, is_so: str
) -> None:
    data = {"tone": tone, "is_so": is_so}
    assert client.post(f"/letters/{sent[0]}/tone", data=data).status_code == 422
    assert store.tones.find_marks(sent[0]) == {}


def test_it_says_when_there_is_no_such_letter(client: FlaskClient) -> None:
    data = {"tone": "anger", "is_so": "yes"}
    assert client.post("/letters/999/tone", data=data).status_code == 404


def test_a_viewer_sees_the_tone_and_cannot_mark_it(
    app: Flask, store: Store, sent: list[int]
) -> None:
    viewer = sign_in(app, add_person(store, "vi@example.com", Role.VIEWER))
    page = viewer.get(f"/letters/{sent[0]}").text
    assert "likely (0.80)" in page
    assert f"/letters/{sent[0]}/tone" not in page
    data = {"tone": "anger", "is_so": "yes"}
    assert viewer.post(f"/letters/{sent[0]}/tone", data=data).status_code == 403


def test_it_comes_back_to_the_list_it_was_opened_from(
    client: FlaskClient, sent: list[int]
) -> None:
    back = f"/letters/{sent[0]}?q=is:leaving"
    data = {"tone": "anger", "is_so": "no", "back": back}
    sent_to = client.post(f"/letters/{sent[0]}/tone", data=data)
    assert sent_to.headers["Location"] == back
    data["back"] = "//evil.example"
    sent_to = client.post(f"/letters/{sent[0]}/tone", data=data)
    assert sent_to.headers["Location"] == f"/letters/{sent[0]}"


def test_marks_are_exported(
    client: FlaskClient, store: Store, sent: list[int], capsys: pytest.CaptureFixture
) -> None:
    mark(client, sent[1], "leaving", "yes")
    read_tones(store)
    write_table(store, "letters", "csv", None)
    rows = {
        int(row["id"]): row
        for row in csv.DictReader(io.StringIO(capsys.readouterr().out))
    }
    first, second = rows[sent[0]], rows[sent[1]]
    assert (first["is_leaving"], first["marked_leaving"]) == ("True", "")
    assert (second["is_leaving"], second["marked_leaving"]) == ("True", "True")
    assert first["is_angry"] == "True"


def test_words_of_a_letter_are_shown_as_words(
    client: FlaskClient, store: Store
) -> None:
    text = "<script>alert(1)</script> WHERE IS MY <b>REFUND</b> MONEY"
    (letter_id,) = receive_letters(store, [("", text)], NOW)
    page = client.get(f"/letters/{letter_id}").text
    assert "<script>alert" not in page
    assert "<b>REFUND" not in page
