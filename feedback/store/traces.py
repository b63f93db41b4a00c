"""What is left of a writer beside their letters: found everywhere, and taken out."""

import json
import re
import zlib
from collections.abc import Sequence

from sqlite_utils import Database

from feedback.store.connection import writing

# Staff, the log that nobody may change, and what the engine keeps for itself.
_LEFT_ALONE = re.compile(
    r"(?:people|writers|audit_entries|sqlite_.*|_.*|.*_fts(?:_.*)?)"
)
_WORD_LISTS = (("topics", "keywords"), ("assignments", "words"))
_SHORTEST_TERM, _SHORTEST_WORD = 5, 3


class Traces:
    """Traces of writers in the tables of a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def forget(self, terms: Sequence[str], name: str, pseudonym: str) -> int:
        """Put a pseudonym in the place of each term, wherever it stands in a text.

        ``terms`` are addresses, keys and full names; words of ``name`` also leave
        the lists of words of topics. Input that was set aside and names the writer
        goes. Returns in how many texts something stood.
        """
        wanted = sorted({t for t in terms if len(t) >= _SHORTEST_TERM}, key=len)[::-1]
        if not wanted:
            return 0
        pattern = re.compile("|".join(map(re.escape, wanted)), re.IGNORECASE)
        self._define(pattern, name, pseudonym)
        with writing(self._db):
            self._forget_bytes()
            changed = sum(self._forget_column(*place) for place in self._texts())
            for table, column in _WORD_LISTS:
                self._db.execute(
                    f"UPDATE {table} SET {column} = without_words({column}) "
                    f"WHERE without_words({column}) <> {column}"
                )
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return changed

    def _define(self, pattern: "re.Pattern[str]", name: str, pseudonym: str) -> None:
        words = {w for w in re.findall(r"\w+", name.lower()) if len(w) > _SHORTEST_WORD}
        in_bytes = re.compile(pattern.pattern.encode(), re.IGNORECASE)

        def without_words(text: str) -> str:
            kept = json.loads(text)
            left = [w for w in kept if not words & set(re.findall(r"\w+", w.lower()))]
            return text if left == kept else json.dumps(left, ensure_ascii=False)

        def without_bytes(content: bytes, is_compressed: int) -> bytes:
            plain = zlib.decompress(content) if is_compressed else content
            found = in_bytes.sub(pseudonym.encode(), plain)
            if found == plain:
                return content
            return zlib.compress(found, 1) if is_compressed else found

        conn = self._db.conn
        conn.create_function("names_writer", 1, lambda t: bool(pattern.search(t)))
        conn.create_function("without_writer", 1, lambda t: pattern.sub(pseudonym, t))
        conn.create_function(
            "holds_writer", 1, lambda content: bool(in_bytes.search(content))
        )
        conn.create_function("without_words", 1, without_words)
        conn.create_function("without_bytes", 2, without_bytes)
        conn.create_function(
            "overwritten", 1, lambda c: in_bytes.sub(lambda m: b"#" * len(m[0]), c)
        )

    def _forget_bytes(self) -> None:
        """Take the writer out of the bytes of letters and files that name them.

        In files the length stays, because many formats count their bytes.
        """
        for table, column, key in (
            ("originals", "content", "letter_id"),
            ("letter_versions", "original", "letter_id"),
        ):
            self._db.execute(
                f"UPDATE {table} SET {column} = without_bytes({column}, is_compressed) "
                f"WHERE choice = 'keep' AND {key} IN (SELECT id FROM letters WHERE "
                "names_writer(subject || ' ' || body || ' ' || quoted || ' ' || "
                "signature || ' ' || metadata))"
            )
        self._db.execute(
            "UPDATE attachment_contents SET content = overwritten(content) "
            "WHERE choice = 'keep' AND holds_writer(content)"
        )
        self._db.execute("DELETE FROM set_aside WHERE holds_writer(original)")

    def _texts(self) -> list[tuple[str, str]]:
        """Return table and column of everything that holds text."""
        tables = self._db.execute(
            "SELECT name FROM sqlite_master "
            "WHERE type = 'table' AND sql LIKE '%STRICT%'"
        ).fetchall()
        return [
            (table["name"], column["name"])
            for table in tables
            if not _LEFT_ALONE.fullmatch(table["name"])
            for column in self._db.execute(f'PRAGMA table_info("{table["name"]}")')
            if column["type"] == "TEXT"
        ]

    def _forget_column(self, table: str, column: str) -> int:
        changed = self._db.execute(
            f'UPDATE "{table}" SET "{column}" = without_writer("{column}") '
            f'WHERE "{column}" IS NOT NULL AND names_writer("{column}")'
        )
        return int(changed.rowcount)
