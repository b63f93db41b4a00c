"""The house rules: who may import whom, where SQL stands, how large things get."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from statistics import median, quantiles

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted(
    [ROOT / "app.py", *ROOT.glob("feedback/**/*.py"), *ROOT.glob("models/**/*.py")]
)
BASE = {
    "types", "errors", "settings", "clock", "cells", "days", "plurals", "__init__",
}  # fmt: skip
DOMAIN = {
    "intake", "inbox", "topics", "actions", "summaries", "people", "samples", "worker",
}  # fmt: skip
# Rooms of a package, lowest first; what stands beside them is used by all or uses all.
ROOMS = {
    "models": ("texts", "vectors", "naming", "discovery", "filing", "tone"),
    "feedback/intake": ("protection", "mail", "documents", "tables", "mailboxes"),
    "feedback/topics": ("alike", "discovery", "filing", "life", "counts", "rechecks"),
    "feedback/actions": ("statistics", "audiences", "measures", "results", "plans"),
}
# Decisions: no database, no page and no clock, so that anybody can repeat them.
PURE = [
    "actions.verdicts", "topics.spikes", "inbox.search", "inbox.reading",
    *(
        f"actions.statistics.{path.stem}"
        for path in sorted((ROOT / "feedback/actions/statistics").glob("[!_]*.py"))
    ),
]  # fmt: skip
HEAVY = ("sklearn", "scipy", "nltk", "statsmodels", "dask", "wordllama", "pandas")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def layer(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return parts[0] if parts[0] != "feedback" else parts[1]


def imports(path: Path) -> Iterator[tuple[str, ast.AST]]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, node


def feedback_layers(path: Path) -> set[str]:
    found = set()
    for name, _ in imports(path):
        parts = name.split(".")
        if parts[0] == "feedback":
            found.add(parts[1] if len(parts) > 1 else "__init__")
    return found


def functions() -> list[tuple[Path, ast.FunctionDef | ast.AsyncFunctionDef, int]]:
    found = []
    for path in SOURCES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                first = node.body[0]
                if ast.get_docstring(node) is not None:
                    lines -= (first.end_lineno or 0) - first.lineno + 1
                found.append((path, node, lines))
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_it_imports_downwards_only(path: Path) -> None:
    place, used = layer(path), feedback_layers(path)
    if place == "models":
        allowed: set[str] = set()
    elif place in BASE:
        allowed = BASE
    elif place == "store":
        allowed = BASE | {"store"}
    elif place in DOMAIN:
        allowed = BASE | {"store"} | DOMAIN
    else:
        allowed = used
    assert used <= allowed, f"{place} must not import {used - allowed}"


def test_it_keeps_flask_in_the_web() -> None:
    users = {
        layer(path)
        for path in SOURCES
        for name, _ in imports(path)
        if name.split(".")[0].startswith("flask")
    }
    assert users <= {"app", "web"}


def test_it_keeps_sql_in_the_store() -> None:
    statement = re.compile(
        r"^\s*(SELECT .+ FROM|INSERT (OR \w+ )?INTO|UPDATE \w+ SET|DELETE FROM|PRAGMA)",
        re.DOTALL,
    )
    for path in SOURCES:
        if layer(path) == "store":
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not statement.match(node.value), f"{path}:{node.lineno}"


def test_it_lets_only_topics_call_the_text_models() -> None:
    users = {
        layer(path)
        for path in SOURCES
        for name, _ in imports(path)
        if name.split(".")[0] == "models" and layer(path) != "models"
    }
    assert users <= {"topics"}


@pytest.mark.parametrize("module", PURE)
def test_it_keeps_decisions_pure(module: str) -> None:
    path = ROOT / "feedback" / (module.replace(".", "/") + ".py")
    used = {name for name, _ in imports(path)}
    assert not any(name.startswith(("feedback.store", "flask")) for name in used)
    assert "feedback.clock" not in used


def test_it_has_no_import_cycles_between_packages() -> None:
    edges: dict[str, set[str]] = {}
    for path in SOURCES:
        edges.setdefault(layer(path), set()).update(
            used for used in feedback_layers(path) if used != layer(path)
        )
    done: set[str] = set()

    def visit(node: str, trail: tuple[str, ...]) -> None:
        assert node not in trail, f"cycle: {' -> '.join((*trail, node))}"
        if node not in done:
            for target in sorted(edges.get(node, ())):
                visit(target, (*trail, node))
            done.add(node)

    for name in sorted(edges):
        visit(name, ())


@pytest.mark.parametrize("package", ROOMS)
def test_its_rooms_use_the_rooms_below_only(package: str) -> None:
    rooms = ROOMS[package]
    folders = {path.parent.name for path in (ROOT / package).glob("*/__init__.py")}
    assert folders == set(rooms)
    for path in (ROOT / package).glob("*/*.py"):
        floor = rooms.index(path.parent.name)
        for name, node in imports(path):
            used = name.removeprefix(package.replace("/", ".") + ".").split(".")[0]
            above = used in rooms and rooms.index(used) > floor
            assert not above, f"{path}:{getattr(node, 'lineno', 0)} uses {used}"


def test_it_stays_small() -> None:
    for path in SOURCES:
        lines = path.read_text(encoding="utf-8").count("\n")
        assert lines <= 400, f"{path} has {lines} lines"
    for path, node, lines in functions():
        assert lines <= 50, f"{path}:{node.lineno} {node.name} has {lines} lines"
    sizes = [lines for _, _, lines in functions()]
    assert median(sizes) <= 9
    assert quantiles(sizes, n=10)[8] <= 25
    composition_root = (ROOT / "app.py").read_text(encoding="utf-8")
    assert composition_root.count("\n") <= 60


def test_it_has_no_class_with_too_many_public_methods() -> None:
    for path in SOURCES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ClassDef):
                public = [
                    item.name
                    for item in node.body
                    if isinstance(item, ast.FunctionDef)
                    and not item.name.startswith("_")
                ]
                assert len(public) <= 13, f"{path}: {node.name} has {len(public)}"


def test_it_has_short_templates() -> None:
    for path in ROOT.glob("templates/**/*.html"):
        lines = path.read_text(encoding="utf-8").count("\n")
        assert lines <= 120, f"{path} has {lines} lines"


def test_it_has_no_drawer_for_leftovers() -> None:
    banned = {"utils", "helpers", "common", "misc", "manager", "base"}
    assert not [path for path in SOURCES if path.stem in banned]


def test_it_explains_every_public_name() -> None:
    missing = []
    for path in SOURCES:
        if ast.get_docstring(tree(path)) is None:
            missing.append(str(path))
        for node in tree(path).body:
            is_named = isinstance(node, ast.FunctionDef | ast.ClassDef)
            if not is_named or node.name.startswith("_"):
                continue
            if ast.get_docstring(node) is None:
                missing.append(f"{path}:{node.lineno} {node.name}")
    assert not missing


@pytest.mark.parametrize("module", ["feedback.cli", "app", "models"])
def test_it_loads_heavy_libraries_only_on_use(module: str) -> None:
    code = f"import sys, {module}; print([m for m in {HEAVY!r} if m in sys.modules])"
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT
    )
    assert shown.stdout.strip() == "[]", shown.stdout + shown.stderr


def test_it_names_no_machine_and_no_registry() -> None:
    tracked = subprocess.run(
        ["git", "ls-files"], capture_output=True, text=True, cwd=ROOT, check=False
    ).stdout.split()
    places = re.compile(r"(^|[^A-Za-z.])/(work|root|home|Users)/\w|index-" + "url")
    for name in tracked:
        if Path(name).suffix in {".png", ".svg", ".ico"}:
            continue
        text = (ROOT / name).read_text(encoding="utf-8", errors="replace")
        found = places.search(text)
        assert found is None, f"{name}: {found and found.group()}"
