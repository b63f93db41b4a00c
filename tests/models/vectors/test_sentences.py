"""Sentence models from a folder: tiny ones, built here in the form of real ones."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from models import discover, find_similar
from models.discovery.embedded_space import EmbeddedSpace
from models.errors import EmbedderError
from models.vectors.embedders import open_embedder
from models.vectors.sentences import SentenceEmbedder
from models.vectors.vectors import LexicalEmbedder, StaticEmbedder

WORDS = ["[UNK]", "refund", "money", "back", "crash", "photo", "app"]
VECTORS = np.zeros((len(WORDS), 3), dtype=np.float32)
VECTORS[:, 0] = [0, 1, 0.9, 0.8, 0, 0, 0]
VECTORS[:, 1] = [0, 0, 0.1, 0, 1, 0.9, 0.8]
VECTORS[:, 2] = [0.1, 0, 0, 0, 0, 0.1, 0]


def write_model(folder: Path, *, inputs: tuple[str, ...] = ("input_ids",)) -> Path:
    """A model that looks each token up, with the files of a real one."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper
    from tokenizers import Tokenizer, models, pre_tokenizers

    folder.mkdir(exist_ok=True)
    shape = ["batch", "sequence"]
    graph = helper.make_graph(
        [helper.make_node("Gather", ["vectors", inputs[0]], ["said"])],
        "tiny",
        [helper.make_tensor_value_info(n, TensorProto.INT64, shape) for n in inputs],
        [helper.make_tensor_value_info("said", TensorProto.FLOAT, [*shape, 3])],
        [numpy_helper.from_array(VECTORS, "vectors")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 9
    onnx.save(model, str(folder / "model.onnx"))
    words = {word: number for number, word in enumerate(WORDS)}
    tokenizer = Tokenizer(models.WordLevel(words, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "config.json").write_text('{"max_position_embeddings": 5}')
    return folder


def test_it_takes_the_mean_of_a_texts_own_tokens(tmp_path: Path) -> None:
    embedder = SentenceEmbedder(write_model(tmp_path / "tiny"))
    texts = ["refund money back", "crash", "", "app crash photo"]
    rows = embedder.embed(texts)
    assert rows.dtype == np.float32
    mean = VECTORS[[1, 2, 3]].mean(axis=0)
    assert np.allclose(rows[0], mean / np.linalg.norm(mean), atol=1e-6)
    assert np.allclose(rows[1], [0, 1, 0])  # what fills the batch has no say
    assert not rows[2].any()
    assert embedder.name == "tiny"
    assert embedder.embed([]).shape == (0, 3)


def test_it_reads_no_more_tokens_than_the_model_can(tmp_path: Path) -> None:
    embedder = SentenceEmbedder(write_model(tmp_path))
    cut, whole = embedder.embed(["refund " * 5 + "crash " * 100_000, "refund"])
    assert np.allclose(cut, whole)
    (tmp_path / "sentence_bert_config.json").write_text('{"max_seq_length": 2}')
    assert SentenceEmbedder(tmp_path).length == 2


def test_it_reads_more_texts_than_fit_a_batch_in_their_order(tmp_path: Path) -> None:
    embedder = SentenceEmbedder(write_model(tmp_path))
    texts = ["crash photo app", "refund", "money back"] * 60
    together = embedder.embed(texts)
    alone = np.vstack([embedder.embed([text]) for text in texts[:3]])
    assert np.allclose(together, np.tile(alone, (60, 1)), atol=1e-6)


@pytest.mark.parametrize("missing", ["model.onnx", "tokenizer.json", "config.json"])
def test_it_names_the_file_that_a_folder_lacks(tmp_path: Path, missing: str) -> None:
    write_model(tmp_path)
    (tmp_path / missing).unlink()
    with pytest.raises(EmbedderError, match=missing):
        SentenceEmbedder(tmp_path)


@pytest.mark.parametrize("broken", ["model.onnx", "tokenizer.json", "config.json"])
def test_it_names_the_file_that_cannot_be_read(tmp_path: Path, broken: str) -> None:
    write_model(tmp_path)
    (tmp_path / broken).write_bytes(b"\x80\x04cos\nsystem\n")
    with pytest.raises(EmbedderError, match=broken):
        SentenceEmbedder(tmp_path)


def test_it_says_what_to_do_without_a_folder_or_the_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(EmbedderError, match="no folder"):
        SentenceEmbedder(tmp_path / "nothing")
    write_model(tmp_path)
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(EmbedderError, match=r"pip install \"postbag\[onnx\]\""):
        SentenceEmbedder(tmp_path)


def test_it_refuses_a_model_that_reads_no_tokens(tmp_path: Path) -> None:
    with pytest.raises(EmbedderError, match="reads no tokens"):
        SentenceEmbedder(write_model(tmp_path, inputs=("pixels",)))


def test_it_takes_the_first_token_where_the_model_says_so(tmp_path: Path) -> None:
    write_model(tmp_path)
    (tmp_path / "1_Pooling").mkdir()
    pooling = {"pooling_mode_cls_token": True}
    (tmp_path / "1_Pooling" / "config.json").write_text(json.dumps(pooling))
    rows = SentenceEmbedder(tmp_path).embed(["refund crash"])
    assert np.allclose(rows[0], [1, 0, 0])


def test_it_opens_an_embedder_by_name(tmp_path: Path) -> None:
    write_model(tmp_path)
    assert isinstance(open_embedder("static"), StaticEmbedder)
    assert isinstance(open_embedder("lexical"), LexicalEmbedder)
    embedder = open_embedder(str(tmp_path))
    assert isinstance(embedder, SentenceEmbedder)
    found, _ = find_similar(WORDS[1:], ["money refund"], 3, embedder=embedder)
    assert set(found[0]) == {0, 1, 2}


LETTERS = [
    *(f"Please send my money back, refund number {n}" for n in range(12)),
    *(f"The app had a crash with photo {n} again" for n in range(12)),
]


@pytest.mark.parametrize("most", [12_000, 6])
def test_topics_are_found_with_a_sentence_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr("models.discovery.embedded_space.MOST_EMBEDDED", most)
    texts = [f"{text} {tail}" for text in LETTERS for tail in ("today", "sadly", "")]
    embedder = SentenceEmbedder(write_model(tmp_path))
    first = discover(texts, embedder=embedder)
    assert first.labels.tolist() == discover(texts, embedder=embedder).labels.tolist()
    kinds = [{int(n) for n in first.labels[:36]}, {int(n) for n in first.labels[36:]}]
    assert not (kinds[0] & kinds[1]) - {-1}


@pytest.mark.parametrize("texts", [[], [""], ["", " "], ["one"], ["same"] * 9])
def test_odd_inboxes_are_read_by_any_embedder(texts: list[str], tmp_path: Path) -> None:
    for embedder in (SentenceEmbedder(write_model(tmp_path)), LexicalEmbedder()):
        assert len(discover(texts, embedder=embedder).labels) == len(texts)


def test_the_space_holds_both_readings(tmp_path: Path) -> None:
    from models.texts.words import read_words

    embedder = SentenceEmbedder(write_model(tmp_path))
    space = EmbeddedSpace(read_words(LETTERS), LETTERS, 0, embedder)
    rows = space.rows(np.arange(len(LETTERS)))
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert rows.shape[1] > 256 + 3
