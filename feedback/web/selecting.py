"""Which letters a search lists, and which of them a form is about."""

from dataclasses import replace

from flask import request

from feedback.inbox.search import Names, Search, parse_query
from feedback.inbox.triage import find_matching
from feedback.types import FEEDBACK_STATES, LetterFilter
from feedback.web.context import person, store

DEFAULT_QUERY = "is:new is:open"


def read_search() -> Search:
    """Return the search of the request, or what is to do."""
    query = request.values.get("q", DEFAULT_QUERY)
    names = store().topics.find_called() if "topic:" in query else {}
    return parse_query(query, Names(names, person().id))


def as_listed(wanted: LetterFilter) -> LetterFilter:
    """Leave out what nobody counts, unless the search asks for it.

    That is automatic mail, but for what is of one writer, import or conversation; and,
    where the search is about topics, letters that are no feedback, so that a list has
    the letters that the page of its topic counts.
    """
    is_narrow = wanted.writer_id or wanted.import_id or wanted.conversation_id
    if wanted.is_automatic is None and not is_narrow:
        wanted = replace(wanted, is_automatic=False)
    if _is_about_topics(wanted) and not wanted.states:
        wanted = replace(wanted, states=FEEDBACK_STATES)
    return wanted


def _is_about_topics(wanted: LetterFilter) -> bool:
    return (
        wanted.topic_id is not None
        or wanted.placed_by is not None
        or wanted.with_topic
        or wanted.without_topic
    )


def chosen_ids(ticked: list[int], expected: int | None) -> list[int]:
    """Return the ticked letters, or all on the list when it was ``expected`` so long.

    Raises Refused when the list has changed since.
    """
    if not expected:
        return ticked
    return find_matching(store(), as_listed(read_search().wanted), expected)
