"""The wheel: what it holds, and that it serves pages from an empty folder."""

import re
import subprocess
import sys
import sysconfig
import urllib.request
import venv
import zipfile
from pathlib import Path

import pytest

from tests.commands.conftest import clean_environment

ROOT = Path(__file__).resolve().parents[1]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built without looking anything up."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation"]
    built = subprocess.run(
        [*command, "--outdir", str(folder), str(ROOT)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    (path,) = folder.glob("postbag-*.whl")
    return path


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel; its dependencies are those of the tests."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=False)
    place = Path(sysconfig.get_path("purelib", vars={"base": str(folder)}))
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--quiet", "--python", str(python), "install"]
    subprocess.run([*pip, "--no-index", "--no-deps", str(wheel)], check=True)
    here = Path(sysconfig.get_path("purelib"))
    (place / "dependencies.pth").write_text(f"{here}\n", encoding="utf-8")
    return python


def run(python: Path, folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        [str(python), *arguments],
        capture_output=True,
        text=True,
        cwd=folder,
        env=environment(folder),
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def environment(folder: Path) -> dict[str, str]:
    kept = clean_environment(folder)
    del kept["PYTHONPATH"]
    return kept


def test_it_holds_every_module_template_and_file(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    expected = {"app.py"}
    for folder in ("feedback", "models"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                expected.add(path.relative_to(ROOT).as_posix())
    for folder in ("templates", "static"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file():
                expected.add("feedback/web/" + path.relative_to(ROOT).as_posix())
    assert expected - held == set()
    assert not [name for name in held if name.startswith(("tests/", "benchmarks/"))]


def test_it_says_what_it_needs_and_what_it_is(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (n for n in archive.namelist() if n.endswith("/METADATA"))
        metadata = archive.read(name).decode()
        (entry,) = (n for n in archive.namelist() if n.endswith("entry_points.txt"))
        assert "postbag = feedback.cli:main" in archive.read(entry).decode()
    assert "Requires-Python: >=3.11" in metadata
    assert "Requires-Dist: pysqlite3==0.6.1" in metadata
    assert "License-Expression: MIT" in metadata


def test_it_is_imported_from_where_it_is_installed(
    python: Path, tmp_path: Path
) -> None:
    code = "import app, feedback.cli, models; print(app.__file__, models.__file__)"
    shown = run(python, tmp_path, "-c", code)
    assert str(ROOT) not in shown
    assert str(python.parents[1]) in shown


def test_it_serves_pages_from_an_empty_folder(python: Path, tmp_path: Path) -> None:
    postbag = str(python.with_name("postbag"))
    with subprocess.Popen(
        [postbag, "--db", "postbag.db", "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env=environment(tmp_path),
    ) as process:
        try:
            assert process.stdout is not None
            found = re.search(r"http://[^/]+", process.stdout.readline())
            assert found
            page = fetch(found.group() + "/")
            for place in re.findall(r'(?:href|src)="(/[^"]+\.(?:css|js|svg))"', page):
                assert fetch(found.group() + place)
        finally:
            process.terminate()
    assert "Sign in" in page
    assert page.count("/static/") >= 3
    assert sorted(p.name for p in tmp_path.glob("postbag.db*")) == [
        "postbag.db",
        "postbag.db.secret",
    ]


def fetch(url: str) -> str:
    with urllib.request.urlopen(url, timeout=20) as answer:  # noqa: S310
        return str(answer.read().decode())
