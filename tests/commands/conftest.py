"""Running ``postbag`` as its own process, as people and machines do."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
TABLE = (
    "id,date,author,email,text\r\n"
    "1,2026-02-01,Ada,ada@example.com,I was charged twice for the yearly plan.\r\n"
    "2,2026-02-02,Ben,ben@example.com,=HYPERLINK(1) My edits are lost.\r\n"
    "3,2026-02-03,Lin,lin@example.com,退款还没到账\r\n"
)


@dataclass(frozen=True)
class Done:
    """How a command ended: its exit code and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Return what was printed for machines."""
        return json.loads(self.out)


Run = Callable[..., Done]


def clean_environment(folder: Path) -> dict[str, str]:
    """Return an environment without settings of whoever runs the tests."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("POSTBAG_")}
    return {**kept, "XDG_DATA_HOME": str(folder), "PYTHONPATH": str(ROOT)}


@pytest.fixture
def postbag(tmp_path: Path) -> Run:
    """Run ``postbag --db <a database of this test> ...`` and return how it ended."""

    def run(*arguments: str, typed: str | None = None, **environment: str) -> Done:
        done = subprocess.run(
            [sys.executable, "-m", "feedback", "--db", "postbag.db", *arguments],
            capture_output=True,
            text=True,
            input=typed,
            cwd=tmp_path,
            env={
                **clean_environment(tmp_path),
                "PYTHONWARNINGS": "error",
                **environment,
            },
            check=False,
            timeout=60,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A small table of letters."""
    path = tmp_path / "letters.csv"
    path.write_text(TABLE, encoding="utf-8", newline="")
    return path
