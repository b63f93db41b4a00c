"""Importing in the browser: look first, then import, then perhaps undo."""

import io
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback.intake.uploads import Uploads, clean_name
from feedback.store import Store
from feedback.types import LetterFilter, Role
from feedback.worker import run_next_job
from tests.conftest import add_person, sign_in

TABLE = (
    "id,created_at,message\r\n"
    "1,2026-02-01,I was charged twice and nobody answers my letters\r\n"
    "2,2026-02-02,The search does not find the notes that I wrote myself\r\n"
    "3,2026-02-03,\r\n"
)


def upload(client: FlaskClient, text: str = TABLE, name: str = "letters.csv") -> str:
    """Upload a file and return its token."""
    data = {"file": (io.BytesIO(text.encode()), name)}
    answer = client.post("/imports/upload", data=data)
    assert answer.status_code == 303
    return str(answer.headers["Location"]).rpartition("/")[2]


def test_it_shows_what_a_file_holds_before_storing_it(
    client: FlaskClient, store: Store
) -> None:
    token = upload(client)
    shown = client.get(f"/imports/preview/{token}").get_data(as_text=True)
    assert "2 new" in shown
    assert "1 that would be set aside" in " ".join(shown.split())
    assert "charged twice" in shown
    assert store.letters.count_letters(LetterFilter()).letters == 0


def test_it_imports_in_the_background_and_can_undo(
    client: FlaskClient, store: Store
) -> None:
    token = upload(client)
    client.post(f"/imports/preview/{token}", data={"source": "reviews"})
    assert run_next_job(store)
    assert store.letters.count_letters(LetterFilter()).letters == 2
    assert "2 received" in client.get("/imports/").get_data(as_text=True)
    import_id = store.imports.find_imports()[0].id
    assert "no text" in client.get(f"/imports/{import_id}").get_data(as_text=True)
    client.post(f"/imports/{import_id}/undo")
    assert store.letters.count_letters(LetterFilter()).letters == 0


def test_it_takes_pasted_tables(client: FlaskClient) -> None:
    answer = client.post("/imports/upload", data={"text": TABLE})
    shown = client.get(answer.headers["Location"]).get_data(as_text=True)
    assert "2 new" in shown


def test_it_lets_a_person_choose_the_columns(client: FlaskClient, store: Store) -> None:
    token = upload(client, "a,b\r\nx,Hi you\r\ny,Oh my\r\n")
    shown = client.get(f"/imports/preview/{token}").get_data(as_text=True)
    assert "Choose below which column" in shown
    chosen = client.get(f"/imports/preview/{token}?column_text=1&column_id=0")
    assert "2 new" in chosen.get_data(as_text=True)
    data = {"source": "by hand", "column_text": "1", "column_id": "0"}
    client.post(f"/imports/preview/{token}", data=data)
    assert run_next_job(store)
    assert store.letters.count_letters(LetterFilter()).letters == 2


def test_it_throws_an_upload_away(client: FlaskClient, store: Store) -> None:
    token = upload(client)
    client.post(f"/imports/preview/{token}/drop")
    assert client.get(f"/imports/preview/{token}").status_code == 404
    with pytest.raises(Exception, match="upload"):
        Uploads(store.path).find(token)


def test_it_asks_for_a_file_when_none_was_given(client: FlaskClient) -> None:
    answer = client.post("/imports/upload", data={})
    assert answer.status_code == 422
    assert "Choose a file" in answer.get_data(as_text=True)


def test_it_says_when_a_file_holds_no_letters(client: FlaskClient) -> None:
    data = {"file": (io.BytesIO(b"\x89PNG\r\n\x1a\n\0\0"), "a.png")}
    where = client.post("/imports/upload", data=data).headers["Location"]
    answer = client.get(where)
    assert answer.status_code == 422
    assert "neither mail nor a table" in answer.get_data(as_text=True)


def test_it_hides_uploads_from_viewers(app: Flask, store: Store) -> None:
    viewer = sign_in(app, add_person(store, "vera@example.com", Role.VIEWER))
    data = {"file": (io.BytesIO(b"a"), "a.csv")}
    assert viewer.post("/imports/upload", data=data).status_code == 403


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("../../etc/passwd", "passwd"),
        ("a\0b\r\nX: y", "a_b_X_ y"),
        ("CON", "_CON"),
        ("..", "file"),
        ("Таблица.csv", "Таблица.csv"),
        ("C:\\letters\\a.csv", "a.csv"),
    ],
)
def test_it_cleans_file_names(name: str, wanted: str) -> None:
    """Case 35."""
    assert clean_name(name) == wanted


def test_it_shortens_long_names_and_keeps_their_suffix(tmp_path: Path) -> None:
    name = clean_name("x" * 4000 + ".csv")
    assert len(name) < 140
    assert name.endswith(".csv")


def test_it_gives_rejected_rows_back_to_be_mended(
    client: FlaskClient, store: Store
) -> None:
    client.post(f"/imports/preview/{upload(client)}", data={"source": "shop"})
    run_next_job(store)
    assert "/imports/1/rejects" in client.get("/imports/1").text
    answer = client.get("/imports/1/rejects")
    assert "import-1-rejects.csv" in answer.headers["Content-Disposition"]
    table = answer.get_data().decode("utf-8-sig")
    assert "letters.csv:4" in table
    mended = table.replace("2026-02-03,", "2026-02-03,Now it has words of its own")
    client.post(
        f"/imports/preview/{upload(client, mended, 'mended.csv')}",
        data={"source": "shop"},
    )
    while run_next_job(store):
        pass
    assert store.imports.get_import(2).counts.received == 1
    assert client.get("/imports/99/rejects").status_code == 404
