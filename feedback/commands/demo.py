"""``postbag demo``: an inbox full of sample letters, to look around in."""

import secrets
from datetime import timedelta
from pathlib import Path

import click

from feedback.clock import now, today
from feedback.commands.session import Session
from feedback.errors import NotFound, Refused
from feedback.people import accounts
from feedback.settings import load_settings
from feedback.store import Store
from feedback.types import Role

_TEAM = (
    ("ada@example.com", "Ada Lindqvist", Role.ADMIN),
    ("tom@example.com", "Tom Okafor", Role.AGENT),
    ("lin@example.com", "Lin Wei", Role.VIEWER),
)


@click.command()
@click.option("--host", help="The address to listen on.")
@click.option("--port", type=int, help="The port to listen on.")
@click.option("--letters", type=click.IntRange(200, 100_000), default=3000,
              show_default=True, help="How many letters to write.")  # fmt: skip
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--no-serve", is_flag=True, help="Fill the database and stop.")
@click.pass_obj
def demo(
    session: Session,
    host: str | None,
    port: int | None,
    letters: int,
    seed: int,
    no_serve: bool,
) -> None:
    """Fill a database of its own with sample letters and open the inbox.

    Without --db the sample letters go to demo.db beside your own database, never
    into it. An existing demo is opened again as it was left.
    """
    path = session.settings.db
    if not session.names_db:
        path = path.with_name("demo.db")
    settings = load_settings(db=path, host=host, port=port)
    settings.db.parent.mkdir(parents=True, exist_ok=True)
    if not settings.db.exists():
        _fill(settings.db, letters, seed)
    password = _open_account(settings.db)
    click.echo(f"Sign in as {_TEAM[0][0]} with the password {password}")
    if not no_serve:
        from feedback.commands.serving import run_server

        run_server(settings)


def _fill(path: Path, letters: int, seed: int) -> None:
    """Fill a database beside ``path`` and put it there once it is whole."""
    from feedback.samples import sample_world
    from feedback.samples.demo import fill_demo

    def say(text: str) -> None:
        click.echo(f"{text} ...", err=True)

    draft = path.with_name(path.name + ".filling")
    draft.unlink(missing_ok=True)
    with Store(draft) as store:
        people = [
            accounts.invite(store, address, name, role, now())[0]
            for address, name, role in _TEAM
        ]
        say("Writing sample letters")
        world = sample_world(seed, letters, end_on=today() - timedelta(days=1))
        fill_demo(store, world, path.parent / "sample-letters", people, say)
    draft.replace(path)


def _open_account(path: Path) -> str:
    """Give the demo's first person a fresh password and return it.

    Raises Refused when the database is no demo.
    """
    password = secrets.token_urlsafe(9)
    with Store(path) as store:
        try:
            person = store.people.get_person_by_address(_TEAM[0][0])
        except NotFound as error:
            raise Refused(
                f"{path} is no demo. Name another file: postbag --db demo.db demo"
            ) from error
        accounts.set_password(store, person, password)
    return password
