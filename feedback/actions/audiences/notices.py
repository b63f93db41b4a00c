"""Closing the loop: recording who was told what, and listing who was not told yet."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from feedback.actions.audiences.writer_files import read_lines
from feedback.cells import safe_cell
from feedback.errors import Refused
from feedback.store import Store
from feedback.store.notices import Standing, Told

LONGEST_WORDS = 500


@dataclass(frozen=True, slots=True)
class Recorded:
    """How many writers a notice was kept for, and how many never wrote on the topic."""

    writers: int
    passed_over: int


@dataclass(frozen=True, slots=True)
class Record:
    """Who records a notice, when, and because of which action, if any."""

    topic_id: int
    person_id: int
    recorded_at: datetime
    action_id: int | None = None


def tell_audience(store: Store, record: Record, told: Told) -> Recorded:
    """Record that an action's audience was told; its holdout was not.

    Raises NotFound, or Refused when nobody of them wrote on the topic.
    """
    if record.action_id is None:
        raise Refused("Choose an action, or give the file that the mailing tool wrote.")
    action = store.actions.get_action(record.action_id)
    members = store.audiences.find_members(action.id)
    reached = [member.writer_id for member in members if not member.is_held_out]
    if not reached:
        raise Refused("This action has no audience, so nobody was told through it.")
    return _record(store, record, {told.told_on: reached}, told, 0)


def tell_listed(store: Store, record: Record, told: Told, content: str) -> Recorded:
    """Record that the writers in a CSV file were told, on the day beside each if any.

    Raises NotFound, or Refused for a file that names none of the topic's writers.
    """
    lines = read_lines(content)
    known = store.writer_lists.find_writer_ids({line.name for line in lines})
    by_day = defaultdict(list)
    for line in lines:
        if line.name in known:
            by_day[line.told_on or told.told_on].append(known[line.name])
    strangers = sum(line.name not in known for line in lines)
    return _record(store, record, by_day, told, strangers)


def export_untold(store: Store, topic_id: int) -> str:
    """Write the writers who still wait for an answer as CSV for the mailing tool.

    Those who asked for no contact and those held out by a running action are not in
    it. Raises NotFound.
    """
    store.topics.get_topic(topic_id)
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(["key", "name", "address", "segment", "letters"])
    for found in store.notices.find_writers(topic_id, [Standing.UNTOLD]):
        cells = (found.key, found.writer, found.address, found.segment)
        table.writerow([*map(safe_cell, cells), found.letters])
    return text.getvalue()


def _record(
    store: Store,
    record: Record,
    by_day: dict[date, list[int]],
    told: Told,
    strangers: int,
) -> Recorded:
    _check(told, by_day, record.recorded_at.date())
    store.topics.get_topic(record.topic_id)
    roots = store.writer_links.find_roots(
        {id_ for ids in by_day.values() for id_ in ids}
    )
    own = {found.writer_id for found in store.notices.find_writers(record.topic_id)}
    kept = {
        day: sorted({id_ for id_ in ids if roots[id_] in own})
        for day, ids in by_day.items()
    }
    if not any(kept.values()):
        raise Refused("None of them wrote on this topic. Nothing was recorded.")
    with store.transaction():
        for day, writer_ids in kept.items():
            if writer_ids:
                store.notices.add(
                    record.topic_id,
                    replace(told, told_on=day),
                    writer_ids,
                    record.person_id,
                    record.recorded_at,
                    record.action_id,
                )
    writers = len({roots[id_] for ids in kept.values() for id_ in ids})
    named = len(set(roots.values()))
    return Recorded(writers, named - writers + strangers)


def _check(told: Told, days: Iterable[date], today: date) -> None:
    if len(told.words) > LONGEST_WORDS:
        raise Refused(f"Keep the words under {LONGEST_WORDS} characters.")
    if any(day > today for day in days):
        raise Refused("Nobody was told on a day that lies ahead.")
