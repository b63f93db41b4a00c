"""Letters: receiving them, finding them, and everything that hangs on one."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlite_utils import Database

from feedback.errors import NotFound
from feedback.store.attachments import Attachments
from feedback.store.connection import (
    SEARCH_SECONDS,
    read_optional_day,
    read_time,
    within_seconds,
    writing,
)
from feedback.store.copies import Copies
from feedback.store.excerpts import shorten
from feedback.store.former_wordings import restore_former_wordings
from feedback.store.letter_query import (
    DISTINCT_WRITERS,
    WRITER_ROW,
    Way,
    is_common,
    once,
    where,
)
from feedback.store.preparing import PreparedDraft, read_original
from feedback.store.receiving import Receiving
from feedback.store.writers import UNKNOWN_WRITER, Writers
from feedback.types import (
    LIKELY,
    Draft,
    ImportCounts,
    Letter,
    LetterCounts,
    LetterFilter,
    LetterSummary,
    LetterVersion,
    Origin,
    OriginalChoice,
    Page,
    Placement,
    StoredOriginal,
    TriageState,
)

PAGE_SIZE = 50
LONGEST_SNIPPET = 200

_BEFORE_CURSOR = "(letters.written_at, letters.id) < (?, CAST(? AS INTEGER))"

_SUMMARY = f"""
SELECT letters.id, letters.subject, letters.written_at,
    substr(letters.body, 1, {LONGEST_SNIPPET + 1}) AS snippet,
    letters.state, letters.version, letters.score, letters.language,
    letters.is_automatic, sources.name AS source,
    coalesce(nullif(writers.name, ''), nullif(writers.address, ''), writers.key, '')
        AS writer,
    coalesce(people.name, '') AS assignee,
    coalesce(letter_tones.leaving, 0) AS leaving,
    coalesce(letter_tones.anger, 0) AS anger
FROM letters
JOIN sources ON sources.id = letters.source_id
LEFT JOIN letter_tones ON letter_tones.letter_id = letters.id
{WRITER_ROW}
LEFT JOIN people ON people.id = letters.assignee_id
"""

_LETTER = """
SELECT letters.*, sources.name AS source, coalesce(people.name, '') AS assignee,
    coalesce(letter_html.html, '') AS html, originals.choice AS original_choice
FROM letters
JOIN sources ON sources.id = letters.source_id
LEFT JOIN people ON people.id = letters.assignee_id
LEFT JOIN letter_html ON letter_html.letter_id = letters.id
LEFT JOIN originals ON originals.letter_id = letters.id
WHERE letters.id = :letter_id
"""

_PLACEMENTS = """
SELECT assignments.letter_id, root.id AS topic_id, root.name,
    max(assignments.confidence) AS confidence, min(assignments.origin) AS origin
