"""Proposals: what a refit suggests and a person decides."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from feedback.errors import NotFound
from feedback.store.connection import time_text, writing

_PROPOSAL = """
SELECT proposals.*, coalesce(topic.name, '') AS topic, coalesce(other.name, '') AS other
FROM proposals
LEFT JOIN topics AS topic ON topic.id = proposals.topic_id
LEFT JOIN topics AS other ON other.id = proposals.other_topic_id
"""

# What still asks something: people may have merged, archived or accepted meanwhile.
_ASKS = """
proposals.state = 'open' AND EXISTS (
    SELECT 1 FROM topics WHERE topics.id = proposals.topic_id
        AND topics.merged_into IS NULL
        AND (kind <> 'retired' OR topics.state <> 'archived')
) AND NOT EXISTS (
    SELECT 1 FROM topic_roots WHERE topic_roots.topic_id = proposals.other_topic_id
        AND topic_roots.root_id = proposals.topic_id
)
"""

_INSERT = (
    "INSERT INTO proposals (fit_id, kind, topic_id, other_topic_id, overlap_share, "
    "letters, detail, state, decided_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """One suggestion of a refit: ``match``, ``split``, ``merge``, ``new``, ``retired``.

    ``overlap_share`` is the share of letters that speaks for it; ``groups`` are the
    parts of a split: a name with the letters that would leave the topic. ``letters``
    are those of the topic, of a split those that would leave it.
    """

    id: int
    fit_id: int
    kind: str
    topic_id: int
    topic: str
    overlap_share: float
    letters: int
    state: str = "open"
    other_topic_id: int | None = None
    other: str = ""
    groups: tuple["Group", ...] = ()
    sample_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Letters that a refit sees as one, with the name it gives them."""

    name: str
    letter_ids: tuple[int, ...]
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A proposal before it is stored."""

    kind: str
    topic_id: int
    overlap_share: float
    letters: int
    other_topic_id: int | None = None
    groups: tuple[Group, ...] = ()
    sample_ids: tuple[int, ...] = ()
    passes_by_itself: bool = field(default=False)

    @property
    def topic_letters(self) -> int:
        """Return how many letters the topic has, those that would stay included."""
        is_part = self.kind == "split" and self.overlap_share
        return round(self.letters / self.overlap_share) if is_part else self.letters


class Proposals:
    """The proposals of a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def replace_open(
        self, fit_id: int, suggestions: tuple[Suggestion, ...], at: datetime
    ) -> None:
        """Store the suggestions of a fit; open ones of earlier fits are outdated."""
        with writing(self._db):
            self._db.execute(
                "UPDATE proposals SET state = 'outdated', decided_at = ? "
                "WHERE state = 'open'",
                [time_text(at)],
            )
            self._db.conn.executemany(
                _INSERT,
                [_values(fit_id, suggestion, at) for suggestion in suggestions],
            )

    def propose(self, fit_id: int, suggestion: Suggestion) -> int:
        """Store one suggestion in place of an open one of its kind; returns its id."""
        with writing(self._db):
            self._db.execute(
                "UPDATE proposals SET state = 'outdated' "
                "WHERE state = 'open' AND kind = ? AND topic_id = ?",
                [suggestion.kind, suggestion.topic_id],
            )
            row = self._db.execute(
                f"{_INSERT} RETURNING id", _values(fit_id, suggestion, None)
            ).fetchone()
        return int(row["id"])

    def find_open(self) -> tuple[Proposal, ...]:
        """Return the proposals that wait for a person and still ask something."""
        rows = self._db.execute(f"{_PROPOSAL} WHERE {_ASKS} ORDER BY proposals.id")
        return tuple(_proposal(row) for row in rows)

    def count_open(self) -> int:
        """Count the proposals that wait for a person."""
        row = self._db.execute(
            f"SELECT count(*) AS proposals FROM proposals WHERE {_ASKS}"
        ).fetchone()
        return int(row["proposals"])

    def get_proposal(self, proposal_id: int) -> Proposal:
        """Return a proposal; raises NotFound."""
        row = self._db.execute(
            f"{_PROPOSAL} WHERE proposals.id = ?", [proposal_id]
        ).fetchone()
        if row is None:
            raise NotFound("proposal", proposal_id)
        return _proposal(row)

    def decide(
        self, proposal_id: int, state: str, person_id: int | None, at: datetime
    ) -> None:
        """Set a proposal to ``accepted``, ``dismissed`` or ``open`` again."""
        with writing(self._db):
            self._db.execute(
                "UPDATE proposals SET state = ?, decided_by = ?, decided_at = ? "
                "WHERE id = ?",
                [state, person_id, time_text(at), proposal_id],
            )

    def keep_events(self, proposal_id: int, event_ids: Sequence[int]) -> None:
        """Keep which events came of accepting a proposal."""
        with writing(self._db):
            self._db.execute(
                "UPDATE proposals "
                "SET detail = json_set(detail, '$.event_ids', json(?)) WHERE id = ?",
                [json.dumps(list(event_ids)), proposal_id],
            )

    def dismiss_undone(self, event_id: int, person_id: int, at: datetime) -> None:
        """Dismiss the accepted proposal that an event came of: it was taken back."""
        with writing(self._db):
            self._db.execute(
                "UPDATE proposals SET state = 'dismissed', decided_by = ?, "
                "decided_at = ? WHERE state = 'accepted' AND kind <> 'new' AND EXISTS ("
                "SELECT 1 FROM json_each(detail, '$.event_ids') WHERE value = ?)",
                [person_id, time_text(at), event_id],
            )

    def dismiss_retired(self, topic_id: int, person_id: int, at: datetime) -> None:
        """Dismiss the accepted retirement of a topic that a person brought back."""
        with writing(self._db):
            self._db.execute(
                "UPDATE proposals SET state = 'dismissed', decided_by = ?, "
                "decided_at = ? WHERE state = 'accepted' AND kind = 'retired' "
                "AND topic_id = ?",
                [person_id, time_text(at), topic_id],
            )

    def settle_new(
        self, topic_id: int, state: str, person_id: int, at: datetime
    ) -> None:
        """Decide the open proposal of a new topic that a person spoke of otherwise."""
        with writing(self._db):
            self._db.execute(
                "UPDATE proposals SET state = ?, decided_by = ?, decided_at = ? "
                "WHERE topic_id = ? AND kind = 'new' AND state = 'open'",
                [state, person_id, time_text(at), topic_id],
            )

    def find_dismissed(self, limit: int = 20) -> tuple[Proposal, ...]:
        """Return what people dismissed and could put back, the latest first."""
        rows = self._db.execute(
            f"{_PROPOSAL} WHERE proposals.state = 'dismissed' "
            "AND topic.merged_into IS NULL ORDER BY decided_at DESC, proposals.id DESC "
            "LIMIT ?",
            [limit],
        )
        return tuple(_proposal(row) for row in rows)

    def find_settled(self) -> dict[tuple[str, int, int | None], int]:
        """Return (kind, topic, other topic) of all that people have dismissed.

        Each with the most letters that the topic had when they did.
        """
        rows = self._db.execute(
            "SELECT kind, topic_id, other_topic_id, max(CASE WHEN kind = 'split' "
            "AND overlap_share > 0 THEN round(letters / overlap_share) ELSE letters "
            "END) AS letters "
            "FROM proposals WHERE state = 'dismissed' "
            "GROUP BY kind, topic_id, other_topic_id"
        )
        return {
            (row["kind"], row["topic_id"], row["other_topic_id"]): int(row["letters"])
            for row in rows
        }


