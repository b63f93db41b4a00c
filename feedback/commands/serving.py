"""``postbag serve``: the inbox and the background worker in one process."""

import click

from feedback.clock import now
from feedback.commands.people import one_time_link
from feedback.commands.session import Session
from feedback.settings import Settings, load_settings

THREADS = 8


@click.command()
@click.option("--host", help="The address to listen on.")
@click.option("--port", type=int, help="The port to listen on.")
@click.pass_obj
def serve(session: Session, host: str | None, port: int | None) -> None:
    """Serve the inbox; at the first start it prints a link to become admin."""
    settings = load_settings(db=session.settings.db, host=host, port=port)
    _greet(session, settings)
    run_server(settings)


def run_server(settings: Settings) -> None:
    """Serve until interrupted, with the worker that runs jobs beside it."""
    from waitress import create_server

    from app import create_app
    from feedback.worker import Worker

    server = create_server(
        create_app(settings), host=settings.host, port=settings.port, threads=THREADS
    )
    click.echo(f"Postbag is at http://{settings.host}:{server.effective_port}/")
    worker = Worker(settings.db)
    worker.start()
    try:
        server.run()
    finally:
        worker.stop()


def _greet(session: Session, settings: Settings) -> None:
    """Offer the first person on an empty team a one-time link to become admin."""
    from feedback.people import accounts
    from feedback.types import Role

    with session.open_store() as store:
        team = store.people.find_people()
        if any(person.has_password for person in team):
            return
        if not team:
            person, token = accounts.invite(
                store, "admin@localhost", "Admin", Role.ADMIN, now()
            )
        else:
            person = team[0]
            token = accounts.renew_invitation(store, person, now())
    session_link = one_time_link(session, token)
    click.echo(f"First start. Become admin ({person.address}) here: {session_link}")
