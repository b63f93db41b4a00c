"""The documentation names every command, setting, page, error and word there is."""

import inspect
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
import pytest
from flask import Flask

from feedback import errors
from feedback.cli import main
from feedback.inbox.search import OPERATORS
from feedback.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", *sorted(ROOT.glob("docs/*.md"))]
TEXT = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
TERMS = """
    letter, draft, passage, topic, source, import, conversation, writer, person,
    original, written_at, received_at, triage state, new, open, waiting, snoozed, done,
    not feedback, move, proposed, active, escalating, resolved, regressed, archived,
    assignment, model, rule, correction, fit, trend, spike, action, link, find, attract,
    keep, retention, recall, win back, plan, purpose, audience, measure, direction,
    smallest change, due day, cost, owner, holdout, data result, verdict, basis,
    quantitative, qualitative, evidence, improved, worse, no change, cannot tell,
    not measured, coverage, digest, playbook, receive, assign, correct, discover,
    accept, rename, merge, split, start, conclude, erase, set aside
"""


def commands(
    command: click.Command = main, path: tuple[str, ...] = ("postbag",)
) -> Iterator[tuple[str, click.Command]]:
    """Yield each command with the words that call it."""
    if not isinstance(command, click.Group):
        yield " ".join(path), command
        return
    for name, part in command.commands.items():
        yield from commands(part, (*path, name))


@pytest.mark.parametrize("called", [called for called, _ in commands()])
def test_it_names_every_command_with_its_options(called: str) -> None:
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert f"`{called}" in page
    part = page.partition(f"`{called}")[2]
    for option in dict(commands())[called].params:
        if isinstance(option, click.Option):
            name = option.opts[-1]
            assert name in part or name in ("--json",), f"{called} {name}"
        else:
            word = str(option.metavar or option.name).rstrip("s")
            assert word.upper() in part or called.endswith("export"), word


def test_it_names_the_options_before_the_command() -> None:
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    for option in main.params:
        assert f"`{option.opts[-1]}" in page or f"postbag {option.opts[-1]}" in page


def test_it_names_no_command_that_is_not_there() -> None:
    known = {called.split()[1] for called, _ in commands()}
    said = set(re.findall(r"postbag (?:--db \S+ )?([a-z]+)\b", code_of(TEXT)))
    assert said <= known


def code_of(text: str) -> str:
    """Return what stands in code: blocks and single words."""
    return "\n".join(re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL))


@pytest.mark.parametrize("name", [field.name for field in fields(Settings)])
def test_it_names_every_setting(name: str) -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    row = re.search(rf"^\| `{name}` \| `{PREFIX}{name.upper()}` \|(.*)$", page, re.M)
    assert row, name
    default = getattr(Settings(), name)
    if isinstance(default, int | float):
        assert f"`{default}`" in row.group(1)


def test_it_names_every_page(app: Flask) -> None:
    page = (ROOT / "docs" / "pages.md").read_text(encoding="utf-8")
    known = {rule.rule for rule in app.url_map.iter_rules()}
    assert [rule for rule in sorted(known) if f"`{rule}`" not in page] == []
    said = set(re.findall(r"`(/[^`\s]*)`", page))
    assert said - known == set()


def test_it_names_every_error() -> None:
    page = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    for name, kind in inspect.getmembers(errors, inspect.isclass):
        if issubclass(kind, errors.PostbagError):
            assert f"| `{name}` |" in page


@pytest.mark.parametrize("term", [term.strip() for term in TERMS.split(",")])
def test_it_explains_every_word(term: str) -> None:
    page = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    words = r"\s+".join(map(re.escape, term.split()))
    assert re.search(rf"(?<!\w){words}(?!\w)", page, re.IGNORECASE)


@pytest.mark.parametrize("operator", OPERATORS)
def test_it_explains_every_operator_of_a_search(operator: str) -> None:
    guide = (ROOT / "templates" / "guide" / "guide.html").read_text(encoding="utf-8")
    assert f"{operator}:" in guide


def test_it_speaks_of_make_targets_that_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.M))
    said = set(re.findall(r"\bmake ([a-z]+)\b", code_of(TEXT)))
    assert {"demo", "test", "serve"} <= said <= targets


def test_it_links_only_to_what_is_there() -> None:
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for link in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
            if "://" not in link:
                assert (page.parent / link).exists(), f"{page.name}: {link}"
