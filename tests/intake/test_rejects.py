"""The table of what was set aside: mended, it is imported like any other."""

import csv
import io
from pathlib import Path

from feedback.intake.chosen import import_chosen, name_columns
from feedback.intake.receiving import import_paths
from feedback.intake.rejects import write_rejects
from feedback.intake.retrying import retry
from feedback.intake.tables.readings import Choices
from feedback.store import Store
from feedback.summaries.export import write_table
from feedback.types import ImportCounts
from tests.intake.builders import ARRIVAL, make_mail

TABLE = (
    "id;text;city\n"
    "1;The app crashes all day;Ulm\n"
    "2;The app; it crashes;Ulm\n"
    "3;The app crashes\n"
    '4;"The app never closes;Ulm\n'
    "5;;=1+1\n"
)


def test_it_gives_back_each_row_with_line_and_reason(
    store: Store, tmp_path: Path
) -> None:
    """Cases 48 and 51."""
    path = tmp_path / "letters.csv"
    path.write_text(TABLE)
    done = import_paths(store, [path], clock=lambda: ARRIVAL)
    assert done.counts == ImportCounts(received=1, set_aside=4)
    rows = list(csv.DictReader(io.StringIO(write_rejects(store, done.id))))
    assert [row["set aside at"] for row in rows] == [
        f"letters.csv:{line}" for line in (3, 4, 5, 6)
    ]
    assert rows[0]["reason"] == "line 3 has 4 cells, the header has 3"
    assert (rows[0]["text"], rows[0]["beyond the header"]) == ("The app", "Ulm")
    assert rows[2]["text"].strip() == "The app never closes;Ulm"
    assert (rows[3]["reason"], rows[3]["city"]) == ("no text", "'=1+1")


def test_a_mended_row_is_received(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "letters.csv"
    path.write_text(TABLE)
    done = import_paths(store, [path], "shop", clock=lambda: ARRIVAL)
    mended = tmp_path / "mended.csv"
    text = write_rejects(store, done.id).replace(
        ",3,The app crashes,,", ",3,It fails,Ulm,"
    )
    mended.write_text(text)
    again = import_paths(store, [mended], "shop", clock=lambda: ARRIVAL)
    assert again.counts.received >= 2


def test_it_reads_its_own_export_as_it_was(store: Store, tmp_path: Path) -> None:
    """Case 52: what keeps spreadsheets from running a cell is undone."""
    path, own = tmp_path / "letters.csv", tmp_path / "own.csv"
    path.write_text("id,text,email\n7,=SUM(1) is what the app shows,eve@x.example\n")
    import_paths(store, [path], clock=lambda: ARRIVAL)
    write_table(store, "letters", "csv", own)
    with Store(tmp_path / "other.db") as other:
        counts = import_paths(other, [own], clock=lambda: ARRIVAL).counts
        letter = other.letters.get_letter(1)
    assert counts == ImportCounts(received=1)
    assert letter.body == "=SUM(1) is what the app shows"
    assert letter.writer.address == "eve@x.example"
    assert letter.written_at == ARRIVAL


def test_mails_are_no_rows(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "mails"
    folder.mkdir()
    (folder / "a.eml").write_bytes(make_mail())
    (folder / "b.eml").write_bytes(b"no mail")
    done = import_paths(store, [folder], clock=lambda: ARRIVAL)
    assert done.counts == ImportCounts(received=1, set_aside=1)
    assert write_rejects(store, done.id).strip() == ""


def test_it_leaves_mails_out_and_takes_rows_of_any_table(
    store: Store, tmp_path: Path
) -> None:
    """A place in a mailbox file looks like that of a row."""
    poison = make_mail(**{f"x-{n}": "y" for n in range(2_100)})
    mailbox = tmp_path / "letters.mbox"
    mailbox.write_bytes(b"From a Mon Oct  5 10:00:00 2026\n" + poison)
    lines = tmp_path / "letters.jsonl"
    lines.write_text('{"id": 1, "text": "", "by": {"mail": "eve@x.example"}}\nnone\n'
                     '{"id": 2, "text": "The app crashes all day"}\n')  # fmt: skip
    done = import_paths(store, [mailbox, lines], clock=lambda: ARRIVAL)
    assert done.counts == ImportCounts(received=1, set_aside=3)
    rows = list(csv.DictReader(io.StringIO(write_rejects(store, done.id))))
    assert [row["set aside at"] for row in rows] == [
        "letters.jsonl:1",
        "letters.jsonl:2",
    ]
    assert (rows[0]["id"], rows[0]["by.mail"]) == ("1", "eve@x.example")
    assert rows[1]["content"] == "none"


def test_it_tries_rows_again_the_way_a_person_chose(
    store: Store, tmp_path: Path
) -> None:
    """Nothing is guessed in the place of what was chosen."""
    path = tmp_path / "letters.csv"
    ticket = "A ticket about an order that was placed on the website"
    path.write_text(f"key,description,words\n1,{ticket},Help me\n2,{ticket},\n")
    choices = name_columns(path, ["text=words"], Choices())
    done = import_chosen(store, path, "shop", choices)
    assert done.counts == ImportCounts(received=1, set_aside=1)
    assert retry(store, done.id, clock=lambda: ARRIVAL) == ImportCounts(set_aside=1)
