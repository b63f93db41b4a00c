"""``postbag import``, ``undo``, ``export`` and ``erase`` as processes."""

import csv
import io
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from feedback.store import Store
from tests.commands.conftest import TABLE, Done, Run, clean_environment

COUNTS = {"seen", "received", "known", "updated", "set_aside", "import_id"}


def assert_adds_up(done: Done) -> None:
    counts = done.json
    assert set(counts) == COUNTS
    assert counts["seen"] == sum(
        counts[name] for name in ("received", "known", "updated", "set_aside")
    )


def test_it_receives_a_table_once(postbag: Run, table: Path) -> None:
    first, again = (postbag("import", str(table), "--json") for _ in range(2))
    assert (first.code, again.code) == (0, 0)
    assert_adds_up(first)
    assert_adds_up(again)
    assert (first.json["received"], again.json["known"]) == (3, 3)
    assert first.err == again.err == ""


def test_it_exits_with_1_when_something_was_set_aside(
    postbag: Run, tmp_path: Path
) -> None:
    poison = tmp_path / "poison.csv"
    poison.write_text(TABLE + "4,2026-02-04,Eve,eve@example.com,\r\n", newline="")
    told = postbag("import", str(poison))
    assert (told.code, "poison.csv:5: no text" in told.out) == (1, True)
    done = postbag("--json", "import", str(poison))
    assert done.code == 1
    assert_adds_up(done)
    assert (done.json["known"], done.json["set_aside"]) == (3, 1)


def test_it_stores_nothing_on_a_dry_run(postbag: Run, table: Path) -> None:
    done = postbag("import", str(table), "--dry-run")
    assert (done.code, "3 received" in done.out) == (0, True)
    assert "nothing stored" in done.out
    assert postbag("check", "--json").json["letters"] == 0


def test_it_refuses_in_one_line_what_is_not_there(postbag: Run) -> None:
    done = postbag("import", "missing.csv")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("postbag: ")
    assert "missing.csv" in done.err
    assert done.err.count("\n") == 1


def test_it_names_the_source(postbag: Run, table: Path) -> None:
    postbag("import", str(table), "--source", "play store")
    assert '"play store"' in postbag("export", "letters").out


def test_it_undoes_an_import(postbag: Run, table: Path) -> None:
    import_id = postbag("import", str(table), "--json").json["import_id"]
    done = postbag("undo", str(import_id), "--json")
    assert (done.code, done.json) == (0, {"removed": 3, "kept": []})
    twice, unknown = postbag("undo", str(import_id)), postbag("undo", "999")
    assert (twice.code, unknown.code) == (2, 2)
    assert "undone already" in twice.err
    assert "no import 999" in unknown.err


def test_it_exports_cells_that_no_spreadsheet_runs(postbag: Run, table: Path) -> None:
    """Case 51."""
    postbag("import", str(table))
    rows = list(csv.DictReader(io.StringIO(postbag("export", "letters").out)))
    assert [row["text"] for row in rows if "HYPERLINK" in row["text"]] == [
        "'=HYPERLINK(1) My edits are lost."
    ]
    assert {row["text"] for row in rows} >= {"退款还没到账"}


def test_it_imports_what_it_exported(postbag: Run, table: Path, tmp_path: Path) -> None:
    """Case 52: the apostrophe is taken off again."""
    postbag("import", str(table))
    copy = tmp_path / "copy.csv"
    done = postbag("export", "letters", "--to", str(copy), "--json")
    assert done.json == {"path": str(copy), "rows": 3}
    assert postbag("--db", "other.db", "import", str(copy)).code == 0
    shown = postbag("--db", "other.db", "export", "letters", "--format", "jsonl").out
    texts = {json.loads(line)["text"] for line in shown.splitlines()}
    assert texts == {
        "I was charged twice for the yearly plan.",
        "=HYPERLINK(1) My edits are lost.",
        "退款还没到账",
    }


def test_it_exports_empty_tables(postbag: Run) -> None:
    for what in ("letters", "topics", "results"):
        for file_format in ("csv", "jsonl"):
            done = postbag("export", what, "--format", file_format)
            assert (done.code, done.out, done.err) == (0, "", "")


def test_it_refuses_exports_it_cannot_write(postbag: Run, tmp_path: Path) -> None:
    nowhere = postbag("export", "letters", "--to", "nowhere/letters.csv")
    parquet = postbag("export", "letters", "--format", "parquet")
    strange = postbag("export", "people")
    for done in (nowhere, parquet, strange):
        assert done.code == 2
        assert "Traceback" not in done.err
    assert "nowhere/letters.csv" in nowhere.err
    assert "--to FILE" in parquet.err


