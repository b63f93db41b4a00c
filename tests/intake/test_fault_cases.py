"""The page on fault cases names every case, and tests that exist."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "fault-cases.md").read_text(encoding="utf-8")
ROWS = [line.strip("| ").split(" | ") for line in PAGE.splitlines() if line[:1] == "|"]


def test_it_has_a_row_for_every_case() -> None:
    named = [int(row[0]) for row in ROWS[2:]]
    assert named == sorted(set(named))
    assert set(range(1, 54)) <= set(named)


def test_it_names_tests_that_exist() -> None:
    named = re.findall(r"`(tests/[^`]+)`", PAGE)
    assert len(named) >= 53
    assert [name for name in named if not (ROOT / name).exists()] == []
