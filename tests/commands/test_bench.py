"""``postbag bench`` measures, and leaves no trace."""

from pathlib import Path

import pytest

from tests.commands.conftest import Run


@pytest.mark.slow
def test_it_measures_without_touching_the_own_database(
    postbag: Run, tmp_path: Path
) -> None:
    done = postbag("bench", "--letters", "200", "--json")
    assert done.code == 0, done.err
    assert done.json["letters"] > 150
    assert all(value > 0 for value in done.json.values())
    assert not list(tmp_path.glob("*.db"))
