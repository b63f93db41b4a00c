"""Writers: who they are, under which keys, and who of them is the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response as Redirect

from feedback.people.writers import Alike, find_alike, find_alike_to, merge
from feedback.store.writer_links import LinkedWriter, WriterEvent
from feedback.store.writer_portraits import PartInAction, WriterLine
from feedback.store.writer_traits import WriterRow
from feedback.types import LetterFilter, LetterSummary, Role, Writer
from feedback.web.addresses import safe_path
from feedback.web.context import flash_done, needs, now, person, render, store, today
from feedback.web.letter_forms import MergeWriterForm

blueprint = Blueprint("writers", __name__, url_prefix="/writers")
LISTED, LETTERS_SHOWN, WEEKS = 50, 10, 12


@dataclass(frozen=True, slots=True)
class WritersPage:
    """Writers found, and pairs who look like the same."""

    words: str
    writers: tuple[WriterLine, ...]
    alike: tuple[Alike, ...]


@dataclass(frozen=True, slots=True)
class WriterPage:
    """A writer whole; ``weeks`` are days of use in each of the last weeks."""

    writer: Writer
    own: WriterRow | None
    linked: tuple[LinkedWriter, ...]
    alike: tuple[Alike, ...]
    sources: tuple[tuple[str, int], ...]
    topics: tuple[tuple[int, str, int], ...]
    actions: tuple[PartInAction, ...]
    weeks: Sequence[int]
    letters: tuple[LetterSummary, ...]
    events: tuple[WriterEvent, ...]


@blueprint.route("/")
def writers() -> str:
    """Show writers by name or address, and who look like the same."""
    words = request.args.get("name", "")[:200]
    portraits = store().writer_portraits
    page = WritersPage(
        words=words,
        writers=portraits.find_writers(words, LISTED)
        if words.strip()
        else portraits.find_latest(LISTED),
        alike=() if words else find_alike(store()),
    )
    return render("writers/writers.html", page)


@blueprint.route("/<int:writer_id>")
def writer(writer_id: int) -> str | Redirect:
    """Show a writer; for one who was merged, who speaks for that one."""
    found = store().writers.get_writer(writer_id)
    if found.id != writer_id:
        return redirect(url_for("writers.writer", writer_id=found.id))
    return render("writers/writer.html", _page(found))


@blueprint.route("/<int:writer_id>/merge", methods=["POST"])
@needs(Role.AGENT)
def merge_with(writer_id: int) -> Redirect:
    """Let this writer speak for another one."""
    form = MergeWriterForm.checked()
    merged = merge(store(), writer_id, form.name.data, person().id, now())
    flash_done(
        "Merged: they count as one writer now.",
        url_for("writers.unmerge", writer_id=merged, undo=1),
    )
    return _back(writer_id)


@blueprint.route("/<int:writer_id>/unmerge", methods=["POST"])
@needs(Role.AGENT)
def unmerge(writer_id: int) -> Redirect:
    """Let a writer speak for itself again."""
    is_undo = "undo" in request.args
    root = store().writer_links.unlink(writer_id, person().id, now(), is_undo)
    stays = "" if is_undo else " They stay apart until somebody merges them."
    flash_done(f"Taken apart.{stays}")
    return _back(root)


@blueprint.route("/<int:writer_id>/apart/<int:other_id>", methods=["POST"])
@needs(Role.AGENT)
def keep_apart(writer_id: int, other_id: int) -> Redirect:
    """Note that two writers are not the same."""
    store().writer_links.keep_apart(writer_id, other_id, person().id, now())
    undo_url = url_for("writers.reconsider", writer_id=writer_id, other_id=other_id)
    flash_done("Noted: they are not the same.", undo_url)
    return _back(writer_id)


@blueprint.route("/<int:writer_id>/reconsider/<int:other_id>", methods=["POST"])
@needs(Role.AGENT)
def reconsider(writer_id: int, other_id: int) -> Redirect:
    """Forget that two writers are not the same."""
    store().writer_links.reconsider(writer_id, other_id, person().id, now())
    flash_done("The suggestion is back.")
    return _back(writer_id)


def _back(writer_id: int) -> Redirect:
    back = safe_path(request.form.get("back", ""))
    return redirect(back or url_for("writers.writer", writer_id=writer_id), 303)


def _page(found: Writer) -> WriterPage:
    same = store().writer_links.find_same(found.id)
    shown = store().letters.find_letters(
        LetterFilter(writer_id=found.id), limit=LETTERS_SHOWN
    )
    own = store().writer_traits.find_known([found.id])
    return WriterPage(
        writer=found,
        own=own[0] if own else None,
        linked=store().writer_links.find_linked(found.id),
        alike=find_alike_to(store(), found.id),
        sources=store().writer_portraits.find_sources(same),
        topics=store().writer_portraits.find_topics(same),
        actions=store().writer_portraits.find_actions(same),
        weeks=store().writer_portraits.count_weeks(same, today(), WEEKS),
        letters=shown.items,
        events=store().writer_links.find_events(found.id),
    )
