"""Keeping the database itself: backup, restore, checks."""

from contextlib import closing
from pathlib import Path

from pysqlite3 import dbapi2 as sqlite3
from sqlite_utils import Database

from feedback.errors import Refused, StoreError
from feedback.store.connection import wrapped_errors


class Maintenance:
    """What is done to a database as a whole."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def back_up(self, destination: Path) -> int:
        """Write a consistent copy, also while others write; returns its bytes.

        Raises Refused when the destination exists.
        """
        if destination.exists():
            raise Refused(f"{destination} exists already; choose another name.")
        with wrapped_errors(destination):
            self._db.execute("VACUUM INTO ?", [str(destination)])
        return destination.stat().st_size

    def find_damage(self) -> tuple[str, ...]:
        """Check the whole database; an empty answer means that it is sound."""
        problems = [
            row[0]
            for row in self._db.execute("PRAGMA integrity_check(20)")
            if row[0] != "ok"
        ]
        problems += [
            f"{row['table']}: row {row['rowid']} points to a missing {row['parent']}"
            for row in self._db.execute("PRAGMA foreign_key_check")
        ]
        try:
            self._db.execute(
                "INSERT INTO letters_fts (letters_fts, rank) "
                "VALUES ('integrity-check', 1)"
            )
        except sqlite3.DatabaseError as error:
            problems.append(f"search index: {error}")
        return tuple(problems)

    def count_tables(self) -> dict[str, int]:
        """Count the rows of the tables that a person would ask about."""
        return {
            table: int(self._db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
            for table in ("letters", "writers", "topics", "actions", "people")
        }


def restore(source: Path, destination: Path) -> None:
    """Copy a backup to ``destination``; what stood there is kept beside it.

    Raises StoreError when the source is no sound Postbag database, Refused when it
    was copied without its write-ahead log.
    """
    if not source.is_file():
        raise Refused(f"{source} is no file.")
    _check_backup(source)
    destination.parent.mkdir(parents=True, exist_ok=True)
    if destination.exists():
        kept = destination.with_name(destination.name + ".before-restore")
        destination.replace(kept)
    for suffix in ("-wal", "-shm"):
        destination.with_name(destination.name + suffix).unlink(missing_ok=True)
    with (
        closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as old,
        closing(sqlite3.connect(str(destination))) as new,
    ):
        old.backup(new)


def _check_backup(source: Path) -> None:
    with (
        wrapped_errors(source),
        closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as connection,
    ):
        verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        tables = connection.execute(
            "SELECT count(*) FROM sqlite_master WHERE name = 'letters'"
        ).fetchone()[0]
    if verdict != "ok" or not tables:
        raise StoreError(f"{source} is no sound Postbag database: {verdict}.")
