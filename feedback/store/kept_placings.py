"""Where passages of a letter stand, and why: moved or erased with the letter."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from feedback.store.connection import writing

_PLACED = ("assignments", "topic_exemplars")
# What a person did to a topic holds the placings it took away, for the undo.
_EVENTS = """
SELECT DISTINCT topic_events.id, before
FROM topic_events, json_each(topic_events.before, '$.taken') AS taken
WHERE taken.value ->> 'letter_id' IN (SELECT value FROM json_each(?))
"""
# Their words are those of the letters, so that they go with them.
_FORGET = """
UPDATE topic_events SET before = json_set(before, '$.taken', json((
    SELECT json_group_array(json(taken.value))
    FROM json_each(before, '$.taken') AS taken
    WHERE taken.value ->> 'letter_id' NOT IN (SELECT value FROM json_each(:letter_ids))
)))
WHERE EXISTS (
    SELECT 1 FROM json_each(before, '$.taken') AS taken
    WHERE taken.value ->> 'letter_id' IN (SELECT value FROM json_each(:letter_ids))
)
"""


@dataclass(frozen=True, slots=True)
class Rewording:
    """What becomes of a letter: ``move`` says where a place of its old body stands."""

    letter_id: int
    text: str
    move: Callable[[int], int]

    def keep(self, words: list[str]) -> list[str]:
        """Return those terms of a reason that the new text still has."""
        lowered = self.text.casefold()
        return [
            term
            for term in words
            if all(word in lowered for word in term.casefold().split())
        ]


class KeptPlacings:
    """Placings of letters that are written anew, where they hold and for the undo."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def move(self, rewordings: Sequence[Rewording]) -> None:
        """Let passages begin and end elsewhere; of their words, those there stay."""
        with writing(self._db):
            for rewording in rewordings:
                self._move_standing(rewording)
            self._move_noted({one.letter_id: one for one in rewordings})

    def forget(self, letter_ids: Sequence[int]) -> None:
        """Forget what was noted for the undo of letters that are erased."""
        with writing(self._db):
            self._db.execute(_FORGET, {"letter_ids": json.dumps(list(letter_ids))})

    def _move_standing(self, rewording: Rewording) -> None:
        self._db.conn.create_function("moved", 1, rewording.move)
        self._db.conn.create_function("kept", 1, lambda words: _keep(rewording, words))
        for table in _PLACED:
            self._db.execute(
                f'UPDATE {table} SET start = moved(start), "end" = moved("end") '
                "WHERE letter_id = ?",
                [rewording.letter_id],
            )
        self._db.execute(
            "UPDATE assignments SET words = kept(words) WHERE letter_id = ?",
            [rewording.letter_id],
        )

    def _move_noted(self, rewordings: Mapping[int, Rewording]) -> None:
        wanted = json.dumps(list(rewordings))
        for row in self._db.execute(_EVENTS, [wanted]).fetchall():
            before = json.loads(row["before"])
            before["taken"] = [_move(one, rewordings) for one in before["taken"]]
            self._db.execute(
                "UPDATE topic_events SET before = ? WHERE id = ?",
                [json.dumps(before, ensure_ascii=False), row["id"]],
            )


def _keep(rewording: Rewording, words: str) -> str:
    return json.dumps(rewording.keep(json.loads(words)), ensure_ascii=False)


def _move(
    placing: dict[str, Any], rewordings: Mapping[int, Rewording]
) -> dict[str, Any]:
    rewording = rewordings.get(placing["letter_id"])
    if rewording is None:
        return placing
    return {
        **placing,
        "start": rewording.move(placing["start"]),
        "end": rewording.move(placing["end"]),
        "words": rewording.keep(placing["words"]),
    }
