"""Importing in the browser: look first, then import, then perhaps undo."""

import html
import io
import os
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback.clock import now
from feedback.intake.import_jobs import forget_uploads
from feedback.intake.receiving import import_paths
from feedback.intake.uploads import Uploads, clean_name
from feedback.store import Store
from feedback.types import Deed, LetterFilter, Refusal, Role, SourceKind
from feedback.worker import KEPT_UPLOADS, run_next_job
from tests.conftest import NOW, add_person, sign_in

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
    columns = re.search(r"<summary>(Columns.*?)</summary>", shown, re.S)
    assert columns
    assert html.unescape(re.sub(r"<[^>]+>", "", columns[1])) == (
        "Columns (3): its id in id (medium confidence), when it was written in "
        "created_at (medium confidence), the letter's text in message (high confidence)"
    )
    assert "1 February 2026<br>" in shown
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


def test_it_throws_away_what_was_set_aside(client: FlaskClient, store: Store) -> None:
    token = upload(client)
    client.post(f"/imports/preview/{token}", data={"source": "reviews"})
    assert run_next_job(store)
    assert store.imports.count_set_aside() == 1
    answer = client.post("/imports/1/throw-away", follow_redirects=True)
    assert "Thrown away: 1." in answer.text
    assert store.imports.count_set_aside() == 0
    assert store.imports.get_import(1).counts.set_aside == 1
    (entry,) = [e for e in store.audit.find_entries() if e.deed is Deed.THROW_AWAY]
    assert (entry.about, bool(entry.person)) == ("import 1: 1 set aside", True)
    assert client.post("/imports/9/throw-away").status_code == 404


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


def test_it_says_which_file_it_was_and_not_where_it_was_kept(
    client: FlaskClient, store: Store
) -> None:
    token = upload(client)
    client.post(f"/imports/preview/{token}", data={"source": "shop"})
    assert run_next_job(store)
    (done,) = store.imports.find_imports()
    assert "/" not in done.location
    assert token not in client.get(f"/imports/{done.id}").get_data(as_text=True)


def test_it_throws_an_upload_away(client: FlaskClient, store: Store) -> None:
    token = upload(client)
    client.post(f"/imports/preview/{token}/drop")
    assert client.get(f"/imports/preview/{token}").status_code == 404
    with pytest.raises(Exception, match="upload"):
        Uploads(store.path).find(token)


def test_uploads_that_nobody_imports_do_not_stay_for_ever(
    client: FlaskClient, store: Store
) -> None:
    """What a job waits for stays, and so does what came just now."""
    new, waiting, left = (upload(client, f"{TABLE}{n},Hi") for n in range(3))
    client.post(f"/imports/preview/{waiting}", data={"source": "shop"})
    folder = Uploads(store.path).find(left).parent.parent
    (folder / "cut.part").write_bytes(b"half")
    for name in (waiting, left, "cut.part"):
        os.utime(folder / name, (0, 0))
    assert forget_uploads(store, now() - KEPT_UPLOADS) == 2
    assert {path.name for path in folder.iterdir()} == {new, waiting}


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


def test_it_makes_one_job_of_a_file_that_is_sent_twice_at_once(
    client: FlaskClient, store: Store
) -> None:
    """Case 53."""
    first, second = upload(client), upload(client)
    assert first == second
    assert upload(client, TABLE + "4,2026-02-04,And another one of them\r\n") != first
    for _ in range(2):
        client.post(f"/imports/preview/{first}", data={"source": "reviews"})
    assert run_next_job(store)
    assert len(store.imports.find_imports()) == 1
    assert store.imports.find_imports()[0].counts.received == 2


DATED = (
    "nr,when,words\r\n"
    "1,03/04/2025 08:00,Grüße und: the sync is broken\r\n"
    "2,05/04/2025 09:00,Another letter about the sync\r\n"
    "3,sometime in May,A letter without a day\r\n"
)
CHOICES = {
    "column_text": "2",
    "column_date": "1",
    "column_id": "0",
    "codec": "cp1252",
    "zone": "Europe/Berlin",
    "order": "day",
    "undated": "aside",
}


def upload_bytes(client: FlaskClient, content: bytes, name: str) -> str:
    data = {"file": (io.BytesIO(content), name)}
    answer = client.post("/imports/upload", data=data)
    return str(answer.headers["Location"]).rpartition("/")[2]


def test_it_reads_a_table_as_the_person_says(client: FlaskClient, store: Store) -> None:
    token = upload_bytes(client, DATED.encode("cp1252"), "desk.csv")
    page = client.get(f"/imports/preview/{token}", query_string=CHOICES)
    shown = " ".join(page.get_data(as_text=True).split())
    assert "2 new" in shown
    assert "cannot be read" in shown
    client.post(f"/imports/preview/{token}", data={"source": "desk", **CHOICES})
    assert run_next_job(store)
    letter = store.letters.get_letter(1)
    assert letter.body.startswith("Grüße")
    assert letter.written_at == datetime(2025, 4, 3, 6, tzinfo=UTC)
    (aside,) = store.imports.find_set_aside(store.imports.find_imports()[0].id)
    assert "sometime in May" in aside.reason


