"""Imports that were started in the browser and run in the worker."""

from collections.abc import Mapping
from datetime import datetime

from feedback.clock import now
from feedback.intake.chosen import import_chosen
from feedback.intake.tables.formats import Role
from feedback.intake.tables.readings import Choices
from feedback.intake.uploads import Uploads
from feedback.store import Store
from feedback.store.jobs import Job

IMPORT = "import"
_TOKEN, _SOURCE, _COLUMN = "token", "source", "column_"
_WAYS = ("codec", "zone", "order", "undated")


def job_argument(token: str, source: str, choices: Choices) -> dict[str, str]:
    """Return the argument of an import job: what, under which name, read how."""
    columns = {
        f"{_COLUMN}{role.value}": str(at) for role, at in choices.columns.items()
    }
    ways = {name: getattr(choices, name) for name in _WAYS}
    chosen = {name: value for name, value in ways.items() if value}
    return {_TOKEN: token, _SOURCE: source, **columns, **chosen}


def _choices_of(argument: Mapping[str, str]) -> Choices:
    columns = {
        Role(name.removeprefix(_COLUMN)): int(at)
        for name, at in argument.items()
        if name.startswith(_COLUMN)
    }
    return Choices(columns, **{name: argument.get(name, "") for name in _WAYS})


def run_import_job(store: Store, job: Job) -> str:
    """Import an upload, report progress, drop the upload; returns the outcome.

    How a person had a table read is remembered with its source.
    """
    uploads = Uploads(store.path)
    path = uploads.find(job.argument[_TOKEN])
    choices = _choices_of(job.argument)
    source = job.argument[_SOURCE] or path.name

    def report(done: int, total: int) -> None:
        store.jobs.report(job.id, done, total, "Importing", now())

    done = import_chosen(
        store, path, source, choices, progress=report, location=path.name
    )
    uploads.drop(job.argument[_TOKEN])
    counts = done.counts
    return (
        f"Import {done.id}: {counts.received:,} received, {counts.known:,} known, "
        f"{counts.updated:,} updated, {counts.set_aside:,} set aside."
    )


def forget_uploads(store: Store, before: datetime) -> int:
    """Remove uploads from before a moment that no job waits for; returns how many."""
    waiting = store.jobs.find_under_way(IMPORT)
    needed = {job.argument[_TOKEN] for job in waiting}
    return Uploads(store.path).forget(before, needed)
