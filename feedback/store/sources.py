"""Sources: what each masks, what becomes of its originals, how its tables are read."""

import json
from collections.abc import Mapping
from typing import Any

from sqlite_utils import Database

from feedback.errors import NotFound
from feedback.store.connection import read_optional_time, writing
from feedback.types import (
    OPEN,
    OriginalChoice,
    PersonalData,
    Protection,
    SourceInfo,
    SourceKind,
)

_SOURCE = """
SELECT sources.*,
    (SELECT count(*) FROM letters WHERE source_id = sources.id) AS letters,
    (SELECT count(*) FROM imports WHERE source_id = sources.id) AS imports,
    (SELECT max(started_at) FROM imports WHERE source_id = sources.id) AS latest
FROM sources
"""


class Sources:
    """The sources of a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, name: str, kind: SourceKind) -> None:
        """Make a source known before its first import; one that is known stays."""
        with writing(self._db):
            self._db.execute(
                "INSERT OR IGNORE INTO sources (name, kind) VALUES (?, ?)",
                [name, kind.value],
            )

    def find_sources(self) -> tuple[SourceInfo, ...]:
        """Return all sources in the order of their names."""
        rows = self._db.execute(f"{_SOURCE} ORDER BY name")
        return tuple(_source(row) for row in rows)

    def get_source(self, source_id: int) -> SourceInfo:
        """Return a source; raises NotFound."""
        return self._get("sources.id = ?", source_id)

    def get_source_by_name(self, name: str) -> SourceInfo:
        """Return the source of this name; raises NotFound."""
        return self._get("name = ?", name)

    def _get(self, condition: str, key: object) -> SourceInfo:
        row = self._db.execute(f"{_SOURCE} WHERE {condition}", [key]).fetchone()
        if row is None:
            raise NotFound("source", key)
        return _source(row)

    def protect(self, source_id: int, protection: Protection) -> None:
        """Set what letters of this source go through from now on.

        Where that is more than before, those that are there have yet to be.
        """
        before = self.get_source(source_id).protection
        with writing(self._db):
            self._db.execute(
                "UPDATE sources SET masks = ?, originals = ? WHERE id = ?",
                [
                    write_masks(protection.masks),
                    protection.originals.value,
                    source_id,
                ],
            )
            if protection.adds_to(before):
                self._mark_unprotected(source_id)

    def note_protection(self, import_id: int, protection: Protection) -> None:
        """Note under which protection letters of an import have just been received.

        Where their source asks for more by now, they have yet to go through it.
        """
        if self.find_protection(import_id).adds_to(protection):
            with writing(self._db):
                row = self._db.execute(
                    "SELECT source_id FROM imports WHERE id = ?", [import_id]
                ).fetchone()
                self._mark_unprotected(row["source_id"])

    def _mark_unprotected(self, source_id: int) -> None:
        self._db.execute(
            "UPDATE sources SET unprotected_to = coalesce((SELECT max(id) "
            "FROM letters WHERE source_id = ?1), 0) WHERE id = ?1",
            [source_id],
        )

    def find_protection(self, import_id: int) -> Protection:
        """Return what the source of an import asks for."""
        row = self._db.execute(
            "SELECT masks, originals FROM sources WHERE id = "
            "(SELECT source_id FROM imports WHERE id = ?)",
            [import_id],
        ).fetchone()
        return _protection(row)

    def find_protection_of(self, name: str) -> Protection:
        """Return what a source asks for; nothing when it is new."""
        row = self._db.execute(
            "SELECT masks, originals FROM sources WHERE name = ?", [name]
        ).fetchone()
        return _protection(row) if row else OPEN

    def find_reading(self, name: str) -> dict[str, object]:
        """Return how a person had the tables of a source read, empty without one."""
        row = self._db.execute(
            "SELECT reading FROM sources WHERE name = ?", [name]
        ).fetchone()
        reading: dict[str, object] = json.loads(row["reading"]) if row else {}
        return reading

    def remember_reading(self, name: str, reading: Mapping[str, object]) -> None:
        """Keep how a person had the tables of a source read."""
        with writing(self._db):
            self._db.execute(
                "UPDATE sources SET reading = ? WHERE name = ?",
                [json.dumps(dict(reading), ensure_ascii=False), name],
            )


def write_masks(masks: frozenset[PersonalData]) -> str:
    """Write masks as the text that is stored."""
    return json.dumps(sorted(kind.value for kind in masks))


def read_masks(text: str) -> frozenset[PersonalData]:
    """Read stored masks."""
    return frozenset(map(PersonalData, json.loads(text)))


def _protection(row: Any) -> Protection:
    return Protection(read_masks(row["masks"]), OriginalChoice(row["originals"]))


def _source(row: Any) -> SourceInfo:
    return SourceInfo(
        id=row["id"],
        name=row["name"],
        kind=SourceKind(row["kind"]),
        letters=row["letters"],
        imports=row["imports"],
        latest_import_at=read_optional_time(row["latest"]),
        protection=_protection(row),
        reading=json.loads(row["reading"]),
    )
