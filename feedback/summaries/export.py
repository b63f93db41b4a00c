"""Letters, writers, topics and results as tables, for people who count elsewhere."""

import csv
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from feedback.cells import safe_cell
from feedback.errors import Refused
from feedback.store import Store
from feedback.types import LetterFilter, ToneKind

Row = dict[str, Any]


def write_table(store: Store, what: str, file_format: str, to: Path | None) -> int:
    """Write ``what`` (letters, writers, topics, results) and return the number of rows.

    Raises Refused for Parquet on standard output or without pyarrow.
    """
    rows = _TABLES[what](store)
    if file_format == "parquet":
        return _write_parquet(rows, to)
    with _opened(to) as file:
        return _WRITERS[file_format](rows, file)


def _opened(to: Path | None) -> AbstractContextManager[IO[str]]:
    if to is None:
        return nullcontext(sys.stdout)
    return to.open("w", encoding="utf-8", newline="")


def _letters(store: Store) -> Iterator[Row]:
    cursor, marks = "", store.tones.find_all_marks()
    while True:
        page = store.letters.find_letters(LetterFilter(), cursor, limit=500)
        groups = store.copies.find_groups([item.id for item in page.items])
        for item in page.items:
            letter = store.letters.get_letter(item.id)
            yield {
                "id": letter.id,
                "source": letter.source,
                "written_at": letter.written_at.isoformat(),
                "received_at": letter.received_at.isoformat(),
                "writer": letter.writer.key,
                "writer_name": letter.writer.name,
                "state": letter.state.value,
                "assignee": letter.assignee,
                "language": letter.language,
                "score": letter.score,
                "is_leaving": item.is_leaving,
                "is_angry": item.is_angry,
                "marked_leaving": marks.get((letter.id, ToneKind.LEAVING)),
                "marked_angry": marks.get((letter.id, ToneKind.ANGER)),
                "topics": "; ".join(placed.name for placed in item.placements),
                "copies": item.copies,
                "copy_group": groups.get(letter.id, ""),
                "subject": letter.subject,
                "text": letter.body,
            }
        cursor = page.next_cursor
        if not cursor:
            return


def _writers(store: Store) -> Iterator[Row]:
    for writer_id in store.writer_links.find_speaking():
        writer = store.writers.get_writer(writer_id)
        keys = [one.key for one in store.writer_links.find_linked(writer.id)]
        yield {
            "id": writer.id,
            "key": writer.key,
            "name": writer.name,
            "address": writer.address,
            "other_keys": "; ".join(keys),
            "segment": writer.segment,
            "letters": writer.letters,
            "first_written_at": _iso(writer.first_written_at),
            "last_written_at": _iso(writer.last_written_at),
            "joined_on": writer.joined_on,
            "last_active_on": writer.last_active_on,
            "do_not_contact": writer.do_not_contact,
        }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _topics(store: Store) -> Iterator[Row]:
    for topic in store.topics.find_topics():
        yield {
            "id": topic.id,
            "name": topic.name,
            "theme": topic.theme,
            "state": topic.state.value,
            "named_by": topic.named_by.value,
            "letters": topic.letters,
            "writers": topic.writers,
            "keywords": "; ".join(topic.keywords),
        }


def _results(store: Store) -> Iterator[Row]:
    for result in store.results.find_results():
        action = store.actions.get_action(result.action_id)
        yield {
            "action_id": action.id,
            "action": action.plan.title,
            "link": action.plan.link.value,
            "purpose": action.plan.purpose,
            "started_on": action.started_on,
            "verdict": result.verdict.value,
            "basis": result.basis.value if result.basis else "",
            "estimate": result.estimate,
            "low": result.low,
            "high": result.high,
            "sentence": result.sentence,
            "learned": result.learned,
            "concluded_at": result.concluded_at.isoformat(),
            "concluded_by": result.concluded_by,
        }


_TABLES: dict[str, Callable[[Store], Iterator[Row]]] = {
    "letters": _letters,
    "writers": _writers,
    "topics": _topics,
    "results": _results,
}


def _write_csv(rows: Iterable[Row], file: IO[str]) -> int:
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    written = 0
    for row in rows:
        if not written:
            writer.writerow(row)
        writer.writerow(safe_cell(value) for value in row.values())
        written += 1
    return written


def _write_jsonl(rows: Iterable[Row], file: IO[str]) -> int:
    written = 0
    for row in rows:
        file.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")
        written += 1
    return written


_WRITERS: dict[str, Callable[[Iterable[Row], IO[str]], int]] = {
    "csv": _write_csv,
    "jsonl": _write_jsonl,
}


def _write_parquet(rows: Iterable[Row], to: Path | None) -> int:
    if to is None:
        raise Refused("Parquet needs a file: add --to FILE.")
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise Refused(
            "Parquet needs pyarrow. Install it with: pip install 'postbag[parquet]'"
        ) from error
    table = pyarrow.Table.from_pylist(list(rows))
    pyarrow.parquet.write_table(table, to)
    return int(table.num_rows)
