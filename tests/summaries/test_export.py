"""Tables for people who count elsewhere."""

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feedback.cells import safe_cell
from feedback.errors import Refused
from feedback.store import Store
from feedback.summaries.export import write_table
from feedback.types import SourceKind
from tests.builders import draft

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\0", "\uff1d"])
def test_it_writes_no_cell_that_a_spreadsheet_would_run(sign: str) -> None:
    """Case 51."""
    assert safe_cell(f"{sign}cmd|' /C calc'!A0").startswith("'")  # type: ignore[attr-defined]


@pytest.mark.parametrize("value", ["plain", "a=b", "", None, 5, -5, 2.5])
def test_it_leaves_other_cells_as_they_are(value: object) -> None:
    assert safe_cell(value) == value


def test_it_writes_every_naughty_string_back_as_it_came(
    store: Store, shared: Path, tmp_path: Path
) -> None:
    """Case 51, over BLNS: nothing runs, nothing is lost, no row breaks."""
    strings = json.loads((shared / "strings-blns" / "blns.json").read_text("utf-8"))
    texts = [text.replace("\0", "") for text in strings]
    import_id = store.imports.start("blns", SourceKind.FILE, "blns.csv", NOW)
    drafts = [draft(n, text, text) for n, text in enumerate(texts)]
    store.letters.receive(import_id, drafts, NOW)
    for file_format in ("csv", "jsonl"):
        path = tmp_path / f"letters.{file_format}"
        assert write_table(store, "letters", file_format, path) == 515
    with (tmp_path / "letters.csv").open(encoding="utf-8", newline="") as file:
        rows = {int(row["id"]): row["text"] for row in csv.DictReader(file)}
    lines = (tmp_path / "letters.jsonl").read_text("utf-8").split("\n")[:-1]
    exact = {row["id"]: row["text"] for row in map(json.loads, lines)}
    for number, text in enumerate(texts, 1):
        assert exact[number] == text
        assert rows[number].removeprefix("'") == text.removeprefix("'")
        assert not rows[number].startswith(("=", "+", "-", "@", "\t", "\r"))


def test_it_needs_a_file_for_parquet(store: Store) -> None:
    with pytest.raises(Refused, match="--to FILE"):
        write_table(store, "letters", "parquet", None)
