"""``postbag backup``, ``restore``, ``check``, and what every command refuses."""

from pathlib import Path

import pytest
from pysqlite3 import dbapi2 as sqlite3

from tests.commands.conftest import Run


def test_it_backs_up_and_restores(postbag: Run, table: Path, tmp_path: Path) -> None:
    postbag("import", str(table))
    done = postbag("backup", "copy.db", "--json")
    assert done.json["path"] == "copy.db"
    assert done.json["bytes"] == (tmp_path / "copy.db").stat().st_size
    assert postbag("backup", "copy.db").code == 2
    postbag("undo", "1")
    learned = tmp_path / "postbag.db.assigner.npz"
    learned.write_bytes(b"words of letters that the backup does not have")
    restored = postbag("restore", "copy.db", "--json")
    assert (restored.code, restored.json["letters"]) == (0, 3)
    assert not learned.exists()
    checked = postbag("check", "--json").json
    assert (checked["sound"], checked["letters"]) == (True, 3)
    assert (tmp_path / "postbag.db.before-restore").exists()


def test_it_finds_damage_and_says_how_to_restore(
    postbag: Run, table: Path, tmp_path: Path
) -> None:
    """Case 59."""
    postbag("import", str(table))
    path = tmp_path / "postbag.db"
    content = bytearray(path.read_bytes())
    page = content.index(b"charged twice") // 4096
    content[page * 4096 : (page + 1) * 4096] = b"\x5a" * 4096
    path.write_bytes(content)
    done = postbag("check")
    assert done.code == 2
    assert "postbag restore SRC" in done.err
    assert done.err.count("\n") == 1


def test_it_has_nothing_to_check_before_the_first_import(
    postbag: Run, tmp_path: Path
) -> None:
    done = postbag("check")
    assert (done.code, "postbag import PATH" in done.err) == (2, True)
    assert not (tmp_path / "postbag.db").exists()


def test_it_refuses_a_newer_database_in_one_line(
    postbag: Run, table: Path, tmp_path: Path
) -> None:
    """Case 60."""
    postbag("import", str(table))
    connection = sqlite3.connect(str(tmp_path / "postbag.db"))
    connection.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) "
        "VALUES ('postbag', '9999_tomorrow', '2030')"
    )
    connection.commit()
    connection.close()
    for command in (["check"], ["import", str(table)], ["serve", "--port", "0"]):
        done = postbag(*command)
        assert done.code == 2
        assert "Update Postbag" in done.err
        assert done.err.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "value"), [("POSTBAG_PORT", "eighty"), ("POSTBAG_SECRET_KEY", "short")]
)
def test_it_refuses_a_wrong_setting_in_one_line(
    postbag: Run, name: str, value: str
) -> None:
    done = postbag("people", "list", **{name: value})
    assert done.code == 2
    assert done.err.startswith(f"postbag: {name} must be ")
    assert done.err.count("\n") == 1


@pytest.mark.parametrize("place", ["letters.csv/postbag.db", "/proc/nowhere/a.db"])
def test_it_refuses_a_place_where_no_database_can_be(
    postbag: Run, table: Path, place: str
) -> None:
    """Case 58."""
    done = postbag("--db", place, "people", "list")
    assert done.code == 2
    assert done.err.startswith("postbag: ")
    assert done.err.count("\n") == 1


def test_it_shows_help_and_version(postbag: Run) -> None:
    shown = postbag("-h").out
    for command in ("serve", "import", "export", "backup", "check", "erase", "people"):
        assert command in shown
    assert postbag("--version").out.startswith("postbag, version ")
    assert postbag("dance").code == 2
