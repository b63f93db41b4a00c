"""The pages of the blind re-check."""

import re

from flask import Flask
from flask.testing import FlaskClient

from feedback.store import Store
from feedback.types import Origin, Role
from tests.conftest import NOW, add_person, sign_in
from tests.topics.conftest import NAMES, varied

__all__ = ["varied"]


def text_of(client: FlaskClient, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return re.sub(r"\s+", " ", response.text)


def form_of(client: FlaskClient) -> str:
    found = re.search(
        r'action="(/recheck/\d+/letters/\d+)"', text_of(client, "/recheck/")
    )
    assert found
    return found[1]


def test_it_says_what_a_recheck_is_before_the_first(client: FlaskClient) -> None:
    assert "thirty letters are drawn by lot" in text_of(client, "/recheck/")
    assert "Nobody has filed a letter yet" in text_of(client, "/recheck/results")
    assert client.post("/recheck/draw").status_code == 422


def test_it_counts_waiting_letters_on_the_topics_page(
    client: FlaskClient, varied: list[int]
) -> None:
    assert "re-check: 30 waiting" in text_of(client, "/topics/")


def test_it_shows_a_letter_without_the_models_choice(
    client: FlaskClient, varied: list[int]
) -> None:
    page = text_of(client, "/recheck/")
    assert "Letter 1 of 30" in page
    assert "recheck-body" in page
    assert page.count('<option value="') == len(NAMES)
    assert "/topics/letters/" not in page
    assert "why?" not in page


def test_it_files_every_letter_and_tells_the_agreement(
    client: FlaskClient, varied: list[int]
) -> None:
    for _ in range(30):
        data = {"topic": NAMES[0].lower(), "choice": "file"}
        assert client.post(form_of(client), data=data).status_code == 303
    page = text_of(client, "/recheck/")
    assert "You have read all" in page
    assert "waiting" not in text_of(client, "/topics/")
    assert re.search(
        r"Agreement \d+ % \(\d+ to \d+ %\) of 30", text_of(client, "/topics/")
    )
    assert "in blind re-checks" in text_of(client, f"/topics/{varied[0]}")


def test_it_shows_the_form_again_for_an_unknown_topic(
    client: FlaskClient, varied: list[int]
) -> None:
    path = form_of(client)
    page = client.post(path, data={"topic": "<b>No</b>", "choice": "file"}).text
    assert "No topic is called" in page
    assert "<b>No</b>" not in page
    assert form_of(client) == path


def test_a_form_that_comes_back_is_about_the_same_letter(
    app: Flask, client: FlaskClient, store: Store, varied: list[int]
) -> None:
    """A colleague has filed it meanwhile, so that another letter would be next."""
    path = form_of(client)
    second = sign_in(app, add_person(store, "ben@example.com", Role.AGENT))
    second.post(path, data={"topic": NAMES[0], "choice": "file"})
    page = client.post(path, data={"topic": "Mistyped", "choice": "file"}).text
    assert f'action="{path}"' in page


def test_it_skips_and_takes_an_answer_back(
    client: FlaskClient, varied: list[int]
) -> None:
    path = form_of(client)
    page = client.post(path, data={"choice": "skip"}, follow_redirects=True).text
    assert "Letter 2 of 30" in page
    undo = re.search(r'action="(/recheck/answers/\d+/undo)"', page)
    assert undo
    assert client.post(undo[1]).status_code == 303
    assert form_of(client) == path


def test_it_turns_a_difference_into_a_correction_by_one_button(
    client: FlaskClient, store: Store, varied: list[int]
) -> None:
    path = form_of(client)
    letter_id = int(path.rpartition("/")[2])
    placed = store.assignments.find_for_letter(letter_id)[0]
    other = next(name for name in NAMES if name != placed.topic)
    client.post(path, data={"topic": other, "choice": "file"})
    assert store.assignments.find_for_letter(letter_id)[0].origin is Origin.MODEL
    page = text_of(client, "/recheck/results")
    assert "Where you filed differently" in page
    button = re.search(r'action="(/recheck/answers/\d+/correct)"', page)
    assert button
    done = client.post(button[1], follow_redirects=True).text
    assert "Corrected" in done
    assert store.assignments.find_for_letter(letter_id)[0].topic == other


def test_it_leads_from_topics_that_are_mixed_up_to_their_merge(
    client: FlaskClient, store: Store, varied: list[int]
) -> None:
    names = store.topics.find_names()
    for _ in range(30):
        client.post(form_of(client), data={"topic": names[varied[0]], "choice": "file"})
    page = text_of(client, "/recheck/results")
    assert f"/topics/{varied[1]}/merge?into={varied[0]}" in page
    assert f"<bdi>{names[varied[0]]}</bdi></a> and <a" in page


def test_it_invites_a_second_reader(
    app: Flask, client: FlaskClient, store: Store, varied: list[int]
) -> None:
    for _ in range(30):
        client.post(form_of(client), data={"topic": NAMES[0], "choice": "file"})
    second = sign_in(app, add_person(store, "ben@example.com", Role.AGENT))
    assert "A colleague has read it too" in text_of(second, "/recheck/")
    second.post(form_of(second), data={"topic": NAMES[1], "choice": "file"})
    assert "Krippendorff" in text_of(second, "/recheck/results")


def test_it_lets_viewers_look_only(app: Flask, store: Store, varied: list[int]) -> None:
    viewer = sign_in(app, add_person(store, "eve@example.com", Role.VIEWER))
    assert '<form class="recheck-form"' not in text_of(viewer, "/recheck/")
    latest = store.rechecks.find_latest()
    assert latest
    assert viewer.post("/recheck/draw").status_code == 403
    assert NOW.month == latest.drawn_at.month
