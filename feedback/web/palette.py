"""The palette: one field from which to go to any page, topic, action or view."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import Blueprint, request, url_for

from feedback.types import TopicState
from feedback.web.context import person, render, render_part, store

blueprint = Blueprint("palette", __name__)

MOST_PLACES = 12
PAGES = (
    ("Inbox", "letters.inbox"),
    ("Topics", "topics.topics"),
    ("Letters without a topic", "topics.loose"),
    ("Re-check", "rechecks.queue"),
    ("Trends", "trends.trends"),
    ("Actions", "actions.actions"),
    ("Plan an action", "plans.new"),
    ("Results", "results.results"),
    ("Digest", "digest.digest"),
    ("Import", "imports.imports"),
    ("Writers", "writers.writers"),
    ("Team", "people.team"),
    ("Change password", "people.password"),
    ("Guide and keys", "guide.guide"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to go: its ``kind`` in a word, its name, its address."""

    kind: str
    name: str
    href: str


@dataclass(frozen=True, slots=True)
class PalettePage:
    """What was typed, and the places that it may mean."""

    query: str
    places: tuple[Place, ...]


@blueprint.route("/go")
def go() -> str:
    """Show the places that what was typed may mean; ``part`` without the frame."""
    query = " ".join(request.args.get("q", "").split())
    page = PalettePage(query, tuple(_found(query)))
    if "part" in request.args:
        return render_part("palette/places.html", page)
    return render("palette/palette.html", page)


def choose_places(query: str, places: Sequence[Place], limit: int) -> list[Place]:
    """Return the places whose names hold every word typed.

    Those with a word that begins so come first, shorter names before longer ones.
    """
    words = query.casefold().split()
    held = [p for p in places if all(word in p.name.casefold() for word in words)]

    def rank(place: Place) -> tuple[int, int]:
        own = place.name.casefold().split()
        inside = sum(not any(one.startswith(word) for one in own) for word in words)
        return inside, len(place.name) if words else 0

    return sorted(held, key=rank)[:limit]


def _found(query: str) -> Iterator[Place]:
    yield from choose_places(query, tuple(_places()), MOST_PLACES)
    if query:
        href = url_for("letters.inbox", q=query)
        yield Place("Search", f"Letters with “{query}”", href)


def _places() -> Iterator[Place]:
    for name, endpoint in PAGES:
        yield Place("Page", name, url_for(endpoint))
    for view in store().views.find_views(person().id):
        yield Place("View", view.name, url_for("letters.inbox", q=view.query))
    for topic in store().topics.find_topics():
        if topic.state is not TopicState.ARCHIVED:
            href = url_for("topics.topic", topic_id=topic.id)
            yield Place("Topic", topic.name, href)
    for action in store().actions.find_actions():
        href = url_for("actions.action", action_id=action.id)
        yield Place("Action", action.plan.title, href)