def test_it_ends_quietly_when_nobody_reads_on(
    postbag: Run, table: Path, tmp_path: Path
) -> None:
    many = tmp_path / "many.csv"
    rows = (f"{n},Letter {n} {'with many words ' * 30}\r\n" for n in range(2000))
    many.write_text("id,text\r\n" + "".join(rows), newline="")
    postbag("import", str(many))
    export = subprocess.Popen(
        [sys.executable, "-m", "feedback", "--db", "postbag.db", "export", "letters"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env=clean_environment(tmp_path),
    )
    assert export.stdout is not None
    assert export.stderr is not None
    export.stdout.readline()
    export.stdout.close()
    assert export.wait(timeout=60) in (0, 1)
    assert b"Traceback" not in export.stderr.read()
    export.stderr.close()


def test_it_erases_a_writer_for_ever(postbag: Run, table: Path, tmp_path: Path) -> None:
    """Case 81."""
    postbag("import", str(table))
    asked = postbag("erase", "--writer", "Ada@example.com", typed="n\n")
    assert asked.code == 1
    assert "Erase Ada and 1 letter for ever?" in asked.err
    done = postbag("erase", "--writer", "Ada@example.com", "--yes", "--json")
    assert (done.code, done.json["letters"]) == (0, 1)
    assert done.json["pseudonym"].startswith("erased-")
    for path in tmp_path.glob("postbag.db*"):
        assert b"ada@example.com" not in path.read_bytes()
    again = postbag("erase", "--writer", "ada@example.com", "--yes")
    assert (again.code, "no writer" in again.err) == (2, True)


def test_it_survives_arguments_in_no_encoding(postbag: Run, table: Path) -> None:
    """Case 15: bytes that are no text reach the program as lone surrogates."""
    done = postbag("erase", "--writer", "\udcff\udcfe", "--yes")
    assert done.code == 2
    assert "Traceback" not in done.err


def test_it_fetches_from_no_mailbox_that_is_not_set(postbag: Run) -> None:
    none = postbag("fetch")
    assert (none.code, "[mailboxes.support]" in none.err) == (2, True)
    box = 'box = {host = "127.0.0.1", port = 1, user = "ann", password_file = "gone"}'
    alone = postbag("fetch", POSTBAG_MAILBOXES=box)
    assert (alone.code, alone.out, "secret of" in alone.err) == (2, "", True)
    other = postbag("fetch", "other", POSTBAG_MAILBOXES=box)
    assert (other.code, "no mailbox 'other'" in other.err) == (2, True)
    secret = postbag("fetch", "--json", POSTBAG_MAILBOXES=box)
    assert (secret.code, secret.json, "secret of" in secret.err) == (2, [], True)


def test_it_says_that_there_is_no_source_yet(postbag: Run) -> None:
    none = postbag("sources")
    assert (none.code, none.out.startswith("No source yet.")) == (0, True)
    assert postbag("sources", "--json").json == []


def test_it_tries_again_what_was_set_aside(postbag: Run, tmp_path: Path) -> None:
    poison = tmp_path / "poison.csv"
    poison.write_text(TABLE + "4,2026-02-04,Eve,eve@example.com,\r\n", newline="")
    import_id = str(postbag("import", str(poison), "--json").json["import_id"])
    again = postbag("import", "--retry", import_id, "--json")
    assert_adds_up(again)
    assert (again.code, again.json["set_aside"], again.json["received"]) == (1, 1, 0)
    both = postbag("import", str(poison), "--retry", import_id)
    assert (both.code, "stands alone" in both.err) == (2, True)
    unheard = postbag("import", "--retry", import_id, "--undated", "arrival")
    assert (unheard.code, "stands alone" in unheard.err) == (2, True)
    gone = postbag("import", "--retry", "99")
    assert (gone.code, "no import 99" in gone.err) == (2, True)
    nothing = postbag("import")
    assert (nothing.code, nothing.err.count("\n")) == (2, 1)


@pytest.mark.slow
def test_an_import_waits_for_another_writer(tmp_path: Path) -> None:
    """Case 57: longer than a page would, and nothing is lost."""
    path, table = tmp_path / "a.db", tmp_path / "letters.csv"
    table.write_text("id,text,created_at\n1,The sync is broken again,2026-01-01\n")
    program = [
        sys.executable,
        "-m",
        "feedback",
        "--db",
        str(path),
        "import",
        str(table),
    ]
    with Store(path) as store:
        with store.transaction():
            running = subprocess.Popen(program, stdout=subprocess.PIPE, text=True)
            time.sleep(9)
            assert running.poll() is None
        said, _ = running.communicate(timeout=60)
    assert "1 received" in said
