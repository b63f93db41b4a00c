"""Audiences: for whom an action is, and who is left out.

An audience is a search over letters; its members are the distinct known writers.
Beside the inbox's own operators, ``inactive:60`` keeps writers who were not seen
using the product in the last 60 days, and ``active:60`` those who were. ``list:3``
means the writers of an uploaded list; beside other words it keeps only those on it.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from feedback.inbox.search import Names, parse_query
from feedback.store import Store
from feedback.store.audiences import Candidate, OpenComplaint, Overlap
from feedback.types import LetterFilter

_SEEN = re.compile(r"(?<!\S)(?P<kind>inactive|active):(?P<days>\d{1,4})(?!\S)")
_LIST = re.compile(r"(?<!\S)list:(?P<id>\d{1,9})(?!\S)")


@dataclass(frozen=True, slots=True)
class AudienceQuery:
    """Which writers are meant: those of these letters, seen or not seen lately.

    With a ``list_id`` they are on that list, and ``wanted`` is None when anybody on
    it is meant, with letters or without.
    """

    wanted: LetterFilter | None
    list_id: int | None = None
    inactive_days: int | None = None
    active_days: int | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Audience:
    """Who would be written to today, and who not and why.

    The sets exclude each other: ``uncontactable`` asked for no contact, ``busy`` are
    in another running action, ``waiting`` have a complaint that is still open and
    are among the ``members`` until a person leaves them out.
    """

    found: int
    uncontactable: frozenset[int]
    busy: frozenset[int]
    members: tuple[Candidate, ...]
    waiting: frozenset[int]
    complaints: tuple[OpenComplaint, ...]
    overlaps: tuple[Overlap, ...]
    notes: tuple[str, ...] = ()


def read_query(query: str, names: Names | None = None) -> AudienceQuery:
    """Read an audience search; never raises, whatever was typed."""
    days = {found["kind"]: int(found["days"]) for found in _SEEN.finditer(query)}
    listed = _LIST.search(query)
    words = _LIST.sub(" ", _SEEN.sub(" ", query))
    search = parse_query(words, names)
    return AudienceQuery(
        wanted=search.wanted if words.strip() or not listed else None,
        list_id=int(listed["id"]) if listed else None,
        inactive_days=days.get("inactive"),
        active_days=days.get("active"),
        notes=search.notes,
    )


def check_query(query: str) -> dict[str, str]:
    """Return a problem by field when a search is only blanks, or too long."""
    if len(query) > 1000:
        return {"audience_query": "Make the search shorter than 1,000 characters."}
    return {}


def find_audience(store: Store, query: str, today: date) -> Audience:
    """Find for whom an action would be if it started today."""
    if not query.strip():
        return Audience(0, frozenset(), frozenset(), (), frozenset(), (), ())
    asked = read_query(query, _names(store, query))
    found = [
        candidate
        for candidate in store.audiences.find_candidates(asked.wanted, asked.list_id)
        if _is_seen_as_asked(candidate, asked, today)
    ]
    ids = [candidate.writer_id for candidate in found]
    silent = frozenset(c.writer_id for c in found if c.do_not_contact)
    busy = store.audiences.find_busy(ids) - silent
    members = tuple(c for c in found if c.writer_id not in silent | busy)
    member_ids = [member.writer_id for member in members]
    return Audience(
        found=len(found),
        uncontactable=silent,
        busy=busy,
        members=members,
        waiting=store.audiences.find_waiting(member_ids),
        complaints=store.audiences.find_open_complaints(member_ids),
        overlaps=store.audiences.find_overlaps(ids),
        notes=asked.notes,
    )


def _names(store: Store, query: str) -> Names:
    if "topic:" not in query:
        return Names()
    return Names(store.topics.find_called())


def _is_seen_as_asked(candidate: Candidate, asked: AudienceQuery, today: date) -> bool:
    seen = candidate.last_active_on
    if asked.inactive_days is not None and seen >= _day_before(
        today, asked.inactive_days
    ):
        return False
    return asked.active_days is None or seen >= _day_before(today, asked.active_days)


def _day_before(today: date, days: int) -> str:
    return (today - timedelta(days=days)).isoformat()
