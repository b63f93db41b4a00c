"""Models on disk: arrays and JSON only, and a changed file is refused."""

import pickle
from pathlib import Path

import numpy as np
import pytest

from models.artifacts import load_artifact, save_artifact
from models.errors import ArtifactError


class Command:
    """What a pickle can do to who loads it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[Path]]:
        return Path.touch, (self.path,)


def test_it_never_runs_what_a_file_holds(tmp_path: Path) -> None:
    """Case 75."""
    victim, path = tmp_path / "victim", tmp_path / "model.npz"
    path.write_bytes(pickle.dumps(Command(victim)))
    with pytest.raises(ArtifactError):
        load_artifact(path, "assigner", 1)
    objects = np.array([Command(victim)], dtype=object)
    with path.open("wb") as file:
        np.savez(file, header=objects, checksum=objects)
    with pytest.raises(ArtifactError):
        load_artifact(path, "assigner", 1)
    assert not victim.exists()


def test_it_refuses_a_changed_file(tmp_path: Path) -> None:
    """Case 75."""
    path = tmp_path / "model.npz"
    save_artifact(path, "assigner", 1, {"weights": np.arange(9.0)}, {"classes": ["a"]})
    arrays, facts = load_artifact(path, "assigner", 1)
    assert facts == {"classes": ["a"]}
    assert arrays["weights"].sum() == 36
    with np.load(path) as stored:
        held = {name: stored[name] for name in stored.files}
    held["weights"] = held["weights"] + 1
    with path.open("wb") as file:
        np.savez(file, **held)
    with pytest.raises(ArtifactError, match="changed or damaged"):
        load_artifact(path, "assigner", 1)
