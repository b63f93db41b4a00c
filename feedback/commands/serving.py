"""``postbag serve``: the inbox and the background worker in one process."""

import signal
import sys
from dataclasses import replace
from typing import Any

import click

from feedback.clock import now
from feedback.commands.people import one_time_link
from feedback.commands.session import Session
from feedback.errors import Refused
from feedback.settings import Settings, load_settings
from feedback.store import Store

THREADS = 8
# Browsers hold a connection open for each letter shown in its sandbox; a hundred, which
# is waitress's own limit, is soon reached by a team, and then nobody is answered.
CONNECTIONS = 800
IDLE_SECONDS = 30
CLEANUP_SECONDS = 10
# What a form takes beside the file; more is refused before it is read.
_FORM_BYTES = 1024 * 1024


@click.command()
@click.option("--host", help="The address to listen on.")
@click.option("--port", type=int, help="The port to listen on.")
@click.pass_obj
def serve(session: Session, host: str | None, port: int | None) -> None:
    """Serve the inbox; at the first start it prints a link to become admin."""
    run_server(load_settings(db=session.settings.db, host=host, port=port))


def run_server(settings: Settings) -> None:
    """Serve until interrupted, with the worker that runs jobs beside it.

    Raises Refused when the address cannot be listened on, StoreError when the
    database is damaged.
    """
    from app import create_app
    from feedback.store.maintenance import check_at_start
    from feedback.worker import Worker

    check_at_start(settings.db)
    server = listen(create_app(settings), settings)
    settings = replace(settings, port=_port_of(server))
    click.echo(f"Postbag is at {settings.base_url}/")
    _greet(settings)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    worker = Worker(settings.db, settings)
    worker.start()
    try:
        server.run()
    finally:
        worker.stop()
        server.close()


def listen(application: object, settings: Settings) -> Any:
    """Return a server that listens already; raises Refused when it cannot."""
    from waitress import create_server

    try:
        return create_server(
            application,
            host=settings.host,
            port=settings.port,
            threads=THREADS,
            connection_limit=CONNECTIONS,
            channel_timeout=IDLE_SECONDS,
            cleanup_interval=CLEANUP_SECONDS,
            max_request_body_size=settings.upload_limit_mb * 1024**2 + _FORM_BYTES,
        )
    except (OSError, ValueError) as error:
        raise Refused(
            f"Postbag cannot listen on {settings.host}:{settings.port}: {error}. "
            "Choose another with --host and --port."
        ) from error


def _port_of(server: Any) -> int:
    """Return the port; a name with several addresses makes a server of several."""
    several = getattr(server, "effective_listen", None)
    return int(several[0][1] if several else server.effective_port)


def _greet(settings: Settings) -> None:
    """Offer the first person on an empty team a one-time link to become admin."""
    from feedback.people import accounts
    from feedback.types import Role

    with Store(settings.db) as store:
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
    link = one_time_link(settings, token)
    click.echo(f"First start. Become admin ({person.address}) here: {link}")
