"""The inbox: a list of letters, one of them open beside it, and triage."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as Redirect

from feedback.inbox import triage
from feedback.inbox.reading import Segment, segments
from feedback.inbox.search import Search
from feedback.inbox.top_line import TopLine, read_top_line
from feedback.people.originals import read_attachment, read_original
from feedback.topics.alike.copies import count_same
from feedback.topics.tones import describe_tones
from feedback.types import (
    Action,
    ActionState,
    Assignment,
    Letter,
    LetterCounts,
    LetterFilter,
    LetterSummary,
    LetterVersion,
    Move,
    Note,
    Page,
    Person,
    Role,
    SavedView,
    ToneReading,
    TriageState,
)
from feedback.web.addresses import safe_path
from feedback.web.context import (
    flash_done,
    needs,
    now,
    person,
    render,
    store,
    today,
)
from feedback.web.frame import COUNT_LIMIT
from feedback.web.letter_files import download, letter_document
from feedback.web.letter_forms import (
    AssignForm,
    BulkForm,
    MoveForm,
    NoteForm,
    SaveViewForm,
)
from feedback.web.selecting import DEFAULT_QUERY, as_listed, chosen_ids, read_search

blueprint = Blueprint("letters", __name__)
ONCE = "same:once"
OPEN_ACTIONS = (ActionState.RUNNING, ActionState.PLANNED)


@dataclass(frozen=True, slots=True)
class OpenLetter:
    """The letter beside the list; ``next_id`` is the one below it in the list.

    ``actions`` are those it can be evidence for, ``quoted_for`` those it is;
    ``conversation`` counts the letters of its own.
    """

    letter: Letter
    same: LetterCounts
    is_split_off: bool
    conversation: int
    answered: tuple[tuple[int, str], ...]
    quoted_for: tuple[tuple[int, str], ...]
    segments: tuple[Segment, ...]
    assignments: tuple[Assignment, ...]
    last_correction_id: int
    moves: tuple[Move, ...]
    notes: tuple[Note, ...]
    versions: tuple[LetterVersion, ...]
    tones: tuple[ToneReading, ...]
    actions: tuple[Action, ...]
    next_id: int | None
    previous_id: int | None


@dataclass(frozen=True, slots=True)
class InboxPage:
    """Views on the left, the list, and an open letter or none.

    ``top_line`` stands over what is to do, and over no other search.
    """

    search: Search
    top_line: TopLine | None
    counts: LetterCounts
    states: dict[TriageState, int]
    views: tuple[SavedView, ...]
    letters: Page[LetterSummary]
    cursor: str
    open: OpenLetter | None
    people: tuple[Person, ...]
    sources: tuple[str, ...]
    topics: dict[int, str]
    snooze_days: tuple[tuple[str, str], ...]
    is_empty: bool

    @property
    def query_without_copies(self) -> str:
        """Return the search that shows each text once."""
        return f"{self.search.query} {ONCE}".strip()

    @property
    def query_with_copies(self) -> str:
        """Return the search that shows every letter."""
        words = self.search.query.split()
        return " ".join(word for word in words if word.lower() != ONCE)


@dataclass(frozen=True, slots=True)
class AttachmentTextPage:
    """What an attachment of a letter says."""

    letter_id: int
    attachment_id: int
    name: str
    text: str


@blueprint.route("/")
def index() -> Redirect:
    """Send people to the inbox."""
    return redirect(url_for("letters.inbox"))


@blueprint.route("/letters/")
def inbox() -> str:
    """Show the list of letters that match the search."""
    return render("letters/inbox.html", _inbox_page(None))


@blueprint.route("/letters/<int:letter_id>")
def letter(letter_id: int) -> str:
    """Show a letter beside the list it was opened from."""
    return render(
        "letters/inbox.html", _inbox_page(store().letters.get_letter(letter_id))
    )


@blueprint.route("/letters/<int:letter_id>/move", methods=["POST"])
@needs(Role.AGENT)
def move(letter_id: int) -> Redirect:
    """Move one letter to a state and go on to the next."""
    form = MoveForm.checked()
    state = TriageState(form.state.data)
    batch_id = triage.move_letters(
        store(),
        [letter_id],
        state,
        person().id,
        now(),
        form.snoozed_until.data,
        form.version.data,
        form.stays_asleep.data,
    )
    _flash_moved(1, state, batch_id)
    return _back_to_list(form.next_id.data or letter_id)


@blueprint.route("/letters/<int:letter_id>/assign", methods=["POST"])
@needs(Role.AGENT)
def assign(letter_id: int) -> Redirect:
    """Give a letter to a colleague, or to nobody."""
    form = AssignForm.checked()
    chosen = form.assignee_id.data
    name = store().people.get_person(chosen).name if chosen else "nobody"
    batch_id = triage.assign_letters(
        store(), [letter_id], chosen or None, person().id, now()
    )
    flash_done(f"Given to {name}.", url_for("letters.undo", batch_id=batch_id))
    return _back_to_list(letter_id)


@blueprint.route("/letters/move", methods=["POST"])
@needs(Role.AGENT)
def move_many() -> Redirect:
    """Move the selected letters, or all that match when that was asked for."""
    form = BulkForm.checked()
    state = TriageState(form.state.data)
    chosen = chosen_ids(form.letter_ids.data, form.expected.data)
    until = form.snoozed_until.data
    batch_id = triage.move_letters(store(), chosen, state, person().id, now(), until)
    _flash_moved(len(chosen), state, batch_id)
    return _back_to_list(None)


@blueprint.route("/moves/<int:batch_id>/undo", methods=["POST"])
@needs(Role.AGENT)
def undo(batch_id: int) -> Redirect:
    """Take a move back."""
    moved = store().moves.undo(batch_id, now())
    flash_done("Undone." if moved == 1 else f"Undone for {moved:,} letters.")
    return redirect(
        safe_path(request.form.get("back", "")) or url_for("letters.inbox"), 303
    )


@blueprint.route("/letters/<int:letter_id>/notes", methods=["POST"])
@needs(Role.AGENT)
def add_note(letter_id: int) -> Redirect:
    """Write a note beside a letter."""
    form = NoteForm.checked()
    store().notes.add(letter_id, person().id, form.text.data.strip(), now())
    return _back_to_list(letter_id)


@blueprint.route("/letters/<int:letter_id>/original")
def original(letter_id: int) -> Response:
    """Download a letter's bytes as they came."""
    media_type, content = read_original(store(), letter_id, person(), now())
    name = f"letter-{letter_id}" + (
        ".eml" if media_type == "message/rfc822" else ".txt"
    )
    return download(content, name)