FROM assignments
JOIN topic_roots ON topic_roots.topic_id = assignments.topic_id
JOIN topics AS root ON root.id = topic_roots.root_id
WHERE assignments.letter_id IN (SELECT value FROM json_each(?))
GROUP BY assignments.letter_id, root.id
ORDER BY assignments.letter_id, confidence DESC
"""


class Letters:
    """The letters of a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def receive(
        self,
        import_id: int,
        drafts: Sequence[Draft | PreparedDraft],
        received_at: datetime,
    ) -> ImportCounts:
        """Receive a batch of drafts: all of it is committed when this returns.

        Those that are prepared already hold the write lock for a shorter time.
        """
        with writing(self._db):
            return Receiving(self._db, import_id, received_at).receive(drafts)

    def get_letter(self, letter_id: int) -> Letter:
        """Return a letter whole; raises NotFound."""
        row = self._db.execute(_LETTER, {"letter_id": letter_id}).fetchone()
        if row is None:
            raise NotFound("letter", letter_id)
        writer = (
            Writers(self._db).get_writer(row["writer_id"])
            if row["writer_id"]
            else UNKNOWN_WRITER
        )
        return Letter(
            id=row["id"],
            source=row["source"],
            import_id=row["import_id"],
            writer=writer,
            subject=row["subject"],
            body=row["body"],
            quoted=row["quoted"],
            signature=row["signature"],
            html=row["html"],
            language=row["language"],
            score=row["score"],
            written_at=read_time(row["written_at"]),
            is_dated=bool(row["is_dated"]),
            received_at=read_time(row["received_at"]),
            state=TriageState(row["state"]),
            version=row["version"],
            assignee_id=row["assignee_id"],
            assignee=row["assignee"],
            snoozed_until=read_optional_day(row["snoozed_until"]),
            stays_asleep=bool(row["stays_asleep"]),
            is_automatic=bool(row["is_automatic"]),
            location=row["location"],
            conversation_id=row["conversation_id"],
            metadata=json.loads(row["metadata"]),
            flags=tuple(json.loads(row["flags"])),
            attachments=Attachments(self._db).find_for_letter(letter_id),
            original_choice=OriginalChoice(row["original_choice"] or "keep"),
        )

    def find_letters(
        self, wanted: LetterFilter, cursor: str = "", limit: int = PAGE_SIZE
    ) -> Page[LetterSummary]:
        """Return letters newest first; ``cursor`` continues an earlier page.

        Raises SearchTooSlow.
        """
        with within_seconds(self._db, SEARCH_SECONDS):
            ids = self._find_page(wanted, cursor, limit + 1)
            found_in = Attachments(self._db).find_matching(ids[:limit], wanted)
        rows = self._db.execute(
            f"{_SUMMARY} WHERE letters.id IN (SELECT value FROM json_each(?)) "
            "ORDER BY letters.written_at DESC, letters.id DESC",
            [json.dumps(ids[:limit])],
        ).fetchall()
        placements = self.find_placements(ids[:limit])
        copies = Copies(self._db).count_same(ids[:limit])
        items = tuple(_summary(row, placements, copies, found_in) for row in rows)
        has_more = len(ids) > limit
        last = rows[-1] if rows and has_more else None
        return Page(items, f"{last['written_at']}|{last['id']}" if last else "")

    def _find_page(self, wanted: LetterFilter, cursor: str, limit: int) -> list[int]:
        """Return ids newest first, merging the states, each of which has an order."""
        way = Way.WALK if is_common(self._db, wanted) else Way.ALL
        parts, parameters = [], []
        for states in _one_by_one(wanted.states):
            found = where(replace(wanted, states=states, each_text_once=False), way)
            if wanted.each_text_once:
                found = once(found, where(replace(wanted, each_text_once=False), way))
            clause, bound = found.clause, list(found.parameters)
            if cursor:
                written_at, _, letter_id = cursor.partition("|")
                clause += f" AND {_BEFORE_CURSOR}"
                bound += [written_at, letter_id]
            parts.append(
                f"SELECT * FROM (SELECT id, written_at FROM letters WHERE {clause} "
                "ORDER BY letters.written_at DESC, letters.id DESC LIMIT ?)"
            )
            parameters += [*bound, limit]
        rows = self._db.execute(
            " UNION ALL ".join(parts) + " ORDER BY written_at DESC, id DESC LIMIT ?",
            [*parameters, limit],
        )
        return [row["id"] for row in rows]

    def find_ids(self, wanted: LetterFilter, limit: int = -1) -> list[int]:
        """Return the ids of matching letters, newest first; -1 means all."""
        found = where(wanted)
        rows = self._db.execute(
            f"SELECT id FROM letters WHERE {found.clause} "
            "ORDER BY written_at DESC, id DESC LIMIT ?",
            [*found.parameters, limit],
        )
        return [row["id"] for row in rows]

    def count_letters(self, wanted: LetterFilter, limit: int = -1) -> LetterCounts:
        """Count matching letters and the distinct writers behind them.

        With a ``limit`` the count stops there and says so. Raises SearchTooSlow.
        """
        with within_seconds(self._db, SEARCH_SECONDS):
            return self._count(wanted, limit)

    def _count(self, wanted: LetterFilter, limit: int) -> LetterCounts:
        is_limited = limit >= 0
        is_sample = is_limited and is_common(self._db, wanted)
        found = where(wanted, Way.SOME if is_sample else Way.ALL)
        row = self._db.execute(
            f"SELECT count(*) AS letters, {DISTINCT_WRITERS} AS writers FROM "
            f"(SELECT id, writer_id FROM letters WHERE {found.clause} LIMIT ?) "
            "AS letters",
            [*found.parameters, limit],
        ).fetchone()
        is_capped = is_sample or (is_limited and row["letters"] >= limit)
        return LetterCounts(row["letters"], row["writers"], is_capped)

    def get_period(self) -> tuple[date | None, date | None]:
        """Return the days of the first and last letter, None without letters."""
        row = self._db.execute(
            "SELECT (SELECT min(written_at) FROM letters) AS first, "
            "(SELECT max(written_at) FROM letters) AS last"
        ).fetchone()
        if row["first"] is None:
            return None, None
        return read_time(row["first"]).date(), read_time(row["last"]).date()

    def find_newest_arrival(self) -> datetime | None:
        """Return when the letter that was received last arrived, None without any."""
        row = self._db.execute(
            "SELECT received_at FROM letters ORDER BY id DESC LIMIT 1"
        ).fetchone()
        return read_time(row["received_at"]) if row else None

    def count_states(self, limit: int = -1) -> dict[TriageState, int]:
        """Count the letters of each triage state, each up to ``limit``."""
        return {
            state: int(
                self._db.execute(
                    "SELECT count(*) FROM (SELECT 1 FROM letters "
                    "WHERE state = ? AND is_automatic = 0 LIMIT ?)",
                    [state.value, limit],
                ).fetchone()[0]
            )
            for state in TriageState
        }

    def find_placements(
        self, letter_ids: Iterable[int]
    ) -> dict[int, tuple[Placement, ...]]:
        """Return the topics of each of the letters, most confident first."""
        rows = self._db.execute(_PLACEMENTS, [json.dumps(list(letter_ids))])
        found: dict[int, tuple[Placement, ...]] = {}
        for row in rows:
            placement = Placement(
                row["topic_id"], row["name"], row["confidence"], Origin(row["origin"])
            )
            found[row["letter_id"]] = (*found.get(row["letter_id"], ()), placement)
        return found

    def read_texts(self) -> Iterator[tuple[int, str, str, str]]:
        """Yield (id, subject, body, language) of each letter that is feedback."""
        rows = self._db.execute(
            "SELECT id, subject, body, language FROM letters "
            "WHERE is_automatic = 0 AND state <> 'not_feedback' ORDER BY id"
        )
        for row in rows:
            yield row["id"], row["subject"], row["body"], row["language"]

    def get_original(self, letter_id: int) -> StoredOriginal:
        """Return a letter's bytes as they are stored; raises NotFound."""
        row = self._db.execute(
            "SELECT media_type, is_compressed, content, choice FROM originals "
            "WHERE letter_id = ?",
            [letter_id],
        ).fetchone()
        if row is None:
            raise NotFound("letter", letter_id)
        content = read_original(row["content"], row["is_compressed"])
        return StoredOriginal(row["media_type"], content, OriginalChoice(row["choice"]))

    def restore(self, import_id: int, undone_at: datetime) -> int:
        """Give letters that an import changed their former wording; returns how many.

        Those that a later import changed again keep its wording.
        """
        with writing(self._db):
            return restore_former_wordings(self._db, import_id, undone_at)

    def find_versions(self, letter_id: int) -> tuple[LetterVersion, ...]:
        """Return earlier wordings of a letter, the latest first."""
        rows = self._db.execute(
            "SELECT * FROM letter_versions WHERE letter_id = ? ORDER BY id DESC",
            [letter_id],
        )
        return tuple(
            LetterVersion(row["subject"], row["body"], read_time(row["replaced_at"]))
            for row in rows
        )


def _one_by_one(states: Sequence[TriageState]) -> list[tuple[TriageState, ...]]:
    return [(state,) for state in states] or [()]


def _summary(
    row: Any,
    placements: dict[int, tuple[Placement, ...]],
    copies: dict[int, int],
    found_in: dict[int, tuple[str, ...]],
) -> LetterSummary:
    return LetterSummary(
        id=row["id"],
        writer=row["writer"],
        subject=row["subject"],
        snippet=shorten(row["snippet"], LONGEST_SNIPPET),
        source=row["source"],
        language=row["language"],
        written_at=read_time(row["written_at"]),
        state=TriageState(row["state"]),
        version=row["version"],
        assignee=row["assignee"],
        score=row["score"],
        is_automatic=bool(row["is_automatic"]),
        placements=placements.get(row["id"], ()),
        copies=copies.get(row["id"], 1),
        is_leaving=row["leaving"] >= LIKELY,
        is_angry=row["anger"] >= LIKELY,
        found_in=found_in.get(row["id"], ()),
    )
