"""The command line: ``postbag``.

Exit codes: 0 done, 1 done but something was set aside, 2 refused with one clear line.
"""

from typing import NoReturn

import click

from feedback import __version__
from feedback.commands import (
    bench,
    copies,
    demo,
    letters,
    people,
    serving,
    sources,
    topics,
    upkeep,
)
from feedback.commands.session import Session
from feedback.errors import PostbagError


def refuse(reason: str) -> NoReturn:
    """End the command with one clear line."""
    click.echo(f"postbag: {' '.join(reason.split())}", err=True)
    raise SystemExit(2)


class _OneLineErrors(click.Group):
    """A group whose commands end with one clear line instead of a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise  # whoever reads the output has enough; click ends quietly
        except (PostbagError, OSError) as error:
            refuse(str(error))
        except UnicodeEncodeError:
            refuse("An argument holds bytes that are no text.")


@click.group(
    cls=_OneLineErrors, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.option("--db", type=click.Path(dir_okay=False), help="The database file.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")
@click.version_option(__version__, prog_name="postbag")
@click.pass_context
def main(ctx: click.Context, db: str | None, as_json: bool) -> None:
    """Postbag: letters in, topics seen, work answered with data results."""
    ctx.obj = Session(db, as_json)


for command in (
    serving.serve,
    demo.demo,
    letters.import_,
    letters.fetch,
    letters.undo,
    sources.sources,
    sources.attachments,
    letters.export,
    letters.erase,
    copies.copies,
    topics.fit,
    topics.topics,
    topics.trends,
    topics.results,
    topics.digest,
    upkeep.backup,
    upkeep.restore,
    upkeep.check,
    bench.bench,
    people.people,
):
    main.add_command(command)
