"""A fit that is killed leaves the topics as they were."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from feedback.store import Store
from feedback.topics.fitting import run_fit
from feedback.types import LetterFilter
from tests.builders import receive_letters
from tests.topics.conftest import NOW

ROOT = Path(__file__).resolve().parents[2]
FIT = """
import sys
from feedback.store import Store
from feedback.topics.fitting import run_fit
with Store(sys.argv[1]) as store:
    run_fit(store, progress=lambda done, total, message: print(message, flush=True))
"""
TEXTS = [
    ("", sentence.format(n=n))
    for n in range(60)
    for sentence in (
        "I was charged twice on my card for plan number {n}.",
        "The phone app loses my edits when it syncs note {n}.",
        "My refund has not arrived after {n} weeks of waiting.",
    )
]


@pytest.mark.slow
@pytest.mark.parametrize("milliseconds", [0, 3, 8, 15, 40])
def test_it_writes_all_or_nothing(store: Store, milliseconds: int) -> None:
    letters = receive_letters(store, TEXTS, NOW)
    kill_at("Placing letters", store.path, milliseconds / 1000)
    topics = store.topics.find_topics()
    placed = store.letters.find_ids(LetterFilter(with_topic=True))
    latest = store.fits.find_latest()
    if latest is None:
        assert (topics, placed) == ((), [])
    else:
        assert len(placed) == latest.placed
        assert len(topics) == latest.topics
    assert store.maintenance.find_damage() == ()
    assert run_fit(store).letters == len(letters)


def kill_at(message: str, path: Path, delay: float) -> None:
    """Run a fit in a process of its own and kill it after it has said something."""
    process = subprocess.Popen(
        [sys.executable, "-c", FIT, str(path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    try:
        assert process.stdout
        assert any(message in line for line in process.stdout)
        time.sleep(delay)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
