"""``postbag copies``: letters that say the same."""

import click

from feedback.commands.progress import progress_bar
from feedback.commands.session import Session, with_json


@click.command()
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True)
@with_json
def copies(session: Session, limit: int) -> None:
    """List the texts that were sent most often: templates, one letter to five places.

    Letters that were not compared yet are compared first; `postbag serve` does so by
    itself.
    """
    from feedback.topics.alike.copies import look_for_copies

    with session.open_store() as store:
        with progress_bar("copies", " letters") as progress:
            look_for_copies(store, progress)
        groups = store.copies.find_largest(limit)
        openings = {
            quote.letter_id: quote.text
            for quote in store.quotes.find_openings([g.first_id for g in groups])
        }
    session.show(
        [
            {
                "group": group.group_id,
                "first_letter": group.first_id,
                "letters": group.counts.letters,
                "writers": group.counts.writers,
                "text": openings[group.first_id],
            }
            for group in groups
        ],
        "\n".join(
            f"{group.counts.letters:>7,} letters by {group.counts.writers:,} writers, "
            f"first letter {group.first_id}: {openings[group.first_id][:60]}"
            for group in groups
        )
        or "No two letters say the same.",
    )