def _values(
    fit_id: int, suggestion: Suggestion, at: datetime | None
) -> tuple[object, ...]:
    detail = {
        "groups": [
            {"name": g.name, "letter_ids": g.letter_ids, "keywords": g.keywords}
            for g in suggestion.groups
        ],
        "sample_ids": suggestion.sample_ids,
    }
    return (
        fit_id,
        suggestion.kind,
        suggestion.topic_id,
        suggestion.other_topic_id,
        suggestion.overlap_share,
        suggestion.letters,
        json.dumps(detail, ensure_ascii=False),
        "accepted" if suggestion.passes_by_itself else "open",
        time_text(at) if at and suggestion.passes_by_itself else None,
    )


def _proposal(row: Any) -> Proposal:
    detail: Mapping[str, Any] = json.loads(row["detail"])
    return Proposal(
        id=row["id"],
        fit_id=row["fit_id"],
        kind=row["kind"],
        topic_id=row["topic_id"],
        topic=row["topic"],
        overlap_share=row["overlap_share"],
        letters=row["letters"],
        state=row["state"],
        other_topic_id=row["other_topic_id"],
        other=row["other"],
        groups=tuple(
            Group(g["name"], tuple(g["letter_ids"]), tuple(g["keywords"]))
            for g in detail.get("groups", ())
        ),
        sample_ids=tuple(detail.get("sample_ids", ())),
    )
