"""Vectors of texts: rows of unit length, one per text.

An embedder turns texts into such rows. The static one adds up a ready-made vector
per word, the lexical one counts words (TF-IDF) and keeps their main directions
(SVD, "latent semantic analysis", Deerwester et al. 1990).
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from models.words import LONGEST_WORD, WordTable, read_words

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Rows = NDArray[np.float32]

LARGEST_DECOMPOSITION = 15_000  # texts whose main directions are computed; more follow
MOST_TERMS = 40_000  # the most widespread words and pairs that are counted
SPARE_DIRECTIONS = 10
FEW_WORDS = 256  # that are cut into pieces one by one
POWER_STEPS = 2


class Embedder(Protocol):
    """Turns texts into unit rows of float32, shape (n, dimensions)."""

    def embed(self, texts: Sequence[str]) -> Rows: ...


class StaticEmbedder:
    """Ready-made word vectors (WordLlama, 256 dimensions), added up per text."""

    def embed(self, texts: Sequence[str]) -> Rows:
        """Unit rows, shape (n, 256); a text without known words gives zeros."""
        return static_rows(read_words(texts))


class LexicalEmbedder:
    """TF-IDF of words and word pairs, reduced by SVD to the texts' own directions."""

    def __init__(self, *, dimensions: int = 100, random_state: int = 0) -> None:
        self.dimensions = dimensions
        self.random_state = random_state

    def embed(self, texts: Sequence[str]) -> Rows:
        """Unit rows, shape (n, at most ``dimensions``), learned from these texts."""
        counts = weigh_terms(count_terms(read_words(texts)))
        return reduce_terms(counts, self.dimensions, self.random_state)


def unit_rows(rows: NDArray[Any]) -> Rows:
    """Rows scaled to length one; zero rows stay zero."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Rows = (rows / np.maximum(lengths, 1e-9)).astype(np.float32)
    return scaled


def static_rows(table: WordTable) -> Rows:
    """Sum of word vectors per text as one sparse product, unit rows (n, 256)."""
    return unit_rows(word_counts(table) @ word_vectors(table.vocabulary))


def word_counts(table: WordTable) -> "csr_matrix":
    """How often each word of the vocabulary stands in each text, (n, words)."""
    from scipy.sparse import csr_matrix

    shape = (len(table), len(table.vocabulary))
    ones = np.ones(len(table.ids), dtype=np.float32)
    return csr_matrix((ones, table.ids, table.starts), shape=shape)


def word_vectors(words: Sequence[str]) -> Rows:
    """The static vector of each word, shape (words, 256), not scaled."""
    from scipy.sparse import csr_matrix

    pieces, weights = _static_model()
    ids = _pieces_of(pieces, [word[:LONGEST_WORD] for word in words])
    starts = np.concatenate([[0], np.cumsum([len(row) for row in ids])])
    flat = np.array([piece for row in ids for piece in row], dtype=np.int32)
    kept = (flat != pieces.token_to_id("▁")).astype(np.float32)
    spread = csr_matrix((kept, flat, starts), shape=(len(words), len(weights)))
    rows: Rows = spread @ weights
    return rows


def _pieces_of(pieces: Any, words: Sequence[str]) -> list[list[int]]:
    """Numbers of each word's pieces; waking threads for a few costs more than them."""
    if len(words) <= FEW_WORDS:
        return [pieces.encode(word, add_special_tokens=False).ids for word in words]
    encoded = pieces.encode_batch(words, add_special_tokens=False)
    return [entry.ids for entry in encoded]


@lru_cache(maxsize=1)
def _static_model() -> tuple[Any, Rows]:
    """Tokenizer and weights from inside the installed package, never the network."""
    import wordllama

    folder = Path(wordllama.__file__).parent
    model = wordllama.WordLlama.load(cache_dir=folder, disable_download=True)
    model.tokenizer.no_padding()
    model.tokenizer.no_truncation()
    return model.tokenizer, model.embedding.astype(np.float32)


