"""``postbag sources`` and ``postbag attachments``."""

import click

from feedback.clock import now
from feedback.commands.progress import progress_bar
from feedback.commands.session import Session, with_json
from feedback.errors import Refused
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


@click.command()
@click.argument("name", required=False)
@MASK
@ORIGINALS
@with_json
def sources(
    session: Session, name: str | None, masks: str | None, originals: str | None
) -> None:
    """List the sources, or set what letters of one go through from now on.

    A mailbox of the settings can be named before its first letter.
    """
    from feedback.people.protecting import protect_source, read_protection

    with session.open_store() as store:
        if name is None:
            if masks or originals:
                raise Refused("Name the source that --mask or --originals is for.")
            found = store.sources.find_sources()
        else:
            if any(box.name == name for box in session.settings.mailboxes):
                store.sources.add(name, SourceKind.MAILBOX)
            source = store.sources.get_source_by_name(name)
            wanted = read_protection(masks, originals, source.protection)
            protect_source(store, source, wanted, None, now())
            found = (store.sources.get_source_by_name(name),)
    session.show([_row(one) for one in found], "\n".join(map(_line, found)))


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
    """Read the text of attachments that nobody has read yet: PDF, DOCX and text.

    ``postbag serve`` does the same after each import.
    """
    from feedback.intake.attachment_reading import read_attachments

    with session.open_store() as store, progress_bar("read", " files") as progress:
        done = read_attachments(store, progress)
    session.show(
        {"read": done.read, "without_text": done.without_text},
        f"{done.read:,} files read, {done.without_text:,} of them without text.",
    )
