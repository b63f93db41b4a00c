"""Fitted models on disk: one file of arrays and JSON, checksummed, never pickled.

A file is an npz archive: the arrays, plus ``header`` with the JSON and the SHA-256 of
everything else. It is written beside its place and moved over in one step, so that a
reader sees the old model or the new one, never half of either.
"""

import hashlib
import json
import os
import tempfile
import tokenize
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.errors import ArtifactError

# What NumPy, zipfile and JSON raise on bytes that are no archive of ours.
_DAMAGES = (
    OSError, ValueError, KeyError, EOFError, TypeError, AttributeError,
    RuntimeError, MemoryError, tokenize.TokenError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip

Arrays = Mapping[str, NDArray[Any]]


def save_artifact(
    path: Path, kind: str, version: int, arrays: Arrays, facts: Mapping[str, Any]
) -> None:
    """Write arrays and JSON-able facts to ``path``, replacing it atomically."""
    header = {"kind": kind, "version": version, "facts": dict(facts)}
    written = json.dumps(header, ensure_ascii=False, sort_keys=True)
    sealed = {"header": written, "checksum": _checksum(arrays, written)}
    path = Path(path)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez_compressed(file, allow_pickle=False, **_all(arrays, sealed))
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def load_artifact(
    path: Path, kind: str, version: int
) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """Arrays and facts of a saved model.

    Raises ArtifactError when the file is damaged, of another kind or version.
    """
    try:
        # Opened here, because NumPy leaves a damaged archive open.
        with Path(path).open("rb") as file, np.load(file, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        written, checksum = str(arrays.pop("header")), str(arrays.pop("checksum"))
        header = json.loads(written)
    except FileNotFoundError as error:
        raise ArtifactError(f"{Path(path).name} is not there") from error
    except _DAMAGES as error:
        raise ArtifactError(f"{Path(path).name} cannot be read: {error}") from error
    if checksum != _checksum(arrays, written):
        raise ArtifactError(f"{Path(path).name} was changed or damaged")
    if (header["kind"], header["version"]) != (kind, version):
        raise ArtifactError(
            f"{Path(path).name} holds {header['kind']} {header['version']}, "
            f"not {kind} {version}"
        )
    return arrays, header["facts"]


def _all(arrays: Arrays, sealed: Mapping[str, str]) -> dict[str, Any]:
    return {**arrays, **{name: np.array(text) for name, text in sealed.items()}}


def _checksum(arrays: Arrays, header: str) -> str:
    digest = hashlib.sha256(header.encode())
    for name in sorted(arrays):
        values = np.ascontiguousarray(arrays[name])
        digest.update(f"{name}:{values.dtype.str}:{values.shape}".encode())
        digest.update(values.tobytes())
    return digest.hexdigest()
