"""What every command shares: the settings, the store, and how to print."""

import json
import os
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, cast

import click

from feedback.settings import Settings, load_settings
from feedback.store import Store
from feedback.store.connection import BUSY_SECONDS


class Session:
    """One run of a command: where the database is, and whether a machine reads."""

    def __init__(self, db: str | None, as_json: bool) -> None:
        self._db = db
        self.as_json = as_json

    @property
    def names_db(self) -> bool:
        """Tell whether the person named a database, here or in the environment."""
        return self._db is not None or "POSTBAG_DB" in os.environ

    @property
    def settings(self) -> Settings:
        """Return the settings; raises InvalidSetting."""
        return load_settings(db=self._db)

    def open_store(self, busy_seconds: float = BUSY_SECONDS) -> Store:
        """Open the database, making it and its folder at the first use.

        Each write waits up to ``busy_seconds`` for others who write.
        """
        path = self.settings.db
        path.parent.mkdir(parents=True, exist_ok=True)
        return Store(path, busy_seconds)

    def show(self, content: Mapping[str, Any] | list[Any], text: str) -> None:
        """Print ``content`` as JSON for machines, or ``text`` for people, if any."""
        if self.as_json:
            click.echo(json.dumps(content, ensure_ascii=False, default=str))
        elif text:
            click.echo(text)


def with_json(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the session, and ``--json`` behind its name too."""

    @wraps(command)
    def run(session: Session, as_json: bool, **arguments: Any) -> None:
        session.as_json = session.as_json or as_json
        command(session, **arguments)

    option = click.option(
        "--json", "as_json", is_flag=True, help="Print JSON for machines."
    )
    return option(click.pass_obj(cast("Callable[..., None]", run)))