@blueprint.route("/letters/<int:letter_id>/html")
def html(letter_id: int) -> Response:
    """Show a letter's own HTML, cleaned, for the sandboxed frame."""
    return letter_document(store().letters.get_letter(letter_id).html)


@blueprint.route("/letters/<int:letter_id>/attachments/<int:attachment_id>")
def attachment(letter_id: int, attachment_id: int) -> Response:
    """Download an attachment."""
    name, content = read_attachment(store(), letter_id, attachment_id, person(), now())
    return download(content, name)


@blueprint.route("/letters/<int:letter_id>/attachments/<int:attachment_id>/text")
def attachment_text(letter_id: int, attachment_id: int) -> str:
    """Show what an attachment says."""
    name, text = store().attachments.get_text(letter_id, attachment_id)
    page = AttachmentTextPage(letter_id, attachment_id, name, text)
    return render("letters/attachment.html", page)


@blueprint.route("/views", methods=["POST"])
@needs(Role.AGENT)
def save_view() -> Redirect:
    """Keep the current search under a name."""
    form = SaveViewForm.checked()
    store().views.save(form.name.data.strip(), form.q.data, person().id)
    flash_done(f"Saved as “{form.name.data.strip()}”.")
    return redirect(url_for("letters.inbox", q=form.q.data), 303)


