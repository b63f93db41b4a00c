"""``postbag backup``, ``restore`` and ``check``."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

import click

from feedback.clock import now
from feedback.commands.session import Session, with_json
from feedback.errors import Refused, StoreError
from feedback.health import Condition, Sign, find_signs


@click.command()
@click.argument("dest", type=click.Path(path_type=Path))
@with_json
def backup(session: Session, dest: Path) -> None:
    """Write a consistent copy of the database, also while people work."""
    with session.open_store() as store:
        size = store.maintenance.back_up(dest)
    session.show({"path": str(dest), "bytes": size}, f"{dest}: {size:,} bytes.")


@click.command()
@click.argument("src", type=click.Path(path_type=Path))
@with_json
def restore(session: Session, src: Path) -> None:
    """Put a backup in the database's place; the old one is kept beside it."""
    from feedback.store.maintenance import restore as put_back
    from feedback.topics.filing.kept_assigner import forget_assigner

    path = session.settings.db
    put_back(src, path)
    with session.open_store() as store:
        # It may have learned by heart what the restored letters do not say.
        forget_assigner(store)
        counts = store.maintenance.count_tables()
    session.show(counts, f"{path} restored: {counts['letters']:,} letters.")


@click.command()
@with_json
def check(session: Session) -> None:
    """Check settings, engine and database, and say what is wrong."""
    if not session.settings.db.exists():
        raise Refused(
            f"There is no database at {session.settings.db}. Import letters first: "
            "postbag import PATH"
        )
    with session.open_store() as store:
        problems = store.maintenance.find_damage()
        counts = store.maintenance.count_tables()
        signs = find_signs(store, session.settings, now())
    if problems:
        raise StoreError(
            f"The database is damaged ({problems[0]}). Restore a backup: "
            "postbag restore SRC"
        )
    tables = ", ".join(f"{number:,} {table}" for table, number in counts.items())
    session.show(
        {
            "sound": True,
            "db": str(session.settings.db),
            **counts,
            "signs": [asdict(sign) for sign in signs],
        },
        "\n".join(
            [f"{session.settings.db} is sound: {tables}.", *_describe_troubles(signs)]
        ),
    )


def _describe_troubles(signs: Iterable[Sign]) -> Iterator[str]:
    for sign in signs:
        if sign.condition is not Condition.GOOD:
            yield f"{sign.part}: {sign.says} {sign.advice}".rstrip()
