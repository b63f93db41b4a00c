"""Which letters a search lists, and which of them a form is about."""

from dataclasses import replace

from flask import request

from feedback.inbox.search import Names, Search, parse_query
from feedback.inbox.triage import find_matching
from feedback.types import LetterFilter
from feedback.web.context import person, store

DEFAULT_QUERY = "is:new is:open"


def read_search() -> Search:
    """Return the search of the request, or what is to do."""
    query = request.values.get("q", DEFAULT_QUERY)
    names = store().topics.find_called() if "topic:" in query else {}
    return parse_query(query, Names(names, person().id))


def as_listed(wanted: LetterFilter) -> LetterFilter:
    """Leave automatic mail out, unless the search asks for it or for one writer."""
    is_narrow = wanted.writer_id or wanted.import_id or wanted.conversation_id
    if wanted.is_automatic is not None or is_narrow:
        return wanted
    return replace(wanted, is_automatic=False)


def chosen_ids(ticked: list[int], expected: int | None) -> list[int]:
    """Return the ticked letters, or all on the list when it was ``expected`` so long.

    Raises Refused when the list has changed since.
    """
    if not expected:
        return ticked
    return find_matching(store(), as_listed(read_search().wanted), expected)
