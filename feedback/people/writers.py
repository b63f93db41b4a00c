"""Writers who are the same: joined where that is sure, suggested where it seems so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from feedback.clock import now
from feedback.errors import NotFound, Refused
from feedback.people.same_writer import KnownWriter, judge
from feedback.store import Store
from feedback.store.jobs import Job
from feedback.store.writer_traits import WriterRow
from feedback.types import Writer

BATCH = 500
JOB_SPANS = 40
"""Batches that one job compares; other work then has its turn before the next."""
MOST_ALIKE = 12
"""A name or mailbox that more writers share tells nobody apart."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Two writers who look like the same, and why."""

    one: Writer
    other: Writer
    reason: str


def join_writers(store: Store, spans: int | None = None) -> int:
    """Compare writers who came, or whose letters came; returns how many were joined.

    With ``spans`` it ends after so many BATCHes. What people took apart stays apart.
    """
    joined = 0
    for _ in count() if spans is None else range(spans):
        span = store.writer_traits.find_span(BATCH)
        if span is None:
            break
        joined += _join(store, store.writer_traits.find_unread(span))
        store.writer_traits.finish(span)
    return joined


def run_writers_job(store: Store, job: Job) -> str:
    """Join writers in the worker; returns a sentence on the outcome."""
    joined = join_writers(store, JOB_SPANS)
    return f"{joined:,} {'writer' if joined == 1 else 'writers'} joined with others."


def find_alike(store: Store, limit: int = 20) -> tuple[Alike, ...]:
    """Return pairs of writers who look like the same, those kept apart left out."""
    found = store.writer_traits.find_suggestions(5 * limit)
    return _alike(store, [(s.one_id, s.other_id, s.reason) for s in found])[:limit]


def find_alike_to(store: Store, writer_id: int) -> tuple[Alike, ...]:
    """Return who looks like the same as a writer, who stands first in each pair."""
    same = store.writer_links.find_same(writer_id)
    found = store.writer_traits.find_suggestions_of(same)
    pairs = [
        (s.one_id, s.other_id, s.reason)
        if s.one_id in same
        else (s.other_id, s.one_id, s.reason)
        for s in found
    ]
    return _alike(store, pairs)


def merge(
    store: Store, into_id: int, name: str, person_id: int, moment: datetime
) -> int:
    """Let a writer speak for another, named by key, address or number.

    Returns the id of who was merged. Raises NotFound or Refused.
    """
    other_id = find_writer(store, name)
    root = store.writer_links.get_root(other_id)
    store.writer_links.link(root, into_id, "", moment, person_id)
    return root


def find_writer(store: Store, name: str) -> int:
    """Return the writer with this key, address or number; raises Refused."""
    name = name.strip().casefold()
    known = store.writer_lists.find_writer_ids({name})
    if name in known:
        return known[name]
    if name.removeprefix("#").isdecimal():
        try:
            return store.writers.get_writer(int(name.removeprefix("#")[:18])).id
        except NotFound:
            pass
    raise Refused(f"No writer has the address or key {name!r}. Nothing was merged.")


def _join(store: Store, rows: Sequence[WriterRow]) -> int:
    joined = 0
    traits = {row.id: _known(row).traits() for row in rows}
    new = store.writer_traits.record(
        (id_, kind.value, value) for id_, own in traits.items() for kind, value in own
    )
    asked = {(kind, value) for _, kind, value in new}
    for kind, value in sorted(asked):
        ids = store.writer_traits.find_sharing(kind, value, MOST_ALIKE + 1)
        if 1 < len(ids) <= MOST_ALIKE:
            alike = [_known(row) for row in store.writer_traits.find_known(ids)]
            joined += _compare(store, alike)
    return joined


def _compare(store: Store, alike: Sequence[KnownWriter]) -> int:
    """Compare each with those before; returns how many were joined."""
    joined = 0
    sharing = sum("@" in writer.address for writer in alike)
    for place, one in enumerate(alike):
        for other in alike[:place]:
            judgement = judge(one, other, sharing)
            if judgement is None or not _may_join(store, one.id, other.id):
                continue
            if judgement.is_sure:
                child, into = _direct(one, other)
                store.writer_links.link(child.id, into.id, judgement.reason, now())
                joined += 1
            else:
                store.writer_traits.suggest(one.id, other.id, judgement.reason)
    return joined


def _may_join(store: Store, one_id: int, other_id: int) -> bool:
    roots = store.writer_links.find_roots([one_id, other_id])
    return roots[one_id] != roots[other_id] and not store.writer_links.are_apart(
        one_id, other_id
    )


def _direct(one: KnownWriter, other: KnownWriter) -> tuple[KnownWriter, KnownWriter]:
    """Return who is spoken for, and who speaks: one with an address, or the first."""
    child, into = sorted((one, other), key=lambda w: (bool(w.address), -w.id))
    return child, into


def _alike(store: Store, pairs: Sequence[tuple[int, int, str]]) -> tuple[Alike, ...]:
    distinct = {tuple(sorted(pair[:2])): pair for pair in reversed(pairs)}
    return tuple(
        Alike(
            store.writers.get_writer(one_id), store.writers.get_writer(other_id), reason
        )
        for one_id, other_id, reason in reversed(distinct.values())
        if not store.writer_links.are_apart(one_id, other_id)
    )


def _known(row: WriterRow) -> KnownWriter:
    return KnownWriter(row.id, row.key, row.name, row.address, row.user_ids)
