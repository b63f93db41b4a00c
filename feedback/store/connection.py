"""Opening a database, and the two kinds of transaction that Postbag uses."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from time import monotonic, sleep

from pysqlite3 import dbapi2 as sqlite3
from sqlite_utils import Database

from feedback.errors import EngineTooOld, SearchTooSlow, StoreBusy, StoreError
from feedback.store.schema import apply_migrations

# Versions before this one can corrupt a database in WAL mode (the WAL-reset bug).
OLDEST_SAFE_SQLITE = (3, 51, 3)
BUSY_SECONDS = 5.0
PATIENT_SECONDS = 120.0
"""Imports and the worker wait longer for another writer than a page can."""
_ASK_AGAIN_SECONDS = 0.002
_PAGE_BYTES = 16_384
"""Of new databases: larger pages are fewer to find, to log and to copy back."""


# Unless it is told how these are stored, the driver asks each value for a method that
# none of them has, and catches the error: a third of the time that an import writes.
sqlite3.register_adapter(bytes, bytearray)
sqlite3.register_adapter(bool, int)
sqlite3.register_adapter(type(None), lambda nothing: nothing)


def check_engine(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> None:
    """Refuse an SQLite that can lose data; raises EngineTooOld."""
    if version < OLDEST_SAFE_SQLITE:
        found = ".".join(map(str, version))
        needed = ".".join(map(str, OLDEST_SAFE_SQLITE))
        raise EngineTooOld(
            f"SQLite {found} can corrupt a database; Postbag needs {needed} or newer. "
            "Install it with: pip install pysqlite3"
        )


def make_private(path: Path) -> None:
    """Begin a file that only its owner can read, unless it is there.

    Letters are personal. What SQLite puts beside a database is as private as that one;
    where no file can be made, SQLite says why.
    """
    with suppress(OSError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def open_database(path: Path | str, busy_seconds: float = BUSY_SECONDS) -> Database:
    """Open or create the database at ``path`` with its tables up to date.

    Raises EngineTooOld, StoreTooNew, StoreBusy, or StoreError when the file is no
    database or cannot be written.
    """
    check_engine()
    make_private(Path(path))
    with wrapped_errors(path):
        connection = sqlite3.connect(
            str(path), timeout=busy_seconds, isolation_level=None
        )
        try:
            _configure(connection)
            db = Database(connection)
            apply_migrations(db)
            if damage_mark(path).exists():
                connection.execute("PRAGMA query_only = ON")
        except BaseException:
            connection.close()
            raise
    return db


def damage_mark(path: Path | str) -> Path:
    """Return the file that says that damage was found in the database at ``path``.

    While it is there nothing is written; a restored backup, or a check that finds no
    damage, takes it away.
    """
    return Path(f"{path}.damaged")


def _configure(connection: sqlite3.Connection) -> None:
    connection.row_factory = sqlite3.Row
    connection.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA cache_size = -32000")


@contextmanager
def writing(db: Database) -> Iterator[None]:
    """Hold the write lock for a block: all of it is committed, or none.

    BEGIN IMMEDIATE, because a transaction that reads first and then writes fails
    at once when another one wrote in between, whatever the busy timeout. Nested
    blocks become savepoints of the outer one.
    """
    if db.conn.in_transaction:
        with db.atomic():
            yield
        return
    with wrapped_errors():
        _begin(db.conn)
        try:
            yield
            db.conn.execute("COMMIT")
        except BaseException:
            if db.conn.in_transaction:
                db.conn.execute("ROLLBACK")
            raise


def _begin(connection: sqlite3.Connection) -> None:
    """Take the write lock, asking often while another holds it.

    SQLite's own waiting asks ten times a second at last. The moment between two
    batches of an import is shorter, and who only wants to note something would wait
    for the end of the import.
    """
    (milliseconds,) = connection.execute("PRAGMA busy_timeout").fetchone()
    deadline = monotonic() + milliseconds / 1000
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        while not _has_begun(connection, is_last=monotonic() >= deadline):
            sleep(_ASK_AGAIN_SECONDS)
    finally:
        connection.execute(f"PRAGMA busy_timeout = {milliseconds}")


def _has_begun(connection: sqlite3.Connection, is_last: bool) -> bool:
    """Tell whether the lock was free; the last time, a busy one is an error."""
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if is_last or "locked" not in str(error):
            raise
        return False
    return True


@contextmanager
def wrapped_errors(path: Path | str = "the database") -> Iterator[None]:
    """Turn those SQLite errors that a user can mend into errors that say how."""
    try:
        yield
    except sqlite3.OperationalError as error:
        message = str(error)
        if "locked" in message or "busy" in message:
            raise StoreBusy(
                "Another process is writing to the database. Try again in a moment."
            ) from error
        for sign, advice in _MENDABLE.items():
            if sign in message:
                raise StoreError(f"{path}: {advice}") from error
        raise
    except sqlite3.DatabaseError as error:
        if "not a database" in str(error) or "malformed" in str(error):
            raise StoreError(
                f"{path} is no usable database. Restore a backup: postbag restore SRC"
            ) from error
        raise


SEARCH_SECONDS = 5.0
_STEPS = 50_000
"""SQLite asks about the time after so many steps: some thousand times a second."""


@contextmanager
def within_seconds(db: Database, seconds: float) -> Iterator[None]:
    """End what a block asks of the database after a while; raises SearchTooSlow."""
    until, was_ended = time.monotonic() + seconds, False

    def end_in_time() -> bool:
        nonlocal was_ended
        was_ended = was_ended or time.monotonic() > until
        return was_ended

    db.conn.set_progress_handler(end_in_time, _STEPS)
    try:
        yield
    except sqlite3.OperationalError as error:
        # Ended while it opened an index, SQLite says something else than "interrupted".
        if not was_ended:
            raise
        raise SearchTooSlow(
            "This search takes too long. Look for fewer words, longer beginnings, or "
            "a shorter time."
        ) from error
    finally:
        db.conn.set_progress_handler(None, 0)


_MENDABLE = {
    "unable to open": "cannot be opened. Check that the folder exists and is yours.",
    "readonly": "is read-only. Check the permissions of the file and its folder; after "
    "damage was found, put a backup back: postbag restore SRC",
    "disk is full": "the disk is full. Nothing was changed; make room and try again.",
    "disk I/O": "the disk reported an error. Nothing was changed; check the disk.",
}


def time_text(moment: datetime) -> str:
    """Write a timezone-aware moment as the text that is stored."""
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    return moment.isoformat("T", "seconds")[:19] + "Z"


def read_time(text: str) -> datetime:
    """Read a stored moment."""
    return datetime.fromisoformat(text)


def read_optional_time(text: str | None) -> datetime | None:
    """Read a stored moment that may be missing."""
    return read_time(text) if text else None


def read_optional_day(text: str | None) -> date | None:
    """Read a stored day that may be missing."""
    return date.fromisoformat(text) if text else None
