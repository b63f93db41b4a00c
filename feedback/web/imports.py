"""Importing in the browser: give a file, see what it holds, import it, or undo."""

import io
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as Redirect

from feedback.errors import Refused
from feedback.intake.import_jobs import job_argument
from feedback.intake.preview import Preview, find_remembered, preview_file
from feedback.intake.receiving import undo_import
from feedback.intake.rejects import write_rejects
from feedback.intake.retrying import retry, throw_away
from feedback.intake.tables.formats import Role as ColumnRole
from feedback.intake.tables.readings import CODECS, ORDERS, ROLE_WORDS, UNDATED, Choices
from feedback.intake.typed_letters import FILE_NAME, as_mail
from feedback.intake.uploads import Uploads
from feedback.people.originals import check_reader, read_set_aside
from feedback.people.protecting import protect_source
from feedback.plurals import counted
from feedback.store.jobs import Job
from feedback.types import Import, Role, SetAside, SourceKind
from feedback.web.context import flash_done, needs, now, person, render, settings, store
from feedback.web.import_forms import LetterForm
from feedback.web.letter_files import download
from feedback.web.sources import ProtectionForm

blueprint = Blueprint("imports", __name__, url_prefix="/imports")

ZONES = (
    "UTC", "Europe/London", "Europe/Berlin", "Europe/Paris", "Europe/Madrid",
    "Europe/Warsaw", "Europe/Istanbul", "America/New_York", "America/Chicago",
    "America/Denver", "America/Los_Angeles", "America/Sao_Paulo", "Asia/Kolkata",
    "Asia/Shanghai", "Asia/Tokyo", "Asia/Seoul", "Asia/Singapore", "Australia/Sydney",
)  # fmt: skip
"""Time zones that are offered; any other can be written."""
LISTED = 200
"""So much of what was set aside is listed, however much is counted."""
MOST_COUNTED = 10_000
_LINE = re.compile(r"^line \d+ ")


@dataclass(frozen=True, slots=True)
class ImportsPage:
    """The import under way if there is one, earlier imports, a letter to write down."""

    job: Job | None
    imports: tuple[Import, ...]
    form: LetterForm


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """What an upload holds, and what importing it would do."""

    token: str
    name: str
    preview: Preview
    choices: Choices
    source: str
    is_remembered: bool
    roles: dict[ColumnRole, str] = field(default_factory=lambda: ROLE_WORDS)
    codecs: tuple[str, ...] = CODECS
    orders: dict[str, str] = field(default_factory=lambda: ORDERS)
    undated: dict[str, str] = field(default_factory=lambda: UNDATED)
    zones: tuple[str, ...] = ZONES
    form: Any = None


@dataclass(frozen=True, slots=True)
class ImportPage:
    """One import with what it set aside, and its letters that were worked on.

    Of what is ``set_aside`` the first LISTED are shown; ``reasons`` count all of it,
    the commonest first.
    """

    imported: Import
    worked_on: tuple[int, ...]
    set_aside: tuple[SetAside, ...]
    reasons: tuple[tuple[str, int], ...]
    listed: int


@blueprint.route("/")
def imports() -> str:
    """Show the form and the earlier imports."""
    job = store().jobs.find_latest("import")
    form = LetterForm(formdata=None)
    page = ImportsPage(job, store().imports.find_imports(), form)
    return render("imports/imports.html", page)


@blueprint.route("/upload", methods=["POST"])
@needs(Role.AGENT)
def upload() -> Redirect:
    """Keep a file, or pasted text, and go on to look at what it holds."""
    token = _keep_upload()
    return redirect(url_for("imports.preview", token=token), 303)


@blueprint.route("/write-down", methods=["POST"])
@needs(Role.AGENT)
def write_down() -> Redirect:
    """Keep a letter that a person typed, and go on to look at it."""
    mail = as_mail(LetterForm.checked().read())
    token = _uploads().keep(FILE_NAME, io.BytesIO(mail))
    return redirect(url_for("imports.preview", token=token), 303)


@blueprint.route("/preview/<token>")
@needs(Role.AGENT)
def preview(token: str) -> str:
    """Show what was recognised, and what would be new, known, changed or refused."""
    path = _uploads().find(token)
    source = path.stem if path.name == FILE_NAME else path.name
    choices = _choices()
    is_remembered = not choices and not request.args
    if is_remembered:
        remembered, choices = find_remembered(store(), path)
        source, is_remembered = remembered or source, bool(remembered)
    found = preview_file(store(), path, choices, now)
    page = PreviewPage(
        token,
        path.name,
        found,
        choices,
        source,
        is_remembered,
        form=ProtectionForm(formdata=None, originals="keep"),
    )
    return render("imports/preview.html", page)


