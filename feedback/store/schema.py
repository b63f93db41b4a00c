"""The tables of Postbag: the files of ``migrations/``, each run once, in order.

Times are TEXT such as ``2026-11-23T09:00:00Z`` and always in UTC; days are TEXT such
as ``2026-11-23``; truth values are INTEGER 0 or 1; lists and mappings are JSON. A
migration is never changed once released: a new file follows it.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from importlib.resources import files

from pysqlite3 import dbapi2 as sqlite3
from sqlite_utils import Database, Migrations

from feedback.errors import StoreTooNew
from feedback.store.search_index import index_words


@lru_cache(maxsize=1)
def find_scripts() -> dict[str, str]:
    """Return the SQL of each migration by its name, in the order of names."""
    scripts = {
        script.name.removesuffix(".sql"): script.read_text("utf-8")
        for script in (files("feedback.store") / "migrations").iterdir()
        if script.name.endswith(".sql")
    }
    return dict(sorted(scripts.items()))


def apply_migrations(db: Database) -> None:
    """Bring the tables up to this code.

    Raises StoreTooNew when the database has migrations this code does not know.
    """
    migrations = _migrations()
    applied = {migration.name for migration in migrations.applied(db)}
    if strange := applied - set(find_scripts()):
        raise StoreTooNew(
            "This database was written by a newer Postbag "
            f"({', '.join(sorted(strange))}). Update Postbag, then start it again."
        )
    if len(applied) < len(find_scripts()):
        _apply_alone(migrations, db)


def _apply_alone(migrations: Migrations, db: Database) -> None:
    """Apply what is pending while no other process can write.

    Two that open a database at once would both run the same statements. The second
    one waits here and finds nothing left to do. One commit at the end is also much
    faster than one for each migration. A migration that fails is taken back whole,
    by its savepoint; those before it are kept.
    """
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        migrations.apply(db)
    finally:
        if db.conn.in_transaction:
            db.conn.execute("COMMIT")


@lru_cache(maxsize=1)
def _migrations() -> Migrations:
    migrations = Migrations("postbag")
    for name, script in find_scripts().items():
        migrations(name=name)(_runner(script))
    return migrations


def _runner(script: str) -> Callable[[Database], None]:
    def run(db: Database) -> None:
        db.conn.create_function("index_words", 1, index_words, deterministic=True)
        for statement in _statements(script):
            db.conn.execute(statement)

    return run


def _statements(script: str) -> Iterator[str]:
    """Cut a script into statements; each then runs inside the open transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if statement.strip() and sqlite3.complete_statement(statement):
            yield statement
            statement = ""
