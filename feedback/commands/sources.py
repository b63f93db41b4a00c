"""``postbag sources`` and ``postbag attachments``."""

import click

from feedback.clock import now
from feedback.commands.progress import progress_bar
from feedback.commands.session import Session, with_json
from feedback.errors import Refused
from feedback.plurals import counted
from feedback.store import Store
from feedback.types import OriginalChoice, SourceInfo, SourceKind

MASK = click.option(
    "--mask", "masks", metavar="KINDS",
    help="What the source masks: all, none, or mail,phone,card,iban,national_id.",
)  # fmt: skip
ORIGINALS = click.option(
    "--originals",
    type=click.Choice([choice.value for choice in OriginalChoice]),
    help="What becomes of letters as they came, from now on.",
)

_NONE = "No source yet. Letters come with: postbag import PATH"


@click.command()
@click.argument("name", required=False)
@MASK
@ORIGINALS
@click.option(
    "--apply", is_flag=True, help="Have letters go through it that came before."
)
@click.option("--yes", is_flag=True, help="Do not ask before that.")
@with_json
def sources(
    session: Session,
    name: str | None,
    masks: str | None,
    originals: str | None,
    apply: bool,
    yes: bool,
) -> None:
    """List the sources, or set what letters of one go through from now on.

    A mailbox of the settings can be named before its first letter.
    """
    from feedback.people.protecting import protect_source, read_protection

    with session.open_store() as store:
        if name is None:
            if masks or originals or apply:
                raise Refused(
                    "Name the source that --mask, --originals or --apply is for."
                )
            found = store.sources.find_sources()
        else:
            if any(box.name == name for box in session.settings.mailboxes):
                store.sources.add(name, SourceKind.MAILBOX)
            source = store.sources.get_source_by_name(name)
            wanted = read_protection(masks, originals, source.protection)
            protect_source(store, source, wanted, None, now())
            if apply:
                _apply(store, source, yes)
            found = (store.sources.get_source_by_name(name),)
    lines = "\n".join(map(_line, found))
    session.show([_row(one) for one in found], lines or _NONE)


def _apply(store: Store, source: SourceInfo, is_sure: bool) -> None:
    """Have the letters of a source go through its protection that came before."""
    from feedback.intake.protection.protecting_kept import protect_kept

    waiting = store.kept_letters.count(source.id)
    if waiting and not is_sure:
        click.confirm(
            f"Mask, encrypt or drop in {counted(waiting, 'letter')} of {source.name} "
            "for ever?",
            abort=True,
            err=True,
        )
    with progress_bar("protect", " letters") as progress:
        protect_kept(store, source.id, None, progress)


def _row(source: SourceInfo) -> dict[str, object]:
    return {
        "name": source.name,
        "kind": source.kind.value,
        "letters": source.letters,
        "masks": sorted(source.protection.masks),
        "originals": source.protection.originals.value,
    }


def _line(source: SourceInfo) -> str:
    masks = ", ".join(sorted(source.protection.masks)) or "nothing"
    return (
        f"{source.name}: {source.letters:,} letters, masks {masks}, "
        f"originals: {source.protection.originals}."
    )


@click.command()
@with_json
def attachments(session: Session) -> None:
    """Read the text of attachments that nobody has read yet: PDF, DOCX, mail, text.

    ``postbag serve`` does the same after each import.
    """
    from feedback.intake.documents.attachment_reading import read_attachments

    with session.open_store() as store, progress_bar("read", " files") as progress:
        done = read_attachments(store, progress)
    session.show(
        {"read": done.read, "without_text": done.without_text},
        f"{done.read:,} files read, {done.without_text:,} of them without text.",
    )
