"""More like this: letters that speak of what a letter speaks of."""

from dataclasses import dataclass

from flask import Blueprint

from feedback.topics.alike.likeness import AlikeLetters, find_alike
from feedback.types import Letter, Placement
from feedback.web.context import render, store

blueprint = Blueprint("likeness", __name__)


@dataclass(frozen=True, slots=True)
class LikenessPage:
    """A letter and those like it; ``topics`` are where these stand, by letter."""

    letter: Letter
    alike: AlikeLetters
    topics: dict[int, tuple[Placement, ...]]


@blueprint.route("/letters/<int:letter_id>/like")
def like(letter_id: int) -> str:
    """Show the letters that are nearest in meaning to one."""
    alike = find_alike(store(), letter_id)
    page = LikenessPage(
        letter=store().letters.get_letter(letter_id),
        alike=alike,
        topics=store().letters.find_placements(one.letter_id for one in alike.letters),
    )
    return render("letters/like.html", page)