@blueprint.route("/views/<int:view_id>/remove", methods=["POST"])
@needs(Role.AGENT)
def remove_view(view_id: int) -> Redirect:
    """Forget a saved view."""
    store().views.remove(view_id, person().id)
    return redirect(url_for("letters.inbox"), 303)


def _inbox_page(opened: Letter | None) -> InboxPage:
    search = read_search()
    cursor = request.args.get("cursor", "")
    found = store().letters.find_letters(as_listed(search.wanted), cursor)
    states = store().letters.count_states(COUNT_LIMIT)
    is_to_do = search.query == DEFAULT_QUERY
    return InboxPage(
        search=search,
        top_line=read_top_line(store(), today(), COUNT_LIMIT) if is_to_do else None,
        counts=store().letters.count_letters(as_listed(search.wanted), COUNT_LIMIT),
        states=states,
        views=store().views.find_views(person().id),
        letters=found,
        cursor=cursor,
        open=_open(opened, found) if opened else None,
        people=store().people.find_people(),
        sources=store().imports.find_sources(),
        topics=store().topics.find_names(),
        snooze_days=_snooze_days(),
        is_empty=not any(states.values()),
    )


def _open(letter: Letter, listed: Page[LetterSummary]) -> OpenLetter:
    ids = [item.id for item in listed.items]
    position = ids.index(letter.id) if letter.id in ids else -1
    assignments = store().assignments.find_for_letter(letter.id)
    return OpenLetter(
        letter=letter,
        same=count_same(store(), letter.id),
        is_split_off=bool(store().copies.find_splits([letter.id])),
        conversation=_count_conversation(letter),
        answered=store().mailings.find_answered(letter.id),
        quoted_for=store().evidence.find_quoting_actions(letter.id),
        segments=segments(letter.body, assignments),
        assignments=assignments,
        last_correction_id=store().corrections.get_latest_id(letter.id),
        moves=store().moves.find_moves(letter.id),
        notes=store().notes.find_notes(letter.id),
        versions=store().letters.find_versions(letter.id),
        tones=_tones(letter),
        actions=store().actions.find_actions(OPEN_ACTIONS),
        next_id=ids[position + 1] if -1 < position < len(ids) - 1 else None,
        previous_id=ids[position - 1] if position > 0 else None,
    )


def _count_conversation(letter: Letter) -> int:
    if letter.conversation_id is None:
        return 0
    joined = LetterFilter(conversation_id=letter.conversation_id)
    return store().letters.count_letters(joined).letters


def _tones(letter: Letter) -> tuple[ToneReading, ...]:
    """Return how a letter sounds; automatic mail has no tone."""
    if letter.is_automatic:
        return ()
    return describe_tones(store(), letter.id, letter.subject, letter.body)


def _snooze_days() -> tuple[tuple[str, str], ...]:
    """Return (words, day) choices for a snooze."""
    day = today()
    to_monday = 7 - day.weekday()
    return (
        ("tomorrow", (day + timedelta(days=1)).isoformat()),
        ("Monday", (day + timedelta(days=to_monday)).isoformat()),
        ("in two weeks", (day + timedelta(days=14)).isoformat()),
        ("in a month", (day + timedelta(days=30)).isoformat()),
    )


def _flash_moved(moved: int, state: TriageState, batch_id: int) -> None:
    letters = "Letter" if moved == 1 else f"{moved:,} letters"
    words = triage.STATE_WORDS[state]
    flash_done(
        f"{letters} moved to {words}.", url_for("letters.undo", batch_id=batch_id)
    )


def _back_to_list(letter_id: int | None) -> Redirect:
    kept: dict[str, Any] = {
        name: request.values[name] for name in ("q", "cursor") if name in request.values
    }
    if letter_id is None:
        return redirect(url_for("letters.inbox", **kept), 303)
    return redirect(url_for("letters.letter", letter_id=letter_id, **kept), 303)
