"""``postbag import``, ``fetch``, ``undo``, ``export``, ``erase``: letters in or out."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import click

from feedback.clock import now
from feedback.commands.progress import progress_bar
from feedback.commands.session import Session, with_json
from feedback.commands.sources import MASK, ORIGINALS
from feedback.errors import Refused, UnreadableSource
from feedback.plurals import counted
from feedback.store import Store
from feedback.store.connection import PATIENT_SECONDS
from feedback.types import Deed, Import, ImportCounts, SourceKind

_READING = (
    click.option(
        "--column", "columns", multiple=True, metavar="ROLE=COLUMN",
        help="Which column of a table holds what: text=Comment, date=Created at. "
        "ROLE= leaves one out. Remembered for the source, like the next four.",
    ),
    click.option("--encoding", "codec", help="How a table is encoded."),
    click.option("--zone", help="The time zone of a table's dates."),
    click.option(
        "--order", type=click.Choice(["day", "month"]),
        help="What its dates begin with, when both can be.",
    ),
    click.option(
        "--undated", type=click.Choice(["arrival", "aside"]),
        help="Rows whose date cannot be read: dated by their arrival, or set aside.",
    ),
)  # fmt: skip


def _with_reading(command: Callable[..., None]) -> Callable[..., None]:
    """Let a command take how a table is read."""
    for option in reversed(_READING):
        command = option(command)
    return command


@click.command("import")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--source", help="The name of the source; default: the file's name.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, store nothing.")
@click.option(
    "--retry",
    "retried_id",
    type=int,
    metavar="IMPORT",
    help="Instead of files: try again what this import set aside.",
)
@_with_reading
@MASK
@ORIGINALS
@with_json
def import_(
    session: Session,
    paths: tuple[Path, ...],
    source: str | None,
    dry_run: bool,
    retried_id: int | None,
    masks: str | None,
    originals: str | None,
    **reading: Any,
) -> None:
    """Receive the letters of files and folders: tables, .eml, .mbox and more.

    Running it again receives nothing twice. Exit code 1 means that something was set
    aside, with its bytes and a reason.
    """
    from feedback.intake.documents.attachment_reading import schedule_reading
    from feedback.intake.reading_apart import collect_seldom

    collect_seldom()
    if retried_id is not None:
        others = (paths, source, dry_run, masks, originals, *reading.values())
        _retry(session, retried_id, is_alone=not any(others))
        return
    with (
        session.open_store(PATIENT_SECONDS) as store,
        progress_bar("import", "B") as progress,
    ):
        if (masks or originals) and not dry_run:
            _protect(store, source, masks, originals)
        receive = partial(_receive, store, paths, source, **reading)
        done = receive(dry_run=dry_run, progress=progress)
        aside = store.imports.find_set_aside(done.id, limit=5)
        if not dry_run:
            schedule_reading(store, now())
    session.show(
        _count(done.counts, done.id),
        "\n".join(
            [
                _describe(done, dry_run),
                *(f"  {note}" for note in done.notes),
                *(f"  {a.location}: {a.reason}" for a in aside),
            ]
        ),
    )
    if done.counts.set_aside:
        sys.exit(1)


def _receive(
    store: Store,
    paths: tuple[Path, ...],
    source: str | None,
    *,
    columns: tuple[str, ...],
    dry_run: bool,
    progress: Callable[[int, int], None],
    **ways: str | None,
) -> Import:
    """Import the paths; a table the way that the options say."""
    from feedback.intake.chosen import import_chosen, name_columns
    from feedback.intake.receiving import import_paths
    from feedback.intake.tables.readings import Choices

    choices = Choices({}, **{name: way or "" for name, way in ways.items()}).check()
    if not (choices or columns):
        return import_paths(store, paths, source, dry_run=dry_run, progress=progress)
    if len(paths) != 1 or not paths[0].is_file():
        raise Refused("How a table is read can be said for one file at a time.")
    choices = name_columns(paths[0], columns, choices)
    return import_chosen(
        store, paths[0], source or paths[0].name, choices,
        dry_run=dry_run, progress=progress,
    )  # fmt: skip


def _protect(
    store: Store, name: str | None, masks: str | None, originals: str | None
) -> None:
    """Set what the source of an import protects, before its letters come."""
    from feedback.people.protecting import protect_source, read_protection

    if not name:
        raise Refused("--mask and --originals are kept by source: add --source NAME.")
    store.sources.add(name, SourceKind.FILE)
    source = store.sources.get_source_by_name(name)
    wanted = read_protection(masks, originals, source.protection)
    protect_source(store, source, wanted, None, now())


def _retry(session: Session, import_id: int, is_alone: bool) -> None:
    """Read again what an import set aside, for instance after an update."""
    from feedback.intake.retrying import retry

    if not is_alone:
        raise Refused("--retry stands alone: it takes no files and no other option.")
    with session.open_store(PATIENT_SECONDS) as store:
        counts = retry(store, import_id)
    session.show(
        _count(counts, import_id), f"Import {import_id} again: {_add_up(counts)}"
    )
    if counts.set_aside:
        sys.exit(1)


def _describe(done: Import, is_dry: bool) -> str:
    name = "Dry run, nothing stored" if is_dry else f"Import {done.id}"
    return f"{name}: {_add_up(done.counts)}"


def _add_up(counts: ImportCounts) -> str:
    return (
        f"{counts.seen:,} seen = {counts.received:,} received + "
        f"{counts.known:,} known + {counts.updated:,} updated + "
        f"{counts.set_aside:,} set aside."
    )


@click.command()
@click.argument("mailbox", required=False)
@click.option(
    "--again",
    is_flag=True,
    help="Read the folder from its first mail on: what an undo took away comes again.",
)
@with_json
def fetch(session: Session, mailbox: str | None, again: bool) -> None:
    """Fetch the new letters of one mailbox, or of all that the settings name.

    A mailbox that cannot be read does not keep the others waiting. Exit code 1 means
    that a mail was set aside.
    """
    from feedback.intake.documents.attachment_reading import schedule_reading
    from feedback.intake.mailboxes.fetching import choose_mailboxes, fetch_all

    with (
        session.open_store(PATIENT_SECONDS) as store,
        progress_bar("fetch", " mails") as progress,
    ):
        chosen = choose_mailboxes(session.settings, mailbox)
        fetched = fetch_all(store, chosen, lambda seen: progress(seen, 0), again=again)
        schedule_reading(store, now())
    session.show(
        [
            {"mailbox": done.source, **_count(done.counts, done.id)}
            for done in fetched.imports
        ],
        "\n".join(f"{d.source}: {_add_up(d.counts)}" for d in fetched.imports),
    )
    if fetched.failures:
        raise UnreadableSource(" ".join(fetched.failures))
    if any(done.counts.set_aside for done in fetched.imports):
        sys.exit(1)


def _count(counts: ImportCounts, import_id: int) -> dict[str, int]:
    """Return what an import did, as machines read it."""
    return {
        "seen": counts.seen,
        "received": counts.received,
        "known": counts.known,
        "updated": counts.updated,
        "set_aside": counts.set_aside,
        "import_id": import_id,
    }


@click.command()
@click.argument("import_id", type=int, metavar="IMPORT")
@with_json
def undo(session: Session, import_id: int) -> None:
    """Take back the letters of one import; those that people worked on stay."""
    from feedback.intake.receiving import undo_import

    with session.open_store() as store:
        removed, kept, restored = undo_import(store, import_id, now)
    text = f"Import {import_id} undone: {counted(removed, 'letter')} went."
    if restored:
        text += f" {restored:,} that it had changed say again what they said before."
    if kept:
        some = ", ".join(map(str, kept[:10]))
        text += f" {len(kept)} stay because people worked on them: {some}."
    session.show({"removed": removed, "kept": list(kept)}, text)


@click.command()
@click.argument("what", type=click.Choice(["letters", "writers", "topics", "results"]))
@click.option(
    "--format",
    "file_format",
    type=click.Choice(["csv", "jsonl", "parquet"]),
    default="csv",
    show_default=True,
)
@click.option(
    "--to", type=click.Path(path_type=Path), help="The file; default: standard output."
)
@with_json
def export(session: Session, what: str, file_format: str, to: Path | None) -> None:
    """Write letters, writers, topics or results as a table.

    In CSV, a cell that a spreadsheet would run as a formula begins with an
    apostrophe; importing it again takes the apostrophe off.
    """
    from feedback.summaries.export import write_table

    with session.open_store() as store:
        rows = write_table(store, what, file_format, to)
        about = f"{rows} {what} as {file_format}"
        store.audit.record(Deed.EXPORT, about, None, now())
    if to:
        session.show({"path": str(to), "rows": rows}, f"{to}: {rows:,} {what}.")


@click.command()
@click.option("--writer", "key", required=True, help="The writer's key or address.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_json
def erase(session: Session, key: str, yes: bool) -> None:
    """Erase a writer: letters, name, address, index. It cannot be undone."""
    from feedback.people.privacy import erase_writer

    with session.open_store() as store:
        writer = store.writers.get_writer_by_key(key.strip().casefold())
        if not yes:
            keys = f", all {writer.keys} keys" if writer.keys > 1 else ""
            letters = counted(writer.letters, "letter")
            click.confirm(
                f"Erase {writer.label}{keys} and {letters} for ever?",
                abort=True,
                err=True,
            )
        erased = erase_writer(store, writer.key, now())
    session.show(
        {
            "letters": erased.letters,
            "pseudonym": erased.pseudonym,
            "mentions": erased.mentions,
        },
        f"{counted(erased.letters, 'letter')} erased, "
        f"{counted(erased.mentions, 'mention')} elsewhere; "
        f"the writer counts on as {erased.pseudonym}. Backups made before still hold "
        "them: renew those too.",
    )
