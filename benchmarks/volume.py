"""How long a fit of very many letters takes, and how much memory it holds.

    python -m benchmarks.volume [--letters N] [--quick]

Letters of 100 words, cut out of the complaints in ../shared/data, are imported; then
``postbag fit`` reads, groups, names and stores them in a process of its own, which is
timed and watched. A million (``--letters 1000000``) should take ten minutes and 4 GB,
100,000 one minute.
"""

import argparse
import csv
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.intake import Run, import_into, run
from benchmarks.labelled import read_complaints

LENGTH = 100  # words of a letter
WRITERS_SHARE = 2  # letters of each writer
MINUTES = {100_000: 1, 1_000_000: 10}
MOST_MEMORY = 4_000  # MB


def write_letters(path: Path, texts: Sequence[str], letters: int) -> None:
    """Write a table of so many letters, pieces of the texts put end to end."""
    words = " ".join(texts).split()
    starts = np.random.default_rng(0).integers(0, len(words) - LENGTH, letters)
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["id", "date", "writer", "text"])
        for number, start in enumerate(starts.tolist()):
            day = f"2026-0{1 + number % 9}-{1 + number % 28:02d}"
            writer = f"writer{number // WRITERS_SHARE}@example.com"
            body = " ".join(words[start : start + LENGTH])
            table.writerow([number, day, writer, body])


def measure_fit(texts: Sequence[str], letters: int) -> Run:
    """Fit so many letters; returns what the fit cost, without the import."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        table = folder / "letters.csv"
        write_letters(table, texts, letters)
        import_into(folder, table)
        table.unlink()
        path = str(folder / "postbag.db")
        return run([sys.executable, "-m", "feedback", "--db", path, "fit"])


def main() -> None:
    """Print time, work and memory of one fit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=100_000)
    parser.add_argument("--quick", action="store_true", help="20,000 letters")
    options = parser.parse_args()
    letters = 20_000 if options.quick else options.letters
    complaints = read_complaints()
    if complaints is None:
        return
    cost = measure_fit(complaints.texts, letters)
    limit = f", limit {60 * MINUTES[letters]} s" if letters in MINUTES else ""
    print(
        f"{letters:,} letters of {LENGTH} words: {cost.seconds:.0f} s{limit};"
        f" {cost.processor_seconds:.0f} s of work; {cost.megabytes:,.0f} MB"
        f" (limit {MOST_MEMORY:,})"
    )


if __name__ == "__main__":
    main()
