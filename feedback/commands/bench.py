"""``postbag bench``: how fast Postbag is on this machine, on sample letters."""

from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import click

from feedback.clock import now, today
from feedback.commands.session import Session, with_json
from feedback.store import Store
from feedback.types import LetterFilter

REPEATS = 5


@click.command()
@click.option(
    "--letters",
    type=click.IntRange(200, 200_000),
    default=3000,
    show_default=True,
    help="How many sample letters to work on.",
)
@with_json
def bench(session: Session, letters: int) -> None:
    """Measure import, fit, list and search on sample letters in a temporary database.

    Your own database is not touched. The figures are for this machine as busy as it
    is now; compare them between machines and versions, not with a stopwatch.
    """
    with TemporaryDirectory() as folder, Store(Path(folder, "bench.db")) as store:
        figures = _measure(store, Path(folder, "letters"), letters)
    session.show(
        figures,
        "\n".join(f"{name:<28}{value:>10,.1f}" for name, value in figures.items()),
    )


def _measure(store: Store, folder: Path, letters: int) -> dict[str, float]:
    from feedback.intake.receiving import import_paths
    from feedback.samples import sample_world
    from feedback.samples.files import write_files
    from feedback.topics.fitting import run_fit

    files = write_files(sample_world(1, letters, end_on=today()), folder)
    paths = [files.mail, files.reviews, files.forms]
    first = _seconds(lambda: import_paths(store, paths, "bench"))
    again = _seconds(lambda: import_paths(store, paths, "bench"))
    found = store.letters.count_letters(LetterFilter()).letters
    fit = _seconds(lambda: run_fit(store, now=now))
    search = LetterFilter(words=("note*",))
    return {
        "letters": float(found),
        "import, letters/s": found / first,
        "import again, letters/s": found / again,
        "fit, s": fit,
        "list page, ms": 1000 * _typical(lambda: _list(store, LetterFilter())),
        "search page, ms": 1000 * _typical(lambda: _list(store, search)),
    }


def _list(store: Store, wanted: LetterFilter) -> None:
    store.letters.find_letters(wanted)


def _typical(work: Callable[[], object]) -> float:
    return median(_seconds(work) for _ in range(REPEATS))


def _seconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start