@blueprint.route("/preview/<token>", methods=["POST"])
@needs(Role.AGENT)
def start(token: str) -> Redirect:
    """Import an upload in the background."""
    _uploads().find(token)
    source = request.form.get("source", "").strip()[:120]
    _protect_new(source or _uploads().find(token).name)
    argument = job_argument(token, source, _choices())
    store().jobs.add("import", argument, person().id, now())
    return redirect(url_for("imports.imports"), 303)


@blueprint.route("/preview/<token>/drop", methods=["POST"])
@needs(Role.AGENT)
def drop(token: str) -> Redirect:
    """Throw an upload away without importing it."""
    _uploads().drop(token)
    flash_done("Thrown away; nothing was imported.")
    return redirect(url_for("imports.imports"), 303)


@blueprint.route("/<int:import_id>")
def show(import_id: int) -> str:
    """Show an import with what it set aside, and why."""
    waiting = store().imports.find_set_aside(import_id, MOST_COUNTED)
    reasons = Counter(_LINE.sub("", aside.reason) for aside in waiting)
    page = ImportPage(
        imported=store().imports.get_import(import_id),
        worked_on=store().imports.find_worked_on(import_id),
        set_aside=waiting,
        reasons=tuple(reasons.most_common()),
        listed=LISTED,
    )
    return render("imports/import.html", page)


@blueprint.route("/<int:import_id>/undo", methods=["POST"])
@needs(Role.AGENT)
def undo(import_id: int) -> Redirect:
    """Take an import back; letters that people worked on stay."""
    removed, kept, restored = undo_import(store(), import_id, now, person().id)
    text = f"Import {import_id} undone: {counted(removed, 'letter')} went."
    if restored:
        text += f" {restored:,} that it had changed say again what they said before."
    if kept:
        text += f" {len(kept):,} stay, because people worked on them."
    flash_done(text)
    return redirect(url_for("imports.show", import_id=import_id), 303)


@blueprint.route("/<int:import_id>/retry", methods=["POST"])
@needs(Role.AGENT)
def try_again(import_id: int) -> Redirect:
    """Read again what an import set aside."""
    counts = retry(store(), import_id, clock=now)
    flash_done(
        f"{counts.received:,} became letters, {counts.set_aside:,} are still set aside."
    )
    return redirect(url_for("imports.show", import_id=import_id), 303)


@blueprint.route("/<int:import_id>/throw-away", methods=["POST"])
@needs(Role.AGENT)
def drop_set_aside(import_id: int) -> Redirect:
    """Throw away what an import set aside: it will never be a letter."""
    count = throw_away(store(), import_id, person().id, now)
    flash_done(f"Thrown away: {count:,}.")
    return redirect(url_for("imports.show", import_id=import_id), 303)


@blueprint.route("/<int:import_id>/rejects")
def rejects(import_id: int) -> Response:
    """Download the rows that an import set aside, to mend and import them again."""
    check_reader(store(), import_id, person(), now())
    table = write_rejects(store(), import_id)
    return download(table.encode("utf-8-sig"), f"import-{import_id}-rejects.csv")


@blueprint.route("/set-aside/<int:set_aside_id>")
def original(set_aside_id: int) -> Response:
    """Download the bytes of something that was set aside."""
    content = read_set_aside(store(), set_aside_id, person(), now())
    return download(content, f"set-aside-{set_aside_id}.txt")


def _protect_new(name: str) -> None:
    """Let an admin choose what a source protects, before its first letter comes."""
    if not person().may(Role.ADMIN) or "originals" not in request.form:
        return
    if name in store().imports.find_sources():
        return
    protection = ProtectionForm.checked().read()
    store().sources.add(name, SourceKind.FILE)
    made = store().sources.get_source_by_name(name)
    protect_source(store(), made, protection, person().id, now())


def _uploads() -> Uploads:
    return Uploads(settings().db)


def _keep_upload() -> str:
    file, text = request.files.get("file"), request.form.get("text", "")
    if file and file.filename:
        return _uploads().keep(file.filename, file.stream)
    if text.strip():
        return _uploads().keep("pasted.txt", io.BytesIO(text.encode()))
    raise Refused("Choose a file, or paste a table with its header line.")


def _choices() -> Choices:
    """Return how the person wants the table read."""
    chosen = {
        role: request.values.get(f"column_{role.value}", "") for role in ColumnRole
    }
    ways = ("codec", "zone", "order", "undated")
    return Choices(
        {role: int(at) for role, at in chosen.items() if at.isdecimal()},
        **{name: request.values.get(name, "").strip()[:60] for name in ways},
    ).check()
