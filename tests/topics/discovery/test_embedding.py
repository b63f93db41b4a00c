"""The setting ``embedder``: what a fit is made with, and what goes wrong with it."""

from pathlib import Path

import pytest

from feedback.errors import InvalidSetting
from feedback.settings import Settings
from feedback.store import Store
from feedback.topics.fitting import run_fit
from feedback.worker import run_next_job
from tests.builders import receive_letters
from tests.models.vectors.test_sentences import LETTERS, write_model
from tests.topics.conftest import NOW


@pytest.mark.parametrize("embedder", ["static", "lexical"])
def test_a_fit_says_which_vectors_it_was_made_with(store: Store, embedder: str) -> None:
    fit = run_fit(store, embedder=embedder)
    assert fit.model_version == f"passages-2, {embedder} vectors"


def test_a_fit_is_made_with_a_sentence_model(store: Store, tmp_path: Path) -> None:
    folder = write_model(tmp_path / "tiny")
    receive_letters(store, [("", text) for text in LETTERS], NOW)
    fit = run_fit(store, embedder=str(folder))
    assert (fit.status, fit.letters) == ("done", len(LETTERS))
    assert fit.model_version == "passages-2, sentence model tiny"


def test_a_job_says_what_the_folder_of_a_model_lacks(
    store: Store, tmp_path: Path
) -> None:
    receive_letters(store, [("", text) for text in LETTERS], NOW)
    job = store.jobs.add("fit", {}, None, NOW)
    assert run_next_job(store, Settings(embedder=str(tmp_path)))
    done = store.jobs.get_job(job.id)
    assert done.state == "failed"
    assert done.message.startswith("POSTBAG_EMBEDDER: ")
    assert "lacks config.json" in done.message
    with pytest.raises(InvalidSetting):
        run_fit(store, embedder=str(tmp_path))
    latest = store.fits.find_latest()
    assert latest is None or latest.status != "done"
