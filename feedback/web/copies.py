"""Letters that say the same: the group, its differences, what does not belong."""

from dataclasses import dataclass

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response as Redirect

from feedback.inbox.differences import Kind, Piece, compare
from feedback.store.copies import Copy, Split
from feedback.topics.alike.copies import find_same
from feedback.types import Letter, LetterCounts, Role
from feedback.web.addresses import safe_path
from feedback.web.context import flash_done, needs, now, person, render, store
from feedback.web.letter_forms import SplitCopiesForm

blueprint = Blueprint("copies", __name__)
PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class ComparedCopy:
    """A copy and how it differs from the letter that the page is of."""

    copy: Copy
    pieces: tuple[Piece, ...]

    @property
    def is_equal(self) -> bool:
        """Tell whether every word is the same."""
        return all(piece.kind in (Kind.EQUAL, Kind.CUT) for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class CopiesPage:
    """A letter's group, a part at a time; ``splits`` are those off this group.

    ``counts`` says 1 letter when the letter is like no other; ``own_split`` says who
    split the letter itself off.
    """

    letter: Letter
    counts: LetterCounts
    copies: tuple[ComparedCopy, ...]
    splits: tuple[Split, ...]
    own_split: Split | None
    after_id: int
    next_after_id: int


@blueprint.route("/letters/<int:letter_id>/copies")
def copies(letter_id: int) -> str:
    """Show the letters that say the same as this one, and where they differ."""
    letter = store().letters.get_letter(letter_id)
    after_id = request.args.get("after", 0, type=int)
    group_id = store().copies.find_group(find_same(store(), letter_id))
    members: tuple[Copy, ...] = ()
    if group_id is not None:
        members = store().copies.find_members(group_id, after_id, PAGE_SIZE + 1)
    own = store().copies.find_splits([letter_id])
    page = CopiesPage(
        letter=letter,
        counts=store().copies.count_group(group_id) if group_id else LetterCounts(1, 1),
        copies=tuple(
            ComparedCopy(member, compare(_text(letter), _text(member)))
            for member in members[:PAGE_SIZE]
            if member.letter_id != letter_id
        ),
        splits=store().copies.find_split_from(group_id) if group_id else (),
        own_split=own[0] if own else None,
        after_id=after_id,
        next_after_id=members[PAGE_SIZE - 1].letter_id
        if len(members) > PAGE_SIZE
        else 0,
    )
    return render("copies/copies.html", page)


@blueprint.route("/letters/<int:letter_id>/copies/split", methods=["POST"])
@needs(Role.AGENT)
def split(letter_id: int) -> Redirect:
    """Say that letters do not belong to the group; this holds for ever."""
    form = SplitCopiesForm.checked()
    chosen = form.letter_ids.data
    batch_id = store().copies.split(chosen, person().id, now())
    words = "The letter stands" if len(chosen) == 1 else f"{len(chosen)} letters stand"
    flash_done(f"{words} apart from now on.", url_for("copies.undo", batch_id=batch_id))
    return redirect(url_for("copies.copies", letter_id=letter_id), 303)


@blueprint.route("/copies/splits/<int:batch_id>/undo", methods=["POST"])
@needs(Role.AGENT)
def undo(batch_id: int) -> Redirect:
    """Put split-off letters back into their group."""
    store().copies.undo_split(batch_id, now())
    flash_done("Back in the group.")
    back = safe_path(request.form.get("back", ""))
    return redirect(back or url_for("letters.inbox"), 303)


def _text(letter: Letter | Copy) -> str:
    return f"{letter.subject}\n{letter.body}" if letter.subject else letter.body