def count_terms(table: WordTable) -> "csr_matrix":
    """Counts of lower-case words and neighbouring pairs seen in two texts or more."""
    from scipy.sparse import csr_matrix

    terms, owners = _term_codes(table)
    codes, columns = np.unique(terms, return_inverse=True)
    ones = np.ones(len(columns), dtype=np.float32)
    counts = csr_matrix((ones, (owners, columns)), shape=(len(table), len(codes)))
    seen = np.bincount(counts.indices, minlength=len(codes))
    kept = np.flatnonzero(seen >= 2)
    if len(kept) > MOST_TERMS:
        order = np.argsort(-seen[kept], kind="stable")[:MOST_TERMS]
        kept = np.sort(kept[order])
    return counts[:, kept]


def _term_codes(table: WordTable) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """A number per word and per pair of neighbours, with the text each stands in."""
    lowered: dict[str, int] = {}
    mapping = [
        lowered.setdefault(word.lower(), len(lowered)) if word[0].isalnum() else -1
        for word in table.vocabulary
    ]
    plain = np.array(mapping, dtype=np.int64)[table.ids]
    words, owners = plain[plain >= 0], table.owners[plain >= 0]
    pairs = owners[1:] == owners[:-1]
    codes = (words[:-1] + 1) * (len(lowered) + 1) + words[1:]
    return (
        np.concatenate([words, codes[pairs]]),
        np.concatenate([owners, owners[1:][pairs]]),
    )


def weigh_terms(counts: "csr_matrix") -> "csr_matrix":
    """TF-IDF with damped counts; each row has length one."""
    from sklearn.feature_extraction.text import TfidfTransformer

    if not counts.shape[1]:
        return counts
    return TfidfTransformer(sublinear_tf=True).fit_transform(counts)


def reduce_terms(weighted: "csr_matrix", dimensions: int, random_state: int) -> Rows:
    """Unit rows along the main directions, shape (n, at most ``dimensions``)."""
    return unit_rows(weighted @ term_directions(weighted, dimensions, random_state))


def term_directions(weighted: "csr_matrix", dimensions: int, random_state: int) -> Rows:
    """The main directions of weighed terms, shape (terms, at most ``dimensions``)."""
    dimensions = min(dimensions, min(weighted.shape) - 1)
    if dimensions < 1 or weighted.nnz == 0:
        return np.zeros((weighted.shape[1], 1), dtype=np.float32)
    step = -(-weighted.shape[0] // LARGEST_DECOMPOSITION)
    return main_directions(weighted[::step], dimensions, random_state)


def main_directions(rows: "csr_matrix", count: int, random_state: int) -> Rows:
    """The leading right singular vectors of sparse rows, shape (columns, count).

    Subspace iteration from a random start (Halko et al. 2011); the basis is made
    orthonormal through its small Gram matrix, which is far cheaper than a QR of a
    long thin matrix.
    """
    generator = np.random.default_rng(random_state)
    across = rows.T.tocsr()
    basis = rows @ generator.standard_normal(
        (rows.shape[1], count + SPARE_DIRECTIONS), dtype=np.float32
    )
    for _ in range(POWER_STEPS):
        basis = rows @ (across @ _orthonormal(basis))
    image = across @ _orthonormal(basis)
    values, turns = np.linalg.eigh((image.T @ image).astype(np.float64))
    lengths = np.sqrt(np.maximum(values, 1e-12))
    directions: Rows = (image @ (turns / lengths)).astype(np.float32)
    return directions[:, ::-1][:, :count]


def _orthonormal(basis: Rows) -> Rows:
    values, turns = np.linalg.eigh((basis.T @ basis).astype(np.float64))
    scale = 1 / np.sqrt(np.maximum(values, values[-1] * 1e-7 + 1e-30))
    straight: Rows = basis @ (turns * scale).astype(np.float32)
    return straight
