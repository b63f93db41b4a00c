"""Any sentence model in ONNX form, from a local folder; needs the extra ``onnx``.

The folder is one as sentence-transformers exports it: ``model.onnx`` (there or in
``onnx/``), ``tokenizer.json`` and ``config.json``. Nothing is ever fetched.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.errors import EmbedderError
from models.vectors.vectors import Rows, unit_rows

BATCH = 64  # texts read at a time
USUAL_LENGTH = 256  # tokens, where no file says how many a model can read
LONGEST_LENGTH = 512  # tokens; attention costs their square
TOKEN_CHARACTERS = 12  # characters read for each token, at most
_LENGTHS = (
    ("sentence_bert_config.json", "max_seq_length"),
    ("tokenizer_config.json", "model_max_length"),
    ("config.json", "max_position_embeddings"),
)


class SentenceEmbedder:
    """A sentence model: unit rows of float32, from the mean of a text's tokens.

    Raises EmbedderError, which says what to do, when the folder is missing, lacks a
    file or holds a file that cannot be used, or when the extra is not installed.
    """

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder)
        config = _read_json(_file(self.folder, "config.json"))
        if not isinstance(config, dict):
            raise EmbedderError(f"{self.folder / 'config.json'} holds no settings.")
        self.length = _length(self.folder)
        self._tokenizer = _open_tokenizer(self.folder, self.length)
        self._session = _open_session(_model_file(self.folder))
        self._inputs = {known.name for known in self._session.get_inputs()}
        self._takes_first = _takes_first(self.folder)
        if "input_ids" not in self._inputs:
            raise EmbedderError(f"{self.folder} holds a model that reads no tokens.")

    @property
    def name(self) -> str:
        """What the model is called: its folder."""
        return self.folder.resolve().name

    def embed(self, texts: Sequence[str]) -> Rows:
        """Unit rows, shape (n, dimensions); a text without words gives zeros."""
        longest = self.length * TOKEN_CHARACTERS
        # Halves of characters, which no tokenizer takes, become question marks.
        shown = [text[:longest].encode(errors="replace").decode() for text in texts]
        encoded = self._tokenizer.encode_batch(shown)
        lengths = np.array([len(one.ids) for one in encoded], dtype=np.int64)
        order = np.argsort(lengths, kind="stable")
        found: list[Rows] = []
        for first in range(0, len(order), BATCH):
            part = order[first : first + BATCH]
            found.append(self._read([encoded[row].ids for row in part]))
        if not found:
            return np.zeros((0, self._read([[0]]).shape[1]), dtype=np.float32)
        joined = np.vstack(found)
        rows = np.empty_like(joined)
        rows[order] = joined
        rows[[not text.strip() for text in texts]] = 0
        return unit_rows(rows)

    def _read(self, ids: Sequence[Sequence[int]]) -> Rows:
        """Rows of one batch of token numbers, filled up to the longest."""
        width = max(1, *map(len, ids))
        tokens = np.zeros((len(ids), width), dtype=np.int64)
        mask = np.zeros((len(ids), width), dtype=np.int64)
        for row, own in enumerate(ids):
            tokens[row, : len(own)] = own
            mask[row, : len(own)] = 1
        offered = {
            "input_ids": tokens,
            "attention_mask": mask,
            "token_type_ids": np.zeros_like(tokens),
        }
        given = {name: offered[name] for name in offered if name in self._inputs}
        try:
            said = np.asarray(self._session.run(None, given)[0], dtype=np.float32)
        except Exception as error:
            raise EmbedderError(
                f"The model in {self.folder} cannot read texts: {_first_line(error)}"
            ) from error
        return self._pool(said, mask)

    def _pool(self, said: Rows, mask: NDArray[np.int64]) -> Rows:
        """One row a text: the mean over its tokens, or what the model made itself."""
        if said.ndim == 2 and len(said) == len(mask):
            return said
        if said.ndim != 3 or said.shape[:2] != mask.shape:
            raise EmbedderError(
                f"The model in {self.folder} answers in the shape {said.shape}; "
                "a sentence model gives a row for each token or for each text."
            )
        if self._takes_first:
            return np.ascontiguousarray(said[:, 0])
        weights = mask[:, :, None].astype(np.float32)
        mean: Rows = (said * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1)
        return mean


def _file(folder: Path, name: str) -> Path:
    if not folder.is_dir():
        raise EmbedderError(
            f"There is no folder {folder}: name one that holds a sentence model."
        )
    if not (folder / name).is_file():
        raise EmbedderError(
            f"{folder} lacks {name}: a sentence model needs model.onnx, "
            "tokenizer.json and config.json."
        )
    return folder / name


def _model_file(folder: Path) -> Path:
    inner = folder / "onnx" / "model.onnx"
    return inner if inner.is_file() else _file(folder, "model.onnx")


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EmbedderError(f"{path} cannot be read: {_first_line(error)}") from error


def _length(folder: Path) -> int:
    """Tokens that the model can read: the least that its files say."""
    said = []
    for name, key in _LENGTHS:
        if (folder / name).is_file():
            config = _read_json(folder / name)
            value = config.get(key) if isinstance(config, dict) else None
            if isinstance(value, int) and value > 0:
                said.append(value)
    return min(*said, LONGEST_LENGTH) if said else USUAL_LENGTH


def _takes_first(folder: Path) -> bool:
    """Whether the model's first token stands for the text, as its pooling says."""
    path = folder / "1_Pooling" / "config.json"
    config = _read_json(path) if path.is_file() else {}
    return isinstance(config, dict) and bool(config.get("pooling_mode_cls_token"))


def _open_tokenizer(folder: Path, length: int) -> Any:
    from tokenizers import Tokenizer

    path = _file(folder, "tokenizer.json")
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # the library raises no narrower one
        raise EmbedderError(f"{path} cannot be read: {_first_line(error)}") from error
    tokenizer.enable_truncation(length)
    tokenizer.no_padding()
    return tokenizer


def _open_session(path: Path) -> Any:
    try:
        import onnxruntime
    except ImportError as error:
        raise EmbedderError(
            'A sentence model needs the extra "onnx": pip install "postbag[onnx]".'
        ) from error
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    try:
        return onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:
        raise EmbedderError(f"{path} cannot be read: {_first_line(error)}") from error


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:300]
