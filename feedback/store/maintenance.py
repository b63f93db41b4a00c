"""Keeping the database itself: backup, restore, checks."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from pysqlite3 import dbapi2 as sqlite3
from sqlite_utils import Database

from feedback.errors import Refused, StoreBusy, StoreError
from feedback.store.audit import Audit
from feedback.store.connection import damage_mark, make_private, wrapped_errors

CHECKED_AT_START = 64 * 1024 * 1024
"""A database up to this size is checked before the start, a larger one soon after."""


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
        make_private(destination)
        try:
            with wrapped_errors(destination):
                self._db.execute("VACUUM INTO ?", [str(destination)])
        except BaseException:
            destination.unlink(missing_ok=True)
            raise
        return destination.stat().st_size

    def check_quickly(self) -> tuple[str, ...]:
        """Look at every page; damage stops all writing until it is mended."""
        problems = tuple(_problems(self._check_quickly))
        self._mark(bool(problems))
        return problems

    def _check_quickly(self) -> Iterator[str]:
        for row in self._db.execute("PRAGMA quick_check(1)"):
            if row[0] != "ok":
                yield row[0]

    def _mark(self, is_damaged: bool) -> None:
        """Leave or take away the sign that keeps everybody from writing."""
        path = self._db.execute("PRAGMA database_list").fetchone()["file"]
        mark = damage_mark(path)
        if is_damaged:
            mark.write_text("Damage was found: postbag check, postbag restore SRC\n")
        else:
            mark.unlink(missing_ok=True)

    def find_damage(self) -> tuple[str, ...]:
        """Check the whole database; an empty answer means that it is sound."""
        self.check_quickly()
        return tuple(
            problem
            for check in (
                self._check_pages,
                self._check_links,
                self._check_index,
                Audit(self._db).find_breaks,
            )
            for problem in _problems(check)
        )

    def _check_pages(self) -> Iterator[str]:
        for row in self._db.execute("PRAGMA integrity_check(20)"):
            if row[0] != "ok":
                yield row[0]

    def _check_links(self) -> Iterator[str]:
        for row in self._db.execute("PRAGMA foreign_key_check"):
            yield f"{row['table']}: row {row['rowid']} lacks its {row['parent']}"

    def _check_index(self) -> Iterator[str]:
        for index in ("letters_fts", "attachments_fts"):
            try:
                self._db.execute(
                    f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)"
                )
            except sqlite3.DatabaseError as error:
                yield f"search index: {error}"

    def try_to_write(self) -> None:
        """Take the write lock and give it back; raises StoreBusy or StoreError.

        A value is written and taken back: a file that cannot be written says so only
        then.
        """
        with wrapped_errors():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                self._db.execute("PRAGMA user_version = 0")
            finally:
                self._db.execute("ROLLBACK")

    def count_tables(self) -> dict[str, int]:
        """Count the rows of the tables that a person would ask about."""
        counts = {
            table: int(self._db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
            for table in (
                "letters", "writers", "topics", "actions", "people", "writer_roots",
            )
        }  # fmt: skip
        counts["writers"] -= counts.pop("writer_roots")
        return counts


def _problems(check: Callable[[], Iterator[str]]) -> Iterator[str]:
    """Yield what a check finds; that it cannot go on is a finding too."""
    try:
        yield from check()
    except sqlite3.DatabaseError as error:
        yield str(error)


def restore(source: Path, destination: Path) -> None:
    """Copy a backup to ``destination``; what stood there is kept beside it.

    Raises StoreError when the source is no sound Postbag database, Refused when it
    was copied without its write-ahead log, StoreBusy when the destination is in use.
    """
    if not source.is_file():
        raise Refused(f"{source} is no file.")
    _check_backup(source)
    destination.parent.mkdir(parents=True, exist_ok=True)
    if destination.exists():
        _settle(destination)
        for suffix in ("", "-wal", "-shm"):
            _keep_beside(destination, suffix)
    damage_mark(destination).unlink(missing_ok=True)
    make_private(destination)
    with (
        closing(_open_to_read(source)) as old,
        closing(sqlite3.connect(str(destination))) as new,
    ):
        old.backup(new)


def check_at_start(path: Path) -> None:
    """Refuse to serve a small database that is damaged; raises StoreError.

    A large one is looked over by the worker, while people read.
    """
    if not path.exists() or path.stat().st_size > CHECKED_AT_START:
        return
    with closing(_open_to_read(path)) as connection:
        try:
            verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        except sqlite3.DatabaseError as error:
            verdict = str(error)
    mark = damage_mark(path)
    if verdict == "ok":
        mark.unlink(missing_ok=True)
        return
    mark.touch()
    raise StoreError(
        f"{path} is damaged ({' '.join(verdict.split())[:120]}). Nothing is written to "
        "it any more. Put a backup back: postbag restore SRC"
    )


def _check_backup(source: Path) -> None:
    log = source.with_name(source.name + "-wal")
    with source.open("rb") as file:
        # Bytes 18 and 19 of a database are 2 when it has a write-ahead log.
        has_log = file.read(20)[18:] == b"\2\2"
    if has_log and not log.exists():
        raise Refused(
            f"{source} was copied without its write-ahead log {log.name} and may lack "
            "its newest letters. Make backups with: postbag backup DEST"
        )
    with wrapped_errors(source), closing(_open_to_read(source)) as connection:
        verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        tables = connection.execute(
            "SELECT count(*) FROM sqlite_master WHERE name = 'letters'"
        ).fetchone()[0]
    if verdict != "ok" or not tables:
        raise StoreError(f"{source} is no sound Postbag database.")


def _open_to_read(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)


def _settle(path: Path) -> None:
    """Write the log of a database into its file; raises StoreBusy while it is in use.

    A file that is no sound database stays as it is.
    """
    with closing(sqlite3.connect(str(path))) as connection:
        try:
            connection.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError as error:
            raise StoreBusy(f"{path} is in use. Stop Postbag first.") from error
        except sqlite3.DatabaseError:
            return


def _keep_beside(path: Path, suffix: str) -> None:
    part = path.with_name(path.name + suffix)
    if part.exists():
        part.replace(path.with_name(f"{path.name}.before-restore{suffix}"))