def test_it_remembers_how_a_source_is_read(client: FlaskClient, store: Store) -> None:
    token = upload_bytes(client, DATED.encode("cp1252"), "desk.csv")
    client.post(f"/imports/preview/{token}", data={"source": "desk", **CHOICES})
    assert run_next_job(store)
    more = DATED + "4,06/04/2025 10:00,One more letter of the same kind\r\n"
    token = upload_bytes(client, more.encode("cp1252"), "april.csv")
    shown = client.get(f"/imports/preview/{token}").get_data(as_text=True)
    assert "Read as last time for" in shown
    assert 'value="desk"' in shown
    anew = client.get(f"/imports/preview/{token}?anew=1").get_data(as_text=True)
    assert "Read as last time" not in anew
    page = client.get("/sources/1").get_data(as_text=True)
    for words in ("Europe/Berlin", "day first", "set the row aside", "words"):
        assert words in page
    client.post("/sources/1/forget-reading")
    assert store.sources.find_reading("desk") == {}


def test_the_command_line_reads_a_source_as_it_was_read(
    client: FlaskClient, store: Store, tmp_path: Path
) -> None:
    token = upload_bytes(client, DATED.encode("cp1252"), "desk.csv")
    client.post(f"/imports/preview/{token}", data={"source": "desk", **CHOICES})
    assert run_next_job(store)
    path = tmp_path / "desk.csv"
    path.write_bytes(DATED.encode("cp1252"))
    assert import_paths(store, [path], "desk").counts.known == 2


@pytest.mark.parametrize(
    "wrong", [{"codec": "klingon"}, {"zone": "../../etc"}, {"order": "year"}]
)
def test_it_refuses_a_choice_that_cannot_be(
    client: FlaskClient, wrong: dict[str, str]
) -> None:
    token = upload(client)
    assert (
        client.get(f"/imports/preview/{token}", query_string=wrong).status_code == 422
    )


def test_it_maps_a_workbook_by_hand_too(client: FlaskClient, store: Store) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for row in (("a", "b"), ("x", "Hi you"), ("y", "Oh my")):
        book.active.append(row)  # type: ignore[union-attr]
    file = io.BytesIO()
    book.save(file)
    token = upload_bytes(client, file.getvalue(), "book.xlsx")
    shown = client.get(f"/imports/preview/{token}").get_data(as_text=True)
    assert "Choose below which column" in shown
    data = {"source": "book", "column_text": "1", "column_id": "0"}
    client.post(f"/imports/preview/{token}", data=data)
    assert run_next_job(store)
    assert store.letters.count_letters(LetterFilter()).letters == 2


def test_it_lists_what_people_worked_on(client: FlaskClient, store: Store) -> None:
    token = upload(client)
    client.post(f"/imports/preview/{token}", data={"source": "reviews"})
    assert run_next_job(store)
    client.post("/letters/2/move", data={"state": "done", "version": "1"})
    before = client.get("/imports/1").get_data(as_text=True)
    assert "an undo leaves them" in before
    client.post("/imports/1/undo")
    after = client.get("/imports/1").get_data(as_text=True)
    assert "Letters that stay" in after
    assert ">letter 2</a>" in after


def test_an_admin_protects_a_source_before_its_first_letter(
    app: Flask, client: FlaskClient, store: Store
) -> None:
    admin = sign_in(app, add_person(store, "root@example.com", Role.ADMIN))
    table = TABLE.replace("nobody answers", "call +49 30 1234567: nobody answers")
    token = upload(admin, table)
    assert "Personal data in this source" in admin.get(
        f"/imports/preview/{token}"
    ).get_data(as_text=True)
    data = {"source": "reviews", "masks": ["phone"], "originals": "drop"}
    admin.post(f"/imports/preview/{token}", data=data)
    assert run_next_job(store)
    assert "[phone number]" in store.letters.get_letter(1).body
    again = upload(client, table + "9,2026-02-09,Call 0171 1234567 at any time\r\n")
    client.post(f"/imports/preview/{again}", data={"source": "reviews"})
    while run_next_job(store):
        pass
    assert "[phone number]" in store.letters.get_letter(3).body


def test_what_was_set_aside_is_counted_by_reason(
    client: FlaskClient, store: Store
) -> None:
    import_id = store.imports.start("shop", SourceKind.FILE, "shop.csv", NOW)
    reasons = ("no text", "line {} has 3 cells")
    refusals = [
        Refusal(f"shop.csv:{n}", reasons[n % 2].format(n), b"%d" % n)
        for n in range(204)
    ]
    store.imports.set_aside(import_id, refusals, NOW)
    page = client.get(f"/imports/{import_id}").text
    assert "102 \u00d7 no text" in page
    assert "102 \u00d7 has 3 cells" in page
    assert "The first 200 of 204 are listed" in page
    assert page.count("shop.csv:") == 200
