"""Imports that were started in the browser and run in the worker."""

from feedback.clock import now
from feedback.intake.formats import Role
from feedback.intake.preview import read_choices
from feedback.intake.receiving import import_paths
from feedback.intake.uploads import Uploads
from feedback.store import Store
from feedback.store.jobs import Job

_TOKEN, _SOURCE, _COLUMN = "token", "source", "column_"


def job_argument(token: str, source: str, choices: dict[Role, int]) -> dict[str, str]:
    """Return the argument of an import job: what, under which name, which columns."""
    columns = {f"{_COLUMN}{role.value}": str(at) for role, at in choices.items()}
    return {_TOKEN: token, _SOURCE: source, **columns}


def run_import_job(store: Store, job: Job) -> str:
    """Import an upload, report progress, drop the upload; returns the outcome."""
    uploads = Uploads(store.path)
    path = uploads.find(job.argument[_TOKEN])
    choices = {
        Role(name.removeprefix(_COLUMN)): int(at)
        for name, at in job.argument.items()
        if name.startswith(_COLUMN)
    }

    def report(done: int, total: int) -> None:
        store.jobs.report(job.id, done, total, "Importing", now())

    done = import_paths(
        store,
        [path],
        job.argument[_SOURCE] or path.name,
        mapping=read_choices(path, choices),
        progress=report,
    )
    uploads.drop(job.argument[_TOKEN])
    counts = done.counts
    return (
        f"Import {done.id}: {counts.received:,} received, {counts.known:,} known, "
        f"{counts.updated:,} updated, {counts.set_aside:,} set aside."
    )
