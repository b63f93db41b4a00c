"""Models on disk: arrays and JSON only, and a changed file is refused."""

import pickle
from multiprocessing import get_context
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


def saved(path: Path) -> bytes:
    """The bytes of a saved model of two arrays."""
    arrays = {"weights": np.arange(90.0), "words": np.array(["a", "crash", "退款"])}
    save_artifact(path, "assigner", 1, arrays, {"classes": ["a", "b"]})
    return path.read_bytes()


def test_it_refuses_every_file_that_was_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "model.npz"
    whole = saved(path)
    for size in range(len(whole)):
        path.write_bytes(whole[:size])
        with pytest.raises(ArtifactError):
            load_artifact(path, "assigner", 1)


def test_a_flipped_bit_is_refused_or_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "model.npz"
    whole = saved(path)
    arrays, facts = load_artifact(path, "assigner", 1)
    refused = 0
    for place in range(len(whole)):
        damaged = bytearray(whole)
        damaged[place] ^= 1 << place % 8
        path.write_bytes(damaged)
        try:
            found, said = load_artifact(path, "assigner", 1)
        except ArtifactError:
            refused += 1
        else:
            assert said == facts
            assert all(np.array_equal(found[name], arrays[name]) for name in arrays)
    assert refused > len(whole) / 2


def test_it_refuses_another_kind_or_version_and_what_is_no_file(tmp_path: Path) -> None:
    path = tmp_path / "model.npz"
    saved(path)
    for kind, version in (("assigner", 2), ("other", 1)):
        with pytest.raises(ArtifactError, match="holds assigner 1"):
            load_artifact(path, kind, version)
    with pytest.raises(ArtifactError, match="cannot be read"):
        load_artifact(tmp_path, "assigner", 1)
    with pytest.raises(ArtifactError, match="is not there"):
        load_artifact(tmp_path / "gone.npz", "assigner", 1)


def _write_often(path: Path, number: int) -> None:
    for _ in range(40):
        save_artifact(path, "assigner", 1, {"own": np.full(500, number)}, {"n": number})


def test_two_who_write_at_once_leave_one_whole_model(tmp_path: Path) -> None:
    path = tmp_path / "model.npz"
    _write_often(path, 0)
    spawn = get_context("spawn")
    writers = [spawn.Process(target=_write_often, args=(path, n)) for n in (1, 2)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        arrays, facts = load_artifact(path, "assigner", 1)
        assert set(arrays["own"].tolist()) == {facts["n"]}
    assert [writer.exitcode for writer in writers] == [0, 0]
    assert [file.name for file in tmp_path.iterdir()] == ["model.npz"]


def test_a_failed_write_leaves_the_former_model(tmp_path: Path) -> None:
    path = tmp_path / "model.npz"
    whole = saved(path)
    with pytest.raises(TypeError):
        save_artifact(path, "assigner", 1, {}, {"classes": object()})
    with pytest.raises(ValueError, match="pickle"):
        save_artifact(path, "assigner", 1, {"a": np.array([object()])}, {})
    assert path.read_bytes() == whole
    assert [file.name for file in tmp_path.iterdir()] == ["model.npz"]
