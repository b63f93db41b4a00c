"""When mailboxes are fetched while Postbag serves."""

from datetime import datetime, timedelta

from feedback.settings import Settings
from feedback.store import Store

FETCH = "fetch"
MAILBOX = "mailbox"


def schedule_fetches(store: Store, settings: Settings, at: datetime) -> None:
    """Add a job for each mailbox when the last ones are long enough ago."""
    if not (settings.mailboxes and settings.fetch_minutes):
        return
    latest = store.jobs.find_latest(FETCH)
    every = timedelta(minutes=settings.fetch_minutes)
    if latest is None or latest.created_at + every <= at:
        for mailbox in settings.mailboxes:
            store.jobs.add(FETCH, {MAILBOX: mailbox.name}, None, at)
